"""Which press of the mouse pulls the whole board along: what lies on it lets such a press through."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent


def pulls(event: QMouseEvent) -> bool:
    """Tells whether a press is that of the middle button, or of the left one with Alt."""
    with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return event.button() == Qt.MouseButton.MiddleButton or (with_alt and event.button() == Qt.MouseButton.LeftButton)
