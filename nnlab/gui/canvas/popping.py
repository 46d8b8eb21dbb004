"""Menus that are made for one use: opened where they are asked for, thrown away when they close."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu


def pop_up(menu: QMenu, at: QPoint, *, by_key: bool = False) -> None:
    """Opens a menu at a place of the screen; asked for by a key, its first entry is ready for Enter.

    Under a mouse button that is still down no entry may be.
    """
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    if not by_key:
        return
    first = next((action for action in menu.actions() if action.isEnabled() and not action.isSeparator()), None)
    if first is not None and first.menu() is None:  # a menu inside would open at once
        menu.setActiveAction(first)
