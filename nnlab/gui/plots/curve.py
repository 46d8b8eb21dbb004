"""The loss curves with axes, legend and marks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.curves import Curves, Mark
from nnlab.gui.enlarging import large, scale
from nnlab.gui.plots.axis import Axis
from nnlab.gui.plots.legend import Legend
from nnlab.gui.plots.marks import Marks
from nnlab.gui.plots.ticks import thin
from nnlab.gui.theme import Theme, small_font

Numbers = npt.NDArray[np.floating]
Span = tuple[float, float]

_most = 1e300  # what lies beyond is drawn at the edge
_column = 1.5  # pixels across in which a curve shows its lowest and highest value


class _View(pg.ViewBox):
    """Shows the whole history until somebody zooms or moves it."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._whole: tuple[Span, Span] = ((0.0, 10.0), (0.0, 1.0))

    def show_whole(self, epochs: Span, losses: Span) -> None:
        """Takes the ranges of the whole."""
        self._whole = epochs, losses
        self.updateAutoRange()
        self.prepareForPaint()  # else it is done while painting, and all is painted a second time

    # ---- pyqtgraph's

    def childrenBounds(self, *_args: object, **_named: object) -> list[list[float]]:
        return [list(span) for span in self._whole]

    def suggestPadding(self, _axis: int) -> float:
        return 0.0


class CurveArea(pg.PlotWidget):
    """Draws curves of any length in a few milliseconds; wheel and mouse zoom and move, a double click shows all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._view = _View()
        font = small_font(parent or QWidget())
        self._axes = {
            "left": Axis("left", font, density=1.9),
            "bottom": Axis("bottom", font, whole=True, density=1.2),
        }
        super().__init__(parent, viewBox=self._view, axisItems=dict(self._axes), enableMenu=False)
        self._theme = theme
        self._curves = Curves()
        self._log = False
        self.setFont(font)
        self.setMinimumSize(150, 100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAcceptDrops(False)
        plot = self.getPlotItem()
        self._test, self._train = (self._add_curve() for _ in range(2))
        self._first = pg.ScatterPlotItem(size=4, pen=None)  # one point makes no line
        self.addItem(self._first, ignoreBounds=True)
        self.marks = Marks(self._view, font)
        self.legend = Legend(font, plot)
        plot.showGrid(y=True)
        for axis in self._axes.values():
            axis.setZValue(-1)  # the grid lies behind the curves
        self._view.sigXRangeChanged.connect(self._draw)
        self._view.sigResized.connect(self._draw)
        self._view.sigResized.connect(lambda _view: self.legend.stretch(self.width() - 8))
        theme.changed.connect(self._color)
        self._color()

    def _add_curve(self) -> pg.PlotCurveItem:
        curve = pg.PlotCurveItem(antialias=True, connect="all", skipFiniteCheck=True)
        curve.setSegmentedLineMode("on")  # as one polyline a noisy curve would cost ten times as much
        self.addItem(curve, ignoreBounds=True)
        return curve

    def _lay_out(self) -> None:
        """Writes in the present font, which another theme may have made larger."""
        metrics, plot = QFontMetrics(self.font()), self.getPlotItem()
        for part in (*self._axes.values(), self.marks, self.legend):
            part.letter(self.font())
        plot.layout.setContentsMargins(0, metrics.height() + large(4), large(14), large(2))
        self._axes["left"].setWidth(metrics.horizontalAdvance("0.0005") + large(8))
        self._axes["bottom"].setHeight(2 * metrics.height() + large(10))

    # ---- what to show

    def show_curves(self, curves: Curves, marks: Sequence[Mark]) -> None:
        """Shows the newest curves and marks."""
        self._curves = curves
        self.legend.show_which(len(curves) > 0, len(curves) > 0 and not np.isnan(curves.test).all())
        self.marks.show_marks(marks)
        self._show()

    def show_log(self, log: bool) -> None:
        """Shows losses on a logarithmic axis, all of them."""
        self._log = log
        self._axes["left"].setLogMode(y=log)
        self._view.enableAutoRange()
        self._show()

    def word(self, epoch: str, loss: str, train: str, test: str, whole: str) -> None:
        """Takes the words of axes and legend, and of the button that shows everything again."""
        self._axes["bottom"].setLabel(epoch)
        self._axes["bottom"].resizeEvent()  # else another word stands where the last one did
        self.legend.word(loss, train, test)
        self.getPlotItem().autoBtn.setToolTip(whole)

    @property
    def frame(self) -> QRectF:
        """Where the curves are drawn."""
        self.getPlotItem().layout.activate()
        return self._view.sceneBoundingRect()

    @property
    def ranges(self) -> tuple[Span, Span]:
        """The epochs and the losses (their decimal logarithms on a logarithmic axis) that are shown."""
        epochs, losses = self._view.viewRange()
        return (epochs[0], epochs[1]), (losses[0], losses[1])

    def _show(self) -> None:
        before = self.ranges[0]
        self._view.show_whole(*self._whole())
        if self.ranges[0] == before:  # else the view has said so
            self._draw()

    def _draw(self, *_: object) -> None:
        """Gives pyqtgraph as much of the curves as can be seen: steps of its own thinning would show."""
        curves, (epochs, _losses) = self._curves, self.ranges
        columns = max(1, int(self._view.width() / _column))
        ends = []
        for item, values in ((self._test, curves.test), (self._train, curves.train)):
            x, y = thin(curves.epochs, values, *epochs, columns)
            if self._log:
                x, y = x[y > 0], np.log10(y[y > 0])
            item.setData(x, y)
            if len(x) == 1:
                ends.append({"pos": (x[0], y[0]), "brush": item.opts["pen"].color()})
        self._first.setData(ends)

    def _whole(self) -> tuple[Span, Span]:
        """Returns the ranges from epoch 0 to the last, and of the losses from 0 (not on a logarithmic axis)."""
        curves = self._curves
        last = max(float(curves.epochs[-1]) if len(curves) else 0.0, 10.0)
        found = [span for row in (curves.train, curves.test) if (span := _span(row, positive=self._log))]
        low, high = (min(s[0] for s in found), max(s[1] for s in found)) if found else (0.1 * self._log, 1.0)
        low, high = max(-_most, low), min(_most, high)
        if self._log:
            low = math.log10(max(low, 1 / _most))
            losses = low - 0.06, max(math.log10(max(high, 1 / _most)), low + 0.48) + 0.06
        else:
            low, high = min(0.0, low), high * 1.06 or 1.0
            losses = low - 0.01 * (high - low), high
        return (0.0, last), losses

    def _color(self) -> None:
        self._lay_out()
        colors = self._theme.colors
        self.setBackground(colors.window)
        for axis in self._axes.values():
            axis.color(colors)
        self._axes["bottom"].label.setDefaultTextColor(colors.muted)
        for item, color in ((self._train, colors.train_line), (self._test, colors.test_line)):
            item.setPen(pg.mkPen(color, width=1.6 * scale()))
        self.marks.color(colors)
        self.legend.color(colors)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(320, 220)

    def mouseDoubleClickEvent(self, event) -> None:
        super().mouseDoubleClickEvent(event)
        self._view.enableAutoRange()
        self._view.updateAutoRange()


def _span(values: Numbers, *, positive: bool) -> Span | None:
    """Returns the lowest and highest finite (and positive) value, None where there is none."""
    if not len(values):
        return None
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if math.isfinite(low) and math.isfinite(high) and (low > 0 or not positive):
        return low, high
    kept = values[np.isfinite(values) & (values > 0)] if positive else values[np.isfinite(values)]
    return (float(kept.min()), float(kept.max())) if len(kept) else None
