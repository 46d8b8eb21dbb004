"""The bundled initializers agree with the reference numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bundled_components import made
from oracle_cases import cases, check

from nnlab.api.calls import bind

# what the file expects of a fan: initializer and distribution
scales = {
    "xavier_uniform_limit": ("xavier", "uniform"),
    "xavier_normal_std": ("xavier", "normal"),
    "he_uniform_limit": ("he", "uniform"),
    "he_normal_std": ("he", "normal"),
}
drawn: dict[str, tuple[str, dict[str, Any]]] = {
    "uniform_-0.05_0.05": ("uniform", {"limit": 0.05}),
    "normal_0_1": ("normal", {"std": 1.0}),
    "zeros": ("zeros", {}),
}
not_built = {"lecun_uniform_limit", "lecun_normal_std", "one_over_sqrt_fan_in_limit", "uniform_0_1"}


class Listening:
    """Stands for a random stream and remembers what it was asked for."""

    def uniform(self, low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
        self.asked = (-low, high)
        return np.zeros(shape)

    def normal(self, mean: float, std: float, shape: tuple[int, ...]) -> np.ndarray:
        self.asked = (mean + std, std)
        return np.zeros(shape)


@pytest.mark.oracle
def test_what_is_not_built_is_known() -> None:
    expected = {name for _, case in cases("initializers", "scale") for name in case["expect"]}
    named = {case["given"]["initialiser"] for _, case in cases("initializers", "statistics")}
    assert (expected | named) - scales.keys() - drawn.keys() == not_built
    assert {case["kind"] for _, case in cases("initializers")} == {"scale", "statistics", "symmetry"}


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("initializers", "scale"), ids=lambda part: part.get("name", ""))
def test_the_spread_for_a_fan_agrees(doc: dict[str, Any], case: dict[str, Any]) -> None:
    for name, (ident, distribution) in scales.items():
        stream = Listening()
        weights = bind(made("initializer", ident, distribution=distribution), "weights")
        shape = (case["given"]["fan_in"], case["given"]["fan_out"])
        assert weights(stream, *shape).shape == shape
        check(doc, stream.asked, [case["expect"][name]] * 2)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("doc", "case"),
    [(doc, case) for doc, case in cases("initializers", "statistics") if case["given"]["initialiser"] in drawn],
    ids=lambda part: part.get("name", ""),
)
def test_what_is_drawn_has_its_statistics(doc: dict[str, Any], case: dict[str, Any]) -> None:
    ident, values = drawn[case["given"]["initialiser"]]
    expect = case["expect"]
    weights = bind(made("initializer", ident, **values), "weights")
    w = weights(np.random.default_rng(0), case["given"]["draws"], 1)
    assert abs(w.mean() - expect["mean"]) <= expect["five_sigma_band_of_the_mean"]
    assert abs(w.std() - expect["std"]) <= expect["five_sigma_band_of_the_std"]
    if "low" in expect:
        assert expect["low"] <= w.min() <= w.max() <= expect["high"]


@pytest.mark.oracle
def test_equal_weights_stay_equal() -> None:
    for doc, case in cases("initializers", "symmetry"):
        given = case["given"]
        x, y, w1, w2 = (np.array(given[name]) for name in ("X", "y", "W1", "W2"))
        sigmoid, mse, sgd = made("activation", "sigmoid"), made("loss", "mse"), made("optimizer", "sgd")
        lr = given["learning_rate"]
        for _ in range(given["steps"]):
            a = sigmoid.forward(x @ w1)
            out = mse.gradient(a @ w2, y) / len(x)
            inner = out @ w2.T * sigmoid.derivative(a)
            w1, w2 = sgd.update(w1, x.T @ inner, {}, lr)[0], sgd.update(w2, a.T @ out, {}, lr)[0]
        check(doc, w1, case["expect"]["W1_final"])
        check(doc, w2, case["expect"]["W2_final"])
        assert (w1 == w1[:, :1]).all() == case["expect"]["all_hidden_neurons_identical"]
