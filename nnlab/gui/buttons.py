"""Buttons of the top bar that show a QAction: what it is called, does and may do stands in the action alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from nnlab.gui.enlarging import large
from nnlab.gui.icons import icon
from nnlab.gui.theme import Theme

height = 28


class IconButton(QToolButton):
    """An action as its icon; its words are the tooltip and the accessible name."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"button.{action.objectName()}")
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setIconSize(QSize(large(18), large(18)))
        self.setFixedSize(large(height + 6), large(height))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setAccessibleName(self.defaultAction().iconText())


class WordButton(QPushButton):
    """An action as its words; `look` as in `Theme`, a primary one has an icon in the colour of its text."""

    def __init__(self, action: QAction, theme: Theme, look: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"button.{action.objectName()}")
        self.setProperty("look", look)
        self.setFixedHeight(large(height))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self._action, self._theme, self._sign = action, theme, ""
        self.clicked.connect(lambda _checked: action.trigger())
        action.changed.connect(self._follow)
        theme.changed.connect(self._draw)
        self._follow()

    def set_icon(self, name: str) -> None:
        """Shows an icon beside the words."""
        if name != self._sign:
            self._sign = name
            self._draw()

    def _draw(self) -> None:
        if self._sign:
            self.setIcon(icon(self._sign, self._theme, self._theme.colors.accent_text))

    def _follow(self) -> None:
        action = self._action
        self.setText(action.iconText())
        self.setAccessibleName(action.iconText())
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())
        if action.isCheckable():
            self.setChecked(action.isChecked())
