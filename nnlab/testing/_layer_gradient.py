"""A layer's `backward` against differences of its `forward`, along random directions."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.records import Value
from nnlab.testing._desk import Desk
from nnlab.testing._differences import shown, slopes, tolerance
from nnlab.testing._placed import Placed
from nnlab.testing._same import Seed, frozen

tries = 3  # a kink may lie in the way of one direction, not of three


def check_gradients(desk: Desk, placed: Placed) -> None:
    """Compares the gradient of each input and of each parameter, with training and without."""
    for training in (False, True):
        for part in (*range(len(placed.inputs)), *placed.p):
            name = f"parameter {part!r}" if isinstance(part, str) else f"input {part + 1}"
            error, place = _least(desk, placed, part, training)
            if not place:
                desk.rough("backward", False, part=name)
                continue
            zh = f"参数 {part!r}" if isinstance(part, str) else f"第 {part + 1} 个输入"
            said: dict[str, Value] = {"part": name, "part_zh_CN": zh, "shape": _shape(placed), "training": training}
            desk.measure("gradient", error, **place, **said)
            if error > tolerance:
                desk.fault("testing.layer_gradient", "backward", **place, **said)


def _least(desk: Desk, placed: Placed, part: int | str, training: bool) -> tuple[float, dict[str, Value]]:
    """Returns the least error of some tries and its numbers, which are missing where a kink was in the way of all."""
    found: list[tuple[float, dict[str, Value]]] = []
    for _ in range(tries):
        error, place = _compared(desk, placed, part, training)
        if place and error <= tolerance:
            return error, place
        found += [(error, place)] if place else []
    return min(found, key=lambda one: one[0]) if found else (0.0, {})


def _shape(placed: Placed) -> str:
    return " + ".join(str(shape) for shape in placed.inputs)


def _compared(desk: Desk, placed: Placed, part: int | str, training: bool) -> tuple[float, dict[str, Value]]:
    """Returns the relative error of one directional derivative, and its numbers (none where there is a kink).

    The loss is <g, y> with a random g; every forward draws the same noise, and starts from the same buffers.
    """
    forward, rng = desk.quick("forward"), desk.rng
    x = placed.x(rng, 3)
    xs = x if isinstance(x, tuple) else (x,)
    g = rng.standard_normal((3, *placed.output))
    at = xs[part] if isinstance(part, int) else placed.p[part]
    way = rng.standard_normal(at.shape)
    way /= max(float(np.sqrt((way**2).sum())), 1e-300)

    def moved(t: Any) -> Any:
        there = at + t * way
        now = tuple(there if place == part else one for place, one in enumerate(xs))
        p = {name: there if name == part else array for name, array in placed.p.items()}
        return forward(now if isinstance(x, tuple) else now[0], p, placed.buffers, training, frozen(Seed()))

    def loss(t: Any) -> AnyArray:
        return np.asarray((g * moved(t)[0]).sum())

    with np.errstate(all="ignore"):
        measured = slopes(loss, loss(0.0))
        saved = moved(0.0)[1]
    grad_x, grads = desk.call("backward", g, saved, placed.p)
    own = (grad_x if isinstance(x, tuple) else (grad_x,))[part] if isinstance(part, int) else grads[part]
    given = np.asarray((np.asarray(own) * way).sum())
    floor = max(1e-2 * float(np.sqrt((np.asarray(own) ** 2).sum() / max(own.size, 1))), 1e-6)
    if bool(measured.kinked(floor)):
        return 0.0, {}
    error = float(measured.relative_error(given, floor))
    numbers = {"given": float(given), "measured": float(measured.value), "relative_error": error}
    return error, {name: shown(number) for name, number in numbers.items()}
