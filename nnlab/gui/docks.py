"""The panels around the canvas: docks with slim titles that can be moved, floated and closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget

from nnlab.gui.icons import icon
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme, heading_font


class Dock(QDockWidget):
    """A panel with its title, worded in the present language."""

    def __init__(
        self, name: str, title: Callable[[], str], panel: QWidget, language: Language, theme: Theme, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self.setObjectName(f"dock_{name}")
        self._title, self._theme, self._language = title, theme, language
        self._bar = _TitleBar(self)
        self.setTitleBarWidget(self._bar)
        self.setWidget(panel)
        self.topLevelChanged.connect(lambda _floating: self._draw())
        language.changed.connect(self._draw)
        theme.changed.connect(self._draw)
        self._draw()

    def word(self) -> None:
        """Words the title anew, where it depends on more than the language."""
        self._draw()

    def _draw(self) -> None:
        title, tr = self._title(), self._language.tr
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.toggleViewAction().setText(title)
        bar = self._bar
        bar.label.setText(title)
        bar.label.setFont(heading_font(self))
        floating = self.isFloating()
        moved = ("chevron-down", tr("Dock")) if floating else ("external-link", tr("Float"))
        for button, (sign, text) in ((bar.float_button, moved), (bar.close_button, ("x", tr("Close panel")))):
            button.setIcon(icon(sign, self._theme, self._theme.colors.muted))
            button.setToolTip(text)
            button.setAccessibleName(text)


class _TitleBar(QWidget):
    """The title and, while the mouse is over it, the buttons to float and to close."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 6, 1)
        row.setSpacing(0)
        self.label = QLabel()
        row.addWidget(self.label, 1)
        self.float_button, self.close_button = QToolButton(), QToolButton()
        self.float_button.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self.close_button.clicked.connect(dock.close)
        for button in (self.float_button, self.close_button):
            button.setProperty("look", "flat")
            button.setFixedSize(18, 18)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        self._show_buttons(False)

    def _show_buttons(self, shown: bool) -> None:
        for button in (self.float_button, self.close_button):
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.setVisible(shown)

    def enterEvent(self, event) -> None:
        self._show_buttons(True)
        super().enterEvent(event)

    def leaveEvent(self, event) -> None:
        self._show_buttons(False)
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.end()
