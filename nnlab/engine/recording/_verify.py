"""Replays a recording on random numbers beside the plugin's own code; they have to agree.

Central differences are taken in float64, with h = 6e-6 max(1, |x|), and left out where a function has a kink.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from nnlab.engine.border import AnyArray, Method, readonly
from nnlab.engine.entries import run
from nnlab.engine.recording._bind import Bound, Pool
from nnlab.engine.recording._trouble import NotRecordable

_batch = 11
_extremes = (0.0, -0.0, 1.0, -1.0, 0.5, 30.0, -30.0, 100.0, -100.0, 1e3, -1e3, 1e30, -1e30)


class Program(Protocol):
    """What is verified: a recording."""

    @property
    def dtype(self) -> np.dtype[Any]: ...

    def bind(self, inputs: Mapping[str, AnyArray], outputs: Mapping[str, AnyArray], pool: Pool) -> Bound: ...

    def exactly(self, inputs: Mapping[str, AnyArray], outputs: Mapping[str, AnyArray]) -> Bound: ...


def activation(program: Program, forward: Method, derivative: Method | None) -> None:
    """Compares forward and slope with the plugin's own code; raises NotRecordable `differs`."""
    z = _numbers(program.dtype)
    a, slope = np.empty_like(z), np.empty_like(z)
    bound = program.bind({"z": z}, {"a": a, "slope": slope}, Pool())
    run(bound.entries("forward"))
    own = forward.array(forward.of(readonly(z.T)), z.T.shape).T
    _agree("forward", a, own, z)
    run(bound.entries("slope"))
    if derivative is not None:
        came = derivative.array(derivative.of(readonly(z.T), readonly(own.T)), z.T.shape).T
        _agree("derivative", slope, came, z)
        return
    lost = np.isfinite(own) & np.isnan(slope) & (np.abs(z) <= 1e3)
    if lost.any():
        raise NotRecordable("differs", f"derivative is not finite at {z[lost][0]:g}")
    x = np.random.Generator(np.random.PCG64(5)).normal(0, 2, (6, _batch))
    made = np.empty_like(x)
    exact = program.exactly({"z": x}, {"a": np.empty_like(x), "slope": made})
    run(exact.entries("forward") + exact.entries("slope"))
    h = 6e-6 * np.maximum(1, np.abs(x))
    low, at, high = (
        np.array(forward.array(forward.of(readonly(one.T)), x.T.shape).T, float) for one in (x - h, x, x + h)
    )
    _sloped(made, low, at, high, h)


def loss(program: Program, gradient: Method | None, value: Method, outputs: int, scale: float) -> None:
    """Compares a loss's gradient with the plugin's own, or with differences of its value; raises `differs`."""
    rng = np.random.Generator(np.random.PCG64(6))
    for kind in ("share", "any", "ends"):
        y, target = _outputs(rng, kind, outputs)
        y, target = y.astype(program.dtype), target.astype(program.dtype)
        grad = np.empty_like(y)
        run(program.bind({"y": y, "target": target}, {"grad": grad}, Pool()).entries("gradient"))
        if gradient is not None:
            own = gradient.array(gradient.of(readonly(y.T), readonly(target.T)), y.T.shape).T
            _agree("gradient", grad, own * scale, y)
        elif kind != "ends":
            _value_differences(program, value, y.astype(float), target.astype(float), scale)


def loss_value(program: Program, value: Method, outputs: int) -> None:
    """Compares the loss of each sample with the plugin's own; raises `differs`."""
    rng = np.random.Generator(np.random.PCG64(8))
    for kind in ("share", "any", "ends"):
        y, target = _outputs(rng, kind, outputs)
        y, target = y.astype(program.dtype), target.astype(program.dtype)
        losses = np.empty((1, _batch), program.dtype)
        run(program.bind({"y": y, "target": target}, {"losses": losses}, Pool()).entries("value"))
        own = value.array(value.of(readonly(y.T), readonly(target.T)), (_batch,))
        _agree("value", losses[0], own, own)


def _outputs(rng: np.random.Generator, kind: str, outputs: int) -> tuple[AnyArray, AnyArray]:
    shape = outputs, _batch
    if kind == "share":
        return rng.uniform(0.02, 0.98, shape), np.round(rng.random(shape))
    if kind == "any":
        return rng.normal(0, 3, shape), rng.normal(0, 2, shape)
    return rng.choice([0.0, 1.0, -1.0, 1e3, -1e3, 0.5], shape), rng.choice([0.0, 1.0, -1.0], shape)


def _value_differences(program: Program, value: Method, y: AnyArray, target: AnyArray, scale: float) -> None:
    made = np.empty_like(y)
    run(program.exactly({"y": y, "target": target}, {"grad": made}).entries("gradient"))
    for unit in range(len(y)):
        h = 6e-6 * np.maximum(1, np.abs(y[unit]))
        values = []
        for step in (-h, 0, h):
            moved = y.copy()
            moved[unit] += step
            values.append(np.array(value.array(value.of(readonly(moved.T), readonly(target.T)), h.shape), float))
        _sloped(made[unit] / scale, values[0], values[1], values[2], h)


def update(program: Program, method: Method, w_size: int, state: Mapping[str, AnyArray]) -> None:
    """Compares several steps of an optimizer for w_size weights, each from its own last one; raises `differs`."""
    rng = np.random.Generator(np.random.PCG64(8))
    dtype = program.dtype
    w = rng.standard_normal(w_size).astype(dtype)
    g, lr, t = np.empty_like(w), np.zeros(()), np.zeros(())
    kept = {name: np.array(array[:w_size] if array.ndim else array) for name, array in state.items()}
    own: dict[str, Any] = {name: np.array(array) for name, array in kept.items()}
    places = {"w": w, **{f"state/{name}": array for name, array in kept.items()}}
    entries = program.bind({**places, "g": g, "lr": lr, "t": t}, places, Pool()).entries("update")
    for step, size, rate in ((1, 1.0, 0.1), (2, 0.0, 0.1), (3, 1e-3, 0.01), (10, 30.0, 0.03), (1000, 1.0, 0.5)):
        g[...] = size * rng.standard_normal(w_size)
        lr[...], t[...] = rate, step
        frozen = {name: readonly(np.asarray(array)) for name, array in own.items()}
        came = method.of(readonly(w.copy()), readonly(g), frozen, rate, step)
        run(entries)
        moved = method.array(came[0], w.shape)
        _agree("w", w, moved, np.maximum(np.abs(g), np.abs(w)))
        own = {name: np.array(method.array(array, kept[name].shape)) for name, array in came[1].items()}
        for name, array in own.items():
            _agree(f"state {name}", kept[name], array, g if array.ndim else np.zeros(()))
            kept[name][...] = array
        w[...] = moved


def gradient(program: Program, method: Method) -> None:
    """Compares the gradient of a penalty with the plugin's own code; raises `differs`."""
    w = _numbers(program.dtype).ravel()
    grad = np.empty_like(w)
    run(program.bind({"w": w}, {"grad": grad}, Pool()).entries("gradient"))
    _agree("gradient", grad, method.array(method.of(readonly(w)), w.shape), w)


def _numbers(dtype: np.dtype[Any]) -> AnyArray:
    """Returns numbers of all sizes and signs, (6, batch)."""
    rng = np.random.Generator(np.random.PCG64(4))
    made = rng.standard_normal((6, _batch)) * np.array([1, 3, 0.01, 10, 1, 1])[:, None]
    made[4], made[5, : len(_extremes) - _batch] = _extremes[:_batch], _extremes[_batch:]
    numbers: AnyArray = made.astype(dtype)
    return numbers


def _agree(what: str, got: AnyArray, want: AnyArray, size: AnyArray) -> None:
    """Raises NotRecordable unless both are equal up to rounding of numbers of this size."""
    single = got.dtype == np.float32 or want.dtype == np.float32
    rtol, reach = (2e-5, 1e-6) if single else (1e-12, 3e-15)
    got, want = np.asarray(got, float), np.asarray(want, float)
    near = np.abs(got - want) <= rtol * np.abs(want) + reach * np.maximum(1, np.abs(size))
    same = near | (got == want) | (np.isnan(got) & np.isnan(want))
    if not same.all():
        worst = np.argmin(same)
        raise NotRecordable("differs", f"{what}: {got.flat[worst]:.6g} instead of {want.flat[worst]:.6g}")


def _sloped(made: AnyArray, low: AnyArray, at: AnyArray, high: AnyArray, h: AnyArray) -> None:
    left, right = (at - low) / h, (high - at) / h
    between = (high - low) / (2 * h)
    scale = 1 + np.abs(between)
    bent = np.abs(left - right) > 1e-2 * scale  # a kink, or too steep for differences
    far = np.abs(made - between) > 1e-5 * scale + 1e-9 * np.abs(at) / h
    wrong = np.isfinite(between) & ~bent & (far | ~np.isfinite(made))
    if wrong.any():
        at_ = np.argmax(wrong)
        raise NotRecordable("differs", f"derivative: {made.flat[at_]:.6g} instead of {between.flat[at_]:.6g}")
