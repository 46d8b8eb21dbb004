"""The head of a column: the layer's title, its activation, minus and plus, and a cross that removes it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnlab.gui.canvas.controls import ActivationBox, GlyphButton, NumberBox, shortened
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.layout import Metrics
from nnlab.gui.canvas.lettering import note_font, plain_below, title_font, zoomed_font
from nnlab.gui.canvas.pulling import pulls
from nnlab.gui.enlarging import scale
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme
from nnlab.records import ParamSpec

_lock_room = 13  # pixels for the lock before a frozen layer's title
_control, _target = 26, 24  # the height of lists, and the side of buttons: no smaller, so that they can be hit


@dataclass(frozen=True)
class HeaderWords:
    """What a header shows: all of it in the present language; `warning` says what is wrong with the layer.

    `count` is its number of parameters, `counted` of which arrays they are.
    """

    title: str
    activation: str | None = None
    choices: tuple[tuple[str, str, str], ...] = ()
    neurons: bool = False
    spare: bool = False
    removable: bool = False
    frozen: bool = False
    number: tuple[ParamSpec, float] | None = None
    count: str = ""
    counted: str = ""
    warning: str = ""
    level: str = "error"


class ColumnHeader(QWidget):
    """Shows and changes one layer; a click selects it.

    Signals:
        pressed(ColumnHeader, QPointF, KeyboardModifiers): the left button went down on it, at a place of its parent.
        opened(str): its title was clicked twice.
        entered(str): the mouse came over it.
        activation_chosen(str, str): another activation is to stand behind the layer.
        menu_asked(str, QPoint): its context menu is wanted, at a place of the screen.
    """

    pressed = Signal(object, object, object)
    opened = Signal(str)
    entered = Signal(str)
    activation_chosen = Signal(str, str)
    menu_asked = Signal(str, object)

    def __init__(
        self, layer: str, hands: Hands, language: Language, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.layer = layer
        self.setObjectName(f"header_{layer}")
        self._hands, self._language, self._theme = hands, language, theme
        self._words = HeaderWords("")
        self._worded_in = ""
        self._title_width = 0
        self._metrics, self._zoom, self._letters = Metrics(), 1.0, QFont(self.font())
        self._covered = self._inset = 0.0
        self._selected = self._over = self._brief = self._pulled = False
        self.activation = ActivationBox(self)
        self.minus = GlyphButton("minus", theme, self)
        self.plus = GlyphButton("plus", theme, self)
        self.cross = GlyphButton("cross", theme, self)
        self.number = NumberBox(self)
        for name in ("activation", "minus", "plus", "cross", "number"):
            getattr(self, name).setObjectName(f"{name}_{layer}")
        self.activation.chosen.connect(lambda id: self.activation_chosen.emit(layer, id))
        self.minus.clicked.connect(lambda: hands.remove_neuron(layer))
        self.plus.clicked.connect(lambda: hands.add_neuron(layer))
        self.cross.clicked.connect(lambda: hands.remove_layer(layer))
        self.number.committed.connect(self._set_number)
        self.number.stepped.connect(self._step_number)
        for child in (self.cross, self.minus, self.plus, self.activation, self.number):
            child.installEventFilter(self)

    # ---- what is shown

    def show_words(self, words: HeaderWords) -> None:
        """Shows a layer as it is now."""
        tr, name = self._language.tr, words.title
        if words == self._words and self._language.name == self._worded_in:
            self._show_values()
            return
        self._words, self._worded_in = words, self._language.name
        self._letter()
        self._show_values()
        if words.activation is not None:
            help_text = next((text for id, _, text in words.choices if id == words.activation), "")
            tip = tr("Activation of {layer}: {name}").format(layer=name, name=self.activation.currentText())
            self.activation.setToolTip(f"{tip}\n{help_text}" if help_text else tip)
            self.activation.setAccessibleName(tr("Activation of {layer}").format(layer=name))
        self._word(self.minus, tr("Remove a neuron from {layer}"), words.spare)
        self._word(self.plus, tr("Add a neuron to {layer}"), True)
        self._word(self.cross, tr("Remove {layer}"), True)
        self._word_number(words)
        state = tr("{layer} is frozen: training leaves its weights as they are").format(layer=name)
        state = state if words.frozen else ""
        tip = [state, words.warning or tr("{layer}: click to select it").format(layer=name), words.counted]
        self.setToolTip("\n".join(part for part in tip if part))
        self.setAccessibleName(name)
        self.setAccessibleDescription(" ".join(part for part in (state, words.warning, words.counted) if part))
        self._place()
        self.update()

    def _word(self, button: GlyphButton, tip: str, allowed: bool) -> None:
        button.setEnabled(allowed)
        button.setToolTip(tip.format(layer=self._words.title))
        button.setAccessibleName(button.toolTip())

    @property
    def _plain(self) -> bool:
        """Whether there is no room for controls: then the activation is named below the title."""
        return self._zoom < plain_below

    def _show_controls(self) -> None:
        words, shown = self._words, not self._plain
        self.activation.setVisible(shown and words.activation is not None)
        self.number.setVisible(shown and words.number is not None)
        self.minus.setVisible(shown and words.neurons)
        self.plus.setVisible(shown and words.neurons)
        self.cross.setVisible(shown and words.removable)

    def _show_values(self) -> None:
        """Shows activation and number, which a refused choice may have left otherwise."""
        if self._words.activation is not None:
            self.activation.show_choices(self._words.choices, self._words.activation)
        if self._words.number is not None:
            self.number.show_value(self._words.number[1])

    def _word_number(self, words: HeaderWords) -> None:
        if words.number is None:
            return
        spec = words.number[0]
        label, help_text = self._language.text(spec.label), self._language.text(spec.help)
        self.number.setToolTip(f"{label}\n{help_text}" if help_text else label)
        self.number.setAccessibleName(f"{words.title}: {label}")

    def _set_number(self, text: str) -> None:
        if self._words.number is not None and not self._hands.set_param(self.layer, self._words.number[0], text):
            self.number.refuse()

    def _step_number(self, steps: int) -> None:
        if self._words.number is None:
            return
        spec, value = self._words.number
        moved = value + steps * (spec.step or (1 if spec.kind == "int" else 0.05))
        low, high = (moved if bound is None else bound for bound in (spec.low, spec.high))
        bounded = min(max(moved, low), high)
        self._hands.set_param(self.layer, spec, round(bounded) if spec.kind == "int" else round(bounded, 6))

    def set_selected(self, selected: bool) -> None:
        """Marks the title of the selected layer."""
        if selected != self._selected:
            self._selected = selected
            self._show_cross()
            self.update()

    def set_metrics(self, metrics: Metrics, zoom: float, covered: float = 0.0, inset: float = 0.0) -> None:
        """Takes the heights of the rows, and how large all is drawn.

        `covered` is what insert buttons take of either end of the last line, `inset` what they take of the row above.
        """
        self._covered, self._inset = covered, inset
        if (metrics, zoom) != (self._metrics, self._zoom):
            self._metrics, self._zoom = metrics, zoom
            self._letter()
            self._place()

    def _letter(self) -> None:
        """Writes as large as all is drawn; lists that drop down stay as they are."""
        self._letters = zoomed_font(self.font(), self._zoom / scale())
        self.activation.letters = self._letters
        if self._words.number is not None:
            self.number.setFont(self._letters)
        self._measure()

    def title_font(self) -> QFont:
        """Returns the font of titles: bold."""
        return title_font(self._letters)

    def _measure(self) -> None:
        room = self._lock_room if self._words.frozen else 0
        self._title_width = QFontMetrics(self.title_font()).horizontalAdvance(self._words.title) + 6 + room

    @property
    def _lock_room(self) -> int:
        return round(_lock_room * self._zoom)

    # ---- places

    def _place(self) -> None:
        metrics, width, zoom = self._metrics, self.width(), self._zoom
        high, side = round(_control * zoom), round(_target * zoom)
        top = int(metrics.title + (metrics.control - high) / 2)
        for child, widest in ((self.activation, 120), (self.number, 60)):
            room = min(width, round(widest * zoom))
            child.setGeometry((width - room) // 2, top, room, high)
        row = int(metrics.title + metrics.control)
        top = row + int((metrics.small - side) / 2)
        if self._words.activation is not None:  # it has the row above to itself
            room = min(width, round(60 * zoom))
            self.number.setGeometry((width - room) // 2, top, room, side)
        self.minus.setGeometry(width // 2 - side - 1, top, side, side)
        self.plus.setGeometry(width // 2 + 1, top, side, side)
        self.cross.setGeometry(0, int(metrics.title - side) // 2, side, side)
        self._show_controls()
        self._show_cross()

    def _title_rect(self) -> QRect:
        """Returns the place of the title; where it is narrow, the cross takes its end only while it is wanted."""
        cross = self.cross.width() if self._words.removable and self._wants_cross() and not self._plain else 0
        room = self.width() - cross
        width = min(self._title_width, max(10, room))
        left = min((self.width() - width) // 2, max(0, room - width))
        return QRect(left, 0, width, int(self._metrics.title))

    def _wants_cross(self) -> bool:
        return self._over or self._selected or self.cross.hasFocus()

    def _show_cross(self) -> None:
        rect = self._title_rect()
        self.cross.move(min(rect.right() + 1, self.width() - self.cross.width()), self.cross.y())
        self.cross.quiet = not self._wants_cross()
        self.cross.update()

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut) and watched is self.cross:
            self._show_cross()
            self.update()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._letter()
            self._place()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._over = event.type() == QEvent.Type.Enter
            if self._over:
                self.entered.emit(self.layer)
            self._show_cross()
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pulled = pulls(event)
        if self._pulled:
            event.ignore()  # the board takes it
        elif event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self, self.mapToParent(event.position()), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() < self._metrics.title:
            self.opened.emit(self.layer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(not self._pulled)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(self.layer, event.globalPos())

    def resizeEvent(self, event: QEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        colors, font = self._theme.colors, self.title_font()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        rect = self._title_rect()
        ink = colors.accent if self._selected else colors.text
        if self._words.warning:
            ink = colors.error if self._words.level == "error" else colors.warning
            painter.setPen(QPen(ink, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1 + self._inset, 1, -1 - self._inset, -1), 6, 6)
        painter.setPen(ink)
        if self._words.frozen:
            _paint_lock(painter, rect.left() + 5.0 * self._zoom, rect.center().y() + 0.5, ink, self._zoom)
            rect.setLeft(rect.left() + self._lock_room)
        title = QFontMetrics(font).elidedText(self._words.title, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, title)
        painter.setPen(self._theme.colors.muted)
        if self._plain:
            painter.setFont(note_font(self._letters))
            _paint_row(painter, self.activation.currentText() if self._words.activation is not None else "", self._row)
        elif self._words.number is not None and self._words.activation is None:
            painter.setFont(
                note_font(self._letters)
            )  # names the number below its box, where others have minus and plus
            row = QRect(0, self._row.bottom() + 1, self.width(), int(self._metrics.small))
            _paint_row(painter, self._language.text(self._words.number[0].label), row)
        if not self._plain and self._words.count:
            self._paint_count(painter)

    @property
    def bare(self) -> bool:
        """Whether it has no list of activations."""
        return self._words.activation is None

    @property
    def counts_in_words(self) -> bool:
        """Whether there is room for the number of parameters and the word."""
        room = self.width() - 4 - 2 * self._covered
        return QFontMetrics(note_font(self._letters)).horizontalAdvance(self._words.count) <= room

    def set_brief(self, brief: bool) -> None:
        """Shows the number of parameters without the word."""
        if brief != self._brief:
            self._brief = brief
            self.update()

    def _paint_count(self, painter: QPainter) -> None:
        """Paints the number of parameters on the last line."""
        top = int(self._metrics.title + self._metrics.control + self._metrics.small) - 3
        line = QRect(0, top, self.width(), self.height() - top - 4)
        painter.setFont(note_font(self._letters))
        words = self._words.count
        if self._brief:
            words = next((part for part in words.split() if part.isdecimal()), "")
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, words)

    @property
    def _row(self) -> QRect:
        """The place of the controls below the title."""
        return QRect(0, int(self._metrics.title), self.width(), int(self._metrics.control))


def _paint_row(painter: QPainter, text: str, row: QRect) -> None:
    shown = shortened(text, painter.fontMetrics(), row.width())
    painter.drawText(row, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, shown)


def _paint_lock(painter: QPainter, x: float, y: float, ink: QColor, zoom: float) -> None:
    """Paints a small closed lock around a point."""
    painter.save()
    painter.translate(x, y)
    painter.scale(zoom, zoom)
    painter.setPen(QPen(ink, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(-2.3, -5.2, 4.6, 6.4), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawRoundedRect(QRectF(-3.8, -1.6, 7.6, 5.8), 1.2, 1.2)
    painter.restore()
