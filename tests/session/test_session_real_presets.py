"""The presets on real data keep the promise of their test accuracy, over splits of ten seeds."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from oracle_parts import soak

import nnlab

promised = {"iris": 0.95, "breast_cancer": 0.95, "digits": 0.97}


def accuracies(ident: str, seeds: range) -> list[float]:
    """Returns the test accuracy after training, for each seed of the split."""
    experiment = nnlab.preset(ident)
    found = []
    for seed in seeds:
        run = nnlab.Run(replace(experiment, data=replace(experiment.data, split_seed=seed)))
        found.append(run.train().metrics["test_accuracy"][-1])
    return found


@pytest.mark.parametrize("ident", promised)
def test_the_split_is_the_promised_one(ident: str) -> None:
    data = nnlab.preset(ident).data
    assert (data.split, data.test_share) == ("stratified", 0.3 if ident == "iris" else 0.2)


def test_three_splits_of_iris_are_learned() -> None:
    assert np.median(accuracies("iris", range(3))) >= promised["iris"]


@pytest.mark.soak
@pytest.mark.parametrize("ident", promised)
def test_real_data_are_learned_whatever_the_split(ident: str) -> None:
    found = accuracies(ident, range(10) if soak else range(1))
    assert np.median(found) >= promised[ident] - (0 if soak else 0.05)
    if soak:
        own = found[nnlab.preset(ident).data.split_seed]
        assert sorted(found)[1] <= own <= sorted(found)[-2]


@pytest.mark.soak
def test_digits_in_file_order_are_harder() -> None:
    epochs = 20 if soak else 5
    mixed, ordered = (nnlab.Run(nnlab.preset(ident)).train(epochs) for ident in ("digits", "digits_in_file_order"))
    assert ordered.metrics["test_accuracy"][-1] < mixed.metrics["test_accuracy"][-1] - 0.02
