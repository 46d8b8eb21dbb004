"""A connection pulled out of a layer: a line follows the mouse, and the layers it can lead to light up."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.connecting import Connecting
from nnlab.gui.canvas.gaps import column_at
from nnlab.gui.theme import Theme


class LinkDrag:
    """A connection on its way from a layer to a later one; let go there, it asks how to join them."""

    cursor, live = Qt.CursorShape.CrossCursor, False

    def __init__(
        self, board: Board, theme: Theme, begin: QPointF, source: str, connecting: Connecting,
        ask: Callable[[str, str, QPoint], None],
    ) -> None:  # fmt: skip
        self._board, self._theme, self._connecting, self._ask = board, theme, connecting, ask
        self._begin = self._at = begin
        self._source = source

    @cached_property
    def _open(self) -> frozenset[str]:
        """The layers that it can lead to."""
        later = self._connecting.later(self._source)
        return frozenset(id for id in later if self._connecting.ways(self._source, id).open)

    @property
    def _target(self) -> str:
        """The layer under the mouse, "" for none but the source."""
        column = column_at(self._board.layout_now, self._at.x())
        found = self._board.specs[column].id if column else ""
        return found if found != self._source else ""

    def move(self, at: QPointF) -> None:
        self._at = at

    def drop(self) -> None:
        if self._target:
            self._ask(self._source, self._target, self._board.mapToGlobal(self._at.toPoint()))

    def cancel(self) -> None: ...  # nothing was connected yet

    def paint(self, painter: QPainter) -> None:
        layout, accent = self._board.layout_now, self._theme.colors.accent
        for index, column in enumerate(layout.columns):
            if column.spec.id in self._open:
                box = layout.header(index)
                over = column.spec.id == self._target
                tint = QColor(accent)
                tint.setAlphaF(0.16 if over else 0.07)
                painter.setBrush(tint)
                painter.setPen(QPen(accent, 2) if over else QPen(accent, 1, Qt.PenStyle.DashLine))
                painter.drawRoundedRect(QRectF(box.x, box.y - 4, box.width, layout.bottom - box.y + 4), 8, 8)
        fits = not self._target or self._target in self._open
        ink = accent if fits else self._theme.colors.muted
        path = QPainterPath(self._begin)
        half = (self._begin.x() + self._at.x()) / 2
        path.cubicTo(QPointF(half, self._begin.y()), QPointF(half, self._at.y()), self._at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(self._at, 5, 5)
