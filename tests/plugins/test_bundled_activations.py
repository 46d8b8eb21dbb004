"""Every bundled activation: shapes, dtypes, slopes, extremes, and hands off its inputs."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import ids, locked, made, slope
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnlab.api.calls import bind, defines

away_from_kinks = arrays(np.float64, (3, 4), elements=st.floats(0.001, 30).flatmap(lambda x: st.sampled_from([x, -x])))
extremes = [-1e30, -1000, -100, -1e-30, 0, 1e-30, 100, 1000, 1e30]
every_one = pytest.mark.parametrize("ident", ids("activation"))


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
    for result in results:
        assert (result.shape, result.dtype) == (z.shape, dtype)


@every_one
@given(z=away_from_kinks)
def test_the_slope_agrees_with_central_differences(ident: str, z: np.ndarray) -> None:
    activation = made("activation", ident)
    a = activation.forward(z)
    upstream = np.cos(np.arange(12.0)).reshape(3, 4)
    if defines(activation, "backward"):
        got = bind(activation, "backward")(locked(z), locked(a), locked(upstream))
    else:
        got = upstream * bind(activation, "derivative")(locked(z), locked(a))
    want = slope(lambda x: upstream * activation.forward(x), z)
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-7)


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


@every_one
@given(z=arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6)))
def test_it_gives_what_it_promises(ident: str, z: np.ndarray) -> None:
    activation = made("activation", ident)
    a = activation.forward(z)
    if activation.gives != "any":
        assert ((a >= 0) & (a <= 1)).all()
    if activation.gives == "distribution":
        np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-12)


@every_one
def test_a_not_a_number_is_passed_on_and_not_hidden(ident: str) -> None:
    assert np.isnan(made("activation", ident).forward(locked([[np.nan, 1.0]]))).any()


def test_a_steeper_leak_is_a_steeper_slope() -> None:
    leaky = made("activation", "leaky_relu", slope=0.25)
    assert leaky.forward(locked([[-2.0, 2.0]])).tolist() == [[-0.5, 2.0]]
