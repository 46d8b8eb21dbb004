"""The optimizer at work on the flat vector: its hand-made twin, its recording, or its own code.

Its state is kept here in the plugin's units, whichever way it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from nnlab.api import Optimizer
from nnlab.engine.adam import AdamTwin, adam_twin
from nnlab.engine.border import AnyArray, Border, Method, readonly
from nnlab.engine.entries import Entry, run
from nnlab.engine.memory import aligned_copy
from nnlab.engine.parameters import Store
from nnlab.engine.programs import Programs
from nnlab.engine.recording import Pool

State = dict[str, AnyArray]


class Updater:
    """Applies `update(w, g, state, lr, t)` to a store; `t` counts from 1 since `init`.

    `how` tells in which way: by a hand-made twin, recorded, or called as it is. A step is `arm`, then the `entries`,
    then one more `t`; `version` changes with the entries.
    """

    def __init__(self, optimizer: Optimizer, store: Store, grads: Store, border: Border) -> None:
        self.optimizer = optimizer
        self._store, self._grads, self._border = store, grads, border
        self._w, self._g = readonly(store.flat), readonly(grads.flat)
        self._init = border.method(optimizer, "init", "w")
        self._update = border.method(optimizer, "update", "w", "g", "state", "lr", "t")
        self._kept: State = {}
        self.entries: list[Entry] = []
        self._twin: AdamTwin | None = None
        self._lr, self._t = np.zeros(()), np.zeros(())
        self._moves = True
        self.how: Literal["native", "recorded", "called"] = "called"
        self.t = self.version = 0

    def begin(self) -> None:
        """Asks the optimizer for its state before the first step."""
        fresh = _checked(self._init, self._init(*self._init.pick(w=self._w)))
        self.t = 0
        self._prepare(fresh)

    @property
    def state(self) -> State:
        """The state in the plugin's units, in arrays that no later step writes to."""
        if self.how == "called":
            return self._kept
        return {name: _closed(array.copy()) for name, array in self._kept.items()}

    @state.setter
    def state(self, state: Mapping[str, AnyArray]) -> None:
        same = state.keys() == self._kept.keys() and all(state[n].shape == a.shape for n, a in self._kept.items())
        if self.how == "called" or not same:
            self._prepare(dict(state))
            return
        for name, array in self._kept.items():
            array[...] = state[name]

    @property
    def moves(self) -> bool:
        """Whether a step's numbers change although the learning rate stays."""
        return self._moves

    def arm(self, lr: float) -> None:
        """Sets the numbers of the next step."""
        if self._twin is not None:
            self._twin.set(lr, self.t + 1)
        else:
            self._lr[()], self._t[()] = lr, self.t + 1

    def step(self, lr: float) -> None:
        """Moves the parameters once, by the gradients in `grads`."""
        self.arm(lr)
        run(self.entries)
        self.t += 1

    def _prepare(self, state: State) -> None:
        """Chooses the way for a state, and makes its entries."""
        self._twin, self.entries, self.how, self._moves = None, [(self._call, ())], "called", True
        self.version += 1
        self._kept = {name: _closed(np.array(array)) for name, array in state.items()}
        twin = adam_twin(self.optimizer, self._store, self._grads, state, self._border)
        if twin is not None:
            self._twin, self._kept, self.entries, self.how = twin, twin.state, twin.entries, "native"
            return
        flat = self._store.flat
        recorded = Programs(self._border).update(self.optimizer, flat.size, state, flat.dtype)
        if recorded is None:
            return
        self._kept = {name: aligned_copy(np.asarray(array), _kind(array, flat)) for name, array in state.items()}
        state_in = {f"state/{name}": array for name, array in self._kept.items()}
        inputs = {"w": flat, "g": self._grads.flat, "lr": self._lr, "t": self._t, **state_in}
        self.entries = recorded.bind(inputs, {"w": flat, **state_in}, Pool()).entries("update")
        self.how, self._moves = "recorded", "t" in recorded.inputs

    def _call(self) -> None:
        update = self._update
        came = update.of(self._w, self._g, dict(self._kept), float(self._lr), self.t + 1)
        if type(came) is not tuple or len(came) != 2:
            raise update.returned(came, "(w, state)")
        w = update.array(came[0], self._w.shape)
        self._kept = _checked(update, came[1])
        self._store.flat[...] = w


def _kind(array: AnyArray, flat: AnyArray) -> np.dtype[Any]:
    """Returns the type a kept state has: the network's for what is as long as the parameters, float64 for numbers."""
    return flat.dtype if array.shape == flat.shape else np.dtype(np.float64)


def _closed(array: AnyArray) -> AnyArray:
    array.flags.writeable = False
    return array


def _checked(method: Method, came: object) -> State:
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
