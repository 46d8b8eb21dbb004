"""Odd data: what is said of it, and what its columns are called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

import nnlab
from nnlab.api import Dataset, Table
from nnlab.experiment import edits
from nnlab.experiment.document import Chosen
from nnlab.records.words import Words
from nnlab.session._data import DataSet

rng = np.random.default_rng(0)
points, labels = rng.normal(size=(40, 2)), np.arange(40) % 2


def run_on(table: Table, **settings: Any) -> nnlab.Run:
    class Odd(Dataset):
        def sample(self, rng):
            return table

    experiment = nnlab.preset("xor")
    data = replace(experiment.data, source=Chosen(id="odd"), test_share=0.0, **settings)
    training = replace(experiment.training, batch_size=len(table.x))
    return nnlab.Run(replace(experiment, data=data, training=training), plugins=[Odd])


@pytest.mark.parametrize("scaling", ["none", "standardize"])
@pytest.mark.parametrize(
    ("table", "code", "said"),
    [
        (Table(x=points[:1], y=labels[:1], classes=("a", "b")), "data.one_sample", "data set Odd leaves one sample"),
        (
            Table(x=points, y=0 * labels, classes=("a", "b")),
            "data.one_class",
            "data set Odd for training are of the class a",
        ),
        (
            Table(x=points * [1, 0], y=labels),
            "data.constant",
            "The input x2 is the same in all samples of the data set Odd",
        ),
    ],
)
def test_data_that_tells_little_is_named_once_and_trains_all_the_same(
    table: Table, code: str, said: str, scaling: str
) -> None:
    run = run_on(table, scaling=scaling)
    (found,) = run.facts().problems
    assert (found.code, found.level) == (code, "warning")
    assert said in Words("en").problem(found)
    run.train(2)
    assert np.isfinite(run.history.train_loss).all()


def test_an_input_made_of_a_column_is_named_and_good_data_is_not_remarked_on() -> None:
    assert run_on(Table(x=points, y=labels)).facts().problems == ()
    assert nnlab.Run(nnlab.preset("spiral")).facts().problems == ()


@pytest.mark.parametrize(
    ("shape", "names", "wanted"),
    [
        ((2,), ("a", "b"), ("a", "b")),
        ((1, 1, 2), (), ("c1", "c2")),
        ((1, 2, 2), (), ("r1c1", "r1c2", "r2c1", "r2c2")),
        ((2, 1, 2), (), ("k1c1", "k1c2", "k2c1", "k2c2")),
        ((2, 2), (), ("t1f1", "t1f2", "t2f1", "t2f2")),
        ((3, 1), (), ("x1", "x2", "x3")),
        ((1, 2, 2), ("nw", "ne", "sw", "se"), ("nw", "ne", "sw", "se")),
        ((1, 1, 1), (), ("x1",)),
    ],
)
def test_each_number_of_a_sample_has_a_name_of_its_own(
    shape: tuple[int, ...], names: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    table = Table(x=np.zeros((2, *shape)), y=np.array([0, 1]), names=names)
    data = DataSet(table, np.array([0]), np.array([1]), table)
    assert data.names == wanted
    assert data.facts().columns == wanted


def test_an_edit_of_the_network_leaves_the_samples_where_they_are():
    with_columns, with_square = (
        edits.set_inputs(nnlab.preset("circle"), inputs) for inputs in (["x1", "x2"], ["x1^2"])
    )
    run = nnlab.Run(with_columns)
    run.step()
    before = run._course.build.whole
    run.apply(edits.set_units(with_columns, "h1", 3))
    edited = run._course.build.whole
    assert edited is not before
    assert edited.train.inputs is before.train.inputs
    assert edited.test.inputs is before.test.inputs
    run.apply(with_square)
    assert run._course.build.whole.train.inputs.shape[1] == 2  # the square and the ones
