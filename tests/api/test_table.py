"""What a dataset returns fits together, or a sentence says what does not."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

from nnlab.api import Table
from nnlab.records import ProblemError

x = np.zeros((4, 2))


def test_missing_names_are_made() -> None:
    table = Table(x=x, y=np.array([0, 1, 2, 1]))
    assert (table.names, table.classes) == (("x1", "x2"), ("0", "1", "2"))
    assert table.y.dtype == np.int64


def test_lists_and_whole_floats_are_taken() -> None:
    table = Table(x=x.tolist(), y=[0.0, 1.0, 1.0, 0.0], classes=("no", "yes"))
    assert table.y.tolist() == [0, 1, 1, 0]
    assert table.classes == ("no", "yes")


def test_values_have_no_classes() -> None:
    assert Table(x=x, y=np.zeros((4, 1))).classes == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"y": np.zeros(3)}, "data.rows"),
        ({"x": np.zeros((0, 2)), "y": np.zeros(0)}, "data.rows"),
        ({"x": np.zeros(4)}, "data.shape"),
        ({"x": np.full((4, 2), np.inf)}, "data.numbers"),
        ({"y": np.array(["a", "b", "a", "b"])}, "data.numbers"),
        ({"y": np.array([0.5, 1, 0, 1])}, "data.labels"),
        ({"y": np.array([-1, 1, -1, 1])}, "data.labels"),
        ({"y": np.array([0, 1, 2, 3]), "classes": ("0", "1")}, "data.classes"),
        ({"names": ("x1",)}, "data.names"),
        ({"split": np.array([True, False])}, "data.split"),
        ({"split": np.array([0, 1, 0, 1])}, "data.split"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        Table(**{"x": x, "y": np.array([0, 1, 0, 1]), **changes})
    assert caught.value.problem.code == code
    assert "{" not in str(caught.value)


@pytest.mark.parametrize("given", [{}, {"y": np.zeros((4, 1))}])
def test_parts_by_position_end_in_how_to_name_them(given: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match=r"name the arguments: Table\(x=\.\.\., y=\.\.\.\)\.$") as caught:
        Table(x, **given)
    assert caught.value.problem.code == "data.positional"
    with pytest.raises(TypeError, match="'y'"):
        Table(x=x)


def test_a_table_can_be_copied_and_sent_and_changed() -> None:
    table = Table(x=x, y=np.array([0, 1, 0, 1]), names=("a", "b"))
    for other in (copy.deepcopy(table), pickle.loads(pickle.dumps(table)), dataclasses.replace(table)):
        assert (other.names, other.classes, other.y.tolist()) == (("a", "b"), ("0", "1"), [0, 1, 0, 1])
    assert dataclasses.replace(table, names=("b", "a")).names == ("b", "a")
