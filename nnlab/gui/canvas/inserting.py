"""A kind of layer on its way from the palette into the network."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.gaps import link_path, nearest_gap, paint_gap, paint_note, paint_plus
from nnlab.gui.theme import Theme


class InsertDrag:
    """A kind that is dropped into the nearest gap, or into the skip connection under the mouse alone."""

    cursor, live = Qt.CursorShape.ClosedHandCursor, False

    def __init__(
        self, board: Board, theme: Theme, name: str, put: Callable[[str, str], None], room: Callable[[], QRectF]
    ) -> None:
        self._board, self._theme, self._name, self._put, self._room = board, theme, name, put, room
        self._at = QPointF(-1, -1)
        self._link: tuple[int, int] | None = None

    @property
    def _inside(self) -> bool:
        return self._room().contains(self._at)

    def move(self, at: QPointF) -> None:
        self._at = at
        place = self._board.at(at.x(), at.y()) if self._inside else None
        link = (place.source, place.column) if place is not None and place.source >= 0 else None
        self._link = link if link is not None and link[1] - link[0] > 1 else None

    def drop(self) -> None:
        ids = [spec.id for spec in self._board.specs]
        if self._link is not None:
            self._put(ids[self._link[0]], ids[self._link[1]])
        elif self._inside:
            self._put(ids[nearest_gap(self._board.layout_now, self._at.x())], "")

    def cancel(self) -> None: ...  # nothing was inserted yet

    def paint(self, painter: QPainter) -> None:
        layout, colors = self._board.layout_now, self._theme.colors
        if not self._inside:
            return
        if self._link is not None:
            path = link_path(layout, *self._link)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.accent, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPath(path)
            paint_plus(painter, path.pointAtPercent(0.5), colors)
        else:
            paint_gap(painter, layout, nearest_gap(layout, self._at.x()), colors)
        paint_note(painter, self._at, self._name, colors, self._room())
