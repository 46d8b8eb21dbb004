"""The drawing of the output that fits the data: the square, or lines along the one column; fed with what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui.context import Context
from nnlab.gui.plots.later import Later
from nnlab.gui.plots.ranges import output_range
from nnlab.gui.plots.samples import Samples
from nnlab.kernel.messages import Frame, Points

if TYPE_CHECKING:
    from nnlab.gui.plots.plane import Plane


class Scene(QWidget):
    """Makes a drawing when it is first seen, and tells it what to show: output, samples, ranges, names and words.

    Signals:
        pointed(point | None), clicked(row | None): what the drawing that is shown says of the mouse.
        made(Plane): a drawing was made.
        began(): the first output is shown, or another drawing.
    """

    pointed = Signal(object)
    clicked = Signal(object)
    made = Signal(object)
    began = Signal()

    def __init__(self, context: Context, test: QAction, discrete: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._test, self._discrete = context, test, discrete
        self.square = Later("nnlab.gui.plots.plane", lambda module: self._make(module.Plane), context.theme, self)
        self.line = Later("nnlab.gui.plots.course", lambda module: self._make(module.Course), context.theme, self)
        self._points: Points | None = context.bridge.last_points
        self._pin: int | None = None
        self.drawn = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for place in (self.square, self.line):
            column.addWidget(place, 1)
        self._show_place()

    @property
    def ready(self) -> bool:
        """Whether everything is drawn: it is not while pyqtgraph is imported, soon after the first paint."""
        return self.place.drawing is not None

    @property
    def plane(self) -> Plane:
        """The drawing that fits the data; made where it is not yet."""
        return self.place.now()

    @property
    def place(self) -> Later:
        """Where the drawing that fits the data stands."""
        data = self._data()
        return self.line if data is not None and len(data.columns) == 1 else self.square

    def _show_place(self) -> None:
        """Shows the drawing that fits the data."""
        shown = self.place
        other = self.square if shown is self.line else self.line
        if not other.isHidden():
            other.hide()
            shown.show()
            self.drawn = shown.drawing is not None and not shown.drawing.empty

    def _make(self, kind: type[Plane]) -> Plane:
        plane = kind(self._context.theme, self.place)
        for action, show in ((self._test, plane.show_test), (self._discrete, plane.show_discrete)):
            show(action.isChecked())
            action.toggled.connect(show)
        plane.pointed.connect(self.pointed)
        plane.clicked.connect(self.clicked)
        plane.show_pin(self._pin)
        self._show_range(plane)
        self._word_plane(plane)
        frame = self._context.bridge.last_frame
        if frame is not None and frame.boundary is not None:
            plane.show_output(frame.boundary.numpy(), frame.low, frame.high)
        if self._points is not None:
            self._show_points(plane, self._points)
        self.drawn = not plane.empty
        self.made.emit(plane)
        self.began.emit()
        return plane

    # ---- what to show

    def show_frame(self, frame: Frame) -> None:
        """Shows a frame; the first one comes while pyqtgraph may still be on its way, and is not waited for."""
        if frame.boundary is not None and (self.ready or frame.training or frame.epoch):
            self.plane.show_output(frame.boundary.numpy(), frame.low, frame.high)
            if not self.drawn:
                self.drawn = True
                self.began.emit()

    def show_points(self, points: Points) -> None:
        """Shows other samples."""
        self._points = points
        if self.ready:
            self._show_points(self.plane, points)

    def _show_points(self, plane: Plane, points: Points) -> None:
        arrays = (points.train_x, points.train_y, points.test_x, points.test_y)
        train_x, train_y, test_x, test_y = (array.numpy() for array in arrays)
        plane.show_samples(Samples(train_x=train_x, train_y=train_y, test_x=test_x, test_y=test_y))
        if plane.empty and len(train_x) and train_x.ndim == 2:
            every = np.concatenate([train_x[:, :2], test_x[:, :2]]).astype(float)
            low, high = np.floor(every.min(axis=0)), np.ceil(every.max(axis=0))
            high = np.maximum(high, low + 1)
            plane.show_output(None, tuple(low.tolist()), tuple(high.tolist()))

    def show_pin(self, row: int | None) -> None:
        """Rings a training sample, None for none."""
        self._pin = row
        for place in (self.square, self.line):
            if place.drawing is not None:
                place.drawing.show_pin(row)

    def learn(self) -> None:
        """Takes what the document says of data and network now."""
        self._show_place()
        if self.ready:
            self._show_range(self.plane)

    def _show_range(self, plane: Plane) -> None:
        document, data = self._context.document, self._data()
        values = data is not None and data.targets == "values"
        classes = None if values else data.classes if data is not None else ("0", "1")
        plane.show_range(output_range(document.experiment, document.catalog, data), classes)
        columns = data.columns if data is not None else ()
        plain = columns in ((), ("x1", "x2"))  # the usual ones are known, and the square needs the room
        plane.show_names(*(("", "") if plain else (*columns[:2], "")[:2]))

    def _data(self) -> DataFacts | None:
        facts = self._context.document.last_facts
        return facts.data if facts is not None else None

    # ---- words

    def word(self) -> None:
        """Takes the words of the language."""
        if self.ready:
            self._word_plane(self.plane)

    def _word_plane(self, plane: Plane) -> None:
        tr = self._context.language.tr
        plane.setAccessibleName(tr("Output"))
        anywhere = tr("What the network answers anywhere on the plane, with the samples on it")
        along = tr("What the network answers along the only column of the data, with the samples")
        plane.setAccessibleDescription(anywhere if self.place is self.square else along)
        plane.setToolTip(tr("Click a sample: the numbers in the network are its own until Esc"))
