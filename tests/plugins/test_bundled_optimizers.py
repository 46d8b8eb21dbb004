"""Every bundled optimizer: a pure step that goes downhill."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bundled_components import bundled_catalog, ids, locked, made

from nnlab.api.calls import bind

every_one = pytest.mark.parametrize("ident", ids("optimizer"))


def variants() -> list[Any]:
    """Returns every optimizer, as it is and with each of its switches and each setting that is 0 turned on."""
    made_of: list[Any] = []
    for ident in ids("optimizer"):
        info = bundled_catalog().info("optimizer", ident)
        made_of.append(pytest.param(ident, {}, id=ident))
        for spec in info.params:
            if spec.kind == "bool" or spec.default == 0:
                value = True if spec.kind == "bool" else 0.5
                made_of.append(pytest.param(ident, {spec.name: value}, id=f"{ident}-{spec.name}"))
    return made_of


every_variant = pytest.mark.parametrize(("ident", "values"), variants())


def frozen(state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: locked(array, np.asarray(array).dtype) for name, array in state.items()}


@every_variant
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_step_keeps_shapes_and_dtypes_and_writes_into_nothing(
    ident: str, values: dict[str, Any], dtype: type
) -> None:
    optimizer = made("optimizer", ident, **values)
    update = bind(optimizer, "update")
    w, g = locked([1, -2, 3], dtype), locked([0.5, 0, -1], dtype)
    state = frozen(bind(optimizer, "init")(w))
    shapes = {name: array.shape for name, array in state.items()}
    assert set(shapes.values()) <= {(3,), ()}
    for t in range(1, 4):
        w, state = update(w, g, state, 0.1, t)
        assert {name: np.shape(array) for name, array in state.items()} == shapes
        assert {np.asarray(array).dtype for array in (w, *state.values())} == {np.dtype(dtype)}
        w, state = locked(w, dtype), frozen(state)


@every_variant
def test_the_same_step_twice_is_the_same(ident: str, values: dict[str, Any]) -> None:
    optimizer = made("optimizer", ident, **values)
    update = bind(optimizer, "update")
    w, g = locked([1.0, -2]), locked([0.5, 1])
    state = frozen(bind(optimizer, "init")(w))
    first, second = update(w, g, state, 0.1, 1), update(w, g, state, 0.1, 1)
    assert first[0].tolist() == second[0].tolist()
    assert {name: np.asarray(array).tolist() for name, array in first[1].items()} == {
        name: np.asarray(array).tolist() for name, array in second[1].items()
    }


@every_one
def test_it_finds_the_bottom_of_a_bowl(ident: str) -> None:
    """Steps get smaller towards the end, as those that only know the sign of a slope would swing for ever."""
    optimizer = made("optimizer", ident)
    update = bind(optimizer, "update")
    rate = {"adagrad": 1.0, "adadelta": 10.0}.get(ident, 0.05)
    w = np.array([2.0, -3.0])
    state = bind(optimizer, "init")(w)
    for t in range(1, 2001):
        w, state = update(w, w * [1.0, 4.0], state, rate * (1 - t / 2001), t)
    assert np.abs(w).max() < 1e-3


@every_variant
@pytest.mark.parametrize(("dtype", "size"), [(np.float64, 1e100), (np.float32, 1e15), (np.float64, 1e-300)])
def test_extreme_gradients_give_finite_steps_without_a_warning(
    ident: str, values: dict[str, Any], dtype: type, size: float
) -> None:
    optimizer = made("optimizer", ident, **values)
    update = bind(optimizer, "update")
    w, g = locked([1, -2, 3, 0], dtype), locked([size, -size, 0, 0], dtype)
    state = bind(optimizer, "init")(w)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for t in (*range(1, 20), 100_000):
            w, state = update(w, g, state, 0.001, t)
    assert np.isfinite(w).all()
    assert w[3] == 0


@every_variant
def test_a_switch_turned_on_in_the_middle_goes_on_from_the_state_there_is(ident: str, values: dict[str, Any]) -> None:
    before, after = made("optimizer", ident), made("optimizer", ident, **values)
    w, g = np.array([1.0, -2]), locked([0.5, 1])
    state = bind(before, "init")(w)
    for t, optimizer in enumerate((before, before, after, after, before), start=1):
        w, state = bind(optimizer, "update")(w, g, state, 0.1, t)
        assert np.isfinite(w).all()
    assert state.keys() == bind(before, "init")(w).keys()


@every_one
def test_weight_decay_alone_shrinks_every_parameter(ident: str) -> None:
    optimizer = made("optimizer", ident, weight_decay=0.1)
    w = locked([1.0, -2])
    moved, _ = bind(optimizer, "update")(w, locked([0.0, 0]), bind(optimizer, "init")(w), 0.1, 1)
    assert (np.abs(moved) < np.abs(w)).all()


@every_one
def test_learning_rate_comes_first_among_the_parameters(ident: str) -> None:
    assert made("optimizer", ident).params[0].name == "learning_rate"


def test_the_familiar_ones_come_first_with_the_settings_saved_files_rely_on() -> None:
    assert ids("optimizer")[:3] == ["sgd", "momentum", "adam"]
    defaults = {
        ident: {spec.name: spec.default for spec in made("optimizer", ident).params} for ident in ids("optimizer")
    }
    assert defaults["sgd"] == {"learning_rate": 0.01, "weight_decay": 0}
    assert defaults["momentum"].items() >= {"learning_rate": 0.01, "momentum": 0.9, "nesterov": False}.items()
    assert defaults["adam"].items() >= {"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}.items()


def test_adam_asks_for_its_twin_and_keeps_the_state_of_saved_files() -> None:
    adam = made("optimizer", "adam")
    assert adam.native == "adam"
    assert adam.init(np.zeros(2)).keys() == {"m", "v"}


def test_rectified_adam_follows_the_paper() -> None:
    """Liu et al., 2020, algorithm 2, with epsilon where PyTorch has it."""
    lr, beta1, beta2, eps = 0.1, 0.8, 0.9, 1e-8
    radam = made("optimizer", "radam", beta1=beta1, beta2=beta2, eps=eps)
    w = want = np.array([1.0, -2.0])
    state, m, v = radam.init(w), np.zeros(2), np.zeros(2)
    longest = 2 / (1 - beta2) - 1
    rectified = []
    for t in range(1, 15):
        g = np.cos(t * np.array([1.0, 2.0]))
        w, state = radam.update(w, g, state, lr, t)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        length = longest - 2 * t * beta2**t / (1 - beta2**t)
        rectified.append(length > 5)
        if length > 5:
            top, bottom = (length - 4) * (length - 2) * longest, (longest - 4) * (longest - 2) * length
            adaptive = np.sqrt(1 - beta2**t) / (np.sqrt(v) + eps)
            want = want - lr * m / (1 - beta1**t) * np.sqrt(top / bottom) * adaptive
        else:
            want = want - lr * m / (1 - beta1**t)
        np.testing.assert_allclose(w, want, rtol=1e-12)
    assert set(rectified) == {False, True}


def test_lion_goes_equally_far_for_every_parameter_and_then_updates_its_mean() -> None:
    """Chen et al., 2023, algorithm 2."""
    lion = made("optimizer", "lion", beta1=0.9, beta2=0.5, weight_decay=0.1)
    w, g = np.array([1.0, -2.0, 3.0]), np.array([1e-6, -50.0, 0.0])
    moved, state = lion.update(w, g, lion.init(w), 0.01)
    np.testing.assert_allclose(moved, w - 0.01 * (np.array([1, -1, 0]) + 0.1 * w), rtol=1e-15)
    np.testing.assert_allclose(state["m"], g / 2, rtol=1e-15)
    back, _ = lion.update(moved, np.array([-1e-5, 1.0, 0]), state, 0.01)
    assert np.sign(back + 0.001 * moved - moved).tolist()[:2] == [1, 1]  # 0.9 m - 0.1 g has other signs than m
