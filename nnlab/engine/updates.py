"""The optimizer at work: pure plugin code on the flat vector, its state kept here in the plugin's units."""

from __future__ import annotations

import numpy as np

from nnlab.api import Optimizer
from nnlab.engine.border import AnyArray, Border, Method, readonly
from nnlab.engine.parameters import Store

State = dict[str, AnyArray]


class Updater:
    """Applies `update(w, g, state, lr, t)` to a store; `t` counts from 1 since `init`."""

    def __init__(self, optimizer: Optimizer, store: Store, grads: Store, border: Border) -> None:
        self.optimizer = optimizer
        self._store, self._w, self._g = store, readonly(store.flat), readonly(grads.flat)
        self._init = border.method(optimizer, "init", "w")
        self._update = border.method(optimizer, "update", "w", "g", "state", "lr", "t")
        self.state: State = {}
        self.t = 0

    def begin(self) -> None:
        """Asks the optimizer for its state before the first step."""
        self.state, self.t = _kept(self._init, self._init(*self._init.pick(w=self._w))), 0

    def step(self, lr: float) -> None:
        """Moves the parameters once, by the gradients in `grads`."""
        update = self._update
        came = update.of(self._w, self._g, dict(self.state), lr, self.t + 1)
        if type(came) is not tuple or len(came) != 2:
            raise update.returned(came, "(w, state)")
        w = update.array(came[0], self._w.shape)
        self.state = _kept(update, came[1])
        self._store.flat[...] = w
        self.t += 1


def _kept(method: Method, came: object) -> State:
    """Returns the state with arrays that nobody can write to: a view (of the gradients, say) is copied."""
    if not isinstance(came, dict):
        raise method.returned(came, "a dict of arrays as the state", "由数组组成的字典作为状态")
    for name, array in came.items():
        if type(array) is not np.ndarray or array.base is not None:
            if (
                not isinstance(array, (np.ndarray, np.generic, int, float))
                or np.asarray(array).dtype.kind not in "fiub"
            ):
                raise method.returned(array, f"an array as the state's {name!r}", f"数组作为状态的 {name!r}")
            came = {**came, name: np.array(array)}
            array = came[name]
        elif array.dtype.kind not in "fiub":
            raise method.returned(array, f"an array of numbers as the state's {name!r}", f"数值数组作为状态的 {name!r}")
        array.flags.writeable = False
    return came
