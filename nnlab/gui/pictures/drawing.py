"""Draws the network once more, every curve and word as itself, so that SVG and PDF stay sharp at any size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.held import dash, paint_cuts
from nnlab.gui.canvas.layout import Column, Link
from nnlab.gui.canvas.legend import paint_scale
from nnlab.gui.canvas.scale import look
from nnlab.gui.canvas.tiles import Marked, rect
from nnlab.gui.theme import mixed

_margin, _title, _legend = 16.0, 40.0, 34.0
_most_numbers = 64  # weights of one gap: more figures would hide each other


@dataclass(frozen=True)
class Wishes:
    """What a picture shows besides the network itself."""

    maps: bool = True
    numbers: bool = False


class Drawing:
    """The network as it stands on a board now, at 100 % whatever the zoom is."""

    def __init__(self, board: Board, wishes: Wishes) -> None:
        self._board, self._wishes, self._layout = board, wishes, board.layout_now
        self._theme = board.edges.theme
        self._colors, self._zoom = self._theme.colors, self._layout.zoom
        self._margin, self._title, self._legend = (self._zoom * size for size in (_margin, _title, _legend))

    @property
    def size(self) -> QSizeF:
        """Width and height of the picture."""
        box = self._box()
        return QSizeF(box.width(), box.height()) / self._zoom

    def paint(self, painter: QPainter) -> None:
        """Paints the picture with its upper left corner at the painter's origin."""
        box = self._box()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(1 / self._zoom, 1 / self._zoom)
        painter.fillRect(QRectF(0, 0, box.width(), box.height()), self._colors.canvas)
        painter.translate(-box.topLeft())
        for link in self._layout.links:
            self._paint_link(painter, link)
        self._board.edges.paint_pictures(painter)
        self._paint_tiles(painter)
        self._paint_words(painter)
        if self._wishes.numbers:
            self._paint_numbers(painter)
            foot = box.bottom() - self._margin - self._legend / 2 + 8
            painter.translate(box.left() + self._margin, foot)
            painter.scale(self._zoom, self._zoom)
            font = self._font(0.88 / self._zoom)
            paint_scale(painter, self._theme, self._board.scale, font, QPointF())
        painter.restore()

    def _box(self) -> QRectF:
        """Returns the part of the board that has something on it, with room for titles above."""
        columns = self._layout.columns
        tops = [min(column.rows) - column.reach for column in columns if column.rows]
        below = {True: _title, False: 0.0}  # a whole sample has its words there
        bottoms = [max(column.rows) + column.reach + below[column.spec.block] for column in columns if column.rows]
        first, last = columns[0], columns[-1]
        left = first.centre - first.half - self._layout.metrics.label - 10
        left = min(left, *(column.centre - self._title_width(place) / 2 for place, column in enumerate(columns)))
        right = max(column.centre + self._title_width(place) / 2 for place, column in enumerate(columns))
        right = max(right, last.centre + last.half)
        bottoms += [link.route.lane + link.route.width for link in self._layout.links if link.route is not None]
        top, bottom = min(tops, default=0.0) - self._title - 6, max(bottoms, default=0.0)
        if self._wishes.numbers:
            bottom += self._legend
        return QRectF(
            left - self._margin, top - self._margin, right - left + 2 * self._margin, bottom - top + 2 * self._margin
        )

    # ---- links

    def _paint_link(self, painter: QPainter, link: Link) -> None:
        columns = self._layout.columns
        source, target = columns[link.source], columns[link.target]
        if link.matrix is not None or link.route is not None:
            return
        weights = self._board.edges.shown_weights(link)
        if weights is None:
            self._board.edges.paint_passing(painter, link)
            return
        widths, opacities = look(self._board.scale.parts(weights))
        held = self._board.edges.held(link)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in np.argsort(np.abs(weights), axis=None):  # the strongest on top
            row, unit = np.unravel_index(place, weights.shape)
            colour = QColor(self._colors.blue if weights[row, unit] >= 0 else self._colors.orange)
            colour.setAlphaF(float(opacities[row, unit]))
            pen = QPen(colour, float(widths[row, unit]) * self._zoom)
            if held is not None and held.held[row, unit]:
                dash(pen)
            painter.setPen(pen)
            painter.drawPath(_curve(source, int(row), target, int(unit)))
        if held is not None:
            paint_cuts(painter, source, target, held, self._colors.text, self._zoom)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # ---- tiles and words

    def _paint_tiles(self, painter: QPainter) -> None:
        if self._wishes.maps:
            self._board.paint_tiles(painter, Marked())
            return
        pen = QPen(mixed(self._colors.text, self._colors.canvas, 0.25), 1.2)
        for column in self._layout.columns:
            if column.spec.block:
                self._board.paint_block(painter, shown=False)
            if column.spec.bare:
                continue
            shape = painter.drawRect if column.spec.gives == "strip" else painter.drawEllipse
            painter.setPen(pen)
            painter.setBrush(self._colors.canvas)
            for row in range(column.shown):
                shape(rect(column.tile(row)))
            if column.folded:
                tile = rect(column.tile(column.shown))
                painter.drawRoundedRect(tile, 6, 6)
                painter.setFont(self._font(0.9))
                painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, f"+{column.folded}")

    def _paint_words(self, painter: QPainter) -> None:
        for place, column in enumerate(self._layout.columns):
            top = min(column.rows or (0.0,)) - column.reach - self._title - 4
            title, below = self._board.titles_at(place)
            width = self._title_width(place)
            for text, font, ink, row in (
                (title, self._font(1.0, bold=True), self._colors.text, 0),
                (below, self._font(0.9), self._colors.muted, 1),
            ):
                painter.setFont(font)
                painter.setPen(ink)
                line = QRectF(column.centre - width / 2, top + row * self._title / 2, width, self._title / 2)
                painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        self._board.paint_labels(painter)

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setFont(self._font(0.72))
        for link in self._layout.links:
            weights = self._board.edges.shown_weights(link) if link.matrix is None else None
            if weights is not None and weights.size <= _most_numbers:
                for (row, unit), value in np.ndenumerate(weights):
                    path = _curve(self._layout.columns[link.source], row, self._layout.columns[link.target], unit)
                    self._paint_number(painter, path.pointAtPercent(0.22 + 0.1 * (unit % 3)), float(value))
        for place, column in enumerate(self._layout.columns):
            biases = self._board.numbers.array(column.spec.id, "bias")
            if not place or column.spec.bare or column.spec.plain or biases is None:
                continue
            for row, value in enumerate(biases[: column.shown].tolist()):
                spot = column.bias(row)
                self._paint_number(painter, QPointF(spot.x + spot.width / 2, spot.bottom + 6), value)

    def _paint_number(self, painter: QPainter, at: QPointF, value: float) -> None:
        text = f"{value:.2f}"
        width, height = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4, painter.fontMetrics().height()
        box = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
        back = QColor(self._colors.canvas)
        back.setAlphaF(0.82)
        painter.fillRect(box, back)
        painter.setPen(self._colors.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _title_width(self, place: int) -> float:
        title, below = self._board.titles_at(place)
        bold, plain = QFontMetricsF(self._font(1.0, bold=True)), QFontMetricsF(self._font(0.9))
        return max(bold.horizontalAdvance(title), plain.horizontalAdvance(below)) + 8

    def _font(self, size: float, *, bold: bool = False) -> QFont:
        font = self._board.letters
        font.setPointSizeF(font.pointSizeF() * size)
        font.setBold(bold)
        return font


def _curve(source: Column, row: int, target: Column, unit: int) -> QPainterPath:
    x0, y0 = source.centre + source.half, source.rows[row]
    x1, y1 = target.centre - target.half, target.rows[unit]
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(QPointF((x0 + x1) / 2, y0), QPointF((x0 + x1) / 2, y1), QPointF(x1, y1))
    return path
