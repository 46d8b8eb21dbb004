"""The square with the network's output over the first two inputs, its axes, samples and colour bar."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.enlarging import large
from nnlab.gui.plots.axis import Axis
from nnlab.gui.plots.dots import Dots, radius_for
from nnlab.gui.plots.heat import blended, one_output
from nnlab.gui.plots.key import Key
from nnlab.gui.plots.ranges import Range
from nnlab.gui.plots.samples import Samples
from nnlab.gui.theme import Theme, small_font

Numbers = npt.NDArray[np.floating]
_opacity = 0.86
_near = 4.0  # pixels from a dot's rim at which a click still means it
_gap = 8
_ring = "#1b2230"  # seen on orange, blue and the grey between, in every theme


class _Picture(pg.ImageItem):
    """A picture whose pixels are drawn as a smooth course of colours, or as what they are."""

    smooth = True

    def paint(self, painter: QPainter, *args: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        super().paint(painter, *args)


class Plane(pg.GraphicsView):
    """Draws the newest output in a few milliseconds; nothing on it can be zoomed or moved.

    Signals:
        pointed(point | None): the mouse is over a point of the plane (x1, x2), or has left it.
        clicked(row | None): a training sample was clicked, or a place without any sample.
        test_clicked(row): a test sample was clicked.
    """

    pointed = Signal(object)
    clicked = Signal(object)
    test_clicked = Signal(int)
    clips = False  # a dot at the edge is drawn whole

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._theme = theme
        self._values: Numbers | None = None
        self._low, self._high = (-6.0, -6.0), (6.0, 6.0)
        self._span = Range(0.0, 1.0)
        self._samples = Samples()
        self._classes: tuple[str, ...] | None = ("0", "1")
        self._test = self._discrete = False
        self._pin: int | None = None
        self._test_pin: int | None = None
        self._names = ("", "")
        self._painted_radius = 0.0
        self.setFont(small_font(parent or self))
        self.setMinimumSize(150, 130)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAcceptDrops(False)
        self._lay_out()
        self.sigDeviceRangeChanged.connect(self._arrange)
        theme.changed.connect(self._color)
        self._color()

    def _lay_out(self) -> None:
        self._view = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self._view.disableAutoRange()
        self._view.setFlag(self._view.GraphicsItemFlag.ItemClipsChildrenToShape, self.clips)
        self._picture = _Picture(axisOrder="row-major")
        self._picture.setOpacity(_opacity)
        self._test_dots, self._train_dots = Dots(test=True), Dots(test=False)
        self._ring = pg.ScatterPlotItem(symbol="o", brush=None)
        self._mark = pg.ScatterPlotItem(symbol="x", brush="#ffffff", pen=pg.mkPen(QColor(_ring), width=1.5))
        for item in (self._picture, self._test_dots, self._train_dots, self._ring, self._mark):
            self._view.addItem(item, ignoreBounds=True)
        self._across = Axis("bottom", self.font(), even=True, room=45, density=1.3, short=True)
        self._upwards = Axis("left", self.font(), even=True, room=40, density=1.3, short=True)
        for axis in (self._across, self._upwards):
            axis.linkToView(self._view)
        self._key, self._both = Key(self._theme, self.font()), Key(self._theme, self.font(), least=2)
        self._both.hide()
        for item in (self._view, self._across, self._upwards, self._key, self._both):
            self.scene().addItem(item)

    # ---- what to show

    def show_output(self, values: Numbers | None, low: tuple[float, ...], high: tuple[float, ...]) -> None:
        """Shows (outputs, size, size) values over the plane from low to high; None: what was shown goes."""
        self._values = values if values is not None and values.ndim == 3 and values.size else None
        if len(low) >= 2 and len(high) >= 2 and (low[:2], high[:2]) != (self._low, self._high):
            self._low, self._high = (low[0], low[1]), (high[0], high[1])
            self._arrange()
        self._paint_picture()

    def show_samples(self, samples: Samples) -> None:
        """Draws other dots."""
        self._samples = samples
        self._paint_dots()

    def show_range(self, span: Range, classes: tuple[str, ...] | None) -> None:
        """Takes another range of colours; `classes` are the classes' names, None for values."""
        if (span, classes) != (self._span, self._classes):
            self._span, self._classes = span, classes
            self._key.show_range(span, classes)
            self._both.show_range(span, classes)
            self._both.setVisible(classes is not None and len(classes) == 2 and classes != ("0", "1"))
            self._arrange()
            self._paint_picture()
            self._paint_dots()

    def show_names(self, across: str, upwards: str) -> None:
        """Names the columns along the axes, "" for no name."""
        if (across, upwards) != self._names:
            self._names = across, upwards
            self._across.name(across)
            self._upwards.name(upwards)
            self._arrange()

    def show_test(self, test: bool) -> None:
        """Shows or hides the test samples."""
        self._test = test
        self._paint_dots()

    def show_discrete(self, discrete: bool) -> None:
        """Shows only which class wins, or how sure the network is."""
        self._discrete = discrete
        self._picture.smooth = not discrete
        self._paint_picture()

    def show_pin(self, row: int | None) -> None:
        """Rings a training sample, None for none."""
        self._pin = row
        self._paint_ring()

    def show_test_pin(self, row: int | None) -> None:
        """Rings a test sample, None for none."""
        self._test_pin = row
        self._paint_ring()

    def show_mark(self, at: tuple[float, ...] | None) -> None:
        """Marks a place (x1, x2), None for none."""
        if at is None or len(at) != 2:
            self._mark.clear()
            return
        self._mark.setData(x=[at[0]], y=[at[1]], size=large(15))

    @property
    def empty(self) -> bool:
        """Whether no output is shown."""
        return self._values is None

    @property
    def frame(self) -> QRectF:
        """Where the output is drawn."""
        return self._view.sceneBoundingRect()

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The lower left and the upper right corner of the frame, in own units."""
        return self._low, self._high

    # ---- where things are

    def _left(self) -> int:
        """Returns how much room the numbers at the left take."""
        found = self._upwards.tickValues(self._low[1], self._high[1], 200.0)
        texts = self._upwards.tickStrings([value for _step, row in found for value in row], 1.0, None)
        metrics = QFontMetrics(self.font())
        name = metrics.height() + 2 if self._names[1] else 0
        return max(large(22), *(metrics.horizontalAdvance(text) + large(9) for text in (*texts, ""))) + name

    def _arrange(self, *_: object) -> None:
        """Puts the largest square, axes and key into the room there is."""
        height = QFontMetrics(self.font()).height()
        left = self._left()
        top, bottom = math.ceil(height / 2 + 1), height + large(8) + (height if self._names[0] else 0)
        wide, high = self.width() - left, self.height() - top - bottom
        right = math.ceil(_gap + self._key.wide)
        side = min(wide - right, high)
        named = self._named(wide - _gap)
        high -= named
        side = min(side, high)
        rows = self._key.rows(wide - _gap) * self._key.line
        below = self._key.several and min(wide - _gap, high - rows) > side
        if below:
            side, right = min(wide - _gap, high - rows), _gap
        side = max(20, math.floor(side))
        x = left + max(0, wide - right - side) // 2
        self._view.setGeometry(QRectF(x, top, side, side))
        self._upwards.setWidth(left)
        self._upwards.setGeometry(QRectF(x - left, top, left, side))
        self._across.setHeight(bottom)
        self._across.setGeometry(QRectF(x, top + side, side, bottom))
        self._both.setGeometry(QRectF(x, top + side + bottom, self.width() - x, named))
        if below:
            self._key.setGeometry(QRectF(left, top + side + bottom, wide - _gap, rows))
        elif self._key.several:
            self._key.setGeometry(QRectF(x + side + _gap, top, right - _gap, max(side, right - _gap)))
        else:
            self._key.setGeometry(QRectF(x + side + _gap, top + round(side * 0.08), right - _gap, round(side * 0.84)))
        (x0, y0), (x1, y1) = self._low, self._high
        self._view.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0)
        if self._radius != self._painted_radius:
            self._paint_dots()

    def _named(self, width: float) -> int:
        """Returns how high the names of two classes are below the square, 0 where they are plain numbers."""
        return math.ceil(self._both.rows(width) * self._both.line) if self._both.isVisible() else 0

    def _pixels(self, x: Numbers) -> Numbers:
        """Returns where points (N, 2) of the plane are drawn."""
        frame, low, high = self.frame, np.array(self._low), np.array(self._high)
        share = (x[:, :2].astype(float) - low) / (high - low)
        return np.column_stack(
            [frame.left() + share[:, 0] * frame.width(), frame.bottom() - share[:, 1] * frame.height()]
        )

    def _point(self, place: QPointF) -> tuple[float, ...] | None:
        """Returns the point of the plane at a pixel, None beside the square."""
        frame = self.frame
        if not frame.contains(place):
            return None
        (x0, y0), (x1, y1) = self._low, self._high
        across, upwards = (place.x() - frame.left()) / frame.width(), (frame.bottom() - place.y()) / frame.height()
        return x0 + across * (x1 - x0), y0 + upwards * (y1 - y0)

    def answer(self, point: tuple[float, ...]) -> Numbers | None:
        """Returns the outputs that are drawn at a point (x1, x2), between the four numbers around it."""
        values = self._values
        if values is None:
            return None
        for place, low, high in zip(point[::-1], self._low[::-1], self._high[::-1], strict=True):
            values = between(values, (place - low) / (high - low))
        return values

    def _places(self, *, test: bool = False) -> Numbers:
        """Returns where the samples stand, (N, 2), none where they have no place."""
        x = self._samples.test_x if test else self._samples.train_x
        return x[:, :2] if len(x) and x.ndim == 2 and x.shape[1] >= 2 else np.zeros((0, 2))

    def _hit(self, place: QPointF, *, test: bool = False) -> tuple[float, int | None]:
        """Returns how far from a pixel the nearest sample of a part lies, and its row; None where that is too far."""
        at, rows = self._places(test=test), self._samples.test_rows if test else self._samples.train_rows
        if not len(at):
            return math.inf, None
        away = np.hypot(*(self._pixels(at if rows is None else at[rows]) - (place.x(), place.y())).T)
        nearest = int(np.argmin(away))
        if away[nearest] > self._radius + _near:
            return math.inf, None
        return float(away[nearest]), nearest if rows is None else int(rows[nearest])

    def _click(self, place: QPointF) -> None:
        """Says which sample is nearest to a pixel, of those that are drawn."""
        away, row = self._hit(place)
        near, tested = self._hit(place, test=True) if self._test else (math.inf, None)
        if tested is not None and near < away:
            self.test_clicked.emit(tested)
        else:
            self.clicked.emit(row)

    # ---- drawing

    @property
    def _radius(self) -> float:
        """How large dots are, in pixels."""
        samples = self._samples
        return radius_for(len(samples.train_x) + self._test * len(samples.test_x), self.frame.width())

    def _paint_picture(self) -> None:
        values = self._values
        self._view.setBackgroundColor(self._theme.colors.chip if values is None else None)
        if values is None:
            self._picture.clear()
            return
        if len(values) == 1:
            heat = one_output(values[0], self._span, self._theme, self._discrete)
            self._picture.setImage(heat.indices, autoLevels=False, levels=(0, 255), lut=heat.table)
        else:
            blend = blended(values, self._theme, self._discrete)
            self._picture.setImage(blend, autoLevels=False, levels=(0, 255), lut=None)
        (x0, y0), (x1, y1) = self._low, self._high
        self._picture.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))

    def _paint_dots(self) -> None:
        samples, self._painted_radius = self._samples, self._radius
        look = self._classes is not None, self._span, self._theme, self._painted_radius
        self._train_dots.show_dots(samples.train, *look)
        self._test_dots.setVisible(self._test)
        if self._test:
            self._test_dots.show_dots(samples.test, *look)
        self._paint_ring()

    def _paint_ring(self) -> None:
        pins = (self._places(), self._pin), (self._places(test=True), self._test_pin)
        ringed = [at[row] for at, row in pins if row is not None and row < len(at)]
        if not ringed:
            self._ring.clear()
            return
        pen = pg.mkPen(QColor(_ring), width=2)
        self._ring.setData(pos=np.array(ringed, float), size=2 * self._radius + 8, pen=pen)

    def _letter(self) -> None:
        """Writes in the present font, which another theme may have made larger."""
        for axis in (self._across, self._upwards):
            axis.letter(self.font())
        for key in (self._key, self._both):
            key.letter(self.font())
        self._arrange()

    def _color(self) -> None:
        self._letter()
        self.setBackground(self._theme.colors.window)
        for axis in (self._across, self._upwards):
            axis.color(self._theme.colors)
        for key in (self._key, self._both):
            key.color()
        self._paint_picture()
        self._paint_dots()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(320, 300)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = QFontMetrics(self.font()).height()
        name, key = height if self._names[0] else 0, self._key
        across = width - self._left() - _gap
        more = float(self._named(across))
        if key.several:
            more = key.rows(across) * key.line
        else:
            across -= key.wide
        return round(across + more + height * 1.5 + large(10) + name)

    def mouseMoveEvent(self, event) -> None:
        self.pointed.emit(self._point(event.position()))

    def mousePressEvent(self, event) -> None:
        point = self._point(event.position())
        if event.button() == Qt.MouseButton.LeftButton and point is not None:
            self.pointed.emit(point)
            self._click(event.position())

    def mouseReleaseEvent(self, event) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event) -> None:
        event.accept()

    def wheelEvent(self, event) -> None:
        event.ignore()

    def leaveEvent(self, event) -> None:
        self.pointed.emit(None)


def between(values: Numbers, share: float) -> Numbers:
    """Returns what stands at a share, from 0 to 1, of the second axis of values (outputs, size, ...)."""
    at = min(max(share, 0.0), 1.0) * (values.shape[1] - 1)
    low = min(int(at), values.shape[1] - 2) if values.shape[1] > 1 else 0
    high, part = min(low + 1, values.shape[1] - 1), at - low
    return values[:, low] * (1 - part) + values[:, high] * part
