"""What the axes of a network's arrays stand for: which unit each row, column or entry belongs to.

Nobody declares it. A layer is asked for its shapes with one feature more in what feeds it: what grows along belongs to
those features, one entry each or several; of the rest, what is a multiple of the layer's own size are its neurons, as
the four gates of an LSTM lie one behind the other. The last axis of weights is what comes out, as initializers take it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.engine import AnyArray, Border, Network, Node, block_of, source
from nnlab.experiment.document import KeptUnits
from nnlab.experiment.following import no_units
from nnlab.experiment.identity import Units, input_units, matched, own_units, placed, summed
from nnlab.records import ProblemError, Shape

Arrays = Mapping[str, Shape]
Measure = Callable[[tuple[Shape, ...]], Arrays]  # from the shapes that feed a layer to those of its arrays


@dataclass(frozen=True)
class Axis:
    """What one axis of an array stands for: `role` and `times` say how, `units` what each entry belongs to."""

    role: str
    times: int
    units: Units


Axes = dict[tuple[str, str], tuple[Axis, ...]]  # by node and name of the array


class Reading:
    """Reads a network: `out` are the units that come out of the inputs and of each layer, one a feature or channel."""

    def __init__(self, network: Network, inputs: Sequence[str], kept: KeptUnits = no_units) -> None:
        self._network, self._kept = network, kept
        shape = network.shapes[source]
        names: Sequence[str] = inputs if len(inputs) == _features(shape) else range(_features(shape))  # type: ignore[assignment]
        self.out: dict[str, Units] = {source: input_units(names)}
        self._passes: dict[str, bool] = {}
        for node in network.graph.nodes:
            self.out[node.id] = self._read(node)

    def parameters(self) -> Axes:
        """Returns what the axes of all parameters stand for."""
        made: Axes = {}
        blocks = {block.node: block for block in self._network.layout.blocks}
        for node in self._network.graph.nodes:
            block = blocks.get(node.id)
            if block is not None and block.dense:
                into, own = Axis("in", 1, self.out[node.inputs[0]]), Axis("out", 1, self.out[node.id])
                made |= {(node.id, name): (into, own) if name in block.weights else (own,) for name in block.names}
            elif block is not None:
                made |= self._axes(node, dict(zip(block.names, block.shapes, strict=True)), self._block_of(node))
        return made

    def buffers(self) -> Axes:
        """Returns what the axes of all buffers stand for."""
        made: Axes = {}
        for node in self._network.graph.nodes:
            shapes = {name: array.shape for name, array in self._network.state.buffers.get(node.id, {}).items()}
            if shapes:
                made |= self._axes(node, shapes, self._buffers_of(node))
        return made

    # ---- what comes out

    def _read(self, node: Node) -> Units:
        fed, shape = [self._network.shapes[one] for one in node.inputs], self._network.shapes[node.id]
        sources = [self.out[one] for one in node.inputs]
        made = self._given_on(node, fed, shape, sources)
        self._passes[node.id] = made is not None
        if made is not None:
            return made
        return own_units(node.id, _features(shape), self._kept.get(node.id))

    def _given_on(self, node: Node, fed: list[Shape], shape: Shape, sources: list[Units]) -> Units | None:
        """Returns the units of what feeds a layer, where it gives these on; None where it makes its own."""
        grown = [self._shape(node, _wider(fed, [place])) for place in range(len(fed))]
        if len(fed) == 1 and len(shape) == 1 and len(fed[0]) > 1 and shape == (math.prod(fed[0]),):
            return _flat(sources[0], fed[0]) if grown == [(math.prod(_wide(fed[0])),)] else None
        each = all(one is not None and one == _wide(shape) for one in grown)
        if each and _features(shape) == sum(map(_features, fed)):
            return tuple(unit for units in sources for unit in units)
        both = self._shape(node, _wider(fed, range(len(fed))))
        if both == _wide(shape) and all(_features(one) == _features(shape) for one in fed) and not any(grown):
            return summed(sources)
        return None

    def _shape(self, node: Node, fed: tuple[Shape, ...]) -> Shape | None:
        try:
            came = self._border.method(node.layer, "shape", rest=True)(*fed)
        except ProblemError:
            return None
        return tuple(came) if isinstance(came, (tuple, list)) else None

    @property
    def _border(self) -> Border:
        return self._network.border

    # ---- what arrays hold

    def _axes(self, node: Node, shapes: Arrays, measure: Measure) -> Axes:
        fed = [self._network.shapes[one] for one in node.inputs]
        grown = [_measured(measure, _wider(fed, [place])) for place in range(len(fed))]
        if len(fed) > 1 and not any(grown):  # a layer that takes only equal ones, as a sum does
            grown = [_measured(measure, _wider(fed, range(len(fed)))), *({} for _ in fed[1:])]
        made: Axes = {}
        for name, shape in shapes.items():
            wider = [one.get(name, ()) for one in grown]
            into = [self._into(node, fed, shape, wider, axis) for axis in range(len(shape))]
            read = any(axis is not None for axis in into)
            last = len(shape) - 1
            made[node.id, name] = tuple(
                found or self._own(node, shape[axis], may=axis == last or not read) for axis, found in enumerate(into)
            )
        return made

    def _into(self, node: Node, fed: list[Shape], shape: Shape, wider: list[Shape], axis: int) -> Axis | None:
        """Returns the axis where it grows with what feeds the layer."""
        by = [one[axis] - shape[axis] if len(one) == len(shape) else 0 for one in wider]
        growing = [place for place, more in enumerate(by) if more]
        if not growing:
            return None
        sources = [self.out[node.inputs[place]] for place in growing]
        if all(by[place] == 1 for place in growing) and sum(map(len, sources)) == shape[axis]:
            return Axis("in", 1, tuple(unit for units in sources for unit in units))
        times, units, feed = by[growing[0]], sources[0], fed[growing[0]]
        if len(growing) == 1 and len(feed) > 1 and times * len(units) == shape[axis] == math.prod(feed):
            return Axis("in", times, _flat(units, feed))
        if len(growing) == 1 and times * len(units) == shape[axis]:
            return Axis("in", times, _gates(units, times))
        return Axis("unknown", times, _places(shape[axis]))

    def _own(self, node: Node, size: int, *, may: bool) -> Axis:
        """Returns an axis that does not grow with what feeds the layer: its own neurons, or mere places."""
        units = self.out[node.id]
        if may and not self._passes[node.id] and size % len(units) == 0:
            return Axis("out", size // len(units), _gates(units, size // len(units)))
        return Axis("place", 1, _places(size))

    def _block_of(self, node: Node) -> Measure:
        def measure(fed: tuple[Shape, ...]) -> Arrays:
            block = block_of(node, fed, self._border)
            return dict(zip(block.names, block.shapes, strict=True))

        return measure

    def _buffers_of(self, node: Node) -> Measure:
        def measure(fed: tuple[Shape, ...]) -> Arrays:
            came = self._border.method(node.layer, "buffers", rest=True)(*fed)
            return {name: np.shape(array) for name, array in came.items()} if isinstance(came, dict) else {}

        return measure


def taken(old: tuple[Axis, ...], new: tuple[Axis, ...]) -> Index | None:
    """Returns where the numbers of an array go: (places in the old array, places in the new one), axis by axis.

    None where the arrays do not mean the same.
    """
    if len(old) != len(new):
        return None
    before, after = list[AnyArray](), list[AnyArray]()
    for one, other in zip(old, new, strict=True):
        if (one.role, one.times) != (other.role, other.times):
            return None
        found = np.array(matched(one.units, other.units), int)
        after.append(np.flatnonzero(found >= 0))
        before.append(found[found >= 0])
    return np.ix_(*before), np.ix_(*after)


Index = tuple[tuple[AnyArray, ...], tuple[AnyArray, ...]]


def _measured(measure: Measure, fed: tuple[Shape, ...]) -> Arrays:
    try:
        return measure(fed)
    except ProblemError:
        return {}


def _axis(shape: Shape) -> int:
    """Returns where the features of a shape stand: channels come first in an image, features last in a sequence."""
    return 0 if len(shape) > 2 else len(shape) - 1


def _features(shape: Shape) -> int:
    return shape[_axis(shape)]


def _wide(shape: Shape) -> Shape:
    """Returns a shape with one feature more."""
    axis = _axis(shape)
    return (*shape[:axis], shape[axis] + 1, *shape[axis + 1 :])


def _wider(fed: Sequence[Shape], places: Sequence[int]) -> tuple[Shape, ...]:
    return tuple(_wide(shape) if place in places else shape for place, shape in enumerate(fed))


def _flat(units: Units, shape: Shape) -> Units:
    """Returns the units of an image or a sequence in one row: channel by channel, or time step by time step."""
    if _axis(shape) == 0:
        rest = list(np.ndindex(*shape[1:]))
        return tuple(placed(unit, place) for unit in units for place in rest)
    return tuple(placed(unit, place) for place in np.ndindex(*shape[:-1]) for unit in units)


def _gates(units: Units, times: int) -> Units:
    """Returns units that lie several times one behind the other."""
    return units if times == 1 else tuple(placed(unit, (gate,)) for gate in range(times) for unit in units)


def _places(size: int) -> Units:
    """Returns mere places, which are known by where they are."""
    return tuple((("", place, ()),) for place in range(size))
