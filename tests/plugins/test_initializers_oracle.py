"""The bundled initializers agree with the reference numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from bundled_components import made
from oracle_cases import cases, check

from nnlab.api.calls import bind
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer

# what the file expects of a fan: initializer and distribution
scales = {
    "xavier_uniform_limit": ("xavier", {"distribution": "uniform"}),
    "xavier_normal_std": ("xavier", {"distribution": "normal"}),
    "he_uniform_limit": ("he", {"distribution": "uniform"}),
    "he_normal_std": ("he", {"distribution": "normal"}),
    "lecun_uniform_limit": ("lecun", {"distribution": "uniform"}),
    "lecun_normal_std": ("lecun", {"distribution": "normal"}),
    "one_over_sqrt_fan_in_limit": ("one_over_sqrt_fan_in", {}),
}


def drawn(name: str) -> Any:
    """Makes the initializer of a name: uniform_<low>_<high>, normal_<mean>_<std> or zeros; any other fails."""
    kind, *rest = name.split("_")
    if kind == "zeros" and not rest:
        return made("initializer", "zeros")
    first, second = map(float, rest)
    return {
        "uniform": lambda: made("initializer", "uniform", middle=(first + second) / 2, limit=(second - first) / 2),
        "normal": lambda: made("initializer", "normal", middle=first, std=second),
    }[kind]()


class Listening:
    """Stands for a random stream and remembers what it was asked for."""

    def uniform(self, low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
        self.asked = (-low, high)
        return np.zeros(shape)

    def normal(self, mean: float, std: float, shape: tuple[int, ...]) -> np.ndarray:
        self.asked = (mean + std, std)
        return np.zeros(shape)


@pytest.mark.oracle
def test_no_kind_is_left_out() -> None:
    assert {case["kind"] for _, case in cases("initializers")} <= {"scale", "statistics", "symmetry"}


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("initializers", "scale"), ids=lambda part: part.get("name", ""))
def test_the_spread_for_a_fan_agrees(doc: dict[str, Any], case: dict[str, Any]) -> None:
    shape = (case["given"]["fan_in"], case["given"]["fan_out"])
    for name, want in case["expect"].items():
        ident, values = scales[name]
        stream = Listening()
        weights = bind(made("initializer", ident, **values), "weights")
        assert weights(stream, *shape).shape == shape
        check(doc, stream.asked, [want] * 2)


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("initializers", "statistics"), ids=lambda part: part.get("name", ""))
def test_what_is_drawn_has_its_statistics(doc: dict[str, Any], case: dict[str, Any]) -> None:
    expect = case["expect"]
    weights = bind(drawn(case["given"]["initialiser"]), "weights")
    w = weights(np.random.default_rng(0), case["given"]["draws"], 1)
    assert abs(w.mean() - expect["mean"]) <= expect["five_sigma_band_of_the_mean"]
    assert abs(w.std() - expect["std"]) <= expect["five_sigma_band_of_the_std"]
    if "low" in expect:
        assert expect["low"] <= w.min() <= w.max() <= expect["high"]


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), cases("initializers", "symmetry"), ids=lambda part: part.get("name", ""))
def test_equal_weights_stay_equal(doc: dict[str, Any], case: dict[str, Any]) -> None:
    """Trained by the engine; the initializer draws each layer's equal weights."""
    given, expect = case["given"], case["expect"]
    x, y, starts = np.array(given["X"]), np.array(given["y"]), {"h": given["W1"], "o": given["W2"]}
    names = {"h": given["hidden_activation"], "o": given["output_activation"]}
    activations = {node: None if name == "linear" else made("activation", name) for node, name in names.items()}
    dense = {node: made("layer", "dense", units=len(w[0]), bias=False) for node, w in starts.items()}
    nodes = (Node("h", dense["h"], activations["h"], ("input",)), Node("o", dense["o"], activations["o"], ("h",)))
    network = Network(Graph((x.shape[1],), nodes), Border(), loss=made("loss", given["loss"]))
    network.begin(None, 0, 0)
    for node, w in starts.items():
        equal = bind(made("initializer", "constant", value=w[0][0]), "weights")(None, *np.shape(w))
        check(doc, equal, w)
        network.store.named[node]["weights"][...] = equal
    sgd = made("optimizer", "sgd", learning_rate=given["learning_rate"])
    trainer = Trainer(network, Samples.of(x, y, y.shape[1], "float64"), Recipe(sgd, batch_size=len(x), shuffle=False))
    trainer.updater.begin()
    for _ in range(given["steps"]):
        trainer.step()
    w1, w2 = (network.store.named[node]["weights"] for node in starts)
    check(doc, w1, expect["W1_final"])
    check(doc, w2, expect["W2_final"])
    alike = bool((w1 == w1[:, :1]).all() and (w2 == w2[:1]).all())
    assert alike == expect["all_hidden_neurons_identical"]
