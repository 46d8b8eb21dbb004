"""The network compiled for one batch size: a list of (bound callable, arguments), every buffer made beforehand.

Activations are feature-major, (n + 1, B), with a last row of ones, so that `W.dot(a, z)` adds the bias by itself and
`d.dot(a.T, gW)` is the gradient of weights and bias at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.api import Loss
from nnlab.engine.activations import backward_call, forward_call, rows_first
from nnlab.engine.border import AnyArray, Border, readonly
from nnlab.engine.graph import Graph, Node, size, source
from nnlab.engine.layers import LayerState, generic_backward, generic_forward
from nnlab.engine.losses import Twin, gradient_call, sigmoid_entries, twin_values, values
from nnlab.engine.parameters import Store
from nnlab.records import Shape

Entry = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass
class Flow:
    """The buffers of one node for a batch: `whole` (n + 1, B) with ones, `a` its first n rows, z, and their gradients.

    Where no activation stands behind the layer, z is a and `d` is `grad`.
    """

    shape: Shape
    whole: AnyArray
    a: AnyArray
    z: AnyArray
    grad: AnyArray
    d: AnyArray


@dataclass(frozen=True)
class Goal:
    """What the output is compared with: the loss, its targets for this batch, and the verified twin if there is one.

    `t` (k, B) is feature-major; `target` is what the plugin sees, (B, k) floats or (B,) classes.
    """

    loss: Loss
    twin: Twin | None
    t: AnyArray
    target: AnyArray


@dataclass(frozen=True)
class Blueprint:
    """What all plans of a network share, whatever the batch size."""

    graph: Graph
    shapes: dict[str, Shape]
    dense: frozenset[str]
    border: Border
    loss: Loss | None
    twin: Twin | None
    outputs: int


class Plan:
    """Forward and (with `grads`) backward through the network for batches of `rows` samples."""

    def __init__(
        self, blueprint: Blueprint, store: Store, grads: Store | None, state: LayerState, rows: int, *, training: bool
    ) -> None:
        self.rows = rows
        self._blueprint, self._store, self._grads, self._state = blueprint, store, grads, state
        self._training = training
        self._dtype = store.flat.dtype
        self.flows = {source: self._flow(blueprint.graph.input_shape, activated=False, graded=False)}
        self._saved: dict[str, Any] = {}
        self.goal = self._goal() if blueprint.loss is not None else None
        self._forward: list[Entry] = []
        for node in blueprint.graph.nodes:
            self.flows[node.id] = self._flow(blueprint.shapes[node.id], activated=node.activation is not None)
            self._forward += self.node_forward(node)
        self.output = self.flows[blueprint.graph.output.id]
        self._backward: list[Entry] = self._whole_backward() if grads is not None else []

    def load(self, x: AnyArray, t: AnyArray | None, target: AnyArray | None, order: AnyArray) -> None:
        """Gathers the samples `order` from x (n + 1, N), t (k, N) and target (N, ...) into the kept buffers."""
        x.take(order, 1, self.flows[source].whole, "clip")
        if self.goal is not None and t is not None and target is not None:
            t.take(order, 1, self.goal.t, "clip")
            if self.goal.target.ndim == 1:
                target.take(order, 0, self.goal.target, "clip")

    def forward(self) -> None:
        """Fills every a from the loaded inputs."""
        for function, args in self._forward:
            function(*args)

    def backward(self) -> None:
        """Fills the gradients of all parameters from the loaded targets."""
        for function, args in self._backward:
            function(*args)

    def values(self) -> AnyArray:
        """Returns the data's loss of each loaded sample, (B,), without reduction and penalty."""
        goal = self.goal
        assert goal is not None
        if goal.twin is not None:
            return twin_values(goal.twin.kind, self.output.z, goal.t) * goal.twin.scale
        return values(goal.loss, self.output.a.T, goal.target, self._blueprint.border)

    def node_forward(self, node: Node) -> list[Entry]:
        """Makes the entries that compute one node from its inputs."""
        flow, twin = self.flows[node.id], self._blueprint.twin
        made: list[Entry] = []
        if node.id in self._blueprint.dense:
            feed = self.flows[node.inputs[0]]
            made.append((self._store.dense[node.id].dot, (feed.whole, flow.z)))
        else:
            feeds = [self.flows[ident] for ident in node.inputs]
            call = generic_forward(
                node, feeds, flow, self._store.named.get(node.id, {}), self._state, self._saved, self._blueprint.border,
                training=self._training,
            )  # fmt: skip
            made.append((call, ()))
        if twin is not None and twin.kind == "sigmoid" and node is self._blueprint.graph.output:
            made += sigmoid_entries(flow.z, flow.a)
        elif node.activation is not None:
            made.append((forward_call(node.activation, flow.shape, flow.z, flow.a, self._blueprint.border), ()))
        return made

    def loss_backward(self) -> list[Entry]:
        """Makes the entries that fill the output's gradient: dL/da, or dL/dz by a twin."""
        goal, out = self.goal, self.output
        assert goal is not None
        mean = goal.loss.reduction == "mean"
        scale = (goal.twin.scale if goal.twin else 1.0) / (self.rows if mean else 1)
        factor = np.asarray(scale, self._dtype) if scale != 1 else None
        if goal.twin is None:
            return [(gradient_call(goal.loss, out.a, goal.target, out.grad, factor, self._blueprint.border), ())]
        made: list[Entry] = [(np.subtract, (out.a, goal.t, out.d))]
        return [*made, (np.multiply, (out.d, factor, out.d))] if factor is not None else made

    def node_backward(self, node: Node, *, activated: bool, wanted: dict[str, AnyArray]) -> list[Entry]:
        """Makes the entries that turn a node's dL/da into parameter gradients and, where wanted, its inputs' gradients.

        The chain rule: dL/dW = dL/dz a_prev^T, dL/da_prev = W^T dL/dz.
        """
        flow, border = self.flows[node.id], self._blueprint.border
        made: list[Entry] = []
        assert self._grads is not None
        if node.activation is not None and activated:
            call = backward_call(node.activation, flow.shape, flow.z, flow.a, flow.grad, flow.d, border)
            made.append((call, ()))
        if node.id not in self._blueprint.dense:
            into = [wanted.get(ident) for ident in node.inputs]
            feeds = [self.flows[ident] for ident in node.inputs]
            views = self._store.named.get(node.id, {}), self._grads.named.get(node.id, {})
            return [*made, (generic_backward(node, feeds, flow, *views, self._saved, into, border), ())]
        feed = node.inputs[0]
        made.append((flow.d.dot, (self.flows[feed].whole.T, self._grads.dense[node.id])))
        if feed in wanted:
            made.append((self._store.dense[node.id][:, :-1].T.dot, (flow.d, wanted[feed])))
        return made

    def _whole_backward(self) -> list[Entry]:
        made, reached = self.loss_backward(), {source}
        output = self._blueprint.graph.output
        for node in reversed(self._blueprint.graph.nodes):
            twin = node is output and self.goal is not None and self.goal.twin is not None
            if node is not output and node.id not in reached:
                self.flows[node.id].grad[...] = 0  # feeds nothing: no gradient reaches it
            wanted, adding = {}, []
            for ident in node.inputs:
                if ident == source or ident in wanted:
                    continue
                into = self.flows[ident].grad
                if ident in reached:  # feeds several nodes: their gradients add up
                    more = np.empty_like(into)
                    adding.append((np.add, (into, more, into)))
                    into = more
                wanted[ident] = into
                reached.add(ident)
            made += self.node_backward(node, activated=not twin, wanted=wanted)
            made += adding
        return made

    def _flow(self, shape: Shape, *, activated: bool, graded: bool = True) -> Flow:
        n = size(shape)
        whole = np.ones((n + 1, self.rows), self._dtype)
        a = whole[:-1]
        z = np.empty((n, self.rows), self._dtype) if activated else a
        needs = graded and self._grads is not None
        grad = np.empty((n if needs else 0, self.rows), self._dtype)
        return Flow(shape, whole, a, z, grad, np.empty_like(grad) if activated else grad)

    def _goal(self) -> Goal:
        loss = self._blueprint.loss
        assert loss is not None
        t = np.zeros((self._blueprint.outputs, self.rows), self._dtype)
        target = np.zeros(self.rows, np.int64) if loss.targets == "classes" else t.T
        return Goal(loss, self._blueprint.twin, t, target)


def outputs_of(flow: Flow) -> npt.NDArray[Any]:
    """Returns a node's outputs as (B, *shape), read-only."""
    return readonly(rows_first(flow.a, flow.shape))
