"""The hand-made twin of Adam: m and v stacked, so that both are updated by the same four calls.

m = b1 m + (1 - b1) g and v = b2 v + (1 - b2) g^2 stay in the plugin's units; both bias corrections go into the two
numbers of a step: w - alpha m / (sqrt(v) + eps'), alpha = lr sqrt(1 - b2^t) / (1 - b1^t), eps' = eps sqrt(1 - b2^t).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from nnlab.api import Optimizer
from nnlab.engine.border import AnyArray, Border, readonly
from nnlab.engine.entries import Entry, run
from nnlab.engine.memory import aligned, aligned_copy, aligned_like
from nnlab.engine.parameters import Store
from nnlab.records import ProblemError

sweep = 256  # steps between two looks for numbers too small to matter
small, block = 4096, 32768  # up to so many parameters m and v go together; more go in blocks that stay in cache


class AdamTwin:
    """Adam's step: nine calls where there are few parameters. `room` (2, P) has the gradient as its first row."""

    def __init__(self, optimizer: Optimizer, w: AnyArray, room: AnyArray, state: Mapping[str, AnyArray]) -> None:
        settings = [float(getattr(optimizer, name)) for name in ("beta1", "beta2", "eps", "weight_decay")]
        self._beta1, self._beta2, self._eps, decay = settings
        kind = w.dtype
        together = w.size <= small
        self._tiny = np.finfo(kind).tiny
        if together:
            both = aligned_copy(np.array([state["m"], state["v"]]), kind)
            self.state = {"m": both[0], "v": both[1]}
        else:
            self.state = {name: aligned_copy(state[name], kind) for name in ("m", "v")}
        self._alpha, self._small = np.zeros((), kind), np.zeros((), kind)
        self.entries: list[Entry] = []
        if decay:
            low = aligned_like(w)
            self.entries = [(np.multiply, (w, np.asarray(decay, kind), low)), (np.add, (room[0], low, room[0]))]
        self.entries += self._together(w, room, both) if together else self._in_blocks(w, room[0])

    def _together(self, w: AnyArray, room: AnyArray, both: AnyArray) -> list[Entry]:
        """Makes the entries for m and v in one array: few calls."""
        keep, new = aligned_like(both), aligned_like(both)
        keep[0], keep[1], new[0], new[1] = self._beta1, self._beta2, 1 - self._beta1, 1 - self._beta2
        part, low = aligned_like(both), aligned_like(w)
        return [
            (np.multiply, (room[0], room[0], room[1])),
            (np.multiply, (both, keep, both)),
            (np.multiply, (room, new, part)),
            (np.add, (both, part, both)),
            *self._moved(w, both[0], both[1], low),
        ]

    def _in_blocks(self, w: AnyArray, g: AnyArray) -> list[Entry]:
        """Makes the entries block by block: little memory at a time."""
        kind = w.dtype
        keep1, new1, keep2, new2 = (
            np.asarray(value, kind) for value in (self._beta1, 1 - self._beta1, self._beta2, 1 - self._beta2)
        )
        made: list[Entry] = []
        space = aligned((block,), kind)
        for first in range(0, w.size, block):
            part = slice(first, min(first + block, w.size))
            m, v, gradient = self.state["m"][part], self.state["v"][part], g[part]
            low = space[: m.size]
            made += [
                (np.multiply, (m, keep1, m)),
                (np.multiply, (gradient, new1, low)),
                (np.add, (m, low, m)),
                (np.multiply, (v, keep2, v)),
                (np.multiply, (gradient, gradient, low)),
                (np.multiply, (low, new2, low)),
                (np.add, (v, low, v)),
                *self._moved(w[part], m, v, low),
            ]
        return made

    def _moved(self, w: AnyArray, m: AnyArray, v: AnyArray, low: AnyArray) -> list[Entry]:
        return [
            (np.sqrt, (v, low)),
            (np.add, (low, self._small, low)),
            (np.divide, (m, low, low)),
            (np.multiply, (low, self._alpha, low)),
            (np.subtract, (w, low, w)),
        ]

    def set(self, lr: float, t: int) -> None:
        """Sets the numbers of step t.

        Where no gradient comes any more, m shrinks until it is too small for a full mantissa; numbers like that take a
        hundred times as long, so they are dropped now and then.
        """
        if t % sweep == 0:
            for array in self.state.values():
                np.multiply(array, np.abs(array) >= self._tiny, out=array)
        root = math.sqrt(1 - self._beta2**t)
        self._alpha[()] = lr * root / (1 - self._beta1**t)
        self._small[()] = self._eps * root


def adam_twin(
    optimizer: Optimizer, store: Store, grads: Store, state: Mapping[str, AnyArray], border: Border
) -> AdamTwin | None:
    """Returns the twin where an optimizer asks for it and a few steps agree with its own code."""
    shapes = {name: array.shape for name, array in state.items()}
    if optimizer.native != "adam" or shapes != dict.fromkeys(("m", "v"), store.flat.shape):
        return None
    size = 6 if store.flat.size <= small else small + 2  # either way of doing it is tried
    key = optimizer, "adam", str(store.flat.dtype), size
    if key not in border.kept:
        border.kept[key] = _agrees(optimizer, store.flat.dtype, border, size)
    return AdamTwin(optimizer, store.flat, grads.room, state) if border.kept[key] else None


def _agrees(optimizer: Optimizer, kind: np.dtype[np.floating], border: Border, size: int) -> bool:
    rng = np.random.Generator(np.random.PCG64(11))
    w, room = rng.standard_normal(size).astype(kind), np.zeros((2, size), kind)
    state = {"m": np.zeros(size, kind), "v": np.zeros(size, kind)}
    try:
        twin = AdamTwin(optimizer, w, room, state)
    except (AttributeError, TypeError, ValueError):
        return False
    update = border.method(optimizer, "update", "w", "g", "state", "lr", "t")
    own = w.copy()
    near = 1e-12 if kind == np.float64 else 1e-5
    for t, lr in ((1, 0.01), (2, 0.3), (3, 0.001), (400, 0.1)):
        g = rng.standard_normal(size).astype(kind) * kind.type(10.0 ** (3 - t % 4))
        room[0] = g
        twin.set(lr, t)
        run(twin.entries)
        try:
            own, state = update.of(readonly(own), readonly(g), {n: readonly(a) for n, a in state.items()}, lr, t)
        except (ProblemError, TypeError, ValueError):
            return False
        if not isinstance(state, dict) or state.keys() != {"m", "v"}:
            return False
        pairs = [(own, w), (state["m"], twin.state["m"]), (state["v"], twin.state["v"])]
        if not all(np.shape(a) == b.shape and np.allclose(a, b, near, near) for a, b in pairs):
            return False
    return True
