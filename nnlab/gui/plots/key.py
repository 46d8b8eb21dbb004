"""What the colours of the output plot mean: a bar with numbers, or the names of three and more classes."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter

from nnlab.gui.enlarging import large
from nnlab.gui.plots.axis import Axis
from nnlab.gui.plots.ranges import Range
from nnlab.gui.theme import Theme

_bar = 10
_most = 24  # names; the tooltip tells all
_between = 10  # names in a row


class Key(pg.GraphicsWidget):
    """Stands at the right of the plane, or names in rows below it; the bar's numbers are pyqtgraph's axis.

    `least` is the number of classes from which on it names them.
    """

    def __init__(self, theme: Theme, font: QFont, *, least: int = 3) -> None:
        super().__init__()
        self._theme, self._least = theme, least
        self._names: tuple[str, ...] = ()
        self._axis = Axis("right", font, density=1.3, short=True)
        self._axis.setParentItem(self)
        self.letter(font)
        self.show_range(Range(0.0, 1.0), None)

    def show_range(self, span: Range, classes: tuple[str, ...] | None) -> None:
        """Takes another range; `classes` are the classes' names, None for values."""
        several = classes is not None and len(classes) >= self._least
        self._names = classes[:_most] if several else ()
        if several and len(classes) > _most:
            self._names = (*self._names, f"+{len(classes) - _most}")
        self._axis.setRange(span.low, span.high)
        self._axis.setVisible(not several)
        self.setToolTip("\n".join(classes) if several else "")
        self.update()

    def letter(self, font: QFont) -> None:
        """Takes another font."""
        self._font, self._metrics = font, QFontMetricsF(font)
        self._axis.letter(font)
        self.update()

    def color(self) -> None:
        """Takes the theme's colours."""
        self._axis.color(self._theme.colors)
        self.update()

    # ---- how much room it takes

    @property
    def several(self) -> bool:
        """Whether it names classes."""
        return bool(self._names)

    @property
    def wide(self) -> float:
        """How much room it takes at the right."""
        texts = self._names or self._axis.tickStrings(self._numbers(), 1.0, None)
        return large(_bar + 8) + max((self._metrics.horizontalAdvance(text) for text in texts), default=0.0)

    @property
    def line(self) -> float:
        """How high a name's line is."""
        return self._metrics.height() + 3

    @property
    def high(self) -> float:
        """How high all names are, one below the other."""
        return len(self._names) * self.line

    def rows(self, width: float) -> int:
        """How many rows the names take side by side."""
        places = self._flow(width)
        return round(places[-1].y() / self.line) + 1 if places else 0

    def _flow(self, width: float) -> list[QRectF]:
        """Returns where the names stand side by side, in rows of a width."""
        places, x, y = [], 0.0, 0.0
        for name in self._names:
            wide = large(_bar + 4) + self._metrics.horizontalAdvance(name) + 2
            if x > 0 and x + wide > width:
                x, y = 0.0, y + self.line
            places.append(QRectF(x, y, min(wide, width), self.line))
            x += wide + large(_between)
        return places

    def _numbers(self) -> list[float]:
        low, high = self._axis.range
        return [value for _step, values in self._axis.tickValues(low, high, 200.0) for value in values]

    # ---- Qt

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.size().width(), self.size().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        bar = large(_bar)
        self._axis.setWidth(self.size().width() - bar)
        self._axis.setGeometry(QRectF(bar, 0, self.size().width() - bar, self.size().height()))

    def paint(self, painter: QPainter, *_args: object) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        size = self.size()
        if not self._names:
            bar = QRectF(0, 0, large(_bar), size.height())
            shade = QLinearGradient(bar.bottomLeft(), bar.topLeft())
            for place in range(0, 256, 15):
                shade.setColorAt(place / 255, QColor(*self._theme.lut()[place].tolist()))
            painter.fillRect(bar, shade)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        places = self._flow(size.width()) if size.width() > size.height() else self._column(size.width())
        for number, (text, place) in enumerate(zip(self._names, places, strict=True)):
            if place.bottom() <= size.height() + 1:
                self._paint_name(painter, number, text, place)

    def _column(self, width: float) -> list[QRectF]:
        return [QRectF(0, place * self.line, width, self.line) for place in range(len(self._names))]

    def _paint_name(self, painter: QPainter, number: int, text: str, place: QRectF) -> None:
        classes, side = self._theme.colors.classes, large(9)
        if number < _most:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(classes[number % len(classes)])
            square = QRectF(place.x(), place.y() + (place.height() - side) / 2, side, side)
            painter.drawRoundedRect(square, 2, 2)
        painter.setPen(self._theme.colors.muted)
        room = place.adjusted(large(_bar + 4), 0, 0, 0)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
