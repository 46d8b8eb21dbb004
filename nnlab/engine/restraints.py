"""What stands between the gradients and the update: penalties on weights, frozen parameters, a bound on the step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nnlab.api import Regularizer
from nnlab.engine.border import AnyArray, Border, readonly
from nnlab.engine.entries import Entry
from nnlab.engine.memory import aligned_like
from nnlab.engine.parameters import Store
from nnlab.engine.programs import Programs
from nnlab.engine.recording import Pool

Frozen = Mapping[str, Mapping[str, npt.NDArray[np.bool_]]]
Clip = tuple[Literal["norm", "value"], float]


class Restraints:
    """The entries `before` the update, which change the gradients, and those `after` it, which put frozen ones back."""

    def __init__(
        self,
        store: Store,
        grads: Store,
        border: Border,
        *,
        regularizer: Regularizer | None,
        frozen: Frozen,
        clip: Clip | None,
    ) -> None:
        self._store, self._grads, self._border = store, grads, border
        held = self._held(frozen)
        self.before: list[Entry] = self._penalties(regularizer, held) if regularizer is not None else []
        self.after: list[Entry] = []
        if held.any():
            w, g = store.flat, grads.flat
            kept = w.copy()
            self.before += [(np.multiply, (g, (~held).astype(g.dtype), g)), (np.copyto, (kept, w))]
            self.after = [(np.putmask, (w, held, kept))]
        if clip is not None:
            self.before += _clipped(grads.flat, clip)

    def _held(self, frozen: Frozen) -> npt.NDArray[np.bool_]:
        marks = Store(self._store.layout, "bool")
        for node, arrays in frozen.items():
            for name, places in arrays.items():
                marks.named[node][name][...] = places
        return marks.flat

    def _penalties(self, regularizer: Regularizer, held: npt.NDArray[np.bool_]) -> list[Entry]:
        """Makes the entries that add dR/dw to the gradients of weights: at once over all of them where recorded."""
        store, grads = self._store, self._grads
        recorded = Programs(self._border).regularizer(regularizer, store.flat.dtype)
        if recorded is None:
            return self._called(regularizer)
        spared = Store(store.layout, "bool")
        spared.flat[...] = True
        for block in store.layout.blocks:
            for name in block.weights:
                spared.named[block.node][name][...] = False
        spared.flat[held] = True
        made, nothing = aligned_like(store.flat), np.zeros((), store.flat.dtype)
        entries = recorded.bind({"w": store.flat}, {"grad": made}, Pool()).entries("gradient")
        clear = (np.putmask, (made, spared.flat, nothing))  # a product with 0 would keep the NaN of w/|w| at a bias 0
        return [*entries, clear, (np.add, (grads.flat, made, grads.flat))]

    def _called(self, regularizer: Regularizer) -> list[Entry]:
        method = self._border.method(regularizer, "gradient", "w")

        def add(w: AnyArray, grad: AnyArray) -> None:
            np.add(grad, method.array(method(w), w.shape), grad, casting="unsafe")

        return [
            (add, (readonly(self._store.named[block.node][name]), self._grads.named[block.node][name]))
            for block in self._store.layout.blocks
            for name in block.weights
        ]


def _clipped(g: AnyArray, clip: Clip) -> list[Entry]:
    by, limit = clip
    if by == "value":
        return [(np.clip, (g, -limit, limit, g))]
    scale: npt.NDArray[Any] = np.zeros((), g.dtype)

    def shorten() -> None:
        """Scales the gradient to the length `limit` where it is longer (Pascanu, Mikolov and Bengio, 2013)."""
        length = math.sqrt(g.dot(g))
        if length > limit:
            scale[()] = limit / length
            np.multiply(g, scale, g)

    return [(shorten, ())]
