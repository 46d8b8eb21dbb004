"""Which rows are kept for testing, and what the inputs are scaled by."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import nnlab
from nnlab.api import Dataset, Table
from nnlab.experiment.document import Chosen, Data
from nnlab.session._data import _held_out, prepared

numbers = np.random.default_rng(0).normal(size=(40, 2)) * [1, 50] + [0, 300]
labels = np.repeat([0, 1, 2], [20, 12, 8])
own = np.arange(40) % 10 == 3


def kept_out(split: str, *, seed: int = 0, share: float = 0.25, y: Any = labels, mark: Any = own) -> list[int]:
    """Returns the numbers of the rows for testing."""
    data = Data(source=Chosen(id="given"), split=split, split_seed=seed, test_share=share)
    return np.flatnonzero(_held_out(data, Table(x=np.zeros((len(y), 2)), y=y, split=mark))).tolist()


def test_left_alone_the_datas_own_split_holds_and_else_a_random_one() -> None:
    assert kept_out("auto") == np.flatnonzero(own).tolist()
    assert kept_out("auto", mark=None) == kept_out("random", mark=None) == kept_out("random")


@pytest.mark.parametrize("split", ["random", "stratified"])
def test_a_split_is_drawn_from_its_seed(split: str) -> None:
    assert kept_out(split, seed=1) == kept_out(split, seed=1) != kept_out(split, seed=2)
    assert len(kept_out(split, seed=1)) == 10


def test_in_the_datas_order_the_last_rows_are_for_testing() -> None:
    assert kept_out("order") == kept_out("order", seed=5) == list(range(30, 40))
    assert kept_out("order", share=0.0) == []


def test_every_class_keeps_its_share() -> None:
    for seed in range(5):
        assert np.bincount(labels[kept_out("stratified", seed=seed)]).tolist() == [5, 3, 2]


def test_the_rows_of_each_class_are_counted_in_both_parts() -> None:
    table = Table(x=numbers, y=labels, classes=("a", "b", "c"), split=own)
    facts = prepared(Data(source=Chosen(id="given")), table).facts()
    assert facts.class_rows == ((18, 2), (11, 1), (7, 1))
    assert prepared(Data(source=Chosen(id="given")), Table(x=numbers, y=numbers[:, :1])).facts().class_rows == ()


@settings(max_examples=100)
@given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=6), share=st.floats(0, 0.9), seed=st.integers(0, 2**63 - 1)
)
def test_a_stratified_split_is_fair_to_a_row_and_leaves_every_class_something_to_learn(
    sizes: list[int], share: float, seed: int
) -> None:
    y = np.repeat(np.arange(len(sizes)), sizes)
    taken = np.bincount(y[kept_out("stratified", seed=seed, share=share, y=y, mark=None)], minlength=len(sizes))
    count = round(share * len(y))
    assert (taken < sizes).all()
    assert (np.abs(taken - np.array(sizes) * count / len(y)) <= 1).all()
    assert taken.sum() <= count
    if min(sizes) >= 10:
        assert taken.sum() == count


def test_values_are_drawn_as_in_a_random_split() -> None:
    values = np.random.default_rng(1).normal(size=(40, 1))
    assert kept_out("stratified", y=values) == kept_out("random", y=values)


def run_on(**chosen: Any) -> nnlab.Run:
    class Given(Dataset):
        def sample(self, rng):
            return Table(x=numbers, y=labels, names=("a", "b"), split=own)

    experiment = nnlab.preset("blobs")
    network = replace(experiment.network, inputs=("a", "b", "a^2"))
    output = replace(network.layers[-1], kind=Chosen(id="dense", values={"units": 3}))
    network = replace(network, layers=(*network.layers[:-1], output))
    data = Data(source=Chosen(id="given"), **chosen)
    return nnlab.Run(replace(experiment, data=data, network=network), plugins=[Given])


@pytest.mark.parametrize("split", ["auto", "order"])
@pytest.mark.parametrize("scaling", ["standardize", "minmax"])
def test_inputs_are_scaled_by_numbers_of_the_training_rows_which_are_told(scaling: str, split: str) -> None:
    run = run_on(scaling=scaling, split=split, test_share=0.25)
    train, _labels, test, _ = run.points()
    x = np.column_stack([train, train[:, 0] ** 2])
    shift, scale = (x.mean(0), x.std(0)) if scaling == "standardize" else (x.min(0), np.ptp(x, axis=0))
    facts = run.facts().data
    assert facts.own_split
    np.testing.assert_allclose(facts.shift, shift, rtol=1e-12)
    np.testing.assert_allclose(facts.scale, scale, rtol=1e-12)
    everything = np.concatenate([train, test])
    a = (np.column_stack([everything, everything[:, 0] ** 2]) - shift) / scale
    for layer in run.weights:
        z = a @ run.weights[layer] + run.biases[layer]
        a = np.tanh(z) if layer != "output" else np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(run.predict(everything), a, rtol=1e-9)


def test_unscaled_inputs_have_no_numbers_to_tell() -> None:
    facts = run_on().facts().data
    assert (facts.shift, facts.scale) == ((), ())
