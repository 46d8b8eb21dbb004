"""One line for each class: its name, a bar as long as its share, and the share; or values with their names."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large

_widest, _longest = 0.4, "99.99 %"  # of the widget: a name; and a share as text


@dataclass(frozen=True)
class Bar:
    """A line: `share` None has no bar; `strong` is the one that wins, `true` the one the sample has."""

    name: str
    text: str
    share: float | None = None
    color: QColor | None = None
    strong: bool = False
    true: bool = False


class Bars(QWidget):
    """Draws the lines in the order they come."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict_bars")
        self._context = context
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        context.theme.changed.connect(self.update)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Shows these lines."""
        if bars == self.bars:
            return
        count, self.bars = len(self.bars), bars
        if len(bars) != count:
            self.updateGeometry()
        self.setAccessibleDescription(", ".join(f"{bar.name} {bar.text}" for bar in bars[:20]))
        self.update()

    @property
    def line(self) -> int:
        """The height of a line."""
        return self.fontMetrics().height() + large(2)

    def sizeHint(self) -> QSize:
        return QSize(large(120), max(1, len(self.bars)) * self.line)

    def minimumSizeHint(self) -> QSize:
        return QSize(large(90), len(self.bars) * self.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, metrics, line = self._context.theme.colors, self.fontMetrics(), self.line
        wide = self._name_width()
        texts = [bar.text for bar in self.bars if bar.share is None] or [_longest]  # bars of one length do not flicker
        bold = QFontMetrics(self._letters(strong=True))
        number = max(bold.horizontalAdvance(text) for text in texts) + large(6)
        with QPainter(self) as painter:
            first, last = event.rect().top() // line, event.rect().bottom() // line
            for place in range(max(0, first), min(len(self.bars), last + 1)):
                bar, y = self.bars[place], place * line
                painter.setFont(self._letters(strong=bar.strong))
                painter.setPen(colors.text if bar.strong or bar.share is None else colors.muted)
                name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, wide - large(8))
                at = Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRect(0, y, wide, line), at | Qt.AlignmentFlag.AlignLeft, name)
                text = QRect(self.width() - number, y, number, line)
                painter.drawText(text, at | Qt.AlignmentFlag.AlignRight, bar.text)
                if bar.share is not None:
                    self._paint_bar(painter, bar, QRect(wide, y, self.width() - number - wide, line))

    def _paint_bar(self, painter: QPainter, bar: Bar, room: QRect) -> None:
        colors = self._context.theme.colors
        track = QRectF(room.x(), room.y() + room.height() * 0.22, room.width(), room.height() * 0.56)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.chip)
        painter.drawRoundedRect(track, 2, 2)
        filled = QRectF(track)
        filled.setWidth(track.width() * min(1.0, max(0.0, bar.share or 0.0)))
        painter.setBrush(bar.color or colors.accent)
        painter.drawRoundedRect(filled, 2, 2)
        if bar.true:
            painter.setPen(colors.text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _letters(self, *, strong: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(strong)
        return font

    def _name_width(self) -> int:
        metrics = self.fontMetrics()
        wide = max((metrics.horizontalAdvance(bar.name) for bar in self.bars[:200]), default=0) + large(14)
        return min(wide, round(self.width() * _widest))
