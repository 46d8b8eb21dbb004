"""Where on the board something would go: the gap between two columns that is nearest to a point."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnlab.gui.canvas.bands import path as band_path
from nnlab.gui.canvas.layout import Column, Layout
from nnlab.gui.theme import Colors, mixed

_plus, _corner = 9.0, 12.0


def nearest_gap(layout: Layout, x: float) -> int:
    """Returns the column behind whose cell a point is nearest; nothing goes behind the last one."""
    ends = [column.left + column.width for column in layout.columns[:-1]]
    return min(range(len(ends)), key=lambda index: abs(ends[index] - x))


def column_at(layout: Layout, x: float) -> int | None:
    """Returns the column in whose cell a point lies."""
    return next((at for at, one in enumerate(layout.columns) if one.left <= x < one.left + one.width), None)


def place_behind(ids: Sequence[str], moved: Sequence[str], gap: int) -> str | None:
    """Returns what moved columns come behind when they are dropped into a gap, None where nothing would change."""
    rest = [id for id in ids if id not in moved]
    left = [id for id in ids[: gap + 1] if id not in moved]
    if not left:
        return None
    at = rest.index(left[-1]) + 1
    made = [*rest[:at], *(id for id in ids if id in moved), *rest[at:]]
    return left[-1] if made != list(ids) else None


def paint_gap(painter: QPainter, layout: Layout, gap: int, colors: Colors) -> None:
    """Marks a gap: a line through the board with a plus."""
    column = layout.columns[gap]
    x = column.left + column.width
    middle = QPointF(x, (layout.top + layout.bottom) / 2)
    painter.setPen(QPen(colors.accent, 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(x, layout.metrics.margin), QPointF(x, layout.bottom))
    paint_plus(painter, middle, colors)


def paint_plus(painter: QPainter, middle: QPointF, colors: Colors) -> None:
    """Paints a filled round plus."""
    painter.setPen(QPen(colors.canvas, 2))
    painter.setBrush(colors.accent)
    painter.drawEllipse(middle, _plus, _plus)
    painter.setPen(QPen(colors.accent_text, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0))
    painter.drawLine(middle - QPointF(0, 4), middle + QPointF(0, 4))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_note(painter: QPainter, at: QPointF, text: str, colors: Colors, room: QRectF) -> None:
    """Paints a few words beside the mouse, within a room."""
    metrics = painter.fontMetrics()
    box = QRectF(at.x() + 16, at.y() + 14, metrics.horizontalAdvance(text) + 18, metrics.height() + 8)
    if box.right() > room.right():
        box.moveRight(at.x() - 10)
    box.moveBottom(min(box.bottom(), room.bottom()))
    box.moveLeft(max(box.left(), room.left()))
    painter.setPen(QPen(mixed(colors.line, colors.muted, 0.4), 1))
    painter.setBrush(colors.field)
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(colors.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_link(painter: QPainter, layout: Layout, start: str, end: str, colors: Colors) -> None:
    """Marks all that leads from layer to layer: a band, the frame of a matrix, or one wide curve."""
    ids, tint = [column.spec.id for column in layout.columns], QColor(colors.accent)
    if start not in ids or end not in ids:
        return
    source, target = ids.index(start), ids.index(end)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    matrix = next((one.matrix for one in layout.links if (one.source, one.target) == (source, target)), None)
    if matrix is not None:
        painter.setPen(QPen(tint, 2.5))
        painter.drawRect(QRectF(*matrix).adjusted(-2, -2, 2, 2))
    else:
        tint.setAlphaF(0.45)
        painter.setPen(QPen(tint, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(link_path(layout, source, target))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def link_path(layout: Layout, source: int, target: int) -> QPainterPath:
    """Returns the way of a skip connection, or a curve from the middle of a column to the middle of another."""
    route = next((one.route for one in layout.links if (one.source, one.target) == (source, target)), None)
    if route is not None:
        return band_path(route, _corner * layout.zoom, 0.0)
    start, end = layout.columns[source], layout.columns[target]
    begin = QPointF(start.centre + start.half, _middle(start, layout))
    there = QPointF(end.centre - end.half, _middle(end, layout))
    path = QPainterPath(begin)
    half = (begin.x() + there.x()) / 2
    path.cubicTo(QPointF(half, begin.y()), QPointF(half, there.y()), there)
    return path


def _middle(column: Column, layout: Layout) -> float:
    rows = column.rows or (layout.top, layout.bottom)
    return (rows[0] + rows[-1]) / 2
