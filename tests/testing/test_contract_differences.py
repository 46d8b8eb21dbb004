"""Slopes are measured to many digits, with an honest doubt; kinks on the way are seen, wherever they lie."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.testing._differences import slopes
from nnlab.testing._kinks import kinks

FUNCTIONS = [
    (np.sin, np.cos),
    (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    (np.exp, np.exp),
    (lambda x: np.tanh(300 * x), lambda x: 300 * (1 - np.tanh(300 * x) ** 2)),
    (lambda x: 1e6 * x * x, lambda x: 2e6 * x),
]


@pytest.mark.parametrize(("function", "slope"), FUNCTIONS)
def test_smooth_functions_are_measured_to_nine_digits(function, slope) -> None:
    x = np.linspace(-2, 2, 101)
    measured = slopes(lambda t: function(x + t), function(x))
    right = slope(x)
    assert (measured.relative_error(right) <= 1e-8).all()
    assert (np.abs(measured.value - right) <= 1e-8 * np.maximum(np.abs(right), 1) + 4 * measured.doubt).all()
    assert (measured.relative_error(right * 1.001)[np.abs(right) > 0.1] > 0.9e-3).all()


@pytest.mark.parametrize("apart", [0.0, *(sign * 2.0**-power for power in range(3, 40) for sign in (-1, 1))])
def test_a_kink_at_any_distance_is_either_seen_or_out_of_the_way(apart: float) -> None:
    measured = slopes(lambda t: np.abs(np.asarray(t - apart)), np.abs(np.asarray(-apart)))
    right = np.sign(-apart)
    assert measured.kinked() or measured.relative_error(np.asarray(right)) < 1e-6


@pytest.mark.parametrize("odd", [lambda t: np.asarray(np.nan * t), lambda t: np.asarray(np.inf)])
def test_what_is_not_finite_has_no_slope(odd) -> None:
    with np.errstate(all="ignore"):
        assert slopes(odd, odd(0.0)).kinked()


def test_nan_given_for_a_slope_is_infinitely_wrong() -> None:
    measured = slopes(lambda t: np.asarray(t), np.asarray(0.0))
    assert measured.relative_error(np.asarray(np.nan)) == np.inf


@pytest.mark.parametrize("at", [0.0, 0.1, -3.0, 2.5, 1.2345, 7.999, -np.pi])
@pytest.mark.parametrize("size", [2.0, 0.03])
def test_kinks_and_jumps_are_found_where_they_are(at: float, size: float) -> None:
    edges = np.linspace(-8.03, 8.03, 1601)
    bend = kinks(lambda x: np.sin(x) + size * np.abs(x - at), edges)
    assert [(kink.x, kink.jump) for kink in bend] == [(pytest.approx(at, abs=2e-6), False)]
    assert bend[0].right - bend[0].left == pytest.approx(2 * size, rel=1e-3)
    step = kinks(lambda x: np.sin(x) + size * (x > at), edges)
    assert [(kink.x, kink.jump) for kink in step] == [(pytest.approx(at, abs=2e-6), True)]
    assert step[0].right - step[0].left == pytest.approx(size, rel=1e-3, abs=2e-5)


@pytest.mark.parametrize("smooth", [np.sin, np.tanh, lambda x: np.tanh(20 * x), lambda x: 100 * x * x])
def test_smooth_functions_have_no_kinks(smooth) -> None:
    assert kinks(smooth, np.linspace(-8.03, 8.03, 1601)) == ()
