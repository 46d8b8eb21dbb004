"""The card in which a weight or a bias is changed by hand: typed, slid, zeroed, frozen, cut."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QWidget,
)

from nnlab.experiment.arithmetic import number_of
from nnlab.gui._fields import CommitLine
from nnlab.gui.canvas.parameters import Parameters, Scope, Spot
from nnlab.gui.context import Context
from nnlab.gui.theme import mixed, small_font
from nnlab.records import ProblemError

_notches, _least_reach = 1000, 2.0
_send_ms = 40  # a slider moves faster than anybody can see a boundary bend

Name = Callable[[Spot], str]


class ValueEditor(QFrame):
    """Shows one number of a neuron and changes it; its buttons change this one, all of the neuron, or of the layer.

    Signals:
        closed: it was put away, and the canvas should have the keys again.
    """

    closed = Signal()

    def __init__(self, context: Context, parameters: Parameters, name: Name, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("value_editor")
        self._context, self._parameters, self._name = context, parameters, name
        self._spot: Spot | None = None
        self._reach = _least_reach
        self._moving = False
        self._wanted: float | None = None
        self.which, self.line = QComboBox(), CommitLine()
        self.line.setObjectName("value_line")
        self.line.setProperty("look", None)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-_notches, _notches)
        self.slider.setMinimumWidth(170)
        self.scope = QComboBox()
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setFont(small_font(self))
        self.buttons = {name: QPushButton() for name in ("zero", "flip", "random", "freeze", "cut", "copy", "paste")}
        for button_name, button in self.buttons.items():
            button.setObjectName(f"value_{button_name}")
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for part in ("freeze", "cut"):
            self.buttons[part].setCheckable(True)
        self._send = QTimer(self)
        self._send.setSingleShot(True)
        self._send.setInterval(_send_ms)
        self._send.timeout.connect(self._put)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 12, 14, 12)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.which, 0, 0, 1, 2)
        grid.addWidget(self.line, 1, 0)
        grid.addWidget(self.slider, 1, 1)
        grid.addWidget(self.said, 2, 0, 1, 2)
        grid.addWidget(self.scope, 3, 0, 1, 2)
        for row, names in ((4, ("zero", "flip", "random")), (5, ("freeze", "cut")), (6, ("copy", "paste"))):
            line = QHBoxLayout()
            for name in names:
                line.addWidget(self.buttons[name], 1)
            grid.addLayout(line, row, 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def _connect(self) -> None:
        parameters, buttons = self._parameters, self.buttons
        self.which.activated.connect(self._choose)
        self.line.committed.connect(self._type)
        self.line.stepped.connect(self._step)
        self.line.returnPressed.connect(lambda: QTimer.singleShot(0, self, self._entered))
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderReleased.connect(self._let_go)
        self.scope.currentIndexChanged.connect(lambda _index: self._show_buttons())
        buttons["zero"].clicked.connect(self._doer(parameters.zero))
        buttons["flip"].clicked.connect(self._doer(parameters.flip))
        buttons["random"].clicked.connect(self._doer(parameters.randomise))
        buttons["freeze"].clicked.connect(self._marker("frozen"))
        buttons["cut"].clicked.connect(self._marker("cut"))
        buttons["copy"].clicked.connect(self._copy)
        buttons["paste"].clicked.connect(self._paste)
        context = self._context
        context.language.changed.connect(self._word)
        context.document.changed.connect(lambda _old, _new: self._show_buttons())
        QApplication.instance().focusChanged.connect(self._focus_moved)
        self._word()

    # ---- showing

    def edit(self, spot: Spot, beside: QRect) -> None:
        """Shows a number beside a place of the parent, ready to be typed over."""
        self._fill(spot)
        self.setMaximumWidth(self.parentWidget().width() - 8)
        self.adjustSize()
        room, size = self.parentWidget().rect(), self.sizeHint()
        x = beside.right() + 8
        if x + size.width() > room.right():
            x = beside.left() - size.width() - 8
        x = max(4, min(x, room.right() - size.width() - 4))
        y = max(4, min(beside.center().y() - size.height() // 3, room.bottom() - size.height() - 4))
        self.setGeometry(x, y, size.width(), size.height())
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Shows the newest number, unless it is just being changed."""
        if self._spot is None or not self.isVisible():
            return
        value = self._parameters.value(self._spot)
        if value is None:
            self.put_away()
        elif not self._moving and not self._send.isActive():
            self._show(value)

    def put_away(self) -> None:
        """Hides the card."""
        if self._spot is not None:
            self._spot = None
            now = QApplication.focusWidget()
            if now is None or self.isAncestorOf(now):
                self.closed.emit()  # first, as Qt would look for the next control inside a card that is hidden
            self.hide()

    def _fill(self, spot: Spot) -> None:
        spots = self._parameters.spots(spot.layer, spot.unit)
        self.which.clear()
        for one in spots:
            self.which.addItem(self._name(one), one)
        self.which.setCurrentIndex(spots.index(spot) if spot in spots else 0)
        self._take(spot)

    def _take(self, spot: Spot) -> None:
        self._finish()
        self._spot, self._reach = spot, _least_reach
        self.said.hide()
        value = self._parameters.value(spot) or 0.0
        self._reach = max(_least_reach, 2 * abs(value))
        self._show(value)
        self._show_buttons()

    def _show(self, value: float) -> None:
        self.line.show_text(_written(value))
        self.slider.blockSignals(True)
        self.slider.setValue(round(max(-1.0, min(1.0, value / self._reach)) * _notches))
        self.slider.blockSignals(False)

    def _show_buttons(self) -> None:
        if self._spot is None:
            return
        if self._parameters.value(self._spot) is None:
            self.put_away()
            return
        for name, part in (("freeze", "frozen"), ("cut", "cut")):
            self.buttons[name].setChecked(self._parameters.has(part, self._spot))
        for name in ("copy", "paste"):
            self.buttons[name].setVisible(self._scope == "layer")
        if self.isVisible():
            self.adjustSize()

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setAccessibleName(tr("Change a weight or a bias"))
        self.which.setAccessibleName(tr("Which number"))
        self.line.setAccessibleName(tr("Value"))
        self.line.setToolTip(tr("A number, or a sum such as 1/3 or -sqrt(2); Enter sets it"))
        self.slider.setAccessibleName(tr("Value"))
        self.scope.setAccessibleName(tr("What the buttons change"))
        chosen = max(0, self.scope.currentIndex())
        self.scope.blockSignals(True)
        self.scope.clear()
        self.scope.addItem(tr("This number"), "one")
        self.scope.addItem(tr("All numbers of this neuron"), "neuron")
        self.scope.addItem(tr("All numbers of this layer"), "layer")
        self.scope.setCurrentIndex(chosen)
        self.scope.blockSignals(False)
        words = {
            "zero": (tr("Zero"), tr("Set to zero")),
            "flip": (tr("Flip sign"), tr("Change the sign")),
            "random": (tr("Random"), tr("Draw anew")),
            "freeze": (tr("Freeze"), tr("Training leaves it as it is")),
            "cut": (tr("Cut"), tr("It is 0 and stays 0")),
            "copy": (tr("Copy table"), tr("Copy the layer's weights for a spreadsheet; the last row are the biases")),
            "paste": (tr("Paste table"), tr("Take the layer's weights from a table on the clipboard")),
        }
        for name, (text, tip) in words.items():
            self.buttons[name].setText(text)
            self.buttons[name].setToolTip(tip)

    # ---- changing

    @property
    def _scope(self) -> Scope:
        found: Scope = self.scope.currentData() or "one"
        return found

    def _doer(self, do: Callable[[Spot, Scope], None]) -> Callable[[], None]:
        def act() -> None:
            if self._spot is not None:
                do(self._spot, self._scope)

        return act

    def _marker(self, part: str) -> Callable[[bool], None]:
        def act(on: bool) -> None:
            if self._spot is not None:
                self._parameters.mark("frozen" if part == "frozen" else "cut", self._spot, self._scope, on=on)

        return act

    def _choose(self, index: int) -> None:
        self._take(self.which.itemData(index))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type(self, text: str) -> None:
        """Sets what was typed; what is no number is said and may be typed over."""
        if self._spot is None:
            return
        try:
            value = number_of(text)
        except ProblemError as error:
            self.said.setText(self._context.language.problem(error.problem))
            palette = self.said.palette()
            palette.setColor(self.said.foregroundRole(), self._context.theme.colors.error)
            self.said.setPalette(palette)
            self.said.show()
            self.line.refuse()
            self.adjustSize()
            return
        self.said.hide()
        self._reach = max(self._reach, 2 * abs(value))
        self._parameters.put(self._spot, value)
        self._show(value)

    def _entered(self) -> None:
        """Goes on where a hand wants to: to the slider, or back to what cannot be read."""
        (self.line if self.said.isVisible() else self.slider).setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, steps: int) -> None:
        if self._spot is not None:
            value = (self._parameters.value(self._spot) or 0.0) + 0.1 * steps
            self._wanted = round(value, 6)
            self._put()
            self._show(self._wanted or 0.0)

    def _slide(self, place: int) -> None:
        self._moving = self.slider.isSliderDown()
        self._wanted = place / _notches * self._reach
        self.line.show_text(_written(self._wanted))
        if not self._send.isActive():
            self._send.start()

    def _let_go(self) -> None:
        self._moving = False
        self._put()
        self._context.document.end_merge()

    def _finish(self) -> None:
        """Sends at once what the slider was moved to and waits: the next number is none of it."""
        if self._send.isActive():
            self._put()

    def _put(self) -> None:
        self._send.stop()
        if self._spot is not None and self._wanted is not None:
            merge = f"{self._spot.layer}/{self._spot.row}/{self._spot.unit}"
            self._parameters.put(self._spot, self._wanted, merge=merge)

    def _copy(self) -> None:
        if self._spot is not None:
            QGuiApplication.clipboard().setText(self._parameters.copied(self._spot.layer))

    def _paste(self) -> None:
        if self._spot is not None:
            self._parameters.paste(self._spot.layer, QGuiApplication.clipboard().text())

    # ---- Qt

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            self._finish()
            self.put_away()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._finish()
            self.put_away()
        event.accept()  # Space and letters are not the canvas's while this is open

    def focusNextPrevChild(self, next: bool) -> bool:
        """Keeps Tab inside the card."""
        if self._spot is None:
            return super().focusNextPrevChild(next)
        ring: list[QWidget] = [self.which, self.line, self.slider, self.scope, *self.buttons.values()]
        ring = [one for one in ring if one.isVisible() and one.isEnabled()]
        now = QApplication.focusWidget()
        at = ring.index(now) if now in ring else -1
        ring[(at + (1 if next else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._context.theme.colors
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(mixed(colors.line, colors.muted, 0.4), 1))
            painter.setBrush(colors.field)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1).toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def _written(value: float) -> str:
    return f"{value:.6g}"
