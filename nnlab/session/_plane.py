"""What the network makes of the plane of two data columns, or of one column, in float32 for the screen."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Literal

import numpy as np

from nnlab.engine import AnyArray, Batch, Plan, Store, aligned, readonly, run, size, source
from nnlab.records import fail
from nnlab.session._arguments import numbers
from nnlab.session._build import Whole
from nnlab.session._data import extent

most_screens = 3  # of one size: what a user of Run still holds is not overwritten
most_numbers = 4_000_000  # of a grid's points: 128 along a side of 200 columns
fewest = 12  # points along a side, however many columns there are
size_of = size


def span(low: float, high: float) -> tuple[float, float]:
    """Returns a range rounded outward a little: [-5.3, 4.9] becomes [-6, 6], [0.2, 7.9] becomes [0, 8].

    A range that is narrow where it stands is rounded as its width asks for: years [1953, 2017] become [1950, 2020].
    What lies on a round number is kept off the edge, where half of it would be cut: [0, 1] becomes [-0.2, 1.2].
    """
    largest = max(abs(low), abs(high))
    if largest < 1e-300:  # nothing that a step could be a tenth of
        return -1.0, 1.0
    step = _step(largest)
    if 1e-9 * largest < high - low < step:
        step = _step(high - low)
    if low < 0 < high:
        edge = math.ceil(largest / step - 1e-9) * step
        bottom, top = -edge, edge
    else:
        bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        top = top if top > bottom else bottom + step
    more = step if 5 * step <= top - bottom else step / 5
    cut = low - bottom < 1e-9 * step, top - high < 1e-9 * step
    if low < 0 < high:
        cut = (any(cut),) * 2
    return round(bottom - more * cut[0], 12), round(top + more * cut[1], 12)


def _step(size: float) -> float:
    step = 10.0 ** math.floor(math.log10(size))
    return step * (1.0 if size >= 2 * step else 0.2)


Columns = tuple[int, int]


@dataclass(frozen=True)
class Slice:
    """The plane that is looked at: two columns, and a row (columns,) in which all other ones stand."""

    columns: Columns
    row: AnyArray


class Plane:
    """A grid over two columns of the data; all others stand where `turn` put them, first at their means.

    `column` is the one column that the network's inputs are made of, None where they are of several; `span` is its
    range. All that its neurons say is then a curve.
    """

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        x = whole.data.x
        self.centre: AnyArray = x.mean(0)
        self._spans: dict[int, tuple[float, float]] = {}
        read = {column for feature in whole.inputs.features for column in feature.columns}
        self.column = read.pop() if len(read) == 1 else None
        self.span = self._span(self.column or 0)
        self._most = isqrt(most_numbers // max(x.shape[1], size_of(whole.network.graph.input_shape), 1))
        self._screens: dict[tuple[int, bool], list[_Screen]] = {}
        self._slice = Slice((0, 1), self.centre)

    def turn(self, columns: Columns = (0, 1), at: Sequence[float] = ()) -> None:
        """Looks at two columns; the others stand at the values `at` of all columns, at their means where it is empty.

        Raises ProblemError where there are no such columns, or other numbers than one for each.
        """
        count = self._whole.data.x.shape[1]
        if columns != (0, 1) and not (len(set(columns)) == len(columns) == 2 and all(0 <= c < count for c in columns)):
            raise fail("plane.columns", columns=str(columns), count=count)
        row = numbers(at, "predict.numbers").ravel() if len(at) else self.centre
        if len(row) != count:
            raise fail("predict.columns", columns=len(row), wanted=count)
        if columns != self._slice.columns or not np.array_equal(row, self._slice.row):
            self._slice = Slice(columns, row)

    @property
    def ranges(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """From where to where it goes, as (lows, highs) of both columns; of one where the data has no other."""
        count = self._whole.data.x.shape[1]
        spans = [self._span(column) for column in self._slice.columns if column < count]
        if len(spans) == 2 and all(low == -high for low, high in spans):
            edge = max(spans[0][1], spans[1][1])
            if min(spans[0][1], spans[1][1]) > edge / 3:
                spans = [(-edge, edge)] * 2
        return tuple(low for low, _high in spans), tuple(high for _low, high in spans)

    def points(self, size: int) -> AnyArray:
        """Returns the grid in the data's own units, (size * size, columns); rows go from low to high of the second."""
        sides = [np.linspace(low, high, size) for low, high in zip(*self.ranges, strict=True)]
        grid = np.tile(self._slice.row, (size * size, 1))
        grid[:, self._slice.columns[0]] = np.tile(sides[0], size)
        if len(sides) > 1:
            grid[:, self._slice.columns[1]] = np.repeat(sides[1], size)
        return grid

    def line(self, size: int) -> AnyArray:
        """Returns points along the one column that is read, (size, columns)."""
        grid = np.tile(self.centre, (size, 1))
        grid[:, self.column or 0] = np.linspace(*self.span, size)
        return grid

    def maps(self, size: int) -> dict[str, AnyArray]:
        """Returns each node's activations, (units, size, size), read-only; of many columns no finer than they may be
        held."""
        size = self._fitting(size)
        return self._run(size).seen(size, size)

    def curves(self, size: int) -> dict[str, AnyArray]:
        """Returns each node's activations along the one column that is read, (units, size), read-only."""
        return self._run(size, line=True).seen(size)

    def boundary(self, size: int) -> AnyArray:
        """Returns the network's outputs, (outputs, size, size), in the data's own units, read-only."""
        size = self._fitting(size)
        return readonly(self._whole.data.own_maps(_seen(self._run(size).plan.output.a, size, size)))

    def _fitting(self, size: int) -> int:
        return min(size, max(fewest, self._most))

    def _span(self, column: int) -> tuple[float, float]:
        if column not in self._spans:
            data = self._whole.data
            self._spans[column] = span(*extent(data.table, column, data.x[:, column]))
        return self._spans[column]

    def _run(self, size: int, *, line: bool = False) -> _Screen:
        """Returns a screen's plan after a forward pass.

        What was handed out from it before is never written to again: while somebody holds it, another screen is made.
        """
        screens = self._screens.setdefault((size, line), [])
        if len(self._screens) > 4:
            self._screens = {(size, line): screens}
        screen = next((one for one in screens if one.free()), None)
        if screen is None:
            screen = _Screen(self._whole, size if line else size * size)
            screens[most_screens - 1 :] = []
            screens.append(screen)
        wanted = None if line else self._slice
        if screen.slice is not wanted:
            screen.fill(self.line(size) if line else self.points(size), wanted)
        network = self._whole.network
        with np.errstate(all="ignore"):  # beyond float32 it is infinite, which the screen shows as it is
            screen.store.flat[...] = network.store.flat
            run(screen.entries)
        return screen


class _Screen:
    """A plan in float32 for the points of a grid; `slice` is the plane they lie in, None along a column."""

    def __init__(self, whole: Whole, rows: int) -> None:
        network, self._inputs = whole.network, whole.inputs
        self.slice: Slice | Literal[False] | None = False  # no points yet
        self.store = Store(network.layout, "float32")
        self.plan = Plan(network.blueprint, self.store, None, network.state, rows, training=False, lean=True)
        count = size_of(network.graph.input_shape)
        self.x = aligned((count + 1, rows), np.float32, 1)
        empty = np.zeros((network.blueprint.outputs, rows), np.float32)
        self.entries, _ = self.plan.bind(Batch(self.x, empty, empty.T))
        self._owners = [_owner(self.x)]
        self._owners += [_owner(flow.a) for ident, flow in self.plan.flows.items() if ident != source]
        self._held = self._count()

    def fill(self, points: AnyArray, slice: Slice | None) -> None:
        """Takes other points, in the data's own units."""
        with np.errstate(all="ignore"):
            self.x[:-1] = self._inputs.of(points).reshape(len(points), -1).T
        self.slice = slice

    def seen(self, *sides: int) -> dict[str, AnyArray]:
        """Returns what each node made of the points, (units, *sides)."""
        made = {source: _seen(self.x[:-1], *sides)}
        return made | {ident: _seen(flow.a, *sides) for ident, flow in self.plan.flows.items() if ident != source}

    def free(self) -> bool:
        """Tells whether nobody holds what was handed out."""
        return self._count() == self._held

    def _count(self) -> list[int]:
        return [sys.getrefcount(owner) for owner in self._owners]


def _owner(array: AnyArray) -> AnyArray:
    base = array.base
    return array if base is None else _owner(base)


def _seen(a: AnyArray, *sides: int) -> AnyArray:
    return readonly(a.reshape(-1, *sides))
