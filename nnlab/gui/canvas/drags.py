"""What the mouse can drag on the board: a band around layers, layers to another place, and a layer's lower edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.gaps import nearest_gap, paint_gap, paint_note, place_behind
from nnlab.gui.canvas.layout import Column
from nnlab.gui.canvas.resizing import Resizing
from nnlab.gui.language import Language
from nnlab.gui.theme import Theme

_ghost, _small = 0.8, 0.55  # its opacity and size
_least_step, _most_step = 10.0, 24.0  # pixels for a neuron


class BandDrag:
    """A rubber band: selects the layers it touches, and those that were selected before it was drawn."""

    cursor, live = Qt.CursorShape.CrossCursor, False

    def __init__(
        self, board: Board, theme: Theme, begin: QPointF, select: Callable[[Sequence[str]], None],
        before: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._board, self._theme, self._select = board, theme, select
        self._before = tuple(before)
        self._begin = self._at = begin

    def move(self, at: QPointF) -> None:
        self._at = at
        self._select([*self._before, *(id for id in self._touched() if id not in self._before)])

    def drop(self) -> None: ...  # what it touches is selected already

    def cancel(self) -> None:
        self._select(self._before)

    def paint(self, painter: QPainter) -> None:
        tint = QColor(self._theme.colors.accent)
        painter.setPen(QPen(tint, 1))
        tint.setAlphaF(0.12)
        painter.setBrush(tint)
        painter.drawRect(self._band())

    def _band(self) -> QRectF:
        return QRectF(self._begin, self._at).normalized()

    def _touched(self) -> list[str]:
        band, layout = self._band(), self._board.layout_now
        columns = layout.columns[1:]
        return [one.spec.id for one in columns if band.intersects(_body(one, layout.top, layout.bottom))]


def _body(column: Column, top: float, bottom: float) -> QRectF:
    """Returns the rectangle around a column's tiles."""
    upper = column.tile(0).y if column.rows else top
    lower = column.tile(len(column.rows) - 1).bottom if column.rows else bottom
    half = max(column.half, 8.0)
    return QRectF(column.centre - half, upper, 2 * half, lower - upper)


class LayersDrag:
    """Layers on their way to another place: a ghost follows the mouse, a line shows the gap they would go into."""

    cursor, live = Qt.CursorShape.ClosedHandCursor, False

    def __init__(
        self, board: Board, theme: Theme, begin: QPointF, layers: Sequence[str],
        put: Callable[[Sequence[str], str], None],
    ) -> None:  # fmt: skip
        self._board, self._theme, self._put = board, theme, put
        ids = [spec.id for spec in board.specs]
        self._layers = tuple(id for id in ids if id in layers)
        self._at = begin
        self._gap = -1
        layout = board.layout_now
        index = ids.index(min(self._layers, key=lambda id: abs(layout.columns[ids.index(id)].centre - begin.x())))
        box, column = layout.header(index), layout.columns[index]
        left, right = min(box.x, column.centre - column.half - 8), max(box.right, column.centre + column.half + 8)
        rect = QRect(round(left), round(box.y) - 4, round(right - left), round(layout.bottom - box.y) + 4)
        board.point(None)
        self._ghost = board.grab(rect)
        self._hold = (QPointF(rect.topLeft()) - begin) * _small

    @property
    def _behind(self) -> str | None:
        ids = [spec.id for spec in self._board.specs]
        return place_behind(ids, self._layers, self._gap) if self._gap >= 0 else None

    def move(self, at: QPointF) -> None:
        self._at = at
        self._gap = nearest_gap(self._board.layout_now, at.x())

    def drop(self) -> None:
        behind = self._behind
        if behind is not None:
            self._put(self._layers, behind)

    def cancel(self) -> None: ...  # nothing was moved yet

    def paint(self, painter: QPainter) -> None:
        colors, size = self._theme.colors, self._ghost.deviceIndependentSize() * _small
        where = QRectF(self._at + self._hold, QSizeF(size))
        shifts = range(min(3, len(self._layers)) - 1, -1, -1)
        for shift in shifts:  # a stack, where there are several
            painter.setPen(QPen(colors.accent, 1.5))
            painter.setBrush(colors.canvas)
            painter.setOpacity(_ghost)
            painter.drawRoundedRect(where.translated(5 * shift, -5 * shift), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(where, self._ghost, QRectF(self._ghost.rect()))
        painter.setOpacity(1)
        if self._behind is not None:
            paint_gap(painter, self._board.layout_now, self._gap, colors)
        if len(self._layers) > 1:
            paint_note(painter, self._at, f"× {len(self._layers)}", colors, QRectF(self._board.rect()))


class EdgeDrag:
    """A layer's lower edge: pulled down it gets neurons, pushed up it loses them, at once."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(
        self, board: Board, theme: Theme, language: Language, begin: QPointF, resizing: Resizing, column: Column
    ) -> None:
        self._board, self._theme, self._language, self._resizing = board, theme, language, resizing
        self._begin = self._at = begin
        pitch = column.rows[1] - column.rows[0] if len(column.rows) > 1 else 2 * column.half
        # a column grows to both sides, so its edge follows the mouse at two neurons a row; a folded one has no edge
        self._step = min(max(_least_step, pitch / 2), _most_step) if not column.folded else _least_step
        self._each = max(1, column.spec.units // 16) if column.folded else 1

    @property
    def live(self) -> bool:
        return self._resizing.changing

    def move(self, at: QPointF) -> None:
        self._at = at
        steps = round((at.y() - self._begin.y()) / self._step)
        self._resizing.put(max(1, self._resizing.first + self._each * steps))

    def drop(self) -> None:
        self._resizing.end()

    def cancel(self) -> None:
        self._resizing.take_back()
        self._resizing.end()

    def paint(self, painter: QPainter) -> None:
        now, first = self._resizing.now, self._resizing.first
        words = self._language.trn("{n} neuron", "{n} neurons", now).format(n=now)
        if now != first:
            words += f"  ({now - first:+d})".replace("-", "−")
        paint_note(painter, self._at, words, self._theme.colors, QRectF(self._board.rect()))
