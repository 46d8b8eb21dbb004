"""The hover card: what stands under the mouse, with its live numbers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.readout import CardText
from nnlab.gui.theme import Theme, mixed

_shadow, _padding, _gap = 6, 11, 5
_widest_note = 260


class HoverCard(QWidget):
    """Shows a CardText beside a place; the mouse passes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hover_card")
        self._theme = theme
        self.text = CardText("")
        self.beside = QRect()
        self._ground = QPixmap()
        self._ground_look: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_text(self, text: CardText, beside: QRect) -> None:
        """Shows a text to the right below `beside` (in the parent's places), or wherever there is room around it."""
        if text == self.text and self.isVisible() and beside == self.beside:
            return
        same = self.isVisible() and text.title == self.text.title and beside == self.beside
        self.text, self.beside = text, beside
        width, height = self._measure()
        if same:  # while numbers run, the card must not tremble
            width, height = max(width, self.width()), max(height, self.height())
        self.setGeometry(self._around(beside, width, height))
        self.setAccessibleName(text.sentence())
        self.raise_()
        self.show()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        bold, note = QFont(self.font()), QFont(self.font())
        bold.setBold(True)
        if note.pointSizeF() > 0:
            note.setPointSizeF(note.pointSizeF() * 0.9)
        return bold, QFont(self.font()), note

    def _measure(self) -> tuple[int, int]:
        bold, plain, note = (QFontMetrics(font) for font in self._fonts())
        widths = [bold.horizontalAdvance(self.text.title), *(plain.horizontalAdvance(line) for line in self.text.lines)]
        height = bold.height() + len(self.text.lines) * (plain.height() + _gap)
        if self.text.note:
            box = note.boundingRect(QRect(0, 0, _widest_note, 999), int(Qt.TextFlag.TextWordWrap), self.text.note)
            widths.append(box.width() + 2)
            height += box.height() + _gap
        return max(widths) + 2 * (_padding + _shadow), height + 2 * (_padding + _shadow) - 2

    def _around(self, beside: QRect, width: int, height: int) -> QRect:
        room = self.parentWidget().rect()
        x, y = beside.right() + 6, beside.bottom() - 4
        if x + width > room.right():
            x = beside.left() - width - 6
        if y + height > room.bottom():
            y = beside.top() - height + 4
        x, y = max(room.left(), min(x, room.right() - width)), max(room.top(), min(y, room.bottom() - height))
        return QRect(QPoint(x, y), QPoint(x + width - 1, y + height - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = (self.size(), self._theme.name, self.devicePixelRatioF())
        if look != self._ground_look:
            self._ground_look, self._ground = look, self._draw_ground()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            self._paint_text(painter, self._body())

    def _body(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_shadow, _shadow, -_shadow, -_shadow)

    def _draw_ground(self) -> QPixmap:
        """Draws frame and shadow, which cost more than the text and change less often."""
        colors, ratio, body = self._theme.colors, self.devicePixelRatioF(), self._body()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        with QPainter(ground) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 9))
            for grow in (5.0, 3.5, 2.0, 1.0):
                painter.drawRoundedRect(body.adjusted(-grow, -grow + 1, grow, grow + 1), 7 + grow, 7 + grow)
            painter.setPen(QPen(mixed(colors.line, colors.muted, 0.25), 1))
            painter.setBrush(colors.field)
            painter.drawRoundedRect(body, 7, 7)
        return ground

    def _paint_text(self, painter: QPainter, body: QRectF) -> None:
        colors = self._theme.colors
        x, y, width = int(body.x()) + _padding, int(body.y()) + _padding - 1, int(body.width()) - 2 * _padding + 2
        bold, plain, note = self._fonts()
        parts = [(self.text.title, bold, colors.text), *((line, plain, colors.text) for line in self.text.lines)]
        for text, font, ink in parts:
            height = QFontMetrics(font).height()
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(QRect(x, y, width, height), Qt.AlignmentFlag.AlignVCenter, text)
            y += height + _gap
        if self.text.note:
            painter.setFont(note)
            painter.setPen(colors.muted)
            rest = QRect(x, y, width, int(body.bottom()) - y)
            painter.drawText(rest, int(Qt.TextFlag.TextWordWrap), self.text.note)
