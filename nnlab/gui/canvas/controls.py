"""The small controls of the canvas: flat glyph buttons, activation lists, and the buttons that insert a layer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from nnlab.gui._fields import CommitLine, QuietCombo
from nnlab.gui.theme import Theme, mixed

_hold_ms = 450


class GlyphButton(QAbstractButton):
    """A flat button with a minus, a plus or a cross; a round ground appears under the mouse."""

    def __init__(self, glyph: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph, self._theme = glyph, theme
        self.quiet = False  # drawn only where the mouse or the focus is, yet reachable by Tab
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.quiet and not (self.underMouse() or self.hasFocus()):
            return
        colors, middle = self._theme.colors, QPointF(self.width() / 2, self.height() / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isEnabled() and (self.underMouse() or self.isDown()):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(mixed(colors.canvas, colors.text, 0.18 if self.isDown() else 0.09))
                painter.drawEllipse(middle, self.width() / 2 - 1, self.width() / 2 - 1)
            _focus_ring(self, painter, colors.accent)
            reach = (4.4 if self._glyph != "cross" else 3.4) * self.width() / 24
            _glyph(painter, self._glyph, middle, _ink(self, self._theme), reach)


class InsertButton(QAbstractButton):
    """The + between two columns: a click inserts the usual layer; a right click, a long press, the small arrow below,
    or the Down key asks for the kinds.

    Signals:
        asked: the list of kinds is wanted.
    """

    asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._held = False
        self.kinds = 1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_hold_ms)
        self._hold.timeout.connect(self._ask)

    def _ask(self) -> None:
        self._held = True
        self.setDown(False)
        self.asked.emit()

    def _on_arrow(self, y: float) -> bool:
        return self.kinds > 1 and y >= self.width()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        colors, over = self._theme.colors, self.underMouse() or self.hasFocus()
        size = self.width()
        middle = QPointF(size / 2, size / 2)
        pen = QPen(colors.accent if over else mixed(colors.muted, colors.canvas, 0.3), 1.2)
        if not over:
            pen.setDashPattern([2.2, 2.2])
        painter.setPen(pen)
        painter.setBrush(mixed(colors.canvas, colors.accent, 0.25 if self.isDown() else 0.1 if over else 0.0))
        painter.drawEllipse(middle, size / 2 - 1.5, size / 2 - 1.5)
        ink = colors.accent if over else colors.muted
        _glyph(painter, "plus", middle, ink, size * 0.19)
        if self.kinds > 1:
            x, y, half = size / 2, size * 7 / 6, size / 8
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink if over else mixed(colors.muted, colors.canvas, 0.45))
            down = [QPointF(x - half, y - half / 2), QPointF(x + half, y - half / 2), QPointF(x, y + half * 0.75)]
            painter.drawPolygon(QPolygonF(down))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = False
        right = event.button() == Qt.MouseButton.RightButton
        if right or (event.button() == Qt.MouseButton.LeftButton and self._on_arrow(event.position().y())):
            self._ask()
            return
        if self.kinds > 1 and event.button() == Qt.MouseButton.LeftButton:
            self._hold.start()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hold.stop()
        if not self._held:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Menu):
            self._ask()
            return
        super().keyPressEvent(event)


class ActivationBox(QuietCombo):
    """A list of activations, by their ids; a name without room is cut where that loses least.

    Signals:
        chosen(str): the user chose this one.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumContentsLength(1)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))
        self._listed: tuple[tuple[str, str, str], ...] = ()
        self.letters = QFont(self.font())  # of the name shown; those of the list are never zoomed

    def show_choices(self, choices: tuple[tuple[str, str, str], ...], present: str) -> None:
        """Lists (id, name, help) and shows the present one; an id that is not listed is shown as it is."""
        if all(id != present for id, _, _ in choices):
            choices = (*choices, (present, present, ""))
        if choices != self._listed:
            self._listed = choices
            self.clear()
            for id, name, help_text in choices:
                self.addItem(name, id)
                self.setItemData(self.count() - 1, help_text, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(next(index for index, choice in enumerate(choices) if choice[0] == present))

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - 2
        option.fontMetrics = QFontMetrics(self.letters)
        option.currentText = shortened(option.currentText, option.fontMetrics, room)
        with QStylePainter(self) as painter:
            painter.setFont(self.letters)
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def shortened(name: str, metrics: QFontMetrics, room: int) -> str:
    """Returns a name cut with an ellipsis: at its beginning where a formula's letters end it, as in "双曲正切 tanh"."""
    mode = Qt.TextElideMode.ElideLeft if not name.isascii() and name[-1:].isascii() else Qt.TextElideMode.ElideRight
    return metrics.elidedText(name, mode, room)


class NumberBox(CommitLine):
    """A number of a layer without neurons, such as dropout's rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxLength(12)

    def show_value(self, value: float) -> None:
        """Shows the document's value."""
        self.show_text(f"{value:.4f}".rstrip("0").rstrip(".") or "0")


def _ink(button: QAbstractButton, theme: Theme) -> QColor:
    colors = theme.colors
    if not button.isEnabled():
        return mixed(colors.muted, colors.canvas, 0.6)
    return colors.text if button.underMouse() or button.hasFocus() else colors.muted


def _focus_ring(button: QAbstractButton, painter: QPainter, colour: QColor) -> None:
    if button.hasFocus():
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(button.rect()).adjusted(1, 1, -1, -1))


def _glyph(painter: QPainter, glyph: str, at: QPointF, ink: QColor, reach: float) -> None:
    pen = QPen(ink, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if glyph == "cross":
        painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach))
        painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach))
        return
    painter.drawLine(at + QPointF(-reach, 0), at + QPointF(reach, 0))
    if glyph == "plus":
        painter.drawLine(at + QPointF(0, -reach), at + QPointF(0, reach))
