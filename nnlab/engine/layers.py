"""Layers of any kind beside native dense: called in (batch, *shape) order through views and copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from nnlab.api import Layer
from nnlab.engine.border import AnyArray, Border, Method, readonly
from nnlab.engine.graph import Node, at_layer
from nnlab.records import ProblemError, Shape


@dataclass
class LayerState:
    """What layers keep beside parameters: buffers by node and name, and one noise stream a node.

    `pending` are the buffers a training step has returned; they count once the step is done.
    """

    buffers: dict[str, dict[str, AnyArray]] = field(default_factory=dict)
    noise: dict[str, np.random.Generator] = field(default_factory=dict)
    pending: dict[str, dict[str, AnyArray]] = field(default_factory=dict)

    def settle(self) -> None:
        """Makes the last step's buffers the present ones."""
        if self.pending:
            self.buffers.update(self.pending)
            self.pending.clear()


class Ends(Protocol):
    """What a layer call needs of a node's buffers."""

    shape: Shape
    a: AnyArray
    z: AnyArray
    d: AnyArray


def is_dense(layer: Layer, shapes: tuple[Shape, ...], names: dict[str, Shape]) -> bool:
    """Tells whether a layer's parameters are a native dense layer's: one matrix, perhaps a bias, on a flat input."""
    if layer.native != "dense" or len(shapes) != 1 or len(shapes[0]) != 1 or len(layer.weights) != 1 or len(names) > 2:
        return False
    matrix = names.get(layer.weights[0])
    biases = [shape for name, shape in names.items() if name != layer.weights[0]]
    if matrix is None or len(matrix) != 2 or matrix[0] != shapes[0][0]:
        return False
    return all(bias == matrix[1:] for bias in biases)


def as_rows(buffer: AnyArray, shape: Shape) -> AnyArray:
    """Returns a feature-major buffer (n, B) as a view (B, *shape)."""
    return np.moveaxis(buffer.reshape(*shape, buffer.shape[1]), -1, 0)


def generic_forward(
    node: Node,
    feeds: list[Any],
    flow: Ends,
    parameters: dict[str, AnyArray],
    state: LayerState,
    saved: dict[Any, Any],
    border: Border,
    *,
    training: bool,
) -> Callable[[], None]:
    """Makes the plan's entry that fills a node's z by its plugin's `forward(x, p, buffers, training, rng)`.

    `saved` is shared by all entries of a plan. The plugin gets contiguous read-only arrays (B, *shape); of a feed that
    several layers read one copy is made.
    """
    method = border.method(node.layer, "forward", "x", "p", "buffers", "training", "rng")
    fills: list[tuple[AnyArray, AnyArray]] = []
    seen: list[AnyArray] = []
    for ident, feed in zip(node.inputs, feeds, strict=True):
        rows = as_rows(feed.a, feed.shape)
        reader, copy = saved.setdefault(("rows", ident), (node.id, np.empty(rows.shape, rows.dtype)))
        if reader == node.id:
            fills.append((copy, rows))
        seen.append(readonly(copy))
    x = seen[0] if len(seen) == 1 else tuple(seen)
    p = {name: readonly(np.ascontiguousarray(array)) for name, array in parameters.items()}
    out = as_rows(flow.z, flow.shape)

    def call() -> None:
        for copy, rows in fills:
            np.copyto(copy, rows)
        kept = state.buffers.get(node.id)
        buffers = {name: readonly(array) for name, array in kept.items()} if kept else {}
        came = method.of(x, dict(p), buffers, training, state.noise.get(node.id))
        if not isinstance(came, tuple) or len(came) != 3:
            raise method.returned(came, "(y, saved, buffers)")
        np.copyto(out, method.array(came[0], out.shape), casting="unsafe")
        saved[node.id] = came[1]
        if training and buffers:
            state.pending[node.id] = _kept(method, came[2], buffers)

    return call


def generic_backward(
    node: Node,
    feeds: list[Any],
    flow: Ends,
    parameters: dict[str, AnyArray],
    grads: dict[str, AnyArray],
    saved: dict[Any, Any],
    into: list[AnyArray | None],
    border: Border,
) -> Callable[[], None]:
    """Makes the plan's entry that asks a node's plugin for `backward(grad, saved, p) -> (grad_x, grads)`."""
    method = border.method(node.layer, "backward", "grad", "saved", "p")
    back = as_rows(flow.d, flow.shape)
    copy = saved.setdefault(("gradient", node.id), np.empty(back.shape, back.dtype))
    grad = readonly(copy)
    p = {name: readonly(np.ascontiguousarray(array)) for name, array in parameters.items()}
    shapes = [(back.shape[0], *feed.shape) for feed in feeds]
    outs = [None if buffer is None else as_rows(buffer, feed.shape) for feed, buffer in zip(feeds, into, strict=True)]

    def call() -> None:
        np.copyto(copy, back)
        came = method.of(grad, saved.get(node.id), dict(p))
        if not isinstance(came, tuple) or len(came) != 2 or not isinstance(came[1], dict):
            raise method.returned(came, "(grad_x, {name: gradient})")
        for name, view in grads.items():
            if name not in came[1]:
                raise method.returned(came[1], f"a gradient for {name!r}", f"{name!r} 的梯度")
            np.copyto(view, method.array(came[1][name], view.shape), casting="unsafe")
        xs = came[0] if len(shapes) > 1 else (came[0],)
        if not isinstance(xs, tuple) or len(xs) != len(shapes):
            raise method.returned(xs, f"a tuple of {len(shapes)} gradients", f"含 {len(shapes)} 个梯度的元组")
        for out, x, shape in zip(outs, xs, shapes, strict=True):
            if out is not None:
                np.copyto(out, method.array(x, shape), casting="unsafe")

    return call


def refuses_one(
    node: Node, shapes: list[Shape], parameters: dict[str, AnyArray], state: LayerState, border: Border
) -> ProblemError | None:
    """Returns what a layer that keeps buffers says of a training batch of one sample, or None where it takes it."""
    kept = state.buffers.get(node.id)
    if not kept:
        return None
    method = border.method(node.layer, "forward", "x", "p", "buffers", "training", "rng")
    xs = tuple(readonly(np.zeros((1, *shape), array.dtype)) for array in list(kept.values())[:1] for shape in shapes)
    buffers, p = ({name: readonly(array) for name, array in arrays.items()} for arrays in (kept, parameters))
    x = xs[0] if len(xs) == 1 else xs
    try:
        method(*method.pick(x=x, p=p, buffers=buffers, training=True, rng=np.random.default_rng(0)))
    except ProblemError as error:
        return at_layer(error, node.id)
    return None


def _kept(method: Method, came: Any, before: dict[str, AnyArray]) -> dict[str, AnyArray]:
    if not isinstance(came, dict) or came.keys() != before.keys():
        raise method.returned(came, f"buffers {', '.join(before)}", f"缓冲区 {', '.join(before)}")
    return {name: np.array(method.array(came[name], array.shape), array.dtype) for name, array in before.items()}
