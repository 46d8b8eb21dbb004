"""The network compiled for one batch size: a list of (bound callable, arguments), every buffer made beforehand.

Activations are feature-major, (n + 1, B), with a last row of ones, so that `W.dot(a, z)` adds the bias by itself and
`d.dot(a.T, gW)` is the gradient of weights and bias at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import numpy as np

from nnlab.api import Loss
from nnlab.engine.activations import backward_call, forward_call, has_twin, rows_first, twins
from nnlab.engine.border import AnyArray, Border, readonly
from nnlab.engine.entries import Entry, run
from nnlab.engine.flows import Batch, Flow, Stack, plain_flow, stacked
from nnlab.engine.graph import Graph, Node, size, source
from nnlab.engine.layers import LayerState, generic_backward, generic_forward
from nnlab.engine.losses import Twin, gradient_call, twin_values, values
from nnlab.engine.memory import aligned, aligned_like
from nnlab.engine.parameters import Store
from nnlab.engine.programs import Programs
from nnlab.engine.recording import Pool, Recorded
from nnlab.records import Shape

How = Literal["native", "recorded", "called"]
many = 4096  # from so many samples on matmul is quicker than dot, whose calls are cheaper
by_copy = range(1 << 17, 1_000_000)  # multiplications of a product A B^T that is quicker with a copy of B^T


@dataclass(frozen=True)
class Goal:
    """What the output is compared with: the loss, and the verified twin if there is one."""

    loss: Loss
    twin: Twin | None


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
    target_kind: str  # "classes": the loss's plugin sees (B,) class numbers


@dataclass(frozen=True)
class Part:
    """Some entries of a plan, and what they are for. `make` gives them for a batch, the same ones for any where
    `fixed`."""

    node: str
    stage: Literal["forward", "loss", "backward"]
    what: str
    how: How
    make: Callable[[Batch], list[Entry]]

    @classmethod
    def fixed(cls, node: str, stage: Any, what: str, how: How, entries: list[Entry]) -> Part:
        """Makes a part that does not look at the batch."""
        return cls(node, stage, what, how, lambda batch: entries)


class Plan:
    """Forward and (with `grads`) backward through the network for batches of `rows` samples.

    `bind` makes the entries for samples that lie anywhere; `load`, `forward` and `backward` use buffers of its own. A
    `lean` plan only goes forward and need not keep z.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        store: Store,
        grads: Store | None,
        state: LayerState,
        rows: int,
        *,
        training: bool,
        lean: bool = False,
    ) -> None:
        self.rows, self.training, self._lean = rows, training, lean and grads is None
        self._blueprint, self._store, self._grads, self._state = blueprint, store, grads, state
        self._dtype, self._pool = store.flat.dtype, Pool()
        self._saved: dict[str, Any] = {}
        self.flows: dict[str, Flow] = {}
        self._stacks: dict[str, Stack] = {}
        self.goal = Goal(blueprint.loss, blueprint.twin) if blueprint.loss is not None else None
        self._make_flows()
        self.output = self.flows[blueprint.graph.output.id]
        self.parts = [part for node in blueprint.graph.nodes for part in self._node_forward(node)]
        if grads is not None and self.goal is not None:
            self.parts += self._whole_backward()
        self._own: Batch | None = None
        self._bound: tuple[list[Entry], list[Entry]] = [], []

    # ---- at work

    def bind(self, batch: Batch) -> tuple[list[Entry], list[Entry]]:
        """Makes the entries that go forward through, and backward from, the samples of a batch."""
        forward: list[Entry] = []
        backward: list[Entry] = []
        for part in self.parts:
            (forward if part.stage == "forward" else backward).extend(part.make(batch))
        return forward, backward

    @property
    def own(self) -> Batch:
        """The plan's own buffers for samples."""
        if self._own is None:
            inputs = aligned((self.rows, size(self._blueprint.graph.input_shape) + 1), self._dtype, 1)
            coded = aligned((self.rows, self._blueprint.outputs), self._dtype)
            classes = self._blueprint.target_kind == "classes"
            self._own = Batch(inputs.T, coded.T, np.zeros(self.rows, np.int64) if classes else coded)
            self._bound = self.bind(self._own)
            self.flows[source] = self._feed(source, self._own)
        return self._own

    def load(self, x: AnyArray, t: AnyArray | None, target: AnyArray | None, order: AnyArray) -> None:
        """Gathers the samples `order` from x (n + 1, N), t (k, N) and target (N, ...) into the plan's own buffers."""
        own = self.own
        x.T.take(order, 0, own.x.T, "clip")
        if self.goal is not None and t is not None and target is not None:
            t.T.take(order, 0, own.t.T, "clip")
            if own.target.ndim == 1:
                target.take(order, 0, own.target, "clip")

    def forward(self) -> None:
        """Fills every a from the loaded inputs."""
        _ = self.own
        with np.errstate(all="ignore"):
            run(self._bound[0])

    def backward(self) -> None:
        """Fills the gradients of all parameters from the loaded targets."""
        with np.errstate(all="ignore"):
            run(self._bound[1])

    def values(self, batch: Batch | None = None) -> AnyArray:
        """Returns the data's loss of each sample, (B,), without reduction and penalty."""
        return self.valued(batch or self.own)().copy()

    def valued(self, batch: Batch) -> Callable[[], AnyArray]:
        """Makes a function that returns the data's loss of each sample of a batch, in an array that it uses again."""
        goal, out, border = self.goal, self.output, self._blueprint.border
        assert goal is not None
        twin, loss = goal.twin, goal.loss
        if twin is not None:
            return lambda: twin_values(twin.kind, out.z, batch.t) * twin.scale
        recorded = None
        if self._blueprint.target_kind != "classes" and len(out.shape) == 1:
            recorded = Programs(border).loss_value(loss, out.shape[0], self._dtype)
        if recorded is None:
            return lambda: values(loss, out.a.T, batch.target, border)
        losses = aligned((1, self.rows), self._dtype)
        entries = recorded.bind({"y": out.a, "target": batch.t}, {"losses": losses}, self._pool).entries("value")

        def replay() -> AnyArray:
            run(entries)
            return np.asarray(losses[0])

        return replay

    def node_entries(self, node: Node) -> list[Entry]:
        """Makes the entries that compute one node from the loaded inputs."""
        own = self.own
        return [
            entry for part in self.parts if (part.node, part.stage) == (node.id, "forward") for entry in part.make(own)
        ]

    # ---- making

    def _make_flows(self) -> None:
        blueprint, graded = self._blueprint, self._grads is not None
        for recorded, nodes in groupby(blueprint.graph.nodes, self._recorded):
            if recorded is not None:
                stack, flows = stacked(
                    list(nodes), blueprint.shapes, self.rows, self._dtype, recorded, self._pool,
                    graded=graded, lean=self._lean,
                )  # fmt: skip
                self.flows |= flows
                self._stacks |= dict.fromkeys(stack.nodes, stack)
                continue
            for node in nodes:
                activated = node.activation is not None
                shape = blueprint.shapes[node.id]
                self.flows[node.id] = plain_flow(shape, self.rows, self._dtype, activated=activated, graded=graded)

    def _recorded(self, node: Node) -> Recorded | None:
        """Returns the recording of a node's activation, where it has one and no twin stands for it."""
        if node.activation is None or self._twin_at(node):
            return None
        return Programs(self._blueprint.border).activation(node.activation, self._dtype)

    def _twin_at(self, node: Node) -> bool:
        return self._blueprint.twin is not None and node is self._blueprint.graph.output

    def _free(self, node: Node) -> bool:
        """Tells whether nothing but z and a of a node's activation is asked for on the way back."""
        stack = self._stacks.get(node.id)
        return stack is None or self._grads is None or stack.free

    def _feed(self, ident: str, batch: Batch, *, by_feature: bool = False) -> Flow:
        if ident != source:
            return self.flows[ident]
        x = batch.by_feature if by_feature and batch.by_feature is not None else batch.x
        return Flow(self._blueprint.graph.input_shape, x, x[:-1], x[:-1], x[:0], x[:0])

    def _node_forward(self, node: Node) -> list[Part]:
        flow, border = self.flows[node.id], self._blueprint.border
        parts = [self._layer_forward(node, flow)]
        if node.activation is None:
            return parts
        entries: list[Entry]
        how: How = "native"
        if len(flow.shape) == 1 and self._free(node) and has_twin(node.activation, border):
            entries = twins[node.activation.native](flow.z, flow.a)
        elif node.id in self._stacks:
            stack, how = self._stacks[node.id], "recorded"
            entries = stack.bound.entries("forward", stack.rows[node.id])
        else:
            entries, how = [(forward_call(node.activation, flow.shape, flow.z, flow.a, border), ())], "called"
        return [*parts, Part.fixed(node.id, "forward", type(node.activation).__name__, how, entries)]

    def _layer_forward(self, node: Node, flow: Flow) -> Part:
        name = type(node.layer).__name__
        if node.id in self._blueprint.dense:
            weights, feed = self._store.dense[node.id], node.inputs[0]

            wide = self.rows >= many and len(weights) > 1

            def dense(batch: Batch) -> list[Entry]:
                seen = _seen(weights, self._feed(feed, batch, by_feature=True))
                return [(np.matmul, (weights, seen, flow.z)) if wide else (weights.dot, (seen, flow.z))]

            return Part(node.id, "forward", name, "native", dense)
        named = self._store.named.get(node.id, {})

        def generic(batch: Batch) -> list[Entry]:
            feeds = [self._feed(ident, batch) for ident in node.inputs]
            call = generic_forward(
                node, feeds, flow, named, self._state, self._saved, self._blueprint.border, training=self.training
            )
            return [(call, ())]

        return Part(node.id, "forward", name, "called", generic)

    def _loss_backward(self) -> Part:
        """Makes the part that fills the output's gradient: dL/da, or dL/dz by a twin."""
        goal, out, border, blueprint = self.goal, self.output, self._blueprint.border, self._blueprint
        assert goal is not None
        scale = (goal.twin.scale if goal.twin else 1.0) / (self.rows if goal.loss.reduction == "mean" else 1)
        factor = np.asarray(scale, self._dtype) if scale != 1 else None
        node, name = blueprint.graph.output.id, type(goal.loss).__name__
        if goal.twin is not None:
            last: list[Entry] = [(np.multiply, (out.d, factor, out.d))] if factor is not None else []
            return Part(node, "loss", name, "native", lambda batch: [(np.subtract, (out.a, batch.t, out.d)), *last])
        classes = blueprint.target_kind == "classes"
        recorded = None
        if not classes and len(out.shape) == 1:
            recorded = Programs(border).loss_gradient(goal.loss, out.shape[0], self._dtype, self._dtype, scale)
        if recorded is not None:
            program, pool = recorded, self._pool

            def replay(batch: Batch) -> list[Entry]:
                bound = program.bind({"y": out.a, "target": batch.t}, {"grad": out.grad}, pool)
                return bound.entries("gradient")

            return Part(node, "loss", name, "recorded", replay)

        def own(batch: Batch) -> list[Entry]:
            return [(gradient_call(goal.loss, out.a, batch.target, out.grad, factor, border), ())]

        return Part(node, "loss", name, "called", own)

    def _activation_backward(self, node: Node, done: set[int]) -> list[Part]:
        """Makes the parts that turn dL/da into dL/dz; a stack's slopes are made at once, where one is first needed."""
        flow, activation, stack = self.flows[node.id], node.activation, self._stacks.get(node.id)
        assert activation is not None
        name = type(activation).__name__
        if stack is None:
            call = backward_call(activation, flow.shape, flow.z, flow.a, flow.grad, flow.d, self._blueprint.border)
            return [Part.fixed(node.id, "backward", name, "called", [(call, ())])]
        times: list[Entry] = [(np.multiply, (flow.grad, stack.slope[stack.rows[node.id]], flow.d))]
        made = [Part.fixed(node.id, "backward", name, "recorded", times)]
        if id(stack) not in done:
            done.add(id(stack))
            what = f"{name} ({', '.join(stack.nodes)})" if len(stack.nodes) > 1 else name
            made.insert(0, Part.fixed(node.id, "backward", what, "recorded", stack.bound.entries("slope")))
        return made

    def _layer_backward(self, node: Node, wanted: dict[str, AnyArray]) -> Part:
        """Makes the part that turns a node's dL/dz into parameter gradients and, where wanted, its inputs' gradients.

        The chain rule: dL/dW = dL/dz a_prev^T, dL/da_prev = W^T dL/dz.
        """
        flow, border, grads, name = self.flows[node.id], self._blueprint.border, self._grads, type(node.layer).__name__
        assert grads is not None
        if node.id in self._blueprint.dense:
            weights, into, feed = self._store.dense[node.id], grads.dense[node.id], node.inputs[0]
            last: list[Entry] = []
            if feed in wanted:
                last = [(weights[:, : len(wanted[feed])].T.dot, (flow.d, wanted[feed]))]

            turned, d = not into.flags.c_contiguous, flow.d.T
            first: list[Entry] = []
            if turned and into.size * self.rows in by_copy:
                d = aligned(d.shape, self._dtype)
                first = [(np.copyto, (d, flow.d.T))]

            def dense(batch: Batch) -> list[Entry]:
                seen = _seen(weights, self._feed(feed, batch))
                return [*first, (seen.dot, (d, into.T)) if turned else (flow.d.dot, (seen.T, into)), *last]

            return Part(node.id, "backward", name, "native", dense)
        views = self._store.named.get(node.id, {}), grads.named.get(node.id, {})
        buffers = [wanted.get(ident) for ident in node.inputs]

        def generic(batch: Batch) -> list[Entry]:
            feeds = [self._feed(ident, batch) for ident in node.inputs]
            return [(generic_backward(node, feeds, flow, *views, self._saved, buffers, border), ())]

        return Part(node.id, "backward", name, "called", generic)

    def _whole_backward(self) -> list[Part]:
        made, reached, done = [self._loss_backward()], {source}, set[int]()
        output = self._blueprint.graph.output
        for node in reversed(self._blueprint.graph.nodes):
            if node is not output and node.id not in reached:
                self.flows[node.id].grad[...] = 0  # feeds nothing: no gradient reaches it
            if node.activation is not None and not self._twin_at(node):
                made += self._activation_backward(node, done)
            wanted: dict[str, AnyArray] = {}
            adding: list[Entry] = []
            for ident in node.inputs:
                if ident == source or ident in wanted:
                    continue
                into = self.flows[ident].grad
                if ident in reached:  # feeds several nodes: their gradients add up
                    more = aligned_like(into)
                    adding.append((np.add, (into, more, into)))
                    into = more
                wanted[ident] = into
                reached.add(ident)
            made.append(self._layer_backward(node, wanted))
            if adding:
                made.append(Part.fixed(node.id, "backward", "sum", "native", adding))
        return made


def _seen(weights: AnyArray, feed: Flow) -> AnyArray:
    """Returns what a dense layer multiplies its weights with: its inputs, with the row of ones where it has a bias."""
    return feed.whole if weights.shape[1] == len(feed.whole) else feed.a


def outputs_of(flow: Flow) -> AnyArray:
    """Returns a node's outputs as (B, *shape), read-only."""
    return readonly(rows_first(flow.a, flow.shape))
