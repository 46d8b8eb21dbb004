"""Names given by hand: a line over a title, or beside a neuron."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnlab.experiment import edits
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.document import Document
from nnlab.gui.language import Language

_least, _most = 110, 220  # its width
_longest = 60


class NameLine(QLineEdit):
    """Takes a name: Enter or leaving gives it, Esc does not.

    Signals:
        closed: it was put away by a key, and the canvas should have the keys again.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("name_line")
        self.setMaxLength(_longest)
        self._give: Callable[[str], object] | None = None
        self.hide()

    def ask(self, name: str, usual: str, over: QRect, give: Callable[[str], object]) -> None:
        """Asks for a name over a place of the parent; `usual` is what it is called without one."""
        self._give = None
        self.setText(name)
        self.setPlaceholderText(usual)
        room = self.parentWidget().rect().adjusted(2, 2, -2, -2)
        width = min(max(over.width(), _least), _most, room.width())
        box = QRect(0, 0, width, self.sizeHint().height())
        box.moveCenter(over.center())
        box.moveLeft(max(room.left(), min(box.left(), room.right() - width)))
        box.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
        self.setGeometry(box)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._give = give

    def put_away(self, *, take: bool = False) -> None:
        """Hides the line, with `take` after giving the name."""
        give, self._give = self._give, None
        if give is None:
            return
        if self.hasFocus():
            self.closed.emit()
        self.hide()
        if take:
            give(self.text())

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.put_away(take=event.key() != Qt.Key.Key_Escape)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu
            self.put_away(take=True)


class Renaming:
    """Gives layers and neurons of a document other names."""

    def __init__(self, language: Language, document: Document, hands: Hands) -> None:
        self._language, self._document, self._hands = language, document, hands

    def layer_name(self, layer: str) -> str:
        """Returns a layer's own name, "" for none."""
        found = self._hands.layer(layer)
        return found.name if found is not None else ""

    def neuron_name(self, layer: str, unit: int) -> str:
        """Returns a neuron's own name, "" for none."""
        found = self._hands.layer(layer)
        return found.neurons[unit] if found is not None and unit < len(found.neurons) else ""

    def name_layer(self, layer: str, name: str) -> None:
        """Names a layer; "" gives it its usual name back."""
        tr, old = self._language.tr, self._hands.title(layer)
        self._hands.do(lambda: tr("Rename {layer}").format(layer=old()), lambda now: edits.name_layer(now, layer, name))

    def name_neuron(self, layer: str, unit: int, name: str) -> None:
        """Names a neuron; "" gives it its usual name back."""
        tr, infos, title = self._language.tr, self._document.catalog, self._hands.title(layer)
        self._hands.do(
            lambda: tr("Name neuron {n} of {layer}").format(n=unit + 1, layer=title()),
            lambda now: edits.name_neuron(now, layer, unit, name, infos),
        )
