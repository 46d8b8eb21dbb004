"""What the tiles of a column show: maps over the plane, curves, pictures, or a sequence as one strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnlab.gui.canvas.colours import Numbers, SteadyScale, levels
from nnlab.gui.canvas.images import Picture, rgb32
from nnlab.gui.canvas.layout import Column, stacked
from nnlab.gui.canvas.mosaics import draw, even, fitted, mosaic
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.plotted import plot_table, plotted
from nnlab.gui.canvas.scale import WeightScale
from nnlab.gui.theme import Theme, mixed

Range = tuple[float, float]
_room = 0.06  # above and below a curve's range


class Look(Protocol):
    """Paints what a column shows into its tiles, the first `count` of them."""

    @property
    def count(self) -> int:
        """How many tiles it has numbers for."""

    def paint(self, painter: QPainter, column: Column, tiles: Sequence[QRectF]) -> None:
        """Paints the tiles without their frames."""


@dataclass(frozen=True)
class Maps:
    """Each neuron over the plane, or along the one column that is read."""

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
        self._between = mixed(colors.neutral, colors.muted, 0.22).rgb()  # the lines between channels
        self._frame = QPen(mixed(colors.text, colors.canvas, 0.25), 1)
        self._plot = plot_table(colors)

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
        """Returns a whole sample as one picture: its channels one below the other, or its numbers over time."""
        states, features = self._numbers.array(id, "states"), self._numbers.array(id, "features")
        if states is not None and states.size:
            return Picture(self.strip(id, states, None), opaque=True)
        if features is None or not features.size:
            return None
        made = even(features, self._steady(id, "features", features))
        return Picture(mosaic(made, self.lut, self._between, 1 if stacked(len(made)) > 1 else 0), opaque=True)

    def strip(self, id: str, states: Numbers, span: Range | None) -> Numbers:
        """Returns states (time, units) as pixels, time to the right and units down."""
        return np.ascontiguousarray(self.lut[self._coloured(id, "states", states.T, span)])

    def span(self, id: str, unit: int, ranges: Mapping[str, Range]) -> Range | None:
        """Returns between which values the colours of a unit's map run: the layer's range, else the unit's own scale.

        That follows the largest |value| of the map up at once, and down only when it fell by a fifth.
        """
        if self._numbers.array(id, "maps") is None:
            return None
        own = self._scales.get((id, "maps"))
        reach = own.of(unit) if own is not None and id not in ranges else None
        return ranges.get(id, (-reach, reach) if reach is not None else None)

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
        return Picture(mosaic(made, self.lut, self._between), opaque=True)

    def _curves(self, id: str, curves: Numbers, span: Range | None) -> Look:
        if span is None:
            high = self._scales.setdefault((id, "curves"), SteadyScale()).follow(curves)
            low = -high
        else:
            low, high = (np.full(len(curves), float(end)) for end in span)
        room = _room * np.maximum(high - low, 1e-12)
        line = self._numbers.line
        zero = -line.low / (line.high - line.low) if line is not None and line.high > line.low else -1.0
        made = plotted(curves, low - room, high + room, zero, self._plot)
        return Maps([Picture(pixels, opaque=True) for pixels in made])

    def _coloured(self, id: str, name: str, values: Numbers, span: Range | None) -> Numbers:
        """Returns each value's place in the colours: in its natural range, or on one scale for the whole layer."""
        if span is None:
            return even(values, self._steady(id, name, values))
        low, high = span
        return even(values - (low + high) / 2, (high - low) / 2)

    def _steady(self, id: str, name: str, values: Numbers) -> float:
        scale = self._scales.setdefault((id, name), SteadyScale())
        return float(scale.follow(values.reshape(1, -1, 1))[0])
