"""Frozen parameters stay to the last bit under every optimizer; a clipped gradient is as long as it may be."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_parts import bundled, component

from nnlab.api import Regularizer
from nnlab.engine import Border, Graph, Network, Node, Recipe, Samples, Trainer

optimizers = [info.id for info in bundled().infos if info.kind == "optimizer"]


def trainer(optimizer, *, seed=0, batch_size=7, **recipe) -> Trainer:
    """A 3-5-2 tanh network on 20 random samples."""
    rng = np.random.Generator(np.random.PCG64(seed))
    nodes = (
        Node("h1", component("layer", "dense", units=5), component("activation", "tanh"), ("input",)),
        Node("out", component("layer", "dense", units=2), None, ("h1",)),
    )
    network = Network(Graph((3,), nodes), Border(), loss=component("loss", "mse"))
    network.begin(component("initializer", "normal"), 1, 1)
    samples = Samples.of(rng.standard_normal((20, 3)), rng.standard_normal((20, 2)), 2, "float64")
    made = Trainer(network, samples, Recipe(optimizer, batch_size=batch_size, **recipe))
    made.updater.begin()
    return made


def places(shape, *at) -> np.ndarray:
    marks = np.zeros(shape, bool)
    for place in at:
        marks[place] = True
    return marks


@pytest.mark.parametrize("ident", optimizers)
def test_frozen_parameters_stay_where_they_are(ident):
    frozen = {
        "h1": {"weights": places((3, 5), (0, 1), (2, 4)), "bias": places(5, 3)},
        "out": {"weights": places((5, 2), slice(None))},
    }
    names = {spec.name for spec in component("optimizer", ident).params}
    decay = {"weight_decay": 0.1} if "weight_decay" in names else {}
    made = trainer(
        component("optimizer", ident, **decay), frozen=frozen, regularizer=component("regularizer", "l2", strength=0.5)
    )
    before = {node: {n: a.copy() for n, a in arrays.items()} for node, arrays in made.network.store.named.items()}
    for _ in range(9):
        made.step()
    for node, arrays in made.network.store.named.items():
        for name, array in arrays.items():
            held = frozen.get(node, {}).get(name, np.zeros(array.shape, bool))
            np.testing.assert_array_equal(array[held], before[node][name][held])
            assert (array[~held] != before[node][name][~held]).all()


@pytest.mark.parametrize("ident", optimizers)
def test_what_is_not_frozen_moves_as_if_the_rest_were_constants(ident):
    """Freezing all of the last layer is the same as training the first one alone."""
    frozen = {"out": {"weights": np.ones((5, 2), bool), "bias": np.ones(2, bool)}}
    made = trainer(component("optimizer", ident), frozen=frozen)
    free = trainer(component("optimizer", ident))
    last = {name: array.copy() for name, array in free.network.store.named["out"].items()}
    for _ in range(6):
        made.step()
        free.step()
        free.network.put({"out": last})
    np.testing.assert_allclose(
        made.network.store.named["h1"]["weights"], free.network.store.named["h1"]["weights"], rtol=1e-12
    )


def test_a_long_gradient_is_shortened_to_the_limit_and_a_short_one_left_alone():
    plain = trainer(component("optimizer", "sgd", learning_rate=1.0))
    plain.step()
    length = float(np.linalg.norm(plain.network.grads.flat))
    for limit, factor in ((length / 4, 0.25), (length * 4, 1.0)):
        clipped = trainer(component("optimizer", "sgd", learning_rate=1.0), clip=("norm", limit))
        clipped.step()
        np.testing.assert_allclose(clipped.network.grads.flat, plain.network.grads.flat * factor, rtol=1e-12)


def test_each_entry_of_a_gradient_is_bounded_by_itself():
    plain = trainer(component("optimizer", "sgd"))
    plain.step()
    limit = float(np.median(np.abs(plain.network.grads.flat)))
    clipped = trainer(component("optimizer", "sgd"), clip=("value", limit))
    clipped.step()
    np.testing.assert_array_equal(clipped.network.grads.flat, np.clip(plain.network.grads.flat, -limit, limit))


def test_a_penalty_reaches_weights_only_and_no_frozen_one():
    frozen = {"h1": {"weights": places((3, 5), (1, 1))}}
    strong = component("regularizer", "l2", strength=2.0)
    plain, made = (
        trainer(component("optimizer", "sgd")),
        trainer(component("optimizer", "sgd"), regularizer=strong, frozen=frozen),
    )
    start = made.network.store.named["h1"]["weights"].copy()
    plain.step()
    made.step()
    grown = made.network.grads.named["h1"]["weights"] - plain.network.grads.named["h1"]["weights"]
    grown[1, 1], start[1, 1] = 0, 0
    np.testing.assert_allclose(grown, 2 * start, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(made.network.grads.named["h1"]["bias"], plain.network.grads.named["h1"]["bias"])
    assert made.network.grads.named["h1"]["weights"][1, 1] == 0


@pytest.mark.parametrize("batch", [1, 3, 20])
def test_how_much_of_an_epoch_is_gathered_at_once_changes_no_bit(monkeypatch, batch):
    adam = component("optimizer", "adam")
    whole, small = trainer(adam, batch_size=batch), trainer(adam, batch_size=batch)
    for _ in range(50):
        whole.step()
    monkeypatch.setattr("nnlab.engine.trainer.window_batches", 2)
    for _ in range(50):
        small.step()
    np.testing.assert_array_equal(whole.network.store.flat, small.network.store.flat)


def test_a_regularizer_whose_slope_is_nan_at_0_does_not_reach_the_biases_which_it_never_sees():
    class Signs(Regularizer):
        def penalty(self, w):
            return np.abs(w).sum()

        def gradient(self, w):
            return w / np.abs(w)

    class Called(Signs):
        def gradient(self, w):
            return np.array([[number / abs(number) for number in row] for row in w])

    ends = []
    for regularizer in (Signs(), Called()):
        made = trainer(component("optimizer", "sgd"), regularizer=regularizer)
        assert (made.network.store.named["h1"]["bias"] == 0).all()
        for _ in range(6):
            made.step()
        ends.append(made.network.store.flat.copy())
    assert np.isfinite(ends[0]).all()
    np.testing.assert_array_equal(*ends)
