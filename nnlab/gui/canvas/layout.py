"""Where everything on the canvas stands: pure geometry, in pixels, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

smallest_tile, largest_tile = 24, 56
most_rows = 12
_smallest_gap = 3
_block = 84.0  # a side of the box that stands for all inputs
_narrowest, _widest = 68.0, 240.0
_roomy = 116.0  # from this column width on, the insert buttons stand beside the activation


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        """Tells whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def meets(self, other: Box) -> bool:
        """Tells whether two boxes overlap."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Metrics:
    """The sizes that come from fonts: rows of the header, and the widest input label."""

    title: float = 22
    control: float = 28
    small: float = 24
    footer: float = 26
    label: float = 20
    margin: float = 12


@dataclass(frozen=True)
class ColumnSpec:
    """A column to place: the inputs or a layer. `sources` are the columns that feed it; a narrow one has no tiles.

    A `block` is one box for all inputs, of pictures and sequences. A `plain` layer's weights are no table of what feeds
    what, neuron by neuron, as those of gates.
    """

    id: str
    units: int
    sources: tuple[int, ...] = ()
    narrow: bool = False
    block: bool = False
    plain: bool = False

    @property
    def bare(self) -> bool:
        """Whether it has no neurons to point at."""
        return self.narrow or self.block


@dataclass(frozen=True)
class Column:
    """A placed column: its cell, the middle of its tiles, and the middle of each row shown.

    With `folded` > 0 the last row is the tile that stands for the folded units.
    """

    spec: ColumnSpec
    left: float
    width: float
    centre: float
    half: float
    rows: tuple[float, ...]
    folded: int = 0

    @property
    def shown(self) -> int:
        return len(self.rows) - (1 if self.folded else 0)

    def tile(self, row: int) -> Box:
        """Returns the tile of a row; a narrow column's is a piece of its bar."""
        size = 2 * self.half
        return Box(self.centre - self.half, self.rows[row] - size / 2, size, size)

    def bias(self, row: int) -> Box:
        """Returns the bias square at a tile's lower left corner."""
        tile = self.tile(row)
        size = max(6.0, round(tile.width * 0.2))
        return Box(tile.x - size, tile.bottom - size, size, size)


@dataclass(frozen=True)
class Link:
    """What feeds a column: curves from `source` to `target`, whose weights begin at row `offset` of the matrix.

    `matrix` is where a picture of the weights stands instead of curves, for wide layers.
    """

    source: int
    target: int
    offset: int
    matrix: Box | None = None


@dataclass(frozen=True)
class Layout:
    """All places for one size of the canvas. `least` is the smallest width that clips nothing."""

    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    tile: int
    compact: bool
    top: float
    bottom: float
    width: float
    least: tuple[float, float]
    metrics: Metrics

    def header(self, index: int) -> Box:
        """Returns the place of a column's header: title, activation, minus and plus."""
        column = self.columns[index]
        room = column.width - (4 if self.compact else 30)
        if index == 0:
            room = 2 * min(column.left + column.width - column.centre, column.centre) - (2 if self.compact else 26)
        return Box(column.centre - room / 2, self.metrics.margin, room, self._rows_end - self.metrics.margin)

    def insert(self, index: int) -> Box:
        """Returns the place of the button that inserts a layer behind column `index`."""
        column, metrics = self.columns[index], self.metrics
        size = 18.0 if self.compact else 24.0
        row, height = metrics.margin + metrics.title, metrics.control
        if self.compact:
            row, height = row + metrics.control, metrics.small
        return Box(column.left + column.width - size / 2, row + (height - size) / 2, size, size)

    @property
    def _rows_end(self) -> float:
        return self.metrics.margin + self.metrics.title + self.metrics.control + self.metrics.small


def arrange(specs: Sequence[ColumnSpec], width: float, height: float, metrics: Metrics | None = None) -> Layout:
    """Places columns in a canvas of a given size; the first one is the inputs."""
    metrics = metrics or Metrics()
    top = metrics.margin + metrics.title + metrics.control + metrics.small + 12
    bottom = max(height - metrics.footer - 6, top + 3 * (smallest_tile + _smallest_gap))
    limit = max(2, min(most_rows, int((bottom - top) // (smallest_tile + _smallest_gap))))
    counts = [min(spec.units, limit) for spec in specs]
    pitch = (bottom - top) / max(counts, default=1)

    width = max(0.0, width - 8)  # the heads keep clear of the edges
    shares = [0.75] + [0.8 if spec.narrow else 1.0 for spec in specs[1:]]
    unit = min(_widest, max(_narrowest, width / sum(shares)))
    tile = _tile(pitch, unit)
    block = bool(specs) and specs[0].block
    first = max(0.75 * unit, _block + 20 if block else tile + metrics.label + 20, 64)
    unit = min(_widest, max(_narrowest, (width - first) / max(sum(shares[1:]), 0.5)))
    tile = _tile(pitch, unit)
    pitch = min(pitch, 1.8 * tile)

    widths = [first, *(share * unit for share in shares[1:])]
    left = 4 + max(0.0, (width - sum(widths)) / 2)
    columns: list[Column] = []
    for spec, wide in zip(specs, widths, strict=True):
        centre = left + wide / 2
        if not columns and not block:
            centre = max(centre, left + metrics.label + 12 + tile / 2)
        columns.append(_column(spec, columns, left, wide, centre, tile, limit, pitch, (top + bottom) / 2))
        left += wide
    least = (first + _narrowest * sum(shares[1:]) + 8, top + 3 * (smallest_tile + _smallest_gap) + metrics.footer + 6)
    links = tuple(link for index in range(len(columns)) for link in _links(columns, index, top, bottom))
    total = max(width + 8, left + 4)
    return Layout(tuple(columns), links, tile, unit < _roomy, top, bottom, total, least, metrics)


def _tile(pitch: float, unit: float) -> int:
    best = min(pitch * 0.76, unit * 0.42, largest_tile)
    return int(max(smallest_tile, min(best, pitch - _smallest_gap)))


def _column(
    spec: ColumnSpec, before: list[Column], left: float, wide: float, centre: float,
    tile: int, limit: int, pitch: float, middle: float,
) -> Column:  # fmt: skip
    if spec.block:
        return Column(spec, left, wide, round(centre), _block / 2, (round(middle),))
    if spec.narrow and spec.sources and before[spec.sources[0]].spec.units == spec.units:
        source = before[spec.sources[0]]
        return Column(spec, left, wide, round(centre), 4.0, source.rows, source.folded)
    shown = spec.units if spec.units <= limit else limit - 1
    rows = shown + (1 if spec.units > shown else 0)
    first = round(middle - (rows - 1) * pitch / 2 - tile / 2) + tile / 2
    half = tile / 2
    ys = tuple(round(first + row * pitch - half) + half for row in range(rows))
    if spec.narrow:
        return Column(spec, left, wide, round(centre), 4.0, ys, spec.units - shown)
    return Column(spec, left, wide, round(centre - half) + half, half, ys, spec.units - shown)


def _links(columns: list[Column], target: int, top: float, bottom: float) -> list[Link]:
    column = columns[target]
    links, offset = [], 0
    for source in column.spec.sources:
        feeding = columns[source]
        matrix = None
        if feeding.folded and column.folded and not (column.spec.narrow or column.spec.plain):
            matrix = _matrix(feeding, column, top, bottom)
        links.append(Link(source, target, offset, matrix))
        offset += feeding.spec.units
    return links


def _matrix(source: Column, target: Column, top: float, bottom: float) -> Box:
    gap = target.centre - target.half - source.centre - source.half
    wide = max(20.0, gap - 30)
    high = min(max(wide * source.spec.units / target.spec.units, wide * 0.5), wide * 2, bottom - top)
    middle = (source.centre + source.half + target.centre - target.half) / 2
    return Box(middle - wide / 2, (top + bottom - high) / 2, wide, high)


def overlaps(layout: Layout) -> list[tuple[Box, Box]]:
    """Returns the pairs of tiles and bias squares that overlap (there should be none)."""
    boxes = [column.tile(row) for column in layout.columns if not column.spec.narrow for row in range(len(column.rows))]
    ordered = sorted(boxes, key=lambda box: (box.x, box.y))
    return [(a, b) for a, b in pairwise(ordered) if a.meets(b)]
