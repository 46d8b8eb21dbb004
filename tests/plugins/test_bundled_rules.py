"""Data by a rule: what the formula says is what the table holds, and the document follows the formula."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import bundled_catalog, made

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.checks import check
from nnlab.records import ProblemError


def table(seed=0, **values):
    return made("dataset", "rule", **values).sample(np.random.default_rng(seed))


def test_a_comparison_makes_two_classes_over_the_columns_it_names():
    drawn = table(formula="y > x**3 - x", noise=0.0, samples=200)
    assert (drawn.names, drawn.classes, drawn.x.shape) == (("x", "y"), ("false", "true"), (200, 2))
    x, y = drawn.x.T
    assert drawn.y.tolist() == (y > x**3 - x).tolist()
    assert np.abs(drawn.x).max() <= 2


def test_a_number_makes_values_and_one_column_is_enough():
    drawn = table(formula="sin(3*x)", noise=0.0)
    assert (drawn.names, drawn.x.shape, drawn.y.shape) == (("x",), (500, 1), (500, 1))
    np.testing.assert_array_equal(drawn.y, np.sin(3 * drawn.x))


def test_noise_moves_points_of_classes_and_the_values_of_a_curve():
    still, moved = table(noise=0.0), table(noise=0.2)
    assert np.std(moved.x - still.x) == pytest.approx(0.2, rel=0.1)
    assert moved.y.tolist() == still.y.tolist()
    curve = table(formula="sin(3*x)", noise=0.2)
    assert np.std(curve.y - np.sin(3 * curve.x)) == pytest.approx(0.2, rel=0.1)


@pytest.mark.parametrize(("low", "high"), [(0.5, 3.0), (3.0, 0.5), (1.0, 1.0)])
def test_the_range_holds_for_every_column_whichever_end_comes_first(low, high):
    drawn = table(formula="a + b*c", low=low, high=high, noise=0.0)
    assert drawn.x.shape[1] == 3
    assert min(low, high) <= drawn.x.min() <= drawn.x.max() <= max(low, high)


def test_a_rule_without_a_value_somewhere_is_a_sentence_with_the_row():
    with pytest.raises(ProblemError, match=r"log\(x\) has no finite value in row \d+ .* x = -"):
        table(formula="log(x)")


def test_a_wrong_rule_is_refused_with_its_place():
    with pytest.raises(ProblemError, match="At character 5, open is no column's name"):
        made("dataset", "rule", formula="y > open")


def ruled(formula, experiment=None):
    started = edits.set_dataset(experiment or nnlab.preset("spiral"), "rule", bundled_catalog().infos)
    return edits.set_param(started, "data.source", "formula", formula, bundled_catalog().infos)


def test_the_network_follows_the_rule_in_the_same_edit():
    classes = ruled("y > x**3 - x")
    assert classes.network.inputs == ("x", "y")
    assert classes.training.loss.id == "binary_cross_entropy"
    values = ruled("sin(3*x)", classes)
    assert values.network.inputs == ("x",)
    assert (values.training.loss.id, values.network.layers[-1].activation.id) == ("mse", "identity")
    assert ruled("a*b > 0", values).training.loss.id == "binary_cross_entropy"
    assert edits.set_dataset(values, "spiral", bundled_catalog().infos).network.inputs == ("x1", "x2")
    for experiment in (classes, values):
        run = nnlab.Run(experiment)
        assert check(experiment, bundled_catalog().infos, run.facts()) == ()
        assert run.train(30).train_loss[-1] < run.history.train_loss[0]


def test_inputs_that_still_can_be_read_stay():
    fed = edits.set_inputs(ruled("y > x"), ("x", "x*y", "sin(y)"))
    assert ruled("y > sin(x)", fed).network.inputs == ("x", "x*y", "sin(y)")
    assert ruled("z > sin(x)", fed).network.inputs == ("x",)


def test_a_refused_rule_leaves_the_document_as_it_was():
    with pytest.raises(ProblemError) as caught:
        ruled("y > x**")
    assert caught.value.problem.values["place"] == 8
    assert caught.value.problem.values["path"] == "data.source.formula"
