"""Each component keeps nnlab's contract, and gives the numbers of its paper."""

import numpy as np
import pytest
from nnlab_extras.adabelief import AdaBelief
from nnlab_extras.celu import Celu
from nnlab_extras.focal import FocalLoss
from nnlab_extras.mackey_glass import MackeyGlass
from nnlab_extras.matthews import MatthewsCorrelation

from nnlab.testing import assert_contract


@pytest.mark.parametrize("component", [Celu, FocalLoss, AdaBelief, MackeyGlass, MatthewsCorrelation])
def test_it_keeps_its_contract(component):
    assert_contract(component, strict=True)


def test_celu_is_elu_for_alpha_1_and_its_slope_has_no_jump():
    z = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(Celu().forward(z), np.where(z > 0, z, np.exp(z) - 1), atol=1e-15)
    for alpha in (0.1, 1.0, 10.0):
        np.testing.assert_allclose(Celu(alpha=alpha).derivative(np.array([-1e-9, 1e-9])), 1, rtol=1e-7)


def test_focal_loss_without_focus_is_cross_entropy_and_with_it_forgets_right_answers():
    y, target = np.array([[-3.0], [0.5], [4.0]]), np.array([[1.0], [-1.0], [1.0]])
    np.testing.assert_allclose(FocalLoss(gamma=0).value(y, target), np.log1p(np.exp(-target * y))[:, 0])
    p = 1 / (1 + np.exp(-target * y))
    np.testing.assert_allclose(FocalLoss().value(y, target), (-((1 - p) ** 2) * np.log(p))[:, 0])
    assert FocalLoss().value(y, target)[2] < 0.001 * FocalLoss(gamma=0).value(y, target)[2]


def test_adabelief_takes_longer_steps_than_adam_along_a_steady_gradient():
    optimizer, w, g = AdaBelief(), np.zeros(1), np.ones(1)
    state = optimizer.init(w)
    for t in range(1, 101):
        before = w
        w, state = optimizer.update(before, g, state, 0.01, t)
    assert before - w > 0.02  # Adam: 0.01


def test_mackey_glass_is_drawn_again_by_the_same_stream_and_stays_in_its_range():
    one, other = (MackeyGlass(samples=250).sample(np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one.x, other.x)
    assert one.x.shape == (250, 12, 1)
    assert one.y.shape == (250, 1)
    assert 0.2 < one.x.min() < one.x.max() < 1.5


def test_mackey_glass_answers_with_the_value_that_follows():
    series = MackeyGlass().series(np.array([1.2]), 600)[:, 0]
    past, now = series[300 - 17], series[300]
    assert abs(series[301] - now - (0.2 * past / (1 + past**10) - 0.1 * now)) < 0.02
    table = MackeyGlass(samples=50).sample(np.random.default_rng(0))
    assert np.abs(table.y[:, 0] - table.x[:, -1, 0]).max() < 0.2


@pytest.mark.parametrize(
    ("said", "true", "expected"),
    [
        ([0, 1, 1, 0], [0, 1, 1, 0], 1.0),
        ([1, 0, 0, 1], [0, 1, 1, 0], -1.0),
        ([0] * 10, [0] * 9 + [1], 0.0),
        ([0, 0, 1, 1], [0, 1, 1, 1], 1 / 3**0.5),
        ([0, 1, 2, 2], [0, 1, 2, 1], 7 / 10),
    ],
)
def test_matthews_correlation_is_right(said, true, expected):
    assert MatthewsCorrelation().value(np.array(said), np.array(true)) == pytest.approx(expected)
