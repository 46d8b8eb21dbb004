"""Every bundled optimizer: a pure step that goes downhill."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import ids, locked, made

from nnlab.api.calls import bind

every_one = pytest.mark.parametrize("ident", ids("optimizer"))


def frozen(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: locked(array, array.dtype) for name, array in state.items()}


@every_one
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_step_keeps_shape_and_dtype_and_writes_into_nothing(ident: str, dtype: type) -> None:
    optimizer = made("optimizer", ident)
    update = bind(optimizer, "update")
    w, g = locked([1, -2, 3], dtype), locked([0.5, 0, -1], dtype)
    state = frozen(bind(optimizer, "init")(w))
    for t in range(1, 4):
        given = dict(state)
        w, state = update(w, g, state, 0.1, t)
        assert given.keys() == state.keys()
        assert {array.dtype for array in (w, *state.values())} == {np.dtype(dtype)}
        assert {array.shape for array in (w, *state.values())} == {(3,)}
        w, state = locked(w, dtype), frozen(state)


@every_one
def test_the_same_step_twice_is_the_same(ident: str) -> None:
    optimizer = made("optimizer", ident)
    update = bind(optimizer, "update")
    w, g = locked([1.0, -2]), locked([0.5, 1])
    state = frozen(bind(optimizer, "init")(w))
    first, second = update(w, g, state, 0.1, 1), update(w, g, state, 0.1, 1)
    assert first[0].tolist() == second[0].tolist()


@every_one
def test_it_finds_the_bottom_of_a_bowl(ident: str) -> None:
    optimizer = made("optimizer", ident)
    update = bind(optimizer, "update")
    w = np.array([2.0, -3.0])
    state = bind(optimizer, "init")(w)
    for t in range(1, 1001):
        w, state = update(w, w * [1.0, 4.0], state, 0.02, t)
    assert np.abs(w).max() < 1e-3


@every_one
def test_learning_rate_comes_first_among_the_parameters(ident: str) -> None:
    assert made("optimizer", ident).params[0].name == "learning_rate"
