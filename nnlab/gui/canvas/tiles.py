"""The tiles: what each neuron shows, its frame, and its bias square."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen

from nnlab.gui.canvas.held import paint_held_biases
from nnlab.gui.canvas.images import Picture, colour
from nnlab.gui.canvas.layout import Box, Column, Layout
from nnlab.gui.canvas.looks import Look, Looks, Range
from nnlab.gui.canvas.marks import Held, Marks
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.scale import WeightScale
from nnlab.gui.theme import Theme, mixed


@dataclass(frozen=True)
class Marked:
    """What is marked on the tiles, as (column, row): the selected ones and the one under the mouse."""

    selected: tuple[tuple[int, int], ...] = ()
    hovered: tuple[int, int] | None = None


def rect(box: Box) -> QRectF:
    """Returns a box as Qt's own rectangle."""
    return QRectF(box.x, box.y, box.width, box.height)


class Tiles:
    """Draws the columns' tiles from the newest numbers."""

    def __init__(self, theme: Theme, numbers: NetworkNumbers, scale: WeightScale, marks: Marks) -> None:
        self._theme, self._numbers, self._scale, self._marks = theme, numbers, scale, marks
        self.looks = Looks(theme, numbers, scale)
        self._shown: dict[str, Look] = {}
        self.sample: Picture | None = None
        self._boxed: Layout | None = None
        self._rects: list[tuple[list[QRectF], list[QRectF]]] = []
        self.recolour()

    def recolour(self) -> None:
        """Takes the theme's colours."""
        colors = self._theme.colors
        self.looks.recolour()
        self._shades = [QBrush(colour(pixel)) for pixel in self.looks.lut]
        self._unknown = QBrush(colors.chip)  # not the neutral colour, which says 0
        self._frame = QPen(mixed(colors.text, colors.canvas, 0.25), 1)
        self._ring = QPen(colors.canvas, 2)
        self._hover = QPen(colors.accent, 1.6)
        self._selected = QPen(colors.accent, 2.6)
        self._text, self._muted, self._line = colors.text, colors.muted, colors.line
        for pen in (self._frame, self._ring, self._hover, self._selected):
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)

    def refresh(self, layout: Layout, ranges: Mapping[str, Range]) -> None:
        """Takes the newest numbers of every column."""
        found = ((column.spec.id, self.looks.of(column, ranges)) for column in layout.columns)
        self._shown = {id: look for id, look in found if look is not None}
        first = layout.columns[0].spec
        self.sample = self.looks.block(first.id) if first.block else None

    def paint(self, painter: QPainter, layout: Layout, marked: Marked) -> None:
        """Draws all tiles."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, column in enumerate(layout.columns):
            if column.spec.bare:
                continue
            tiles = self._boxes(layout)[place][0]
            look = self._shown.get(column.spec.id)
            if look is None or look.count < len(tiles):
                for tile in tiles:
                    painter.fillRect(tile, self._unknown)
            if look is not None:
                look.paint(painter, column, tiles)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._frame)
            painter.drawRects([rect(column.strip())] if column.spec.gives == "strip" else tiles)
            if place and not column.spec.plain:
                self._paint_biases(painter, column.spec.id, self._boxes(layout)[place][1])
            if column.folded:
                self._paint_fold(painter, column)
        self._paint_mark(painter, layout, marked.hovered, self._hover)
        for place in marked.selected:
            self._paint_mark(painter, layout, place, self._selected)

    def _boxes(self, layout: Layout) -> list[tuple[list[QRectF], list[QRectF]]]:
        """Returns each column's tiles and bias squares as Qt's rectangles, made once for a layout."""
        if layout is not self._boxed:
            self._boxed = layout
            self._rects = [
                ([rect(column.tile(row)) for row in rows], [rect(column.bias(row)) for row in rows])
                for column in layout.columns
                for rows in [range(column.shown)]
            ]
        return self._rects

    def _paint_biases(self, painter: QPainter, layer: str, places: list[QRectF]) -> None:
        found = self._numbers.array(layer, "bias")
        biases = [] if found is None else found.tolist()
        painter.setPen(self._frame)
        for row, place in enumerate(places):
            known = row < len(biases)
            painter.setBrush(self._shades[self._scale.level(biases[row])] if known else self._unknown)
            painter.drawRect(place)
        held = self._marks.array(layer, "bias", (len(biases),)) if biases else None
        if held is not None:
            shown = Held(held.held[: len(places)], held.cut[: len(places)])
            paint_held_biases(painter, places, shown, self._theme.colors.canvas)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_fold(self, painter: QPainter, column: Column) -> None:
        tile = rect(column.tile(column.shown))
        back = mixed(self._theme.colors.canvas, self._theme.colors.text, 0.06)
        painter.setPen(QPen(self._line, 1))
        painter.setBrush(back)
        for shift in (4.0, 2.0, 0.0):  # a small stack: more lie behind
            painter.drawRect(tile.translated(shift, -shift))
        painter.setPen(self._muted)
        old = QFont(painter.font())
        font = QFont(old)
        text = f"+{column.folded}"
        font.setPixelSize(max(7, int(min(column.reach * 0.75, column.half * 0.75, 3.0 * column.half / len(text)))))
        painter.setFont(font)
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(old)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_mark(self, painter: QPainter, layout: Layout, place: tuple[int, int] | None, pen: QPen) -> None:
        if place is None or place[0] >= len(layout.columns):
            return
        column = layout.columns[place[0]]
        if column.spec.bare or place[1] >= column.shown:
            return
        tile = rect(column.tile(place[1]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._ring)  # sets the mark off from a blue map
        painter.drawRect(tile)
        painter.setPen(pen)
        painter.drawRect(tile.adjusted(-2, -2, 2, 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def weight_picture(weights: np.ndarray, lut: np.ndarray, scale: WeightScale) -> Picture:
    """Returns a matrix (n_in, n_out) as a picture: inputs down, outputs across."""
    return Picture(lut[scale.levels(weights)], opaque=True)
