"""Twins are used only where they agree with the plugins, and keep losses finite at any logit."""

from __future__ import annotations

import numpy as np
import pytest
from oracle_nets import component, loss_of, trainer

from nnlab.api import Activation, Loss
from nnlab.engine import Border
from nnlab.engine.losses import twin_of


def test_the_bundled_pairs_have_twins():
    border = Border()
    assert twin_of(component("activation", "sigmoid"), component("loss", "binary_cross_entropy"), 1, border)
    assert twin_of(component("activation", "sigmoid"), component("loss", "binary_cross_entropy"), 3, border)
    assert twin_of(component("activation", "softmax"), component("loss", "cross_entropy"), 4, border)
    assert twin_of(component("activation", "sigmoid"), component("loss", "mse"), 1, border) is None


def test_a_plugin_that_only_claims_to_be_the_twin_runs_as_it_is():
    class Steep(Activation):
        native = "sigmoid"
        gives = "probability"

        def forward(self, z):
            return 1 / (1 + np.exp(-2 * z))

        def derivative(self, a):
            return 2 * a * (1 - a)

    assert twin_of(Steep(), component("loss", "binary_cross_entropy"), 1, Border()) is None


@pytest.mark.parametrize("labels", [True, False])
def test_cross_entropy_of_classes_or_one_hot_gives_the_same_twin(labels):
    class Own(Loss):
        native = "cross_entropy"
        takes = "distribution"
        targets = "classes" if labels else "one_hot"

        def value(self, y, target):
            return -np.log(y[np.arange(len(y)), target] if labels else (y * target).sum(axis=1))

        def gradient(self, y, target):
            hot = np.eye(y.shape[1])[target] if labels else target
            return -hot / y

    assert twin_of(component("activation", "softmax"), Own(), 3, Border())


@pytest.mark.parametrize(("name", "loss"), [("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy")])
def test_the_loss_stays_finite_and_right_at_extreme_logits(name, loss):
    w = np.array([[1e4, -1e4]]) if name == "softmax" else np.array([[-1e4]])
    target = [[0, 1]] if name == "softmax" else [[1]]
    made = trainer(
        [[1.0]], target, [(w, np.zeros(w.shape[1]), name)], component("loss", loss), component("optimizer", "sgd")
    )
    assert loss_of(made) == pytest.approx(2e4 if name == "softmax" else 1e4)
    made.step()
    assert np.isfinite(made.network.store.flat).all()
    assert np.abs(made.network.grads.flat).max() == pytest.approx(1)
