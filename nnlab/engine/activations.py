"""How an activation enters the plan: forward from z to a, backward from dL/da to dL/dz.

Plugin code sees (batch, units) through read-only views of the feature-major buffers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from nnlab.api import Activation
from nnlab.engine.border import AnyArray, Border, Method, readonly
from nnlab.engine.entries import Entry, run
from nnlab.engine.programs import Programs
from nnlab.records import Shape

How = Literal["recorded", "backward", "derivative", "numerical", "jacobian"]


def rows_first(buffer: AnyArray, shape: Shape) -> AnyArray:
    """Returns a feature-major buffer (n, B) as (B, *shape): a view where the shape is flat."""
    return buffer.T if len(shape) == 1 else buffer.T.reshape(-1, *shape)


def how(activation: Activation, border: Border) -> How:
    """Returns where dL/dz comes from: the recording, the plugin's `backward` or `derivative`, or central differences.

    Differences are taken element by element; where one unit's output depends on another unit, unit by unit.
    """
    return "recorded" if Programs(border).activation(activation, "float64") is not None else _called(activation, border)


def _called(activation: Activation, border: Border) -> How:
    if border.has(activation, "backward"):
        return "backward"
    if border.has(activation, "derivative"):
        return "derivative"
    forward = border.method(activation, "forward", "z")
    z = np.array([[0.3, -0.7, 1.1], [0.4, 0.2, -0.9]])
    moved = z.copy()
    moved[:, 1] += 0.5
    first, second = (np.array(forward.array(forward(readonly(x)), x.shape)) for x in (z, moved))
    elementwise = np.array_equal(first[:, [0, 2]], second[:, [0, 2]], equal_nan=True)
    return "numerical" if elementwise else "jacobian"


def sigmoid_entries(z: AnyArray, a: AnyArray) -> list[Entry]:
    """Makes the entries of a = 1 / (1 + exp(-z)) without a temporary: exp may overflow, and 1 / inf is the right 0."""
    one = np.asarray(1, z.dtype)
    return [(np.negative, (z, a)), (np.exp, (a, a)), (np.add, (a, one, a)), (np.divide, (one, a, a))]


def softmax_entries(z: AnyArray, a: AnyArray) -> list[Entry]:
    """Makes the entries of a = exp(z - max z) / sum over the k rows of (k, B); the sum is a product with ones."""
    k, rows = z.shape
    top, total = np.empty((1, rows), z.dtype), np.empty((1, rows), z.dtype)
    return [
        (np.maximum.reduce, (z, 0, None, top, True)),
        (np.subtract, (z, top, a)),
        (np.exp, (a, a)),
        (np.ones((1, k), z.dtype).dot, (a, total)),
        (np.divide, (a, total, a)),
    ]


twins = {"sigmoid": sigmoid_entries, "softmax": softmax_entries}


def has_twin(activation: Activation, border: Border) -> bool:
    """Tells whether an activation asks for a hand-made forward pass that agrees with its own code."""
    make = twins.get(activation.native)
    if make is None:
        return False
    key = activation, "twin"
    if key not in border.kept:
        z = 3 * np.random.Generator(np.random.PCG64(7)).standard_normal((4, 5))
        own, a = np.empty_like(z), np.empty_like(z)
        forward_call(activation, (4,), z, own, border)()
        run(make(z, a))
        border.kept[key] = bool(np.allclose(own, a, 1e-12, 1e-12))
    return bool(border.kept[key])


def forward_call(activation: Activation, shape: Shape, z: AnyArray, a: AnyArray, border: Border) -> Callable[[], None]:
    """Makes the plan's entry that fills a (n, B) from z (n, B)."""
    method = border.method(activation, "forward", "z")
    if len(shape) == 1:
        seen, into = readonly(z.T), a.T

        def flat() -> None:
            np.copyto(into, method.array(method(seen), seen.shape), casting="unsafe")

        return flat

    def shaped() -> None:
        x = readonly(rows_first(z, shape))
        a.T[...] = method.array(method(x), x.shape).reshape(a.shape[1], -1)

    return shaped


def backward_call(
    activation: Activation, shape: Shape, z: AnyArray, a: AnyArray, grad: AnyArray, d: AnyArray, border: Border
) -> Callable[[], None]:
    """Makes the plan's entry that fills d = dL/dz from grad = dL/da, all (n, B)."""
    way = _called(activation, border)
    if way == "backward":
        return _own_backward(border.method(activation, "backward", "z", "a", "grad"), shape, z, a, grad, d)
    if way == "derivative":
        return _own_derivative(border.method(activation, "derivative", "z", "a"), shape, z, a, grad, d)
    forward = border.method(activation, "forward", "z")
    differences = elementwise_differences if way == "numerical" else vector_jacobian

    def numerical() -> None:
        x = np.array(rows_first(z, shape), np.float64)
        g = np.array(rows_first(grad, shape), np.float64)
        d.T[...] = differences(forward, x, g).reshape(d.shape[1], -1)

    return numerical


def elementwise_differences(forward: Method, z: AnyArray, grad: AnyArray) -> AnyArray:
    """Returns grad * (f(z + h) - f(z - h)) / 2h, with h = 6e-6 max(1, |z|), in float64."""
    h = 6e-6 * np.maximum(1.0, np.abs(z))
    high, low = z + h, z - h
    up = forward.array(forward(readonly(high)), z.shape)
    down = forward.array(forward(readonly(low)), z.shape)
    return grad * (np.subtract(up, down, dtype=np.float64) / (high - low))


def vector_jacobian(forward: Method, z: AnyArray, grad: AnyArray) -> AnyArray:
    """Returns grad times the Jacobian along the last axis, one central difference a unit, in float64."""
    made = np.empty_like(z)
    for unit in range(z.shape[-1]):
        high, low = z.copy(), z.copy()
        high[..., unit] += 6e-6
        low[..., unit] -= 6e-6
        up = forward.array(forward(readonly(high)), z.shape)
        down = forward.array(forward(readonly(low)), z.shape)
        width = high[..., unit] - low[..., unit]
        made[..., unit] = (grad * np.subtract(up, down, dtype=np.float64)).sum(-1) / width
    return made


def _own_derivative(
    method: Method, shape: Shape, z: AnyArray, a: AnyArray, grad: AnyArray, d: AnyArray
) -> Callable[[], None]:
    if len(shape) == 1:
        seen, g, into = method.pick(z=readonly(z.T), a=readonly(a.T)), grad.T, d.T
        want = g.shape

        def flat() -> None:
            np.multiply(g, method.array(method(*seen), want), into, casting="unsafe")

        return flat

    def shaped() -> None:
        rows = {"z": readonly(rows_first(z, shape)), "a": readonly(rows_first(a, shape))}
        slope = method.array(method(*method.pick(**rows)), rows["z"].shape)
        np.multiply(grad.T, slope.reshape(grad.shape[1], -1), d.T, casting="unsafe")

    return shaped


def _own_backward(
    method: Method, shape: Shape, z: AnyArray, a: AnyArray, grad: AnyArray, d: AnyArray
) -> Callable[[], None]:
    def call() -> None:
        rows = {"z": rows_first(z, shape), "a": rows_first(a, shape), "grad": rows_first(grad, shape)}
        rows = {name: readonly(array) for name, array in rows.items()}
        d.T[...] = method.array(method(*method.pick(**rows)), rows["z"].shape).reshape(d.shape[1], -1)

    return call
