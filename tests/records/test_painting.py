"""Painted points: their text, what it says of a fault, and who is for testing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plugins.bundled_components import made

from nnlab.records import ProblemError
from nnlab.records.painting import (
    Painted,
    most_points,
    painted,
    read_points,
    roles,
    rounded,
    shared,
    trainable,
    written,
)

numbers = st.floats(-1e9, 1e9)
rows = st.lists(st.tuples(numbers, numbers, numbers, st.booleans()), max_size=20)


@settings(max_examples=60)
@given(rows)
def test_what_is_written_is_read_again_to_the_bit(drawn):
    points, test = np.array([row[:3] for row in drawn]).reshape(-1, 3), np.array([row[3] for row in drawn], bool)
    again, marked = read_points(written(points, test))
    np.testing.assert_array_equal(again, points)
    np.testing.assert_array_equal(marked, test)


def test_a_text_is_short_and_can_be_written_by_hand():
    assert written(np.array([[1.0, -2.5, 0.0], [10.0, 0.05, 3.0]]), np.array([False, True])) == "1 -2.5 0;10 0.05 3*"
    points, test = read_points(" 1 2 0 ; 3 4 1* ;; ")
    assert points.tolist() == [[1, 2, 0], [3, 4, 1]]
    assert test.tolist() == [False, True]


@pytest.mark.parametrize("text", ["1 2", "1 2 3 4", "1 x 2", "1 2 nan", "1 2 inf"])
def test_a_point_that_cannot_be_read_is_named(text):
    with pytest.raises(ProblemError) as raised:
        read_points(f"0 0 1;{text};5 5 1")
    assert raised.value.problem.values["place"] == 2
    assert text in str(raised.value)


def test_no_more_points_than_the_limit():
    with pytest.raises(ProblemError, match=f"At most {most_points} points"):
        read_points("0 0 1;" * (most_points + 1))


def test_a_plane_turned_round_is_refused():
    with pytest.raises(ProblemError, match="low and high"):
        painted({"shown": (1.0, 0.0, 0.0, 1.0, 0.0, 1.0)})


@settings(max_examples=40)
@given(st.integers(0, 60), st.floats(0, 0.9), st.integers(1, 7))
def test_each_class_keeps_the_test_share_however_its_points_come(count, share, part):
    made_so_far = np.zeros(0, bool)
    while len(made_so_far) < count:
        tests = int(made_so_far.sum())
        made_so_far = np.concatenate([made_so_far, roles(part, tests, len(made_so_far) - tests, share)])
    if len(made_so_far):
        assert not made_so_far[0], "the first one is for training"
        assert abs(made_so_far.sum() - share * len(made_so_far)) < 1


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=40), st.floats(0, 0.9))
def test_another_share_changes_no_more_roles_than_it_must(drawn, share):
    points = np.array([[0, 0, label] for label, _ in drawn], float)
    before = Painted(points=points, test=np.array([test for _, test in drawn]), classes=("0", "1", "2"))
    after = shared(before, share)
    for label in range(3):
        mine = points[:, 2] == label
        assert (after.test[mine].sum() <= share * mine.sum()) or not mine.any()
        changed, needed = after.test[mine] != before.test[mine], after.test[mine].sum() - before.test[mine].sum()
        assert changed.sum() == abs(int(needed))


def test_one_point_stays_for_training():
    alone = Painted(points=np.zeros((2, 3)), test=np.array([True, True]))
    assert trainable(alone).test.tolist() == [False, True]


def test_the_same_points_are_classes_values_or_a_curve():
    drawn = Painted(points=np.array([[1.0, 2.0, 0.6], [3.0, 4.0, -2.0]]), test=np.zeros(2, bool))
    assert drawn.y.tolist() == [1, 0]
    values, curve = replace(drawn, kind="values"), replace(drawn, kind="curve")
    assert (values.x.tolist(), values.y.tolist()) == ([[1, 2], [3, 4]], [[0.6], [-2]])
    assert (curve.x.tolist(), curve.y.tolist(), curve.columns) == ([[1], [3]], [[2], [4]], ("x1",))
    assert painted(curve.values()).values() == curve.values()


def test_places_are_no_more_exact_than_can_be_seen():
    assert rounded(np.array([1.23456789]), -6, 6).tolist() == [1.23]
    assert rounded(np.array([123456.789]), 0, 1e6).tolist() == [123000.0]


def test_the_data_set_begins_with_a_few_points_of_two_classes():
    table = made("dataset", "painted").sample(np.random.default_rng(0))
    begun = painted({})
    np.testing.assert_array_equal(table.x, begun.x)
    np.testing.assert_array_equal(table.split, begun.test)
    assert set(table.y.tolist()) == {0, 1}
    assert made("dataset", "painted").shown == begun.shown
