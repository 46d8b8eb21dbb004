"""Every bundled loss: one number a sample, and a gradient that is its slope."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import bundled_catalog, ids, locked, made, slope

every_one = pytest.mark.parametrize("ident", ids("loss"))
from_logits = [ident for ident in ids("loss") if made("loss", ident).takes == "score"]


def output_for(loss: object, raw: np.ndarray) -> np.ndarray:
    """Makes an output such as the loss takes out of any numbers."""
    if loss.takes in ("any", "score"):
        return raw
    inside = 0.01 + 0.98 / (1 + np.exp(-raw))
    return inside / inside.sum(axis=1, keepdims=True) if loss.takes == "distribution" else inside


def targets_for(loss: object, samples: int, outputs: int, dtype: type = np.float64) -> np.ndarray:
    """Makes targets in the coding the loss names."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, outputs, samples)
    yes = rng.integers(0, 2, (samples, outputs))
    codings = {
        "classes": labels,
        "one_hot": np.eye(outputs)[labels],
        "zero_one": yes,
        "plus_minus_one": 2 * yes - 1,
        "values": rng.normal(size=(samples, outputs)),
    }
    target = codings[loss.targets]
    return locked(target, np.int64 if loss.targets == "classes" else dtype)


@every_one
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("outputs", [1, 3])
def test_value_is_one_number_a_sample_and_gradient_has_the_shape_of_y(ident: str, dtype: type, outputs: int) -> None:
    loss = made("loss", ident)
    y = locked(output_for(loss, np.linspace(-2, 2, 5 * outputs).reshape(5, outputs)), dtype)
    target = targets_for(loss, 5, outputs, dtype)
    value, gradient = loss.value(y, target), loss.gradient(y, target)
    assert (value.shape, value.dtype) == ((5,), dtype)
    assert (gradient.shape, gradient.dtype) == (y.shape, dtype)


@every_one
@pytest.mark.parametrize("spread", [0.5, 5])
def test_the_gradient_agrees_with_central_differences(ident: str, spread: float) -> None:
    loss = made("loss", ident)
    raw = np.random.default_rng(1).normal(0, spread, (20, 3))
    y, target = output_for(loss, raw), targets_for(loss, 20, 3)
    want = slope(lambda x: loss.value(x, target), y, step=1e-7)
    np.testing.assert_allclose(loss.gradient(locked(y), target), want, rtol=1e-5, atol=1e-6)


@every_one
def test_a_sample_s_number_does_not_depend_on_the_others(ident: str) -> None:
    loss = made("loss", ident)
    y, target = output_for(loss, np.random.default_rng(2).normal(size=(6, 3))), targets_for(loss, 6, 3)
    np.testing.assert_allclose(loss.value(y[2:4], target[2:4]), loss.value(y, target)[2:4], rtol=1e-14)
    np.testing.assert_allclose(loss.gradient(y[2:4], target[2:4]), loss.gradient(y, target)[2:4], rtol=1e-14)


@every_one
def test_a_perfect_answer_costs_nothing_and_any_other_something(ident: str) -> None:
    loss = made("loss", ident)
    target = targets_for(loss, 6, 3)
    perfect = target if loss.targets != "classes" else np.eye(3)[target]
    if loss.takes == "score":  # as sure of it as can be
        perfect = 1000 * (perfect if loss.targets == "plus_minus_one" else 2 * perfect - 1)
    np.testing.assert_allclose(loss.value(locked(perfect), target), 0, atol=1e-12)
    assert (loss.value(locked(np.full((6, 3), 0.4)), target) > 0).all()


@pytest.mark.parametrize("ident", [ident for ident in ids("loss") if ident not in from_logits])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_probability_of_exactly_0_or_1_stays_finite(ident: str, dtype: type) -> None:
    loss = made("loss", ident)
    y = locked([[0, 1], [0, 1], [1, 0]], dtype)
    target = locked([[0, 1], [1, 0], [0, 1]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, gradient = loss.value(y, target), loss.gradient(y, target)
    assert np.isfinite(value).all()
    assert np.isfinite(gradient).all()
    assert value[0] == 0
    assert (value[1:] > 0.4).all()
    assert gradient[1, 0] < 0


@pytest.mark.parametrize("ident", from_logits)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [0, 100, 1e4, 1e15])
def test_extreme_logits_give_finite_numbers_without_a_warning(ident: str, dtype: type, size: float) -> None:
    loss = made("loss", ident)
    y = locked(size * np.array([[1, -1, 0], [-1, 1, 1], [0, 0, -1], [1, 1, 1]]), dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, gradient = (part(y, targets_for(loss, 4, 3, dtype)) for part in (loss.value, loss.gradient))
    assert np.isfinite(value).all()
    assert np.isfinite(gradient).all()


def test_losses_from_logits_are_those_from_probabilities_with_the_activation_built_in() -> None:
    z = locked(np.random.default_rng(3).normal(0, 3, (8, 4)))
    for plain, activation, built_in in (
        ("binary_cross_entropy", "sigmoid", "binary_cross_entropy_with_logits"),
        ("cross_entropy", "softmax", "cross_entropy_with_logits"),
    ):
        target = targets_for(made("loss", plain), 8, 4)
        want = made("loss", plain).value(made("activation", activation).forward(z), target)
        np.testing.assert_allclose(made("loss", built_in).value(z, target), want, rtol=1e-12)


def test_a_large_delta_makes_huber_half_the_squared_error_and_a_small_one_the_absolute_error() -> None:
    y, target = locked([[3.0, -1.0]]), locked([[0.0, 1.0]])
    wide, narrow = made("loss", "huber", delta=100), made("loss", "huber", delta=0.001)
    assert wide.value(y, target) == made("loss", "half_mse").value(y, target)
    np.testing.assert_allclose(narrow.value(y, target) / 0.001, made("loss", "mae").value(y, target), rtol=1e-3)


def test_reductions_are_named_for_the_engine_and_for_people() -> None:
    sums = {ident for ident in ids("loss") if made("loss", ident).reduction == "sum"}
    assert sums == {"sse", "half_sse"}
    for info in bundled_catalog().infos:
        if info.kind == "loss":
            word, sign = ("sum", "和") if info.id in sums else ("mean", "平均")
            assert word in info.help.en.lower()
            assert sign in info.help.zh_CN + info.name.zh_CN


def test_what_a_loss_takes_is_said_so_that_a_misfit_is_a_sentence() -> None:
    said = {ident: (made("loss", ident).takes, made("loss", ident).targets) for ident in ids("loss")}
    assert {ident: pair for ident, pair in said.items() if pair != ("any", "values")} == {
        "binary_cross_entropy": ("probability", "zero_one"),
        "cross_entropy": ("distribution", "one_hot"),
        "binary_cross_entropy_with_logits": ("score", "zero_one"),
        "cross_entropy_with_logits": ("score", "one_hot"),
        "sparse_cross_entropy_with_logits": ("score", "classes"),
        "kl_divergence": ("distribution", "one_hot"),
        "hinge": ("score", "plus_minus_one"),
        "squared_hinge": ("score", "plus_minus_one"),
    }
