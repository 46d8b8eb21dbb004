"""Every bundled activation: shapes, dtypes, slopes, extremes, and hands off its inputs."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import ids, locked, made, slope
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnlab.api.calls import bind, defines

corners = np.array([0, -1, 1, -3, 3, 6])  # where some activation has no slope
extremes = [-1e30, -1000, -100, -1e-30, 0, 1e-30, 100, 1000, 1e30]
every_one = pytest.mark.parametrize("ident", ids("activation"))
elementwise = [ident for ident in ids("activation") if defines(made("activation", ident), "derivative")]


def away_from_corners(shape: tuple[int, ...], spread: float, seed: int = 0) -> np.ndarray:
    """Returns random numbers, none of them within 0.01 of a corner."""
    z = np.random.default_rng(seed).normal(0, spread, shape)
    near = np.abs(z[..., np.newaxis] - corners).min(axis=-1) < 0.01
    return locked(np.where(near, z + 0.02, z))


@every_one
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_shape_and_dtype_are_those_of_z(ident: str, dtype: type) -> None:
    activation = made("activation", ident)
    z = locked(np.linspace(-3, 3, 12).reshape(3, 4), dtype)
    a = bind(activation, "forward")(z)
    results = [a]
    a = locked(a, dtype)
    if defines(activation, "derivative"):
        results.append(bind(activation, "derivative")(z, a))
    if defines(activation, "backward"):
        results.append(bind(activation, "backward")(z, a, z))
    assert len(results) == 2
    for result in results:
        assert (result.shape, result.dtype) == (z.shape, dtype)


@every_one
@pytest.mark.parametrize("spread", [0.3, 3, 10])
def test_the_slope_agrees_with_central_differences(ident: str, spread: float) -> None:
    activation = made("activation", ident)
    z = away_from_corners((5, 4), spread)
    a = locked(activation.forward(z))
    upstream = locked(np.cos(np.arange(20.0)).reshape(5, 4))
    if ident in elementwise:
        got = upstream * bind(activation, "derivative")(z, a)
    else:
        got = bind(activation, "backward")(z, a, upstream)
    want = slope(lambda x: upstream * activation.forward(x), z)
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("ident", [ident for ident in elementwise if made("activation", ident).params])
@pytest.mark.parametrize("end", ["low", "high"])
def test_the_slope_is_right_at_either_end_of_every_setting(ident: str, end: str) -> None:
    specs = made("activation", ident).params
    activation = made("activation", ident, **{spec.name: getattr(spec, end) for spec in specs})
    z = away_from_corners((40,), 2)
    z = locked(z[np.abs(np.abs(z) - getattr(activation, "corner", 0)) > 0.01])
    want = (activation.forward(z + 1e-6) - activation.forward(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(bind(activation, "derivative")(z, activation.forward(z)), want, rtol=1e-5, atol=1e-7)


@every_one
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_extreme_inputs_give_finite_numbers_without_a_warning(ident: str, dtype: type) -> None:
    activation = made("activation", ident)
    z = locked([extremes, extremes[::-1]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = locked(activation.forward(z), dtype)
        assert np.isfinite(a).all()
        if defines(activation, "derivative"):
            assert np.isfinite(bind(activation, "derivative")(z, a)).all()
        if defines(activation, "backward"):
            assert np.isfinite(bind(activation, "backward")(z, a, np.ones_like(z))).all()


@pytest.mark.parametrize("ident", elementwise)
def test_single_precision_gives_the_numbers_of_double_precision(ident: str) -> None:
    activation = made("activation", ident)
    z = away_from_corners((200,), 8)
    a, single = activation.forward(z), locked(z, np.float32)
    b = locked(activation.forward(single), np.float32)
    derivative = bind(activation, "derivative")
    np.testing.assert_allclose(b, a, rtol=1e-5, atol=5e-6)
    np.testing.assert_allclose(derivative(single, b), derivative(z, a), rtol=1e-5, atol=5e-6)


@pytest.mark.parametrize("ident", [ident for ident in ids("activation") if made("activation", ident).gives != "any"])
@given(z=arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6)))
def test_it_gives_what_it_promises(ident: str, z: np.ndarray) -> None:
    activation = made("activation", ident)
    a = activation.forward(z)
    assert ((a >= 0) & (a <= 1)).all()
    if activation.gives == "distribution":
        np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-12)


def test_who_gives_probabilities_is_known() -> None:
    promised = {ident: made("activation", ident).gives for ident in ids("activation")}
    assert {ident for ident, gives in promised.items() if gives == "distribution"} == {"softmax"}
    assert {ident for ident, gives in promised.items() if gives == "probability"} == {
        "sigmoid",
        "hard_sigmoid",
        "step",
        "gaussian",
    }


@every_one
def test_a_not_a_number_is_passed_on_and_not_hidden(ident: str) -> None:
    assert np.isnan(made("activation", ident).forward(locked([[np.nan, 1.0]]))).any()


def test_the_familiar_ones_come_first() -> None:
    assert ids("activation")[:5] == ["identity", "sigmoid", "tanh", "relu", "leaky_relu"]


def test_a_steeper_leak_is_a_steeper_slope() -> None:
    leaky = made("activation", "leaky_relu", slope=0.25)
    assert leaky.forward(locked([[-2.0, 2.0]])).tolist() == [[-0.5, 2.0]]


def test_the_tail_of_gelu_is_right_to_the_last_digits() -> None:
    # Phi(-z) = exp(-z^2 / 2) / (z sqrt(2 pi)) (1 - 1 / z^2 + 1 3 / z^4 - ...): Abramowitz and Stegun, 26.2.12
    z = 10.0
    series, term = 1.0, 1.0
    for n in range(1, 40):
        term *= -(2 * n - 1) / z**2
        series += term
    phi = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    got = made("activation", "gelu").forward(locked([-z]))
    np.testing.assert_allclose(got, -phi * series, rtol=1e-12, atol=0)
