"""What can be read of a run: weights, gradients, and one sample on its way through the network."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray, Plan, Store, source
from nnlab.records import fail
from nnlab.session._arguments import numbers
from nnlab.session._build import Whole

Seen = tuple[AnyArray, AnyArray, AnyArray | None]


@dataclass(frozen=True)
class Gradients:
    """The gradients of one step: `weights[layer]` (n_in, n_out), `biases[layer]` (n_out,)."""

    weights: MappingProxyType[str, AnyArray]
    biases: MappingProxyType[str, AnyArray]


def weights(store: Store) -> MappingProxyType[str, AnyArray]:
    """Returns a read-only copy of each layer's weights (n_in, n_out)."""
    found = {}
    for block in store.layout.blocks:
        if block.weights:
            found[block.node] = _copy(store.named[block.node][block.weights[0]])
    return MappingProxyType(found)


def biases(store: Store) -> MappingProxyType[str, AnyArray]:
    """Returns a read-only copy of each layer's bias (n_out,)."""
    found = {}
    for block in store.layout.blocks:
        name = bias_name(store, block.node)
        if name is not None:
            found[block.node] = _copy(store.named[block.node][name])
    return MappingProxyType(found)


def bias_name(store: Store, node: str) -> str | None:
    """Returns the name of a layer's bias: its one parameter beside the weights that is a vector."""
    block = next(block for block in store.layout.blocks if block.node == node)
    rest = [
        name
        for name, shape in zip(block.names, block.shapes, strict=True)
        if name not in block.weights and len(shape) == 1
    ]
    return rest[0] if len(rest) == 1 else None


class Probe:
    """Sends one sample through a plan of its own, without touching the run."""

    def __init__(self, whole: Whole) -> None:
        self._whole, network = whole, whole.network
        scratch = Store(network.layout, network.dtype)
        self._plan = Plan(network.blueprint, network.store, scratch, network.state, 1, training=False)

    def row(self, row: int) -> dict[str, Seen]:
        """Returns (z, a, dL/dz) of every layer for a row of the training set."""
        train, plan = self._whole.train, self._plan
        if not isinstance(row, int | np.integer) or not 0 <= row < train.rows:
            raise fail("probe.row", row=str(row), rows=train.rows)
        plan.load(train.x, train.t, train.target, np.array([row]))
        with np.errstate(all="ignore"):
            plan.forward()
            plan.backward()
        return self._seen(graded=True)

    def point(self, x: npt.ArrayLike) -> dict[str, Seen]:
        """Returns (z, a, None) of every layer for a point in the data's own units."""
        data, inputs = self._whole.data, self._whole.inputs
        values = numbers(x, "predict.numbers").ravel()
        if values.size != data.x.shape[1]:
            raise fail("predict.columns", columns=values.size, wanted=data.x.shape[1])
        with np.errstate(all="ignore"):
            self._plan.own.x[:-1, 0] = inputs.of(data.filled(values[np.newaxis])).ravel()
            self._plan.forward()
        return self._seen(graded=False)

    def _seen(self, *, graded: bool) -> dict[str, Seen]:
        made: dict[str, Seen] = {}
        for ident, flow in self._plan.flows.items():
            gradient = _copy(flow.d[:, 0]) if graded and ident != source else None
            made[ident] = _copy(flow.z[:, 0]), _copy(flow.a[:, 0]), gradient
        return made


def _copy(array: AnyArray) -> AnyArray:
    made = np.array(array, order="C")
    made.flags.writeable = False
    return made


def storable(store: Store, values: AnyArray) -> bool:
    """Says whether numbers are finite, also in the type of the network."""
    with np.errstate(over="ignore"):
        return bool(np.isfinite(values.astype(store.flat.dtype)).all())


def put_weights(store: Store, node: str, w: AnyArray, b: AnyArray) -> None:
    """Puts weights (n_in, n_out) and bias (n_out,) into a layer; raises ProblemError where they do not fit."""
    block = next((block for block in store.layout.blocks if block.node == node and block.weights), None)
    if block is None:
        raise fail("weights.layer", layer=node, known=", ".join(store.named))
    view, name = store.named[node][block.weights[0]], bias_name(store, node)
    if w.shape != view.shape:
        raise fail("weights.shape", layer=node, weights=str(w.shape), bias=str(b.shape), wanted=str(view.shape))
    view[...] = w
    if name is not None:
        store.named[node][name][...] = b
