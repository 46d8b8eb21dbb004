"""Random elementwise expressions replay as NumPy computes them, and their slopes are those of central differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlab.api import Activation
from nnlab.engine.border import Border
from nnlab.engine.recording import Pool, record_activation

unary = {
    "tanh": np.tanh,
    "abs": np.abs,
    "-": lambda x: -x,
    "bell": lambda x: np.exp(-np.abs(x)),
    "log1p": lambda x: np.log1p(np.abs(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "swish": lambda x: x / (1 + np.exp(-x)),
    "hump": lambda x: x / (1 + x**2),
    "root": lambda x: np.sqrt(1 + x * x),
    "arctan": np.arctan,
    "arcsinh": np.arcsinh,
    "clip": lambda x: np.clip(x, -1, 1),
    "relu": lambda x: np.maximum(x, 0),
    "below": lambda x: np.minimum(0.5, x),
    "leaky": lambda x: np.where(x > 0, x, 0.1 * x),
    "elu": lambda x: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1),
    "mask": lambda x: x * (x >= 0.25),
    "step": lambda x: np.heaviside(x, 0.5),
}
binary = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "gated": lambda x, y: x * np.tanh(y),
    "max": np.maximum,
    "where": lambda x, y: np.where(x < 0.75, y, x),
    "logaddexp": np.logaddexp,
}
numbers = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.3, 1.0, 2.0])
trees = st.recursive(
    st.one_of(st.just("z"), numbers),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(unary)), inner),
        st.tuples(st.sampled_from(sorted(binary)), inner, inner),
        st.tuples(numbers, inner),
    ),
    max_leaves=6,
)


def computed(tree, z):
    if tree == "z":
        return z
    if isinstance(tree, float):
        return tree
    head, *rest = tree
    args = [computed(one, z) for one in rest]
    if isinstance(head, float):
        return head * args[0]
    return (unary if len(args) == 1 else binary)[head](*args)


def recorded(tree, dtype=np.float64):
    class Made(Activation):
        def forward(self, z):
            return computed(tree, z) + 0 * z

    return record_activation(Border().method(Made(), "forward", "z"), None, dtype)


def replayed(program, z):
    a, slope = np.empty_like(z), np.empty_like(z)
    bound = program.bind({"z": z}, {"a": a, "slope": slope}, Pool())
    with np.errstate(all="ignore"):
        for stage in ("forward", "slope"):
            for function, args in bound.entries(stage):
                function(*args)
    return a, slope


@settings(max_examples=150, deadline=None, derandomize=True)
@given(trees)
def test_an_expression_is_replayed_and_differentiated(tree):
    program = recorded(tree)
    z = np.random.default_rng(3).uniform(-3, 3, (4, 9))
    a, slope = replayed(program, z)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(a, computed(tree, z) + 0 * z, rtol=1e-12, atol=1e-13)
        h = 1e-6
        left, middle, right = (computed(tree, x) + 0 * z for x in (z - h, z, z + h))
    smooth = np.abs((right - middle) - (middle - left)) < 1e-3 * h
    np.testing.assert_allclose(slope[smooth], ((right - left) / (2 * h))[smooth], rtol=1e-4, atol=1e-6)
    assert np.isfinite(slope).all()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(trees)
def test_large_arrays_choose_by_bits_and_come_out_the_same(tree):
    program = recorded(tree, np.float32)
    z = np.random.default_rng(4).normal(0, 2, (64, 48)).astype(np.float32)
    whole, parts = replayed(program, z), [replayed(program, row[None]) for row in z]
    for place in (0, 1):
        np.testing.assert_array_equal(whole[place], np.concatenate([one[place] for one in parts]))


@pytest.mark.parametrize(
    ("write", "slope"),
    [
        (lambda z: np.maximum(z, 0), 0),
        (lambda z: np.maximum(0, z), 0),
        (lambda z: np.minimum(z, 0), 0),
        (np.abs, 0),
        (lambda z: np.clip(z, 0, 1), 0),
        (lambda z: np.clip(z, -1, 0), 0),
        (lambda z: np.where(z > 0, z, 0.1 * z), 0.1),
        (lambda z: np.where(z >= 0, z, 0.1 * z), 1),
        (lambda z: np.where(z < 0, 0.1 * z, z), 1),
        (np.sign, 0),
        (lambda z: np.heaviside(z, 1), 0),
        (np.floor, 0),
        (lambda z: z * (z > 0), 0),
        (lambda z: (z + np.abs(z)) / 2, 0.5),
        (lambda z: np.maximum(z, 0.1 * z), 0.1),
    ],
)
def test_at_a_kink_the_slope_is_that_of_the_branch_taken(write, slope):
    class Kinked(Activation):
        def forward(self, z):
            return write(z)

    program = record_activation(Border().method(Kinked(), "forward", "z"), None, np.float64)
    assert replayed(program, np.zeros((1, 1)))[1] == slope


@pytest.mark.parametrize(
    "write",
    [
        np.exp,
        np.expm1,
        lambda z: np.log(z**2 + 1),
        lambda z: np.log1p(z**2),
        lambda z: np.log2(np.abs(z) + 1),
        lambda z: np.log10(np.abs(z) + 1),
        lambda z: np.sqrt(np.abs(z) + 0.1),
        lambda z: np.square(np.sin(z)),
        lambda z: np.cbrt(z**2 + 1),
        np.sinh,
        lambda z: np.cosh(z / 2),
        lambda z: np.tan(np.tanh(z)),
        np.arctan,
        lambda z: np.arcsin(0.9 * np.tanh(z)),
        lambda z: np.arccos(0.9 * np.tanh(z)),
        np.arcsinh,
        lambda z: np.arccosh(np.abs(z) + 1.5),
        lambda z: np.arctanh(0.9 * np.tanh(z)),
        lambda z: np.hypot(z, 1),
        lambda z: np.arctan2(z, 2),
        lambda z: np.fmax(z, -z),
        lambda z: np.fmin(z, 1),
        lambda z: np.power(np.abs(z) + 1, 1.5),
        lambda z: 2.0**z,
        lambda z: np.exp2(z),
        lambda z: (np.abs(z) + 1) ** np.tanh(z),
        lambda z: np.reciprocal(z**2 + 1),
        lambda z: np.negative(z**3) + z**-2 / 10,
        lambda z: np.logaddexp(0, z),
        lambda z: np.where(np.logical_and(z > -1, z < 1), z**2, 2 * np.abs(z) - 1),
        lambda z: np.where((z > 1) | (z < -1) | ~(z != 0.5), z, z**5),
        lambda z: np.where(np.logical_not(np.isnan(z)), np.cos(z), 0),
        lambda z: np.full_like(z, 2) * z + np.ones_like(z) - np.zeros_like(z),
        lambda z: z.clip(-1, 1) + z.copy() * z.astype(float) + np.clip(z, None, 2) + np.clip(z, a_min=-2, a_max=None),
        lambda z: (z / np.finfo(z.dtype).max * 1e300 + z.ndim) / z.shape[1] * z.size / len(z),
        lambda z: np.trunc(z) + np.rint(z) + np.ceil(z) + z % 2 * 0 + np.float64(2) * z,
        lambda z: +z - np.positive(z) / np.array(3.0) + True * z,
    ],
)
def test_the_functions_students_use_are_differentiated(write):
    class Written(Activation):
        def forward(self, z):
            return write(z)

    program = record_activation(Border().method(Written(), "forward", "z"), None, np.float64)
    z = np.random.default_rng(5).uniform(-2.4, 2.4, (3, 5))
    a, slope = replayed(program, z)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(a, write(z), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(slope, (write(z + 1e-6) - write(z - 1e-6)) / 2e-6, rtol=1e-5, atol=1e-7)
