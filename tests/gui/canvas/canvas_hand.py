"""A hand on a canvas: where things are on its board, and what mouse and keys do there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

# the invisible screen says so whenever a list or a menu opens
opens_a_list = pytest.mark.qt_log_ignore("This plugin does not support")

left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def move_to(world, x: float, y: float) -> None:
    """Moves the mouse over a point of the board."""
    board = world.canvas.board
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at, board.mapToGlobal(at), none, none, keys)
    QApplication.sendEvent(board, event)


def tile(world, column: int, row: int) -> QPoint:
    box = world.canvas.board.layout_now.columns[column].tile(row)
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def colour_at(world, point: QPoint) -> QColor:
    return world.canvas.board.grab().toImage().pixelColor(point)


def press(qtbot, world, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(world.canvas, key)
