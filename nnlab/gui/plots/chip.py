"""A plot's heading: its title, and switches and small buttons beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.theme import small_font


class Chip(QToolButton):
    """A small round button for an action, with a word of its own: "log" for "Logarithmic loss axis"; a checkable action
    makes it a switch."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self.setProperty("look", "chip")
        self.setFont(small_font(self))
        self.setCheckable(action.isCheckable())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        self.clicked.connect(lambda: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setChecked(self._action.isChecked())
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.iconText())

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + large(14), metrics.height() + large(4))


def switch(context: Context, id: str, text: Callable[[], str]) -> QAction:
    """Returns the checkable action of an id, made here where the window has none yet."""
    actions = context.actions
    return actions.get(id) if id in actions else actions.add(id, text, checkable=True)
