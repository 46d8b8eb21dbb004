"""Schedules, regularizers, initializers and metrics."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from bundled_components import ids, locked, made, slope
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnlab.api.calls import bind

every_schedule = pytest.mark.parametrize("ident", ids("schedule"))
far = 10**7  # past the end of any of them


def rate_of(ident: str, **values: Any) -> Callable[[float, int, int], float]:
    return bind(made("schedule", ident, **values), "rate")


@every_schedule
def test_a_schedule_begins_at_the_learning_rate_or_below_and_gives_plain_numbers(ident: str) -> None:
    rate = rate_of(ident)
    begin = rate(0.1, 0, 0)
    assert 0 < begin <= 0.1 if ident == "warmup_cosine" else begin == pytest.approx(0.1)
    assert all(type(rate(0.1, t, t)) is float for t in (0, 1, 7, far))
    assert all(0 <= rate(0.1, t, t) <= 0.1 for t in range(0, 2000, 7))


@pytest.mark.parametrize("ident", [ident for ident in ids("schedule") if ident != "cosine_restarts"])
def test_a_schedule_holds_its_last_value(ident: str) -> None:
    rate = rate_of(ident)
    assert rate(0.1, far, far) == pytest.approx(rate(0.1, 10 * far, 10 * far), abs=1e-6)
    if "period" in {spec.name for spec in made("schedule", ident).params}:
        rate = rate_of(ident, period=30)
        assert rate(0.1, 30, 30) == rate(0.1, 31, 31) == rate(0.1, far, far)


@pytest.mark.parametrize("ident", [ident for ident in ids("schedule") if ident not in ("constant", "cosine")])
def test_a_schedule_counts_epochs_unless_told_to_count_steps(ident: str) -> None:
    epochs, steps = rate_of(ident), rate_of(ident, unit="steps")
    for now in (0, 3, 101, 555):
        assert epochs(0.1, 9999, now) == steps(0.1, now, 9999) == epochs(0.1, 0, now)


def test_cosine_ends_at_its_lowest_rate() -> None:
    cosine = made("schedule", "cosine", period=10, lowest=0.02)
    assert cosine.rate(0.1, 5) == pytest.approx(0.06)
    assert cosine.rate(0.1, 10) == pytest.approx(0.02)
    assert all(cosine.rate(0.1, epoch) > cosine.rate(0.1, epoch + 1) for epoch in range(10))


@pytest.mark.parametrize("growth", [1, 2, 3])
def test_a_restart_comes_when_the_period_is_over_and_each_period_is_longer(growth: int) -> None:
    rate = rate_of("cosine_restarts", period=4, growth=growth)
    rates = [rate(0.1, 0, epoch) for epoch in range(60)]
    restarts = [epoch for epoch in range(1, 60) if rates[epoch] > rates[epoch - 1]]
    assert restarts[:3] == [4, 4 + 4 * growth, 4 + 4 * growth + 4 * growth**2]
    assert all(rates[epoch] == pytest.approx(0.1) for epoch in restarts)


def test_a_warmup_longer_than_the_whole_ends_low() -> None:
    rate = rate_of("warmup_cosine", warmup=10, period=5, lowest=0.01)
    assert [rate(0.1, 0, epoch) for epoch in (9, 10, 11, far)] == pytest.approx([0.1, 0.1, 0.01, 0.01])


def test_milestones_are_a_setting_of_numbers() -> None:
    rate = rate_of("multi_step", milestones=(2, 5), gamma=0.1)
    assert [rate(1.0, 0, epoch) for epoch in (1, 2, 4, 5, far)] == pytest.approx([1, 0.1, 0.1, 0.01, 0.01])


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
    assert ident in ("zeros", "constant") or (first != other).all()


@pytest.mark.parametrize("ident", ["xavier", "he", "lecun"])
@pytest.mark.parametrize("distribution", ["uniform", "normal"])
def test_a_distribution_is_a_choice_and_keeps_the_spread(ident: str, distribution: str) -> None:
    initializer = made("initializer", ident, distribution=distribution)
    std = math.sqrt({"xavier": 2 / 400, "he": 2 / 300, "lecun": 1 / 300}[ident])
    w = bind(initializer, "weights")(np.random.default_rng(0), 300, 100)
    assert w.std() == pytest.approx(std, rel=0.03)
    assert w.mean() == pytest.approx(0, abs=5 * std / math.sqrt(w.size))
    assert (np.abs(w).max() <= math.sqrt(3) * std) == (distribution == "uniform")


def test_a_middle_moves_what_is_drawn() -> None:
    uniform = bind(made("initializer", "uniform", middle=3, limit=0.5), "weights")(np.random.default_rng(0), 50, 50)
    assert 2.5 <= uniform.min() < 2.52 < 3.48 < uniform.max() <= 3.5
    normal = bind(made("initializer", "normal", middle=-2, std=0.1), "weights")(np.random.default_rng(0), 50, 50)
    assert normal.mean() == pytest.approx(-2, abs=0.01)


def test_equal_weights_are_equal() -> None:
    assert (made("initializer", "constant", value=0.3).weights(2, 3) == np.full((2, 3), 0.3)).all()


def test_an_elastic_net_is_l1_at_one_end_and_l2_at_the_other() -> None:
    w = locked([[0.5, -2.0]])
    for ratio, ident in ((1, "l1"), (0, "l2")):
        net, pure = (
            made("regularizer", "elastic_net", strength=0.3, ratio=ratio),
            made("regularizer", ident, strength=0.3),
        )
        assert net.penalty(w) == pytest.approx(pure.penalty(w))
        np.testing.assert_allclose(net.gradient(w), pure.gradient(w))


def test_accuracy_is_the_share_of_right_labels() -> None:
    accuracy = made("metric", "accuracy")
    assert accuracy.takes == "labels"
    assert accuracy.value(locked([0, 1, 1, 2], int), locked([0, 1, 2, 2], int)) == 0.75


def test_mean_absolute_error_is_the_mean_distance() -> None:
    error = made("metric", "mean_absolute_error")
    assert error.takes == "values"
    assert error.value(locked([[1.0], [2.0]]), locked([[0.0], [4.0]])) == 1.5
    assert {type(made("metric", ident).value(locked([[1.0]]), locked([[1.0]]))) for ident in ids("metric")} == {float}


def test_root_mean_squared_error_weighs_large_distances_more() -> None:
    error = made("metric", "root_mean_squared_error")
    assert error.value(locked([[1.0], [2.0]]), locked([[0.0], [-5.0]])) == 5


def test_r_squared_is_1_for_right_answers_and_0_for_the_mean_of_each_output() -> None:
    score = made("metric", "r_squared")
    target = locked([[1.0, 10], [2, 20], [6, 60]])
    assert score.value(target, target) == 1
    assert score.value(locked(np.broadcast_to(target.mean(axis=0), (3, 2))), target) == pytest.approx(0)
    assert score.value(locked(-target), target) < 0
    assert score.value(locked([[1.0], [1]]), locked([[1.0], [1]])) == 1
    assert score.value(locked([[1.0], [2]]), locked([[1.0], [1]])) == 0
