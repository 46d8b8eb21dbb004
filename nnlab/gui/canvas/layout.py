"""Where everything on the canvas stands: pure geometry, in pixels, without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal, NamedTuple

from nnlab.gui.canvas.routes import Ports, Route, Skip, band_width, depths, lane_step, room, skips

smallest_tile, largest_tile = 24, 56
most_rows = 12
_smallest_gap = 3
_block, _largest_block = 84.0, 132.0  # a side of the box that stands for all inputs
_caption = 34.0  # below that box
_most_stacked = 4
_widest_strip, _highest_row = 120.0, 26.0
_bar = 4.0  # half the width of the bar that stands for a layer without neurons
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
    """The sizes that come from fonts, as large as they are on the screen: rows of the header, the widest input label.

    `insert` is the side of the buttons between columns, 0 where there are none. Then narrow columns take turns: each
    second head stands below the first ones, and all have twice the room.
    """

    title: float = 22
    control: float = 28
    small: float = 26
    footer: float = 26
    label: float = 20
    margin: float = 12
    insert: float = 24

    def scaled(self, by: float) -> Metrics:
        """Returns all sizes times a number."""
        return Metrics(*(by * getattr(self, field.name) for field in fields(self)))


@dataclass(frozen=True)
class ColumnSpec:
    """A column to place: the inputs or a layer. `sources` are the columns that feed it; a narrow one has no tiles.

    A `block` is one box for all inputs, of pictures and sequences. A `plain` layer's weights are no table of what feeds
    what, neuron by neuron, as those of gates. A layer may give `pictures`, a tile for each, or a sequence, which is one
    `strip` with a row for each unit. In a layer that passes `each` on by itself no unit reads another one's numbers.
    """

    id: str
    units: int
    sources: tuple[int, ...] = ()
    narrow: bool = False
    block: bool = False
    plain: bool = False
    gives: Literal["", "pictures", "strip"] = ""
    each: bool = False

    @property
    def bare(self) -> bool:
        """Whether it has no neurons to point at."""
        return self.narrow or self.block


@dataclass(frozen=True)
class Column:
    """A placed column: its cell, the middle of its tiles, and the middle of each row shown.

    With `folded` > 0 the last row is the tile that stands for the folded units. Rows of a strip are `high` each.
    """

    spec: ColumnSpec
    left: float
    width: float
    centre: float
    half: float
    rows: tuple[float, ...]
    folded: int = 0
    high: float = 0.0

    @property
    def shown(self) -> int:
        return len(self.rows) - (1 if self.folded else 0)

    @property
    def reach(self) -> float:
        """How far a row goes up and down from its middle."""
        return self.high / 2 or self.half

    def tile(self, row: int) -> Box:
        """Returns the tile of a row; a narrow column's is a piece of its bar."""
        return Box(self.centre - self.half, self.rows[row] - self.reach, 2 * self.half, 2 * self.reach)

    def strip(self) -> Box:
        """Returns the box of all rows but the folded one."""
        first, last = self.tile(0), self.tile(max(0, self.shown - 1))
        return Box(first.x, first.y, first.width, last.bottom - first.y)

    def corner(self, row: int) -> Box:
        """Returns the place of a kernel's picture, where others have their bias square."""
        tile = self.tile(row)
        size = max(12.0, round(tile.width * 0.36))
        return Box(tile.x - size, tile.bottom - size, size, size)

    def bias(self, row: int) -> Box:
        """Returns the bias square at a tile's lower left corner."""
        tile = self.tile(row)
        size = max(6.0, round(tile.width * 0.2))
        return Box(tile.x - size, tile.bottom - size, size, size)


@dataclass(frozen=True)
class Link:
    """What feeds a column: curves from `source` to `target`, whose weights begin at row `offset` of the matrix.

    `matrix` is where a picture of the weights stands instead of curves, for wide layers; `route` is the way of a band
    that passes by the columns between.
    """

    source: int
    target: int
    offset: int
    matrix: Box | None = None
    route: Route | None = None


@dataclass(frozen=True)
class Layout:
    """All places for one size of the canvas. `least` is the smallest size that clips nothing.

    `tile` is the side of a tile; routes run between the tiles and `bottom`. All of it is as large as on the screen.
    """

    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    tile: int
    compact: bool
    top: float
    bottom: float
    width: float
    least: tuple[float, float]
    metrics: Metrics
    zoom: float = 1.0

    @property
    def shown(self) -> tuple[int, ...]:
        """How many units of each column are shown one by one."""
        return tuple(column.shown for column in self.columns)

    def header(self, index: int, *, bare: bool = False) -> Box:
        """Returns the place of a column's header: title, activation, minus and plus, the number of parameters.

        One without a list of activations, a `bare` one, has its title reach over the insert buttons.
        """
        column = self.columns[index]
        if self.compact and not self.metrics.insert:
            return self._in_turn(index)
        beside = 2.0 if self.compact or (bare and index) else self.metrics.insert + 2
        room = column.width - beside - (2 if self.compact else 4)
        if index == 0:
            room = 2 * min(column.left + column.width - column.centre, column.centre) - beside
        high = _heads(self.metrics) - (1 if self.metrics.insert else self.metrics.margin)  # with a line above the tiles
        return Box(column.centre - room / 2, self.metrics.margin, room, high)

    @property
    def covered(self) -> float:
        """How much of either end of a header's last line the insert buttons of narrow columns stand on."""
        return self.metrics.insert / 2 if self.compact else 0.0

    def _in_turn(self, index: int) -> Box:
        column, last, high = self.columns[index], self.columns[-1], _rows(self.metrics)
        beside = [self.columns[other].centre for other in (index - 2, index + 2) if 0 <= other < len(self.columns)]
        edges = column.centre, last.left + last.width + 4 - column.centre
        half = min(*edges, *(abs(other - column.centre) / 2 for other in beside)) - 1
        return Box(column.centre - half, self.metrics.margin + high * (index % 2), 2 * half, high)

    def insert(self, index: int) -> Box:
        """Returns the place of the button that inserts a layer behind column `index`; narrow columns have it below."""
        column, metrics, size = self.columns[index], self.metrics, self.metrics.insert
        y = metrics.margin + metrics.title + (metrics.control - size) / 2
        if self.compact:
            y = _heads(metrics)
        return Box(column.left + column.width - size / 2, y, size, size)


def _rows(metrics: Metrics) -> float:
    return metrics.title + metrics.control + metrics.small


def _heads(metrics: Metrics) -> float:
    return metrics.margin + _rows(metrics)


def arrange(
    specs: Sequence[ColumnSpec], width: float, height: float, metrics: Metrics | None = None, zoom: float = 1.0
) -> Layout:
    """Places columns in a canvas of a given size; the first one is the inputs.

    Zoomed, everything is as many times larger as in a canvas that is as many times smaller.
    """
    shown = metrics or Metrics()
    metrics, width, height = shown.scaled(1 / zoom), width / zoom, height / zoom
    width = max(0.0, width - 8)  # the heads keep clear of the edges
    shares = [0.75] + [0.8 if spec.narrow else 1.0 for spec in specs[1:]]
    compact = min(_widest, max(_narrowest, width / sum(shares))) < _roomy
    more = (metrics.insert + 6 if metrics.insert else _rows(metrics)) if compact else 0.0
    top = _heads(metrics) + max(12, metrics.margin) + more
    bottom = max(height - metrics.footer - 6, top + 3 * (smallest_tile + _smallest_gap))
    around = skips([spec.sources for spec in specs])
    lanes = room(around, bottom - top)
    deepest = bottom - lanes
    limit = max(2, min(most_rows, int((deepest - top) // (smallest_tile + _smallest_gap))))
    counts = [min(spec.units, limit) for spec in specs]
    pitch = (deepest - top) / max(counts, default=1)

    unit = min(_widest, max(_narrowest, width / sum(shares)))
    block = bool(specs) and specs[0].block
    behind = max(sum(shares[1:]), 0.5)

    def inputs(unit: float) -> float:
        return max(0.75 * unit, _block + 20 if block else _tile(pitch, unit) + metrics.label + 20, 64)

    narrowest = inputs(_narrowest) + _narrowest * behind
    first = inputs(unit) if inputs(unit) + _narrowest * behind <= width else inputs(_narrowest)
    unit = min(_widest, max(_narrowest, (width - first) / behind))
    tallest = max(48.0, deepest - top - 2 * _caption)
    side = min(_largest_block, max(_block, first - 48), tallest)
    tile = _tile(pitch, unit)
    pitch = min(pitch, 1.8 * tile)

    widths = [first, *(share * unit for share in shares[1:])]
    left = 4 + max(0.0, (width - sum(widths)) / 2)
    grid = _Grid(
        tile=max(2, int(tile * zoom)), limit=limit, pitch=pitch * zoom, middle=(top + deepest) / 2 * zoom,
        block=side * zoom, tallest=tallest * zoom, zoom=zoom,
    )  # fmt: skip
    columns: list[Column] = []
    for spec, wide in zip(specs, widths, strict=True):
        centre = left + wide / 2
        if not columns and not block:
            centre = max(centre, left + metrics.label + 12 + tile / 2)
        columns.append(grid.column(spec, columns, left * zoom, wide * zoom, centre * zoom))
        left += wide
    least = (narrowest + 8, top + 3 * (smallest_tile + _smallest_gap) + metrics.footer + 6)
    routes = _routes(columns, around, grid, lanes * zoom)
    links = [link for index in range(len(columns)) for link in _links(columns, index, top * zoom, deepest * zoom, zoom)]
    return Layout(
        columns=tuple(columns),
        links=tuple(replace(link, route=routes.get((link.source, link.target))) for link in links),
        tile=grid.tile,
        compact=compact,
        top=top * zoom,
        bottom=bottom * zoom,
        width=max(width + 8, left + 4) * zoom,
        least=(least[0] * zoom, least[1] * zoom),
        metrics=shown,
        zoom=zoom,
    )


def stacked(channels: int) -> int:
    """Returns how many of a sample's channels stand one below the other: some few, more than that in a square."""
    return channels if channels <= _most_stacked else 1


def _tile(pitch: float, unit: float) -> int:
    best = min(pitch * 0.76, unit * 0.42, largest_tile)
    return int(max(smallest_tile, min(best, pitch - _smallest_gap)))


@dataclass(frozen=True)
class _Grid:
    """What all columns share, as large as on the screen: tiles and rows; `limit` is how many rows there may be."""

    tile: int
    limit: int
    pitch: float
    middle: float
    block: float
    tallest: float
    zoom: float

    def column(self, spec: ColumnSpec, before: list[Column], left: float, wide: float, centre: float) -> Column:
        """Places one column behind others."""
        bar = _bar * self.zoom
        if spec.block:
            high = min(self.block * stacked(spec.units), self.tallest) if spec.gives == "pictures" else self.block
            return Column(spec, left, wide, round(centre), self.block / 2, (round(self.middle),), high=high)
        if spec.narrow and spec.sources and before[spec.sources[0]].spec.units == spec.units:
            source = before[spec.sources[0]]
            return Column(spec, left, wide, round(centre), bar, source.rows, source.folded)
        shown = spec.units if spec.units <= self.limit else self.limit - 1
        rows = shown + (1 if spec.units > shown else 0)
        if spec.gives == "strip":
            return self._strip(spec, rows, left, wide, centre)
        half = self.tile / 2
        first = round(self.middle - (rows - 1) * self.pitch / 2 - half) + half
        ys = tuple(round(first + row * self.pitch - half) + half for row in range(rows))
        if spec.narrow:
            return Column(spec, left, wide, round(centre), bar, ys, spec.units - shown)
        return Column(spec, left, wide, round(centre - half) + half, half, ys, spec.units - shown)

    def _strip(self, spec: ColumnSpec, rows: int, left: float, wide: float, centre: float) -> Column:
        """Places rows one against the other; the last one may stand for those that are folded."""
        high = float(int(min(self.pitch, _highest_row * self.zoom)))
        half = round(max(self.tile, min(0.62 * wide, _widest_strip * self.zoom)) / 2)
        first = round(self.middle - rows * high / 2) + high / 2
        ys = tuple(first + row * high for row in range(rows))
        folded = spec.units - rows + 1 if spec.units > rows else 0
        return Column(spec, left, wide, round(centre), half, ys, folded, high)

    def lowest(self, column: Column) -> float:
        """Returns where a column's tiles, or its bar, end."""
        reach = column.high / 2 or self.tile / 2
        reach += _caption * self.zoom if column.spec.block else 0
        return max(column.rows, default=self.middle) + reach


def _routes(
    columns: Sequence[Column], around: Sequence[Skip], grid: _Grid, height: float
) -> dict[tuple[int, int], Route]:
    if not around:
        return {}
    ports, step = Ports(around), lane_step(around, height)
    lanes = depths(around, [grid.lowest(column) for column in columns], step)

    def place(index: int, skip: Skip) -> tuple[float, float]:
        column = columns[index]
        half = 3 * column.half if column.spec.narrow else column.half
        return column.centre + half * ports.offset(index, skip), grid.lowest(column) + 3 * grid.zoom

    def each(index: int) -> float:
        column = columns[index]
        return (6 if column.spec.narrow else 2) * column.half / (ports.most(index) + 1)

    found = {}
    for skip in around:
        width = band_width(min(step, each(skip.source), each(skip.target)), grid.zoom)
        route = Route(place(skip.source, skip), lanes[skip], place(skip.target, skip), width)
        found[skip.source, skip.target] = route
    return found


def _links(columns: list[Column], target: int, top: float, bottom: float, zoom: float) -> list[Link]:
    column = columns[target]
    links, offset = [], 0
    for source in column.spec.sources:
        feeding = columns[source]
        matrix = None
        wide = feeding.folded and column.folded and not (column.spec.narrow or column.spec.plain)
        if wide and source == target - 1:
            matrix = _matrix(feeding, column, top, bottom, zoom)
        links.append(Link(source, target, offset, matrix))
        offset += feeding.spec.units
    return links


def _matrix(source: Column, target: Column, top: float, bottom: float, zoom: float) -> Box:
    gap = target.centre - target.half - source.centre - source.half
    wide = max(20.0 * zoom, gap - 30 * zoom)
    high = min(max(wide * source.spec.units / target.spec.units, wide * 0.5), wide * 2, bottom - top)
    middle = (source.centre + source.half + target.centre - target.half) / 2
    return Box(middle - wide / 2, (top + bottom - high) / 2, wide, high)
