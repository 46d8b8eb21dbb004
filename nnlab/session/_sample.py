"""What the layers make of one sample, a picture or a sequence, in float32 and no larger than a screen shows it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from math import isqrt

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray, Flow, Node, Plan, generic_forward, plain_flow, shape_of, size, source
from nnlab.records import ProblemError, Shape, fail
from nnlab.session._arguments import numbers
from nnlab.session._build import Whole

most_channels = 16  # of a kernel: more cannot be told apart
_unrolled = "sequence"  # the parameter with which a layer that reads a sequence gives its state after every step


@dataclass(frozen=True)
class Sight:
    """What a layer makes of a sample, of its first units: `features` (units, rows, columns), of a row of numbers
    (units, 1, 1), or the `states` (time, units) of a sequence. `kernels` (units, channels, rows, columns) are the
    weights of each unit as a picture of what it reads."""

    features: AnyArray | None = None
    states: AnyArray | None = None
    kernels: AnyArray | None = None


class Sample:
    """Sends one sample through a plan of its own; pictures wider than `side` are made smaller by their means."""

    def __init__(self, whole: Whole) -> None:
        self._whole, network = whole, whole.network
        self._plan = Plan(network.blueprint, network.store, None, network.state, 1, training=False, lean=True)
        _ = self._plan.own  # with its inputs among the flows
        self._memories = [memory for node in network.graph.nodes if (memory := self._memory(node)) is not None]
        self._readers = {node.id: self._read(node) for node in network.graph.nodes}

    def row(self, row: int) -> None:
        """Takes a row of the training set."""
        train = self._whole.train
        if not isinstance(row, int | np.integer) or not 0 <= row < train.rows:
            raise fail("probe.row", row=str(row), rows=train.rows)
        self._run(train.inputs[row, :-1])

    def point(self, x: npt.ArrayLike) -> None:
        """Takes a sample in the data's own units, as a row of its columns."""
        data, inputs = self._whole.data, self._whole.inputs
        values = numbers(x, "predict.numbers").ravel()
        if values.size != data.x.shape[1]:
            raise fail("predict.columns", columns=values.size, wanted=data.x.shape[1])
        self._run(inputs.of(data.filled(values[np.newaxis])).ravel())

    def _run(self, x: AnyArray) -> None:
        with np.errstate(all="ignore"):
            self._plan.own.x[:-1, 0] = x
            self._plan.forward()
            for memory in tuple(self._memories):
                try:
                    memory.call()
                except ProblemError:  # a way that training does not go
                    self._memories.remove(memory)

    # ---- what came of it

    def sights(self, side: int, units: int) -> dict[str, Sight]:
        """Returns what the inputs and each layer make of it, by their ids."""
        memories = {memory.node: memory.flow for memory in self._memories}
        made: dict[str, Sight] = {}
        with np.errstate(all="ignore"):
            for ident, flow in self._plan.flows.items():
                seen = _seen(memories.get(ident, flow), side, units, whole=ident == source)
                kernels = self._kernels(ident, side, units) if ident != source else None
                if seen is not None:
                    made[ident] = replace(seen, kernels=kernels)
        return made

    def _kernels(self, ident: str, side: int, units: int) -> AnyArray | None:
        """Returns a layer's weights as pictures (units, channels, rows, columns), None where they are none."""
        weights = self._weights(ident)
        if weights is None:
            return None
        feed = self._readers[ident]
        if weights.ndim == 2 and feed is not None:
            reads = self._plan.flows[self._whole.network.graph.node(ident).inputs[0]]
            if not np.array_equal(reads.a, self._plan.flows[feed].a):
                return None  # what lies between has moved or changed the numbers
            shape = self._shape(feed)
            turned = weights[:, :units].T
            if len(shape) == 2:  # time to the right, as in the strips
                return _bounded(turned.reshape(-1, 1, *shape).swapaxes(2, 3), side)
            return _bounded(turned.reshape(-1, *shape), side)
        if weights.ndim == 4:
            channels = self._shape(self._whole.network.graph.node(ident).inputs[0])[0]
            count = self._shape(ident)[0]
            if (weights.shape[0], weights.shape[3]) == (channels, count):
                return _bounded(np.moveaxis(weights[..., :units], 3, 0), side)
            if weights.shape[:2] == (count, channels):
                return _bounded(weights[:units], side)
        return None

    def _weights(self, ident: str) -> AnyArray | None:
        store = self._whole.network.store
        block = next((block for block in store.layout.blocks if block.node == ident and block.weights), None)
        return store.named[ident][block.weights[0]] if block is not None else None

    # ---- found once

    def _shape(self, ident: str) -> Shape:
        return self._plan.flows[ident].shape

    def _memory(self, node: Node) -> _Memory | None:
        """Returns what runs a recurrent layer that gives only its last state once more, for all its states."""
        network, feed = self._whole.network, node.inputs[0]
        names = {field.name for field in fields(node.layer)}
        shape = self._shape(feed)
        if len(node.inputs) != 1 or len(shape) != 2 or len(self._shape(node.id)) != 1 or node.activation is not None:
            return None
        if _unrolled not in names or getattr(node.layer, _unrolled) is not False:
            return None
        unrolled = replace(node, layer=replace(node.layer, **{_unrolled: True}))
        states = (shape[0], *self._shape(node.id))
        try:
            if shape_of(unrolled, (shape,), network.border) != states:
                return None
        except ProblemError:
            return None
        return _Memory(unrolled, states, self._plan.flows[feed], self._whole)

    def _read(self, node: Node) -> str | None:
        """Returns the picture or sequence whose numbers, laid out in a row, a layer may read; None where it has none.

        The layers between have one input each and leave the number of numbers as it is, as flatten and dropout do.
        """
        graph, ident = self._whole.network.graph, node.inputs[0]
        count = size(self._shape(ident))
        while len(self._shape(ident)) == 1 and ident != source:
            before = graph.node(ident).inputs
            if len(before) != 1 or size(self._shape(before[0])) != count:
                return None
            ident = before[0]
        return ident if len(self._shape(ident)) in (2, 3) and ident != node.inputs[0] else None


class _Memory:
    """Runs one recurrent layer so that it gives the state after every step."""

    def __init__(self, node: Node, states: Shape, feed: Flow, whole: Whole) -> None:
        network = whole.network
        self.node = node.id
        self.flow = plain_flow(states, 1, network.dtype, activated=False, graded=False)
        parameters = network.store.named.get(node.id, {})
        self.call = generic_forward(
            node, [feed], self.flow, parameters, network.state, {}, network.border, training=False
        )


def _seen(flow: Flow, side: int, units: int, *, whole: bool) -> Sight | None:
    shape, a = flow.shape, flow.a[:, 0]
    if len(shape) == 3:
        channels = most_channels if whole else units
        return Sight(features=_float32(_smaller(a.reshape(shape)[:channels], side, (1, 2))))
    if len(shape) == 2:
        return Sight(states=_float32(_smaller(a.reshape(shape)[:, :units], side, (0,))))
    return Sight(features=_float32(a[:units].reshape(-1, 1, 1))) if len(shape) == 1 else None


def _bounded(kernels: AnyArray, side: int) -> AnyArray:
    """Returns kernels of few channels, together no more numbers than a picture of a side."""
    few = kernels[:, :most_channels]
    return _float32(_smaller(few, max(4, isqrt(side * side // few.shape[1])), (2, 3)))


def _smaller(values: AnyArray, side: int, axes: tuple[int, ...]) -> AnyArray:
    """Returns the means of blocks where there are more than `side` numbers along an axis."""
    for axis in axes:
        length = values.shape[axis]
        block = -(-length // side)
        if block > 1:
            along = values.swapaxes(0, axis)
            total = along[::block].copy()
            for place in range(1, block):  # many times as fast as np.add.reduceat
                part = along[place::block]
                total[: len(part)] += part
            total[: length // block] /= block
            total[length // block :] /= length % block or 1
            values = total.swapaxes(0, axis)
    return values


def _float32(values: AnyArray) -> AnyArray:
    made = np.array(values, np.float32, order="C")
    made.flags.writeable = False
    return made
