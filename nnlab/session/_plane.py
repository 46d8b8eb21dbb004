"""What the network makes of the plane of the first two data columns, in float32 for the screen."""

from __future__ import annotations

import math

import numpy as np

from nnlab.engine import AnyArray, Plan, Store, source
from nnlab.session._build import Whole


def span(low: float, high: float) -> tuple[float, float]:
    """Returns a range rounded outward a little: [-5.3, 4.9] becomes [-6, 6], [0.2, 7.9] becomes [0, 8]."""
    largest = max(abs(low), abs(high))
    if largest == 0:
        return -1.0, 1.0
    step = 10.0 ** math.floor(math.log10(largest))
    step *= 1.0 if largest >= 2 * step else 0.2
    if low < 0 < high:
        edge = round(math.ceil(largest / step - 1e-9) * step, 12)
        return -edge, edge
    bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return round(bottom, 12), round(top if top > bottom else bottom + step, 12)


class Plane:
    """A grid over the plane; columns beyond the second stand at their mean."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        x = whole.data.x
        spans = [span(float(x[:, i].min()), float(x[:, i].max())) for i in range(min(2, x.shape[1]))]
        if len(spans) == 2 and spans[0][0] < 0 < spans[0][1] and spans[1][0] < 0 < spans[1][1]:
            edge = max(spans[0][1], spans[1][1])
            if min(spans[0][1], spans[1][1]) > edge / 3:
                spans = [(-edge, edge)] * 2
        spans += [(0.0, 1.0)] * (2 - len(spans))
        self.low, self.high = tuple(s[0] for s in spans), tuple(s[1] for s in spans)
        self._plans: dict[int, tuple[Store, Plan]] = {}

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

    def maps(self, size: int) -> dict[str, AnyArray]:
        """Returns each node's activations, (units, size, size)."""
        plan = self._run(size)
        return {ident: flow.a.reshape(-1, size, size).copy() for ident, flow in plan.flows.items()}

    def boundary(self, size: int) -> AnyArray:
        """Returns the network's outputs, (outputs, size, size)."""
        return self._run(size).output.a.reshape(-1, size, size).copy()

    def _run(self, size: int) -> Plan:
        network = self._whole.network
        if size not in self._plans:
            if len(self._plans) > 3:
                self._plans.clear()
            store = Store(network.layout, "float32")
            plan = Plan(network.blueprint, store, None, network.state, size * size, training=False)
            with np.errstate(all="ignore"):
                plan.flows[source].a[...] = self._whole.inputs.of(self.points(size)).reshape(size * size, -1).T
            self._plans[size] = store, plan
        store, plan = self._plans[size]
        with np.errstate(all="ignore"):  # beyond float32 it is infinite, which the screen shows as it is
            store.flat[...] = network.store.flat
            plan.forward()
        return plan
