"""Draws a grader's picture with pyqtgraph: curves, ways down four surfaces, samples, a histogram."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.plots.axis import Axis
from nnlab.gui.theme import Theme, mixed, small_font
from nnlab.records import Array
from nnlab.records.grades import BarsPicture, CurvePicture, Path, PathsPicture, Picture, PointsPicture, Surface

Numbers = npt.NDArray[np.float64]
_bands = 14  # of a surface's height
_most = 1e12  # what lies beyond is not drawn
_dots = 2_000


def path_color(path: Path, place: int, theme: Theme) -> QColor:
    """Returns the colour of a way: the component's own is the warm one."""
    colors = theme.colors
    return colors.test_line if path.own else (colors.train_line, colors.classes[2], colors.classes[3])[place % 3]


class Drawing(pg.GraphicsLayoutWidget):
    """Shows one picture; the same kind of picture again only moves its lines, so that typing does not make it flicker.

    `frame` is where it is drawn.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: Picture | None = None
        self._titles: dict[str, str] = {}
        self._across = ""
        self._curves: dict[str, pg.PlotCurveItem] = {}
        self._plots: list[pg.PlotItem] = []
        self._columns = 2  # of surfaces
        self.setFont(small_font(parent or self))
        self.setMinimumSize(120, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.ci.layout.setContentsMargins(2, 2, 8, 2)
        self.ci.layout.setSpacing(2)
        theme.changed.connect(self._again)
        self.setBackground(theme.colors.window)

    @property
    def frame(self) -> QRectF:
        """Where things are drawn."""
        return QRectF(self.rect())

    def show_picture(self, picture: Picture | None, across: str = "", titles: dict[str, str] | None = None) -> None:
        """Shows another picture; `across` names the axis of curves, `titles` the surfaces by id."""
        same = type(picture) is type(self._picture) and across == self._across
        self._picture, self._across, self._titles = picture, across, titles or {}
        if isinstance(picture, CurvePicture) and same:
            self._fill_curves(picture)
        else:
            self._again()

    def _again(self) -> None:
        self.setBackground(self._theme.colors.window)
        self.clear()
        self._curves, self._plots = {}, []
        picture = self._picture
        if isinstance(picture, CurvePicture):
            self._plots.append(self._plot(0, 0))
            self._fill_curves(picture)
        elif isinstance(picture, PathsPicture):
            for place, surface in enumerate(picture.surfaces):
                self._draw_surface(surface, self._plot(place // self._columns, place % self._columns, axes=False))
        elif isinstance(picture, PointsPicture):
            self._draw_points(picture)
        elif isinstance(picture, BarsPicture):
            self._draw_bars(picture)

    def _plot(self, row: int, column: int, *, axes: bool = True) -> pg.PlotItem:
        metrics = QFontMetrics(self.font())
        sides = {"left": Axis("left", self.font(), density=1.3), "bottom": Axis("bottom", self.font(), density=1.1)}
        view = pg.ViewBox(enableMouse=False, enableMenu=False)
        plot: pg.PlotItem = self.addPlot(row, column, viewBox=view, axisItems=sides, enableMenu=False)
        plot.hideButtons()
        if axes:
            plot.showGrid(x=True, y=True)
            for side in sides.values():
                side.setZValue(-1)
                side.color(self._theme.colors)
            sides["left"].setWidth(metrics.horizontalAdvance("−0.005") + 8)
            sides["bottom"].setHeight(metrics.height() * (2 if self._across else 1) + 8)
            sides["bottom"].name(self._across)
        else:
            plot.hideAxis("left")
            plot.hideAxis("bottom")
        return plot

    # ---- curves

    def _fill_curves(self, picture: CurvePicture) -> None:
        plot, colors = self._plots[0], self._theme.colors
        looks = {
            "value": pg.mkPen(colors.train_line, width=2),
            "slope": pg.mkPen(colors.test_line, width=2, style=Qt.PenStyle.DashLine),
            "numeric": pg.mkPen(colors.muted, width=1.4, style=Qt.PenStyle.DotLine),
        }
        drawn = []
        for role in ("value", "slope", "numeric"):
            line = next((one for one in picture.lines if one.role == role), None)
            if role not in self._curves:
                self._curves[role] = pg.PlotCurveItem(antialias=True, connect="finite")
                self._curves[role].setZValue({"value": 1, "slope": 2, "numeric": 3}[role])
                plot.addItem(self._curves[role], ignoreBounds=True)
            x, y = _finite(numbers(line.x), numbers(line.y)) if line is not None else (np.zeros(0), np.zeros(0))
            self._curves[role].setData(x, y, pen=looks[role])
            if len(x):
                drawn.append((x, y))
        for item in [one for one in plot.items if isinstance(one, pg.InfiniteLine)]:
            plot.removeItem(item)
        for places, shade in ((picture.kinks, colors.muted), (picture.worst, colors.error)):
            for place in places[:8]:
                plot.addItem(
                    pg.InfiniteLine(place, pen=pg.mkPen(shade, width=1, style=Qt.PenStyle.DashDotLine)),
                    ignoreBounds=True,
                )
        if drawn:
            x_low, x_high = min(float(x[0]) for x, _ in drawn), max(float(x[-1]) for x, _ in drawn)
            low, high = _span([y for _, y in drawn])
            plot.setRange(xRange=(x_low, x_high), yRange=(low, high), padding=0.03)

    # ---- surfaces

    def _draw_surface(self, surface: Surface, plot: pg.PlotItem) -> None:
        colors = self._theme.colors
        image = pg.ImageItem(axisOrder="row-major")
        image.setImage(_banded(numbers(surface.z)), levels=(0, _bands), autoLevels=False)
        image.setLookupTable(_table(colors.canvas, mixed(colors.track, colors.accent, 0.25)))
        (x0, y0), (x1, y1) = surface.low, surface.high
        image.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        plot.addItem(image, ignoreBounds=True)
        for place, path in enumerate(sorted(surface.paths, key=lambda one: one.own)):
            shade = path_color(path, place, self._theme)
            x, y = _finite(*numbers(path.points).T, within=1e6)
            width = 2.4 if path.own else 1.4
            plot.addItem(pg.PlotCurveItem(x, y, pen=pg.mkPen(shade, width=width), antialias=True), ignoreBounds=True)
            if len(x):
                end = pg.ScatterPlotItem(x[-1:], y[-1:], size=7 if path.own else 5, brush=shade, pen=None)
                plot.addItem(end, ignoreBounds=True)
        marks = [(surface.start, "o")] + ([(surface.bottom, "x")] if surface.bottom is not None else [])
        for (x_mark, y_mark), symbol in marks:
            pen = pg.mkPen(colors.text, width=1.2)
            plot.addItem(
                pg.ScatterPlotItem([x_mark], [y_mark], symbol=symbol, size=8, pen=pen, brush=None), ignoreBounds=True
            )
        plot.setTitle(
            self._titles.get(surface.id, surface.id), color=colors.muted, size=f"{self.font().pointSizeF()}pt"
        )
        plot.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0)

    # ---- samples and histograms

    def _draw_points(self, picture: PointsPicture) -> None:
        plot = self._plot(0, 0)
        x = numbers(picture.x)[:_dots]
        y = numbers(picture.y)
        y = y.reshape(len(y), -1)[:_dots, 0]
        if not len(x):
            return
        if picture.targets == "classes":
            classes = self._theme.colors.classes
            brushes = [pg.mkBrush(classes[int(k) % len(classes)]) for k in np.nan_to_num(y)]
        else:
            low, high = float(np.nanmin(y)), float(np.nanmax(y))
            share = np.nan_to_num((y - low) / ((high - low) or 1.0), nan=0.5)
            brushes = [pg.mkBrush(*self._theme.lut()[int(255 * one)].tolist()) for one in np.clip(share, 0, 1)]
        rim = pg.mkPen(mixed(self._theme.colors.text, self._theme.colors.window, 0.5), width=0.6)
        plot.addItem(pg.ScatterPlotItem(x[:, 0], x[:, 1] if x.shape[1] > 1 else y, size=6, brush=brushes, pen=rim))

    def _draw_bars(self, picture: BarsPicture) -> None:
        plot = self._plot(0, 0)
        edges = numbers(picture.edges)
        heights = numbers(picture.counts)
        colors = self._theme.colors
        plot.addItem(
            pg.BarGraphItem(
                x0=edges[:-1],
                x1=edges[1:],
                height=heights,
                brush=mixed(colors.train_line, colors.window, 0.25),
                pen=pg.mkPen(colors.window, width=0.5),
            )
        )

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 4 if self.width() > 2.4 * self.height() else 2
        if columns != getattr(self, "_columns", columns):  # Qt asks before all of it is made
            self._columns = columns
            if isinstance(self._picture, PathsPicture):
                self._again()

    def sizeHint(self) -> QSize:
        return QSize(300, 200)


def numbers(array: Array) -> Numbers:
    """Returns an array that came from another process."""
    return np.asarray(array.numpy(), dtype=float)


def _finite(x: Numbers, y: Numbers, within: float = _most) -> tuple[Numbers, Numbers]:
    """Returns a line with gaps (NaN) where it is no number or out of sight."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    shown = np.where(np.isfinite(y) & (np.abs(y) < within), y, np.nan)
    return (
        (x, shown)
        if within == _most
        else (x[np.isfinite(x) & ~np.isnan(shown)], shown[np.isfinite(x) & ~np.isnan(shown)])
    )


def _span(rows: list[Numbers]) -> tuple[float, float]:
    """Returns the heights to show: all of them, unless a few lie far beyond the others."""
    every = np.concatenate(rows)
    every = every[np.isfinite(every)]
    if not len(every):
        return 0.0, 1.0
    low, high = (float(one) for one in np.percentile(every, (2, 98)))
    room = max(high - low, 1e-3)
    low, high = max(float(every.min()), low - 1.5 * room), min(float(every.max()), high + 1.5 * room)
    if not math.isfinite(high - low) or high - low < 1e-9:
        return low - 0.5, high + 0.5
    return low, high


def _banded(z: Numbers) -> Numbers:
    """Returns heights as bands that are as wide as each other, like the level lines of a map."""
    finite = np.where(np.isfinite(z), z, np.nan)
    flat = np.sort(finite[~np.isnan(finite)].ravel())
    if not len(flat):
        return np.zeros_like(z)
    ranks = np.searchsorted(flat, np.nan_to_num(finite, nan=float(flat[-1]))) / len(flat)
    return np.floor(np.clip(ranks, 0, 0.9999) * _bands)


def _table(low: QColor, high: QColor) -> npt.NDArray[np.uint8]:
    shades = [mixed(low, high, k / 255).getRgb() for k in range(256)]
    return np.array(shades, dtype=np.uint8)
