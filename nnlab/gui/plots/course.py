"""The network's output along the only column of the data, as lines, with the samples around them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from nnlab.gui.plots.plane import Plane, between
from nnlab.gui.plots.ranges import Range
from nnlab.gui.plots.samples import Samples

Numbers = npt.NDArray[np.floating]
_room = 0.08  # of the range, above and below
_beside = 0.025  # the same at both sides, so that no dot is cut


class Course(Plane):
    """A plane whose second axis is the output: a line for each output, dots where the targets are.

    A sample of a class stands where its output should be: at the bottom or the top, of several classes at the top in
    the colour of its line. What `pointed` tells has one number, the column's.
    """

    clips = True  # a line may leave the range of the targets

    def _lay_out(self) -> None:
        self._lines: list[pg.PlotCurveItem] = []
        self._x = self._low[0], self._high[0]
        super()._lay_out()
        self._at = pg.InfiniteLine(0.0, angle=90, pen=pg.mkPen("#e5484d", width=1.5, style=Qt.PenStyle.DashLine))
        self._at.hide()
        self._view.addItem(self._at, ignoreBounds=True)
        self._zeros = pg.InfiniteLine(0.0, angle=0), pg.InfiniteLine(0.0, angle=90)
        for line in self._zeros:
            line.setZValue(-1)
            self._view.addItem(line, ignoreBounds=True)

    # ---- what to show

    def show_output(self, values: Numbers | None, low: tuple[float, ...], high: tuple[float, ...]) -> None:
        """Shows (outputs, size) values along the column from low to high; None: what was shown goes."""
        self._values = values if values is not None and values.ndim == 2 and values.size else None
        if low and high and (low[0], high[0]) != self._x:
            self._x = low[0], high[0]
            self._follow()
        self._paint_picture()

    def show_samples(self, samples: Samples) -> None:
        """Draws other dots."""
        self._samples = samples
        self._paint_dots()

    def show_mark(self, at: tuple[float, ...] | None) -> None:
        """Marks a value (x1,) of the column, None for none."""
        self._at.setVisible(at is not None)
        if at is not None:
            self._at.setValue(at[0])

    def show_range(self, span: Range, classes: tuple[str, ...] | None) -> None:
        """Takes another range of the outputs; `classes` are the classes' names, None for values."""
        super().show_range(span, classes)
        self._key.setVisible(self._several)
        self._follow()

    def _follow(self) -> None:
        """Takes the ranges of column and outputs into the plane's."""
        room = _room * (self._span.high - self._span.low)
        beside = _beside * (self._x[1] - self._x[0])
        self._low = self._x[0] - beside, self._span.low - room
        self._high = self._x[1] + beside, self._span.high + room
        self._arrange()
        self._paint_dots()

    @property
    def _several(self) -> bool:
        return self._classes is not None and len(self._classes) > 2

    # ---- drawing

    def _paint_picture(self) -> None:
        colors, values = self._theme.colors, self._values
        self._view.setBackgroundColor(colors.chip if values is None else colors.field)
        self._picture.clear()
        for zero in self._zeros:
            zero.setPen(pg.mkPen(colors.track, width=1))
        count = 0 if values is None else len(values)
        while len(self._lines) > count:
            self._view.removeItem(self._lines.pop())
        while len(self._lines) < count:
            self._lines.append(pg.PlotCurveItem(antialias=True))
            self._view.addItem(self._lines[-1], ignoreBounds=True)
        if values is None:
            return
        x = np.linspace(*self._x, values.shape[1])
        for place, (line, heights) in enumerate(zip(self._lines, self._shown(values), strict=True)):
            line.setData(x, np.nan_to_num(heights.astype(float), posinf=1e30, neginf=-1e30))
            line.setPen(pg.mkPen(self._ink(place, count), width=2.2))
            line.setZValue(2)

    def _shown(self, values: Numbers) -> Numbers:
        """Returns the outputs, or which class wins where only that is shown."""
        if not self._discrete or self._classes is None:
            return values
        low, high = self._span.low, self._span.high
        wins = values > self._span.middle if len(values) == 1 else values == values.max(axis=0)
        return np.where(wins, high, low)

    def _ink(self, place: int, count: int) -> QColor:
        classes = self._theme.colors.classes
        return self._theme.colors.text if count == 1 else classes[place % len(classes)]

    def _paint_dots(self) -> None:
        samples, self._painted_radius = self._samples, self._radius
        for dots, (x, y, _near) in ((self._train_dots, samples.train), (self._test_dots, samples.test)):
            at, colours, classes = self._dots(x, y)
            dots.show_dots((at, colours, None), classes, self._span, self._theme, self._painted_radius)
        self._test_dots.setVisible(self._test)
        self._paint_ring()

    def _dots(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers, bool]:
        """Returns places (N, 2), what colours them, and whether that are numbers of classes or outputs."""
        if not len(x) or x.ndim != 2:
            return np.zeros((0, 2)), np.zeros(0), False
        if self._classes is not None:
            first = y.reshape(len(y), -1)[:, 0]
            return np.column_stack([x[:, 0], self._heights(first)]), first, True
        targets = y.reshape(len(y), -1).astype(float)
        count = targets.shape[1]
        at = np.column_stack([np.repeat(x[:, 0], count), targets.ravel()])
        return at, (np.tile(np.arange(count), len(x)) if count > 1 else targets[:, 0]), count > 1

    def _heights(self, classes: Numbers) -> Numbers:
        """Returns where the output of a sample's class should be."""
        return np.where((classes > 0) | self._several, self._span.high, self._span.low)

    # ---- where things are

    def answer(self, point: tuple[float, ...]) -> Numbers | None:
        """Returns the outputs that are drawn at a value (x1,) of the column."""
        low, high = self._x
        return None if self._values is None else between(self._values, (point[0] - low) / (high - low))

    def _places(self, *, test: bool = False) -> Numbers:
        """Returns where the samples stand; of several values, the first."""
        samples = self._samples
        x, y = (samples.test_x, samples.test_y) if test else (samples.train_x, samples.train_y)
        at, _, _ = self._dots(x, y[:, :1] if self._classes is None and y.ndim == 2 else y)
        return at

    def _point(self, place: QPointF) -> tuple[float, ...] | None:
        point = super()._point(place)
        return point[:1] if point is not None else None
