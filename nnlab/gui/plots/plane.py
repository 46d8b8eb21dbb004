"""The square with the network's output over the first two inputs, its axes, samples and colour bar."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.plots import dots
from nnlab.gui.plots.heat import one_output, several_outputs
from nnlab.gui.plots.ranges import Range
from nnlab.gui.plots.ticks import even_ticks, ticks, written
from nnlab.gui.theme import Theme, mixed, small_font

Numbers = npt.NDArray[np.floating]
_none = np.zeros((0, 2))


@dataclass(frozen=True, kw_only=True)
class Samples:
    """What is drawn as dots: places (N, 2) and targets, for training and testing."""

    train_x: Numbers = field(default_factory=lambda: _none)
    train_y: Numbers = field(default_factory=lambda: np.zeros(0))
    test_x: Numbers = field(default_factory=lambda: _none)
    test_y: Numbers = field(default_factory=lambda: np.zeros(0))


class Plane(QWidget):
    """Draws the newest output in a few milliseconds: dots and axes are layers drawn only when they change."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._values: Numbers | None = None
        self._low, self._high = (-6.0, -6.0), (6.0, 6.0)
        self._span = Range(0.0, 1.0)
        self._samples = Samples()
        self._classes: tuple[str, ...] | None = ("0", "1")
        self._test = self._discrete = False
        self._note = ""
        self._dots: QPixmap | None = None
        self._axes: QPixmap | None = None
        self.setFont(small_font(self))
        self.setMinimumSize(150, 130)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._forget)

    # ---- what to show

    def show_output(self, values: Numbers | None, low: tuple[float, ...], high: tuple[float, ...]) -> None:
        """Shows (outputs, size, size) values over the plane from low to high; None: what was shown goes."""
        self._values = values
        if len(low) >= 2 and len(high) >= 2 and (low[:2], high[:2]) != (self._low, self._high):
            self._low, self._high = (low[0], low[1]), (high[0], high[1])
            self._forget()
        self._paint_image()

    def show_samples(self, samples: Samples) -> None:
        """Draws other dots."""
        self._samples = samples
        self._forget()

    def show_range(self, span: Range, classes: tuple[str, ...] | None) -> None:
        """Takes another range of colours; `classes` are the classes' names, None for values."""
        if (span, classes) != (self._span, self._classes):
            self._span, self._classes = span, classes
            self._paint_image()
            self._forget()

    def show_test(self, test: bool) -> None:
        """Shows or hides the test samples."""
        self._test = test
        self._forget()

    def show_discrete(self, discrete: bool) -> None:
        """Shows only which class wins, or how sure the network is."""
        self._discrete = discrete
        self._paint_image()

    def show_note(self, note: str) -> None:
        """Says why there is nothing to see yet."""
        if note != self._note:
            self._note = note
            self.update()

    @property
    def empty(self) -> bool:
        """Whether no output is shown."""
        return self._image is None

    @property
    def square(self) -> QRectF:
        """Where the output is drawn."""
        metrics = self.fontMetrics()
        left, right = self._left(), 8 + 10 + 4 + self._bar_width()
        top, bottom = metrics.height() / 2 + 1, metrics.height() + 8
        side = max(20.0, math.floor(min(self.width() - left - right, self.height() - top - bottom)))
        spare = max(0.0, self.width() - left - right - side)
        return QRectF(left + math.floor(spare / 2), math.ceil(top), side, side)

    def _left(self) -> int:
        texts = [written(value) for value in even_ticks(self._low[1], self._high[1], 6)] or [""]
        return max(22, max(self.fontMetrics().horizontalAdvance(text) for text in texts) + 9)

    def _bar_width(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(text) for text in self._bar_texts())

    def _bar_texts(self) -> list[str]:
        if self._classes is not None and len(self._classes) > 2:
            return [name if len(name) < 8 else name[:7] + "…" for name in self._classes[:10]]
        return [written(value) for value in ticks(self._span.low, self._span.high, 4)] or [""]

    # ---- layers

    def _forget(self) -> None:
        self._dots = self._axes = None
        self._paint_image()

    def _paint_image(self) -> None:
        values = self._values
        if values is None or values.ndim != 3 or not values.size:
            self._image = None
        elif len(values) == 1:
            self._image = one_output(values[0], self._span, self._theme, self._discrete)
        else:
            self._image = several_outputs(values, self._theme, self._discrete)
        self.update()

    def _places(self, x: Numbers, square: QRectF) -> Numbers:
        low, high = np.array(self._low), np.array(self._high)
        share = (x[:, :2].astype(float) - low) / (high - low)
        x, y = share[:, 0] * square.width(), share[:, 1] * square.height()
        return np.column_stack([square.left() + x, square.bottom() - y])

    def _draw_dots(self, square: QRectF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        with QPainter(layer) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipRect(square)
            samples, classes = self._samples, self._classes is not None
            sets = [(samples.train_x, samples.train_y, False)]
            if self._test:
                sets.insert(0, (samples.test_x, samples.test_y, True))
            # a value's dot may be as pale as the light rim of a class
            rim = self._theme.colors.outline if classes else mixed(QColor("#303640"), self._theme.colors.outline, 0.3)
            radius = dots.radius_for(sum(len(x) for x, _y, _test in sets), square.width())
            for x, y, test in sets:
                if not len(x) or x.ndim != 2 or x.shape[1] < 2:
                    continue
                indices = dots.color_indices(y, classes, self._span)
                stamps = {
                    int(k): dots.stamp(dots.dot_color(int(k), classes, self._theme), radius, ratio, rim, test=test)
                    for k in np.unique(indices)
                }
                dots.draw_dots(painter, self._places(x, square), indices, stamps)
        return layer

    def _draw_axes(self, square: QRectF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        with QPainter(layer) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self.font())
            painter.setPen(self._theme.colors.muted)
            self._draw_numbers(painter, square)
            bar = QRectF(square.right() + 8, square.top() + square.height() * 0.08, 10, square.height() * 0.84)
            if self._classes is not None and len(self._classes) > 2:
                self._draw_legend(painter, bar)
            else:
                self._draw_bar(painter, bar)
        return layer

    def _draw_numbers(self, painter: QPainter, square: QRectF) -> None:
        height = self.fontMetrics().height()
        for value in even_ticks(self._low[0], self._high[0], max(2, int(square.width() / 45))):
            x = square.left() + (value - self._low[0]) / (self._high[0] - self._low[0]) * square.width()
            box = QRectF(x - 30, square.bottom() + 4, 60, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, written(value))
        for value in even_ticks(self._low[1], self._high[1], max(2, int(square.height() / 40))):
            y = square.bottom() - (value - self._low[1]) / (self._high[1] - self._low[1]) * square.height()
            box = QRectF(square.left() - 66, y - height / 2, 60, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written(value))

    def _draw_bar(self, painter: QPainter, bar: QRectF) -> None:
        lut = self._theme.lut()
        shade = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for place in range(0, 256, 15):
            shade.setColorAt(place / 255, QColor(*lut[place].tolist()))
        painter.fillRect(bar, shade)
        span, height = self._span, self.fontMetrics().height()
        for value in ticks(span.low, span.high, 4):
            y = bar.bottom() - (value - span.low) / (span.high - span.low) * bar.height()
            box = QRectF(bar.right() + 4, y - height / 2, 80, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, written(value))

    def _draw_legend(self, painter: QPainter, bar: QRectF) -> None:
        height = self.fontMetrics().height() + 3
        for place, text in enumerate(self._bar_texts()):
            y = bar.top() + place * height
            painter.setBrush(dots.dot_color(place, True, self._theme))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(bar.left(), y + 3, 9, 9), 2, 2)
            painter.setPen(self._theme.colors.muted)
            box = QRectF(bar.right() + 4, y, 80, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(320, 300)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = self.fontMetrics()
        return round(width - self._left() - 22 - self._bar_width() + metrics.height() * 1.5 + 10)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._dots = self._axes = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        square, colors = self.square, self._theme.colors
        with QPainter(self) as painter:
            if self._image is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not self._discrete)
                painter.setOpacity(0.86)
                painter.drawImage(square, self._image)
                painter.setOpacity(1.0)
            else:
                painter.fillRect(square, colors.chip)
            if self._axes is None:
                self._axes = self._draw_axes(square)
            if self._dots is None:
                self._dots = self._draw_dots(square)
            painter.drawPixmap(0, 0, self._axes)
            painter.drawPixmap(0, 0, self._dots)
            if self._image is None and self._note:
                painter.setPen(QPen(colors.muted))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(square.adjusted(12, 12, -12, -12), flags, self._note)
