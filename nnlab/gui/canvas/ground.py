"""What lies behind the columns: a quiet band behind each one that is marked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnlab.gui.canvas.layout import Layout


def paint_ground(painter: QPainter, layout: Layout, tint: Callable[[str], QColor | None]) -> None:
    """Paints the bands; `tint` tells the colour behind a layer, None for none."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for index, column in enumerate(layout.columns):
        colour = tint(column.spec.id)
        if colour is None:
            continue
        head = layout.header(index)
        wide = min(head.width, column.width)
        painter.setBrush(colour)
        left, top = head.x + (head.width - wide) / 2, head.y - 4
        painter.drawRoundedRect(QRectF(left, top, wide, layout.bottom - top), 8, 8)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
