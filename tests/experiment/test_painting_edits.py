"""Painted points as data: what of the network follows them, and what stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs

from nnlab import Run
from nnlab.catalog import load_catalog
from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.experiment.presets import preset
from nnlab.records.painting import Painted, painted


@pytest.fixture(scope="module")
def infos():
    return load_catalog().infos


def grown(drawn: Painted, *rows: tuple[float, float, float]) -> Painted:
    points = np.concatenate([drawn.points, np.array(rows)])
    return replace(drawn, points=points, test=np.concatenate([drawn.test, np.zeros(len(rows), bool)]))


def begun(infos) -> Experiment:
    return edits.set_dataset(preset("spiral"), "painted", infos)


def test_choosing_it_gives_points_that_can_be_trained(infos):
    made = begun(infos)
    run = Run(made)
    assert run.problems == ()
    assert made.training.batch_size == preset("spiral").training.batch_size, "a batch takes what there is"
    assert (run.facts().data.train_rows, run.facts().data.test_rows) == (6, 4)
    assert run.train(3).train_loss[-1] > 0


def test_points_added_leave_all_weights(infos):
    made = begun(infos)
    run = Run(made)
    run.train(2)
    before = run.checkpoint().arrays
    run.apply(edits.set_painted(made, grown(edits.painted_in(made), (0, 0, 1), (1, 1, 0)), infos))
    after = run.checkpoint().arrays
    assert before.keys() == after.keys()
    assert all(before[name] == after[name] for name in before if name.startswith(("h", "output")))
    assert run.facts().data.train_rows == 8


def test_a_third_class_makes_three_outputs_and_its_end_one(infos):
    made = begun(infos)
    three = edits.set_painted(made, replace(painted({}), classes=("0", "1", "2")), infos)
    assert three.network.layers[-1].kind.values["units"] == 3
    assert three.training.loss.id == "cross_entropy"
    assert Run(three).problems == ()
    assert Run(edits.set_painted(three, painted({}), infos)).problems == ()


@pytest.mark.parametrize(("kind", "inputs"), [("values", ("x1", "x2")), ("curve", ("x1",))])
def test_values_and_curves_bring_their_output_and_inputs(infos, kind, inputs):
    made = edits.set_painted(begun(infos), replace(painted({}), kind=kind), infos)
    assert (made.network.inputs, made.training.loss.id) == (inputs, "mse")
    assert Run(made).problems == ()


def test_what_is_shown_does_not_follow_single_points(infos):
    made = begun(infos)
    few = edits.set_painted(made, replace(painted({}), points=np.zeros((1, 3)), test=np.zeros(1, bool)), infos)
    assert Run(made).maps(4)[:2] == Run(few).maps(4)[:2] == ((-6.0, -6.0), (6.0, 6.0))


def test_without_points_one_sentence_says_what_to_do(infos):
    none = edits.set_painted(begun(infos), replace(painted({}), points=np.zeros((0, 3)), test=np.zeros(0, bool)), infos)
    assert [problem.code for problem in Run(none).problems] == ["painted.none"]
    run = Run(begun(infos))
    run.train(1)
    run.apply(none)
    run.apply(begun(infos))
    assert run.train(1).train_loss[-1] > 0, "training goes on once there are points again"


def test_where_all_are_for_testing_one_is_for_training(infos):
    drawn = replace(painted({}), test=np.ones(10, bool))
    assert Run(edits.set_painted(begun(infos), drawn, infos)).facts().data.train_rows == 1


def test_the_test_share_changes_the_roles_of_painted_points_only(infos):
    made = edits.set_painted_share(begun(infos), 0.2)
    assert made.data.test_share == 0.2
    assert edits.painted_in(made).test.sum() == 2
    other = preset("spiral")
    assert edits.set_painted_share(other, 0.2) == edits.set_test_share(other, 0.2)


def test_a_presets_name_and_split_go_with_its_data(infos):
    other = structs.replace(preset("spiral"), data=structs.replace(preset("spiral").data, split="order"))
    made = edits.set_dataset(other, "painted", infos)
    assert (made.name, made.data.split) == ("", "auto")
    assert edits.set_dataset(made, "painted", infos) == made
