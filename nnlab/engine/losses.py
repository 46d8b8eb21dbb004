"""How a loss enters the plan: its value of each sample, and its gradient at the output layer.

softmax + cross entropy and sigmoid + binary cross entropy have hand-made twins: dL/dz = p - t, and values from z that
stay finite at any logit. A twin is used only after it agreed with the plugins' own code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnlab.api import Activation, Loss
from nnlab.engine.activations import backward_call, forward_call, has_twin
from nnlab.engine.border import AnyArray, Border, readonly

Coding = Literal["values", "zero_one", "plus_minus_one", "classes", "one_hot"]


@dataclass(frozen=True)
class Twin:
    """A verified pair of output activation and loss; `scale` is 1, or 1/k where the plugin averages over k outputs."""

    kind: Literal["sigmoid", "softmax"]
    scale: float


def values(loss: Loss, y: AnyArray, target: AnyArray, border: Border) -> AnyArray:
    """Returns the plugin's loss of each sample, (B,), of outputs y (B, k)."""
    method = border.method(loss, "value", "y", "target")
    return method.array(method.of(readonly(y), readonly(target)), (len(y),))


def twin_values(kind: str, z: AnyArray, t: AnyArray) -> AnyArray:
    """Returns the loss of each sample from z and t (k, B): finite at any finite z."""
    if kind == "sigmoid":
        return np.asarray((np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))).sum(0))
    top = z.max(0)
    return np.asarray(np.log(np.exp(z - top).sum(0)) + top - (z * t).sum(0))


def gradient_call(
    loss: Loss, y: AnyArray, target: AnyArray, grad: AnyArray, scale: AnyArray | None, border: Border
) -> Callable[[], None]:
    """Makes the plan's entry that fills grad = dL/dy (k, B), y being (k, B), times `scale` where there is one."""
    seen, goal, into = readonly(y.T), readonly(target), grad.T
    if border.has(loss, "gradient"):
        method = border.method(loss, "gradient", "y", "target")
        args = method.pick(y=seen, target=goal)

        def own() -> None:
            came = method.array(method(*args), seen.shape)
            if scale is None:
                np.copyto(into, came, casting="unsafe")
            else:
                np.multiply(came, scale, into, casting="unsafe")

        return own

    def numerical() -> None:
        into[...] = value_differences(loss, np.array(seen, np.float64), goal, border)
        if scale is not None:
            np.multiply(into, scale, into)

    return numerical


def value_differences(loss: Loss, y: AnyArray, target: AnyArray, border: Border) -> AnyArray:
    """Returns the gradient of `value` by central differences, one output at a time, in float64."""
    made = np.empty_like(y)
    for unit in range(y.shape[1]):
        h = 6e-6 * np.maximum(1.0, np.abs(y[:, unit]))
        high, low = y.copy(), y.copy()
        high[:, unit] += h
        low[:, unit] -= h
        rise = np.subtract(values(loss, high, target, border), values(loss, low, target, border), dtype=np.float64)
        made[:, unit] = rise / (high[:, unit] - low[:, unit])
    return made


def twin_of(activation: Activation | None, loss: Loss, k: int, border: Border) -> Twin | None:
    """Returns the twin of an output activation and a loss, if both ask for one and it agrees with their own code."""
    asked = {("sigmoid", "binary_cross_entropy"): "sigmoid", ("softmax", "cross_entropy"): "softmax"}
    kind = asked.get((activation.native, loss.native)) if activation is not None else None
    if activation is None or kind is None:
        return None
    rng = np.random.Generator(np.random.PCG64(7))
    z, t = 3 * rng.standard_normal((k, 5)), np.zeros((k, 5))
    labels = rng.integers(0, k, 5)
    t[labels, np.arange(5)] = 1
    if kind == "sigmoid":
        t = np.round(rng.random((k, 5)))
    target = labels if loss.targets == "classes" else t.T
    a, grad, d = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    if not has_twin(activation, border):
        return None
    forward_call(activation, (k,), z, a, border)()
    gradient_call(loss, a, target, grad, None, border)()
    backward_call(activation, (k,), z, a, grad, d, border)()
    own = values(loss, a.T, target, border)
    for scale in (1.0, 1.0 / k):
        if np.allclose(own, scale * twin_values(kind, z, t), 1e-10, 1e-10) and np.allclose(
            d, scale * (a - t), 1e-10, 1e-10
        ):
            return Twin("sigmoid" if kind == "sigmoid" else "softmax", scale)
    return None
