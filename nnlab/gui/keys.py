"""Who gets a key: Space trains and Enter returns to the canvas, except where somebody types or moves by Tab."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

_controls = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)


class Keys(QObject):
    """Watches the focus of one window.

    A control reached by Tab keeps Space for itself: it accepts the key before the shortcut sees it. One that was
    clicked does not, so that Space still trains after a click on a checkbox.
    """

    def __init__(self, window: QWidget, canvas: QWidget, plots: tuple[QWidget, ...]) -> None:
        super().__init__(window)
        self._window, self._canvas, self._plots = window, canvas, plots
        self._tabbed: QWidget | None = None
        self._by_tab = False
        QApplication.instance().focusChanged.connect(self._moved)

    @property
    def tabbed(self) -> QWidget | None:
        """The control that was reached by Tab, while it has the focus."""
        return self._tabbed

    def tab(self, move) -> bool:
        """Runs a move of the focus by Tab and remembers where it went."""
        self._by_tab = True
        try:
            return move()
        finally:
            self._by_tab = False

    def to_canvas(self) -> None:
        """Gives the keys to the canvas."""
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def unused(self, event: QKeyEvent) -> bool:
        """Takes a key nobody wanted: Enter and Esc return to the canvas; tells whether it was taken."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.to_canvas()
            return True
        return False

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._tabbed is not None:
            self._tabbed.removeEventFilter(self)
            self._tabbed = None
        if old is not None and isValid(old) and old.property("takes_keys") and old.isHidden():
            self.to_canvas()  # what had the keys went away
            return
        if new is None or new.window() is not self._window:
            return
        if self._by_tab and new is not self._canvas:
            self._tabbed = new
            new.installEventFilter(self)
        elif new.property("takes_keys"):
            return
        elif not isinstance(new, _controls) and any(plot is new or plot.isAncestorOf(new) for plot in self._plots):
            self.to_canvas()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Space and not event.modifiers():
            event.accept()
            return True
        return False
