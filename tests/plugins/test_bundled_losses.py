"""Every bundled loss: one number a sample, and a gradient that is its slope."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import ids, locked, made, slope
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

every_one = pytest.mark.parametrize("ident", ids("loss"))


def output_for(loss: object, raw: np.ndarray) -> np.ndarray:
    """Makes an output such as the loss takes out of any numbers."""
    if loss.takes == "any":
        return raw
    inside = 0.01 + 0.98 / (1 + np.exp(-raw))
    return inside / inside.sum(axis=1, keepdims=True) if loss.takes == "distribution" else inside


def targets_for(loss: object, samples: int, outputs: int) -> np.ndarray:
    """Makes targets in the coding the loss names."""
    rng = np.random.default_rng(0)
    if loss.targets == "one_hot":
        return np.eye(outputs)[rng.integers(0, outputs, samples)]
    return (
        rng.integers(0, 2, (samples, outputs)).astype(float)
        if loss.targets == "zero_one"
        else rng.normal(size=(samples, outputs))
    )


@every_one
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("outputs", [1, 3])
def test_value_is_one_number_a_sample_and_gradient_has_the_shape_of_y(ident: str, dtype: type, outputs: int) -> None:
    loss = made("loss", ident)
    y = locked(output_for(loss, np.linspace(-2, 2, 5 * outputs).reshape(5, outputs)), dtype)
    target = locked(targets_for(loss, 5, outputs), dtype)
    value, gradient = loss.value(y, target), loss.gradient(y, target)
    assert (value.shape, value.dtype) == ((5,), dtype)
    assert (gradient.shape, gradient.dtype) == (y.shape, dtype)


@every_one
@given(raw=arrays(np.float64, (4, 3), elements=st.floats(-5, 5)))
def test_the_gradient_agrees_with_central_differences(ident: str, raw: np.ndarray) -> None:
    loss = made("loss", ident)
    y, target = output_for(loss, raw), targets_for(loss, 4, 3)
    want = slope(lambda x: loss.value(x, target), y, step=1e-7)
    np.testing.assert_allclose(loss.gradient(locked(y), locked(target)), want, rtol=1e-5, atol=1e-6)


@every_one
def test_a_perfect_answer_costs_nothing_and_any_other_something(ident: str) -> None:
    loss = made("loss", ident)
    target = targets_for(loss, 6, 3)
    np.testing.assert_allclose(loss.value(locked(target), locked(target)), 0, atol=1e-12)
    assert (loss.value(locked(np.full((6, 3), 0.4)), locked(target)) > 0).all()


@pytest.mark.parametrize("ident", ["binary_cross_entropy", "cross_entropy"])
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
    assert (value[1:] > 10).all()
    assert gradient[1, 0] < 0


def test_reductions_are_named_for_the_engine() -> None:
    named = {ident: made("loss", ident).reduction for ident in ids("loss")}
    assert named == {
        "mse": "mean",
        "sse": "sum",
        "half_sse": "sum",
        "binary_cross_entropy": "mean",
        "cross_entropy": "mean",
    }
