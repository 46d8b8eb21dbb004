"""The network: graph, parameters, layer state, and a plan for each batch size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.api import Initializer, Layer, Loss
from nnlab.engine.border import AnyArray, Border
from nnlab.engine.graph import Graph, Node, shapes, size, source
from nnlab.engine.layers import LayerState, is_dense
from nnlab.engine.losses import twin_of
from nnlab.engine.parameters import Block, Layout, Store
from nnlab.engine.plan import Blueprint, Plan
from nnlab.engine.streams import stream
from nnlab.records import Shape

Named = Mapping[str, Mapping[str, AnyArray]]


class Network:
    """A network of one structure and dtype, with `outputs` targets where there is a loss to compare them by."""

    def __init__(
        self, graph: Graph, border: Border, *, dtype: npt.DTypeLike = "float64", loss: Loss | None = None
    ) -> None:
        self.graph, self.border = graph, border
        self.shapes = shapes(graph, border)
        blocks = tuple(block_of(node, self._feeds(node), border) for node in graph.nodes)
        self.layout = Layout(tuple(block for block in blocks if block.names))
        self.store, self.grads = Store(self.layout, dtype), Store(self.layout, dtype)
        self.state = LayerState()
        outputs = size(self.shapes[graph.output.id])
        twin = twin_of(graph.output.activation, loss, outputs, border) if loss is not None else None
        dense = frozenset(self.store.dense)
        self.blueprint = Blueprint(
            graph, self.shapes, dense, border, loss, twin, outputs, loss.targets if loss is not None else ""
        )
        self._plans: dict[tuple[int, bool], Plan] = {}

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.store.flat.dtype

    def plan(self, rows: int, *, training: bool) -> Plan:
        """Returns the plan for a batch size; all share parameters, gradients and layer state."""
        key = rows, training
        if key not in self._plans:
            if len(self._plans) > 16:
                self._plans.clear()
            grads = self.grads if training else None
            self._plans[key] = Plan(self.blueprint, self.store, grads, self.state, rows, training=training)
        return self._plans[key]

    def begin(self, initializer: Initializer | None, start_seed: int, noise_seed: int) -> None:
        """Draws the start weights, sets biases as their layers do, and begins every noise stream and buffer anew."""
        for node in self.graph.nodes:
            for name, values in self._start(node, initializer, start_seed).items():
                self.store.named[node.id][name][...] = values
            feeds = self._feeds(node)
            buffers = self.border.method(node.layer, "buffers", rest=True)
            self.state.buffers[node.id] = {
                name: np.array(values, self.dtype) for name, values in _arrays(buffers, buffers(*feeds)).items()
            }
        self.begin_noise(noise_seed)

    def begin_noise(self, seed: int) -> None:
        """Begins the noise stream of every layer anew."""
        self.state.noise = {node.id: stream(seed, "noise", node.id) for node in self.graph.nodes if noisy(node.layer)}

    def put(self, values: Named) -> None:
        """Takes parameters named by node and name, as seen from outside."""
        for node, arrays in values.items():
            for name, array in arrays.items():
                self.store.named[node][name][...] = array

    def _feeds(self, node: Node) -> tuple[Shape, ...]:
        return tuple(self.shapes[ident] for ident in node.inputs)

    def _start(self, node: Node, initializer: Initializer | None, seed: int) -> dict[str, AnyArray]:
        method = self.border.method(node.layer, "parameters", "rng", rest=True)
        rng = stream(seed, "start", f"{node.id}/parameters")
        made = _arrays(method, method(*method.pick(rng=rng), *self._feeds(node)))
        if initializer is None:
            return made
        draw, rng = (
            self.border.method(initializer, "weights", "rng", "fan_in", "fan_out"),
            stream(seed, "start", node.id),
        )
        for name in node.layer.weights:
            if name in made:
                shape = made[name].shape
                fan_in, fan_out = int(np.prod(shape[:-1])), int(shape[-1])
                came = draw(*draw.pick(rng=rng, fan_in=fan_in, fan_out=fan_out))
                made[name] = draw.array(came, (fan_in, fan_out)).reshape(shape)
        return made


def block_of(node: Node, feeds: tuple[Shape, ...], border: Border) -> Block:
    """Returns the parameters a node has where its inputs have these shapes."""
    method = border.method(node.layer, "parameters", "rng", rest=True)
    drawn = _arrays(method, method(*method.pick(rng=stream(0, "start", node.id)), *feeds))
    found = {name: np.shape(array) for name, array in drawn.items()}
    dense = is_dense(node.layer, feeds, found)
    weights = tuple(name for name in node.layer.weights if name in found)
    return Block(node.id, tuple(found), tuple(found.values()), weights, dense, turned=source not in node.inputs)


def noisy(layer: Layer) -> bool:
    """Tells whether a layer's `forward` asks for random numbers."""
    code = getattr(getattr(type(layer), "forward", None), "__code__", None)
    return code is not None and "rng" in code.co_varnames[: code.co_argcount]


def _arrays(method: Any, came: Any) -> dict[str, AnyArray]:
    if not isinstance(came, dict):
        raise method.returned(came, "{name: array}")
    return {str(name): method.array(array, np.shape(array)) for name, array in came.items()}
