"""What the tiles of a column show: maps over the plane, curves, pictures, or a sequence as one strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from nnlab.gui.canvas.colours import Numbers, SteadyScale, levels
from nnlab.gui.canvas.images import Picture, rgb32
from nnlab.gui.canvas.layout import Column
from nnlab.gui.canvas.mosaics import draw, even, fitted, mosaic
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.scale import WeightScale
from nnlab.gui.theme import Theme, mixed

Range = tuple[float, float]


class Look(Protocol):
    """Paints what a column shows into its tiles, the first `count` of them."""

    @property
    def count(self) -> int:
        """How many tiles it has numbers for."""

    def paint(self, painter: QPainter, column: Column, tiles: Sequence[QRectF]) -> None:
        """Paints the tiles without their frames."""


@dataclass(frozen=True)
class Maps:
    """Each neuron over the plane."""

    pictures: list[Picture]

    @property
    def count(self) -> int:
        return len(self.pictures)

    def paint(self, painter: QPainter, column: Column, tiles: Sequence[QRectF]) -> None:
        for picture, tile in zip(self.pictures, tiles, strict=False):
            painter.drawImage(tile, picture.image)


@dataclass(frozen=True)
class Pictures:
    """A picture in each tile, its cells square; `corners` are the kernels that made them."""

    pictures: list[Picture]
    corners: list[Picture]
    ground: QColor
    frame: QPen

    @property
    def count(self) -> int:
        return len(self.pictures)

    def paint(self, painter: QPainter, column: Column, tiles: Sequence[QRectF]) -> None:
        for picture, tile in zip(self.pictures, tiles, strict=False):
            place = fitted(tile, *picture.pixels.shape)
            if place != tile:
                painter.fillRect(tile, self.ground)
            draw(painter, place, picture)
        painter.setPen(self.frame)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, picture in enumerate(self.corners[: len(tiles)]):
            box = column.corner(row)
            place = fitted(QRectF(box.x, box.y, box.width, box.height), *picture.pixels.shape)
            place.moveBottomRight(QPointF(box.right, box.bottom))
            draw(painter, place, picture)
            painter.drawRect(place)


@dataclass(frozen=True)
class Strip:
    """States over time in one picture: time to the right, units down."""

    picture: Picture

    @property
    def count(self) -> int:
        return len(self.picture.pixels)

    def paint(self, painter: QPainter, column: Column, tiles: Sequence[QRectF]) -> None:
        box, rows = column.strip(), len(self.picture.pixels)
        high = box.height * min(1.0, rows / max(1, column.shown))
        draw(painter, QRectF(box.x, box.y, box.width, high), self.picture)


@dataclass(frozen=True)
class Curves:
    """Each neuron along the one column that is read: a line, filled to 0 in the colour of its sign, and both zeros.

    `shares` (units, points) are heights from 0 (bottom) to 1; `zeros` is where 0 lies, upwards for each unit and
    across, outside of [0, 1] where it is not shown.
    """

    shares: Numbers
    zeros: tuple[Numbers, float]
    blue: QColor
    orange: QColor
    ground: QColor
    axis: QPen
    ink: QPen

    @property
    def count(self) -> int:
        return len(self.shares)

    def paint(self, painter: QPainter, column: Column, tiles: Sequence[QRectF]) -> None:
        painter.save()
        for shares, zero, tile in zip(self.shares, self.zeros[0].tolist(), tiles, strict=False):
            self._paint_one(painter, shares, zero, tile)
        painter.restore()

    def _paint_one(self, painter: QPainter, shares: Numbers, zero: float, tile: QRectF) -> None:
        painter.fillRect(tile, self.ground)
        across = np.linspace(tile.left(), tile.right(), len(shares))
        heights = tile.bottom() - shares * tile.height()
        level = tile.bottom() - min(max(zero, 0.0), 1.0) * tile.height()
        line = [QPointF(x, y) for x, y in zip(across.tolist(), heights.tolist(), strict=True)]
        area = QPolygonF([QPointF(tile.left(), level), *line, QPointF(tile.right(), level)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, top, bottom in ((self.blue, tile.top(), level), (self.orange, level, tile.bottom())):
            if bottom > top:
                painter.setClipRect(QRectF(tile.left(), top, tile.width(), bottom - top))
                painter.setBrush(QBrush(colour))
                painter.drawPolygon(area)
        painter.setClipRect(tile)
        painter.setPen(self.axis)
        if 0 <= zero <= 1:
            painter.drawLine(QPointF(tile.left(), level), QPointF(tile.right(), level))
        if 0 < self.zeros[1] < 1:
            middle = tile.left() + self.zeros[1] * tile.width()
            painter.drawLine(QPointF(middle, tile.top()), QPointF(middle, tile.bottom()))
        painter.setPen(self.ink)
        painter.drawPolyline(QPolygonF(line))
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class Looks:
    """Makes looks of the newest numbers; colours of activations follow them steadily, those of weights keep to one
    scale."""

    def __init__(self, theme: Theme, numbers: NetworkNumbers, scale: WeightScale) -> None:
        self._theme, self._numbers, self._scale = theme, numbers, scale
        self._scales: dict[tuple[str, str], SteadyScale] = {}
        self.recolour()

    def recolour(self) -> None:
        """Takes the theme's colours."""
        colors = self._theme.colors
        self.lut = rgb32(self._theme.lut())
        self._ground = mixed(colors.canvas, colors.text, 0.06)
        self._frame = QPen(mixed(colors.text, colors.canvas, 0.25), 1)
        self._axis = QPen(mixed(colors.field, colors.muted, 0.4), 1)
        self._ink = QPen(colors.text, 1.6)
        self._pale = mixed(colors.field, colors.blue, 0.55), mixed(colors.field, colors.orange, 0.6)

    def of(self, column: Column, ranges: Mapping[str, Range]) -> Look | None:
        """Returns what a column shows, None before its numbers came."""
        id, shown = column.spec.id, column.shown
        for name, make in (("maps", self._maps), ("curves", self._curves), ("features", self._pictures)):
            found = self._numbers.array(id, name)
            if found is not None and len(found) and not column.spec.bare and column.spec.gives != "strip":
                return make(id, found[:shown], ranges.get(id))
        states = self._numbers.array(id, "states")
        if states is not None and states.size and column.spec.gives == "strip" and not column.spec.block:
            return Strip(Picture(self.strip(id, states[:, :shown], ranges.get(id)), opaque=True))
        return None

    def block(self, id: str) -> Picture | None:
        """Returns a whole sample as one picture: its channels side by side, or its numbers over time."""
        states, features = self._numbers.array(id, "states"), self._numbers.array(id, "features")
        if states is not None and states.size:
            return Picture(self.strip(id, states, None), opaque=True)
        if features is None or not features.size:
            return None
        made = even(features, self._steady(id, "features", features))
        return Picture(mosaic(made, self.lut, self._ground.rgb(), row=len(made) <= 3), opaque=True)

    def strip(self, id: str, states: Numbers, span: Range | None) -> Numbers:
        """Returns states (time, units) as pixels, time to the right and units down."""
        return np.ascontiguousarray(self.lut[self._coloured(id, "states", states.T, span)])

    # ---- one kind each

    def _maps(self, id: str, maps: Numbers, span: Range | None) -> Look:
        if span is not None:
            made = levels(maps, *span)
        else:
            scale = self._scales.setdefault((id, "maps"), SteadyScale()).follow(maps)
            made = levels(maps, -scale, scale)
        return Maps([Picture(pixels, opaque=True) for pixels in self.lut[made]])

    def _pictures(self, id: str, features: Numbers, span: Range | None) -> Look:
        kernels = self._numbers.array(id, "kernels")
        weights = [] if kernels is None else [self._mosaic(self._scale.levels(one)) for one in kernels]
        if features.shape[1:] == (1, 1) and weights:  # what it looks for in the picture says more than one colour
            return Pictures(weights, [], self._ground, self._frame)
        made = self._coloured(id, "features", features, span)
        return Pictures([Picture(self.lut[one], opaque=True) for one in made], weights, self._ground, self._frame)

    def _mosaic(self, made: Numbers) -> Picture:
        return Picture(mosaic(made, self.lut, self._ground.rgb()), opaque=True)

    def _curves(self, id: str, curves: Numbers, span: Range | None) -> Look:
        if span is None:
            high = self._scales.setdefault((id, "curves"), SteadyScale()).follow(curves)
            low = -high
        else:
            low, high = (np.full(len(curves), float(end)) for end in span)
        room = 0.06 * np.maximum(high - low, 1e-12)
        low, whole = low - room, np.maximum(high - low, 1e-12) + 2 * room
        with np.errstate(all="ignore"):
            shares = np.nan_to_num((curves - low[:, None]) / whole[:, None], nan=0.5, posinf=2.0, neginf=-1.0)
        line = self._numbers.line
        zero = -line.low / (line.high - line.low) if line is not None and line.high > line.low else -1.0
        colors = self._theme.colors
        return Curves(
            np.clip(shares, -1, 2), (-low / whole, zero), *self._pale, colors.field, self._axis, self._ink
        )  # fmt: skip

    def _coloured(self, id: str, name: str, values: Numbers, span: Range | None) -> Numbers:
        """Returns each value's place in the colours: in its natural range, or on one scale for the whole layer."""
        if span is None:
            return even(values, self._steady(id, name, values))
        low, high = span
        return even(values - (low + high) / 2, (high - low) / 2)

    def _steady(self, id: str, name: str, values: Numbers) -> float:
        scale = self._scales.setdefault((id, name), SteadyScale())
        return float(scale.follow(values.reshape(1, -1, 1))[0])
