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
_longest = 7  # letters of a class's name
_most = 10


class Key(pg.GraphicsWidget):
    """Stands at the right of the plane; the bar's numbers are pyqtgraph's axis."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        super().__init__()
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._axis = Axis("right", font, density=1.3)
        self._axis.setParentItem(self)
        self.letter(font)
        self.show_range(Range(0.0, 1.0), None)

    def show_range(self, span: Range, classes: tuple[str, ...] | None) -> None:
        """Takes another range; `classes` are the classes' names, None for values."""
        several = classes is not None and len(classes) > 2
        names = classes[:_most] if several else ()
        self._names = tuple(name if len(name) <= _longest else name[:_longest] + "…" for name in names)
        self._axis.setRange(span.low, span.high)
        self._axis.setVisible(not several)
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

    @property
    def wide(self) -> float:
        """How much room it takes."""
        texts = self._names or self._axis.tickStrings(self._numbers(), 1.0, None)
        return large(_bar + 8) + max((self._metrics.horizontalAdvance(text) for text in texts), default=0.0)

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
        if not self._names:
            bar = QRectF(0, 0, large(_bar), self.size().height())
            shade = QLinearGradient(bar.bottomLeft(), bar.topLeft())
            for place in range(0, 256, 15):
                shade.setColorAt(place / 255, QColor(*self._theme.lut()[place].tolist()))
            painter.fillRect(bar, shade)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        classes, height = self._theme.colors.classes, self._metrics.height() + 3
        side = large(9)
        for place, text in enumerate(self._names):
            y = place * height
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(classes[place % len(classes)])
            painter.drawRoundedRect(QRectF(0, y + (height - side) / 2, side, side), 2, 2)
            painter.setPen(self._theme.colors.muted)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(large(_bar + 4), y, large(80), height), flags, text)
