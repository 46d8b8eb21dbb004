"""What lies behind the columns: a quiet band behind each one that is marked."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnlab.gui.canvas.layout import Layout
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.theme import Colors, mixed


def paint_ground(
    painter: QPainter, layout: Layout, selection: Selection | None, titles: Titles, colors: Colors
) -> None:
    """Paints the bands behind what is selected and behind what has a problem."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for index, column in enumerate(layout.columns):
        colour = _tint(column.spec.id, selection, titles, colors)
        if colour is None:
            continue
        head = layout.header(index)
        wide = min(head.width, column.width)
        painter.setBrush(colour)
        left, top = head.x + (head.width - wide) / 2, head.y - 4
        painter.drawRoundedRect(QRectF(left, top, wide, layout.bottom - top), 8, 8)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _tint(layer: str, selection: Selection | None, titles: Titles, colors: Colors) -> QColor | None:
    """Returns the colour behind a layer, None for none."""
    if selection is not None and layer in selection.layers:
        return mixed(colors.canvas, colors.accent, 0.07)
    problem = titles.problem(layer)
    if problem is None:
        return None
    return mixed(colors.canvas, colors.error if problem.level == "error" else colors.warning, 0.08)


def paint_focus(painter: QPainter, seen: QRect, accent: QColor) -> None:
    """Paints the frame that says that keys go to the canvas."""
    painter.setPen(QPen(accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(seen).adjusted(1, 1, -1, -1))
