"""Schedules, regularizers, initializers and metrics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bundled_components import ids, locked, made, slope
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnlab.api.calls import bind


@pytest.mark.parametrize("ident", ids("schedule"))
def test_a_schedule_begins_at_the_learning_rate_and_holds_its_last_value(ident: str) -> None:
    rate = bind(made("schedule", ident), "rate")
    assert rate(0.1, 0, 0) == pytest.approx(0.1)
    assert rate(0.1, 10**9, 10**9) == rate(0.1, 10**10, 10**10)
    assert all(type(rate(0.1, t, t)) is float for t in (0, 1, 10**6))


def test_cosine_ends_at_its_lowest_rate() -> None:
    cosine = made("schedule", "cosine", period=10, lowest=0.02)
    assert cosine.rate(0.1, 5) == pytest.approx(0.06)
    assert cosine.rate(0.1, 10) == pytest.approx(0.02)
    assert all(cosine.rate(0.1, epoch) > cosine.rate(0.1, epoch + 1) for epoch in range(10))


@pytest.mark.parametrize("ident", ids("regularizer"))
@given(w=arrays(np.float64, (3, 2), elements=st.floats(0.01, 10).flatmap(lambda x: st.sampled_from([x, -x]))))
def test_a_penalty_s_gradient_is_its_slope(ident: str, w: np.ndarray) -> None:
    regularizer = made("regularizer", ident, strength=0.3)
    np.testing.assert_allclose(regularizer.gradient(locked(w)), slope(regularizer.penalty, w), rtol=1e-6, atol=1e-6)
    assert math.isfinite(regularizer.penalty(locked(w)))


@pytest.mark.parametrize("ident", ids("regularizer"))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_penalty_of_nothing_is_nothing(ident: str, dtype: type) -> None:
    regularizer = made("regularizer", ident)
    w = locked(np.zeros((3, 2)), dtype)
    assert regularizer.penalty(w) == 0
    assert regularizer.gradient(w).dtype == dtype
    assert not regularizer.gradient(w).any()


@pytest.mark.parametrize("ident", ids("initializer"))
def test_an_initializer_draws_the_same_from_the_same_stream(ident: str) -> None:
    weights = bind(made("initializer", ident), "weights")
    first, second, other = (weights(np.random.default_rng(seed), 3, 5) for seed in (0, 0, 1))
    assert (first.shape, first.dtype) == ((3, 5), np.float64)
    np.testing.assert_array_equal(first, second)
    assert ident == "zeros" or (first != other).all()


@pytest.mark.parametrize("ident", ["xavier", "he"])
@pytest.mark.parametrize("distribution", ["uniform", "normal"])
def test_a_distribution_is_a_choice_and_keeps_the_spread(ident: str, distribution: str) -> None:
    initializer = made("initializer", ident, distribution=distribution)
    std = math.sqrt(2 / (300 if ident == "he" else 400))
    w = bind(initializer, "weights")(np.random.default_rng(0), 300, 100)
    assert w.std() == pytest.approx(std, rel=0.03)
    assert w.mean() == pytest.approx(0, abs=5 * std / math.sqrt(w.size))
    assert (np.abs(w).max() <= math.sqrt(3) * std) == (distribution == "uniform")


def test_accuracy_is_the_share_of_right_labels() -> None:
    accuracy = made("metric", "accuracy")
    assert accuracy.takes == "labels"
    assert accuracy.value(locked([0, 1, 1, 2], int), locked([0, 1, 2, 2], int)) == 0.75


def test_mean_absolute_error_is_the_mean_distance() -> None:
    error = made("metric", "mean_absolute_error")
    assert error.takes == "values"
    assert error.value(locked([[1.0], [2.0]]), locked([[0.0], [4.0]])) == 1.5
    assert {type(made("metric", ident).value(locked([[1.0]]), locked([[1.0]]))) for ident in ids("metric")} == {float}
