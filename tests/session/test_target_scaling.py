"""Scaled targets: the network learns the scaled ones, and everything that is an answer is in the data's own units."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from opened_table import fitted, opened, run_of

import nnlab
from nnlab.api import Table
from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Data
from nnlab.session._data import fitted as fitted_to
from nnlab.session._data import prepared

rng = np.random.default_rng(1)
a, b = rng.uniform(-1, 1, 60), rng.uniform(-1, 1, 60)


def table() -> str:
    return opened({"a": a, "b": b, "price": 300_000 + 50_000 * (a - 2 * b), "size": 0.002 * a})


def run(how: str, **values: Any) -> nnlab.Run:
    experiment = fitted({"table": table(), **values}, base="plane", scaling="standardize")
    metrics = edits.set_metrics(experiment, ["mean_absolute_error"])
    return run_of(edits.set_target_scaling(metrics, how))


@settings(max_examples=60)
@given(
    y=arrays(np.float64, st.tuples(st.integers(2, 10), st.integers(1, 3)), elements=st.floats(-1e9, 1e9)),
    how=st.sampled_from(("standardize", "minmax")),
)
def test_scaled_and_back_is_the_same(y: Any, how: str) -> None:
    data = Data(source=Chosen(id="given"), split="order", test_share=0.0, target_scaling=how)
    found = prepared(data, Table(x=np.zeros((len(y), 1)), y=y))
    assert found.answers is not None
    coded = found.answers.coded(y)
    np.testing.assert_allclose(found.own(coded), y, rtol=1e-9, atol=1e-9 * max(1, np.abs(y).max()))
    spread = np.ptp(y, axis=0) > 1e-6 * np.maximum(1, np.abs(y).max())
    if how == "minmax":
        assert (coded[:, spread].min(0) == 0).all()
        np.testing.assert_allclose(coded[:, spread].max(0), 1)
    else:
        np.testing.assert_allclose(coded.mean(0)[spread], 0, atol=1e-6)
        np.testing.assert_allclose(coded.std(0)[spread], 1, rtol=1e-6)


def test_the_numbers_of_the_scaling_are_told_and_come_from_the_training_rows() -> None:
    for how in ("standardize", "minmax"):
        made = run(how, inputs=(0, 1), targets=(2, 3))
        y = made.points()[1]
        shift, scale = (y.mean(0), y.std(0)) if how == "standardize" else (y.min(0), np.ptp(y, axis=0))
        facts = made.facts().data
        assert facts.target_shift == pytest.approx(tuple(shift))
        assert facts.target_scale == pytest.approx(tuple(scale))
        assert (facts.target_low, facts.target_high) == pytest.approx((-0.002, 450_000), rel=0.1)


def test_classes_are_not_scaled() -> None:
    name = opened({"a": a, "c": ["u" if one > 0 else "v" for one in a]})
    plain = fitted({"table": name})
    scaled = run_of(edits.set_target_scaling(plain, "minmax"))
    assert scaled.facts().data.target_scale == ()
    np.testing.assert_array_equal(scaled.train(2).train_loss, run_of(plain).train(2).train_loss)


def test_every_answer_is_in_the_datas_own_units() -> None:
    made = run("standardize", inputs=(0, 1), targets=(2,))
    history = made.train(400)
    x, y, test_x, test_y = made.points()
    assert 0 <= history.train_loss[-1] < 0.05  # of scaled values
    outputs = made.predict(x)
    assert np.abs(outputs - y).mean() < 10_000
    assert history.metrics["train_mean_absolute_error"][-1] == pytest.approx(np.abs(outputs - y).mean())
    scores = made.scores()
    assert scores.test is not None
    assert scores.train.mae == pytest.approx((np.abs(outputs - y).mean(),))
    assert scores.test.rmse == pytest.approx((np.sqrt(np.square(made.predict(test_x) - test_y).mean()),))
    assert scores.test.r_squared[0] > 0.9
    assert made.answer(x[0]).outputs == pytest.approx(tuple(outputs[0]))
    assert made.answers(x[:1])[0].outputs == pytest.approx(tuple(outputs[0]))

    low, high, maps = made.maps(8)
    boundary = made.boundary(8)
    corner = made.predict([[low[0], low[1]], [high[0], high[1]]])[:, 0]
    np.testing.assert_allclose(boundary[0, [0, -1], [0, -1]], corner, rtol=1e-5)
    np.testing.assert_allclose(made.own(maps["output"]), boundary, rtol=1e-6)
    assert np.abs(maps["output"]).max() < 10  # a neuron's own numbers stay what they are


def test_unscaled_targets_cost_no_bit() -> None:
    made = run("none", inputs=(0, 1), targets=(3,))
    made.train(3)
    assert made.facts().data.target_shift == ()
    np.testing.assert_array_equal(made.own(made.boundary(4)), made.boundary(4))


def test_numbers_too_far_out_to_be_scaled_are_said() -> None:
    name = opened({"a": [1e300, 2.0, 3.0, 4.0], "b": [1.0, 2.0, -1e300, 4.0]})
    experiment = fitted({"table": name}, base="plane", test_share=0.0)
    (problem,) = run_of(nnlab.change(experiment, {"data.scaling": "standardize"})).problems
    assert (problem.code, problem.values["input"]) == ("data.far", "a")
    (problem,) = run_of(edits.set_target_scaling(experiment, "minmax")).problems
    assert problem.code == "data.far_targets"
    assert not run_of(experiment).problems


def test_a_column_of_the_smallest_numbers_has_a_range_to_be_drawn_in() -> None:
    name = opened({"a": [5e-324, 0.0, 0.0, 0.0], "b": [1.0, 2.0, 3.0, 4.0]})
    assert run_of(fitted({"table": name}, base="plane", test_share=0.0)).span() == ((-1.0,), (1.0,))


@pytest.mark.parametrize("how", ["standardize", "minmax"])
def test_a_column_that_never_changes_in_training_keeps_its_scale(how: Any) -> None:
    same = np.full((300, 2), 1.1)  # its mean is rounded, so its deviation is not quite 0
    shift, scale = fitted_to(how, same)
    assert shift.tolist() == [1.1, 1.1]
    assert scale.tolist() == [1, 1]
