"""The line above the loss curves: what the axis shows at the left, which curve is which at the right."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from nnlab.gui.enlarging import large, scale
from nnlab.gui.theme import Colors


class Legend(pg.GraphicsObject):
    """Stands still while the curves below are zoomed and moved."""

    def __init__(self, font: QFont, parent: pg.GraphicsWidget) -> None:
        super().__init__(parent)
        self._colors: Colors | None = None
        self._words = ("", "", "")
        self._width = 0.0
        self.letter(font)
        self._train = self._test = False

    def letter(self, font: QFont) -> None:
        """Takes another font."""
        self.prepareGeometryChange()
        self._font, self._metrics = font, QFontMetricsF(font)

    def word(self, loss: str, train: str, test: str) -> None:
        """Takes other words."""
        self._words = loss, train, test
        self.update()

    def color(self, colors: Colors) -> None:
        """Takes the colours of a theme."""
        self._colors = colors
        self.update()

    def show_which(self, train: bool, test: bool) -> None:
        """Says which curves there are."""
        if (train, test) != (self._train, self._test):
            self._train, self._test = train, test
            self.update()

    def stretch(self, width: float) -> None:
        """Takes another width."""
        self.prepareGeometryChange()
        self._width = width

    # ---- Qt

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._width, self._metrics.height())

    def paint(self, painter: QPainter, *_args: object) -> None:
        colors, (loss, train, test) = self._colors, self._words
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        line, x = self._metrics.ascent(), self._width
        painter.setPen(colors.muted)
        painter.drawText(QPointF(0, line), loss)
        for text, color, there in ((test, colors.test_line, self._test), (train, colors.train_line, self._train)):
            if not there:
                continue
            x -= self._metrics.horizontalAdvance(text)
            painter.setPen(colors.muted)
            painter.drawText(QPointF(x, line), text)
            painter.setPen(QPen(color, 2 * scale()))
            painter.drawLine(
                QLineF(x - large(18), self._metrics.height() / 2, x - large(5), self._metrics.height() / 2)
            )
            x -= large(30)
