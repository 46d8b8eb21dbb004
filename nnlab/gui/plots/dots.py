"""The samples on the output plot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtGui import QBrush, QColor, QPen

from nnlab.gui.enlarging import scale
from nnlab.gui.plots.ranges import Range
from nnlab.gui.plots.samples import Rows, levels
from nnlab.gui.theme import Theme, mixed

Numbers = npt.NDArray[np.floating]
_levels = 24
_faint = (1.0, 0.78, 0.55, 0.36)  # how opaque dots are, the farther they lie from the slice
_thin = 1.05  # with a rim of more than a pixel and a diameter just below an even number pyqtgraph's dots are round


def radius_for(count: int, side: float) -> float:
    """Returns how large dots are, in whole pixels: smaller where there are many or the plot is small."""
    crowd = min(1.0, (400 / max(count, 1)) ** 0.25)
    return float(max(2, round(min(4.2 * scale(), side / 85) * crowd)))


def color_indices(y: Numbers, classes: bool, span: Range) -> npt.NDArray[np.int64]:
    """Returns for each target the number of its dot's colour: its class, or one of `_levels` steps of its value."""
    first = y.reshape(len(y), -1)[:, 0] if y.ndim > 1 else y
    if classes:
        return first.astype(np.int64)
    share = np.clip((first - span.low) / (span.high - span.low), 0, 1)
    return np.round(np.nan_to_num(share) * (_levels - 1)).astype(np.int64)


def dot_color(index: int, classes: bool, theme: Theme) -> QColor:
    """Returns the colour of a number that `color_indices` gave."""
    if classes:
        return theme.colors.classes[index % len(theme.colors.classes)]
    return QColor(*theme.lut()[round(index * 255 / (_levels - 1))].tolist())


def dot_pens(color: QColor, radius: float, rim: QColor, *, test: bool) -> tuple[QPen, QBrush]:
    """Returns a dot's rim and filling: bright in a rim for training, pale in a rim of its own colour for testing."""
    if test:
        pen = pg.mkPen(mixed(color, QColor("black"), 0.25), width=max(_thin, radius * 0.36))
        return pen, pg.mkBrush(mixed(color, QColor("white"), 0.72))
    return pg.mkPen(rim, width=max(_thin, radius * 0.28)), pg.mkBrush(mixed(color, QColor("black"), 0.06))


class Dots(pg.ScatterPlotItem):
    """Dots of the training or the test samples, in the order of the samples."""

    def __init__(self, *, test: bool) -> None:
        self._looks: list[tuple[npt.NDArray[np.bool_], tuple[object, ...]]] = []  # of which dots, and how
        super().__init__(symbol="o")
        self._test = test

    def show_dots(
        self, drawn: tuple[Numbers, Numbers, Rows | None], classes: bool, span: Range, theme: Theme, radius: float
    ) -> None:
        """Shows other samples: places, targets, and how far from the slice they lie (None: in it).

        `classes` says whether the targets are classes or values of a range.
        """
        x, y, near = drawn
        if not len(x) or x.ndim != 2 or x.shape[1] < 2:
            self.clear()
            return
        # a value's dot may be as pale as the light rim of a class
        rim = theme.colors.outline if classes else mixed(QColor("#303640"), theme.colors.outline, 0.3)
        indices = color_indices(y, classes, span) * levels
        if near is not None:
            indices = indices + near
        looks = {int(k): self._look(int(k), classes, theme, radius, rim) for k in np.unique(indices)}
        self.fragmentAtlas.clear()
        size = 2 * radius * 0.92 if self._test else 2 * radius - 0.1
        self._looks = [(indices == k, ("o", size, *look)) for k, look in looks.items()]
        self.setData(x=x[:, 0], y=x[:, 1], size=size)

    def _look(self, index: int, classes: bool, theme: Theme, radius: float, rim: QColor) -> tuple[QPen, QBrush]:
        """Returns the pen and brush of a colour and a nearness."""
        pen, brush = dot_pens(dot_color(index // levels, classes, theme), radius, rim, test=self._test)
        opaque = _faint[index % levels]
        if opaque == 1.0:
            return pen, brush
        for part in (pen, brush):
            color = part.color()
            color.setAlphaF(opaque)
            part.setColor(color)
        return pen, brush

    # ---- pyqtgraph's

    def updateSpots(self, dataSet=None) -> None:  # noqa: N803 - pyqtgraph's name
        """Looks up what each kind of dot looks like once: pyqtgraph asks for each of thousands of dots."""
        spots = self.data if dataSet is None else dataSet
        for mine, look in self._looks:
            if len(mine) == len(spots):
                spots["sourceRect"][mine] = self.fragmentAtlas[[look]][0]
        self._updateMaxSpotSizes(data=spots)
        self.invalidate()
