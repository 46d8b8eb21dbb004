"""The parts of the strip of layer kinds: a chip for each, and the chevron that folds the strip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnlab.gui.context import Context
from nnlab.gui.theme import mixed, small_font

_pad = 7
_sign = "\N{WARNING SIGN}"


def short_name(name: str, id: str) -> str:
    """Returns a kind's name for little room: its letters in brackets, the name before them, or its id in words.

    "Long short-term memory (LSTM)" -> "LSTM", "相加（残差）" -> "相加", "Batch normalisation" -> "Batch norm".
    """
    start, bracket, inside = name.replace("（", "(").replace("）", ")").partition("(")
    inside = inside.rstrip(") ")
    if bracket and inside.isupper() and inside.isascii():
        return inside
    start = start.strip() or name
    words = id.replace("_", " ").capitalize()
    return words if start.isascii() and len(words) < len(start) else start


class KindChip(QAbstractButton):
    """One kind of layer.

    Signals:
        pressed_at(QPointF): the left button went down on it.
        stepped(int): the next (1) or previous (-1) chip is wanted by a key.
    """

    pressed_at = Signal(object)
    stepped = Signal(int)

    def __init__(self, kind: str, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self._context = context
        self._warns = False
        self.name = self.short = kind
        self.setObjectName(f"kind_{kind}")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the strip gives it, to one at a time
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def word(self) -> None:
        """Takes the kind's words in the present language, and its sign."""
        language, info = self._context.language, self._context.document.info("layer", self.kind)
        badge = self._context.badges.of("layer", self.kind)
        self._warns = badge is not None and badge.level != "note"
        self.name = language.text(info.name) if info else self.kind
        self.short = short_name(self.name, self.kind)
        about = [self.name, language.text(info.help) if info else "", badge.text if badge else ""]
        tip = language.tr("Drag it into the network, or click to insert it behind the selected layer")
        self.setToolTip("\n".join(part for part in (*about, tip) if part))
        self.setAccessibleName(self.name)
        self.setAccessibleDescription(" ".join(part for part in (*about[1:], tip) if part))
        self.update()

    def width_of(self, text: str) -> int:
        """Returns how wide it is with a text."""
        metrics = QFontMetrics(small_font(self))
        sign = metrics.horizontalAdvance(_sign) + 4 if self._warns else 0
        return metrics.horizontalAdvance(text) + 2 * _pad + sign

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, over = self._context.theme.colors, self.underMouse() or self.hasFocus()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(small_font(self))
            painter.setPen(QPen(colors.accent if over else colors.line, 1.6 if self.hasFocus() else 1))
            painter.setBrush(mixed(colors.field, colors.accent, 0.08 if over else 0.0))
            painter.drawRoundedRect(box, 6, 6)
            room = box.adjusted(_pad - 3, 0, 3 - _pad, 0)
            if self._warns:
                painter.setPen(colors.warning)
                painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _sign)
                room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(_sign) + 4)
            text = self.name if self.width_of(self.name) <= self.width() else self.short
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.setPen(colors.text)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_at.emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # whoever follows the mouse clicks it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class FoldButton(QAbstractButton):
    """The chevron that hides the strip, or shows it again."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.open = True
        self.setObjectName("palette_fold")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, over = self._context.theme.colors, self.underMouse() or self.hasFocus()
        middle, up = QPointF(self.width() / 2, self.height() / 2), -1.0 if not self.open else 1.0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(colors.accent if over else colors.muted, 1.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for side in (-4.0, 4.0):
                painter.drawLine(middle + QPointF(side, -2 * up), middle + QPointF(0, 2 * up))
            if self.hasFocus():
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
