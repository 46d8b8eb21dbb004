"""The samples to which the neuron that is looked at answers most: asked for while somebody looks, shown on its card."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from nnlab.gui.canvas.colours import Numbers
from nnlab.gui.canvas.selection import Place
from nnlab.gui.canvas.sights import Art, Sights
from nnlab.gui.context import Context
from nnlab.gui.samples import sample_shape
from nnlab.kernel.messages import Frame, TopView
from nnlab.records.pages import Top

_key = "canvas.top"
_count = 4  # as many as stand in a row of a card


class Moved(QObject):
    """Knows the samples of one neuron at a time; only where samples are pictures or sequences, which can be shown.

    Signals:
        changed: other samples are known.
    """

    changed = Signal()

    def __init__(self, context: Context, sights: Sights, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._sights = context, sights
        self._asked: tuple[str, int] | None = None
        self._top: Top | None = None
        context.bridge.frame.connect(self._take)

    def look(self, place: Place | None, layer: str) -> None:
        """Takes what is looked at: a neuron of a layer, or anything else."""
        neuron = place is not None and place.kind == "neuron" and place.column > 0
        shown = neuron and sample_shape(self._context.document) is not None
        asked = (layer, place.unit) if shown and place is not None else None
        if asked != self._asked:
            self._asked = asked
            self._context.bridge.subscribe(_key, TopView(*asked, _count) if asked is not None else None)

    def _take(self, frame: Frame) -> None:
        if frame.top is not None and frame.top != self._top:
            self._top = frame.top
            self.changed.emit()

    def art(self, layer: str, unit: int) -> Art | None:
        """Returns the samples of a neuron side by side, None where they are not known."""
        top, points, shape = self._top, self._context.bridge.last_points, sample_shape(self._context.document)
        if top is None or (top.layer, top.unit) != (layer, unit) or points is None or shape is None:
            return None
        x = points.train_x.numpy()
        rows = [row for row in top.rows if row < len(x)]
        if not rows or x.shape[1] != np.prod(shape):
            return None
        return self._sights.samples(self._context.language.tr("samples it answers to most"), _pictures(x[rows], shape))


def _pictures(x: Numbers, shape: tuple[int, ...]) -> Numbers:
    """Returns samples (N, columns) as (N, rows, columns): the mean of their channels, or time to the right."""
    samples = x.reshape(len(x), *shape)
    return samples.mean(axis=1) if len(shape) == 3 else samples.swapaxes(1, 2)
