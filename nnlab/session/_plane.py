"""What the network makes of the plane of the first two data columns, or of one column, in float32 for the screen."""

from __future__ import annotations

import math
import sys

import numpy as np

from nnlab.engine import AnyArray, Batch, Plan, Store, aligned, readonly, run, size, source
from nnlab.session._build import Whole

most_screens = 3  # of one size: what a user of Run still holds is not overwritten
size_of = size


def span(low: float, high: float) -> tuple[float, float]:
    """Returns a range rounded outward a little: [-5.3, 4.9] becomes [-6, 6], [0.2, 7.9] becomes [0, 8].

    What lies on a round number is kept off the edge, where half of it would be cut: [0, 1] becomes [-0.2, 1.2].
    """
    largest = max(abs(low), abs(high))
    if largest == 0:
        return -1.0, 1.0
    step = 10.0 ** math.floor(math.log10(largest))
    step *= 1.0 if largest >= 2 * step else 0.2
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


class Plane:
    """A grid over the plane; columns beyond the second stand at their mean.

    `column` is the one column that the network's inputs are made of, None where they are of several; `span` is its
    range. All that its neurons say is then a curve.
    """

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        x = whole.data.x
        spans = [span(float(x[:, i].min()), float(x[:, i].max())) for i in range(min(2, x.shape[1]))]
        if len(spans) == 2 and all(low == -high for low, high in spans):
            edge = max(spans[0][1], spans[1][1])
            if min(spans[0][1], spans[1][1]) > edge / 3:
                spans = [(-edge, edge)] * 2
        spans += [(0.0, 1.0)] * (2 - len(spans))
        self.low, self.high = tuple(s[0] for s in spans), tuple(s[1] for s in spans)
        read = {column for feature in whole.inputs.features for column in feature.columns}
        self.column = read.pop() if len(read) == 1 else None
        self.span = spans[0]
        if self.column is not None:
            values = x[:, self.column]
            self.span = (*spans, span(float(values.min()), float(values.max())))[min(self.column, 2)]
        self._screens: dict[tuple[int, bool], list[_Screen]] = {}

    def points(self, size: int) -> AnyArray:
        """Returns the grid in the data's own units, (size * size, columns); rows go from low to high of the second."""
        x = self._whole.data.x
        first = np.linspace(self.low[0], self.high[0], size)
        second = np.linspace(self.low[1], self.high[1], size)
        grid = np.tile(x.mean(0), (size * size, 1))
        grid[:, 0] = np.tile(first, size)
        if x.shape[1] > 1:
            grid[:, 1] = np.repeat(second, size)
        return grid

    def line(self, size: int) -> AnyArray:
        """Returns points along the one column that is read, (size, columns)."""
        x = self._whole.data.x
        grid = np.tile(x.mean(0), (size, 1))
        grid[:, self.column or 0] = np.linspace(*self.span, size)
        return grid

    def maps(self, size: int) -> dict[str, AnyArray]:
        """Returns each node's activations, (units, size, size), read-only."""
        return self._run(size).seen(size, size)

    def curves(self, size: int) -> dict[str, AnyArray]:
        """Returns each node's activations along the one column that is read, (units, size), read-only."""
        return self._run(size, line=True).seen(size)

    def boundary(self, size: int) -> AnyArray:
        """Returns the network's outputs, (outputs, size, size), read-only."""
        return _seen(self._run(size).plan.output.a, size, size)

    def _run(self, size: int, *, line: bool = False) -> _Screen:
        """Returns a screen's plan after a forward pass.

        What was handed out from it before is never written to again: while somebody holds it, another screen is made.
        """
        screens = self._screens.setdefault((size, line), [])
        if len(self._screens) > 4:
            self._screens = {(size, line): screens}
        screen = next((one for one in screens if one.free()), None)
        if screen is None:
            screen = _Screen(self._whole, self.line(size) if line else self.points(size))
            screens[most_screens - 1 :] = []
            screens.append(screen)
        network = self._whole.network
        with np.errstate(all="ignore"):  # beyond float32 it is infinite, which the screen shows as it is
            screen.store.flat[...] = network.store.flat
            run(screen.entries)
        return screen


class _Screen:
    """A plan in float32 for the points of a grid."""

    def __init__(self, whole: Whole, points: AnyArray) -> None:
        network, rows = whole.network, len(points)
        self.store = Store(network.layout, "float32")
        self.plan = Plan(network.blueprint, self.store, None, network.state, rows, training=False, lean=True)
        count = size_of(network.graph.input_shape)
        self.x = aligned((count + 1, rows), np.float32, 1)
        with np.errstate(all="ignore"):
            self.x[:-1] = whole.inputs.of(points).reshape(rows, -1).T
        empty = np.zeros((network.blueprint.outputs, rows), np.float32)
        self.entries, _ = self.plan.bind(Batch(self.x, empty, empty.T))
        self._owners = [_owner(flow.a) for ident, flow in self.plan.flows.items() if ident != source]
        self._held = self._count()

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
