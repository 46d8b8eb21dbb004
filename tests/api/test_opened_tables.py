"""A kept table as a data set: which columns ask, which answer, and what stands in their places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnlab.api import Table, opened_table
from nnlab.records import ProblemError
from nnlab.records.tables import KeptTable, TableColumn, TableHead

nan = np.nan


def kept(numbers: Any, *words: tuple[str, ...], shape: tuple[int, ...] | None = None) -> KeptTable:
    """Returns a table whose columns a, b, c ... hold numbers, or the numbers of words."""
    grid = np.array(numbers, float)
    columns = tuple(
        TableColumn(name="abcdefgh"[place], kind="text" if one else "number", words=one, distinct=len(one))
        for place, one in enumerate((*words, *((),) * (grid.shape[1] - len(words))))
    )
    return KeptTable(TableHead(file="t.csv", rows=len(grid), columns=columns, shape=shape), grid)


def code(table: KeptTable, **parts: Any) -> str:
    with pytest.raises(ProblemError) as caught:
        opened_table(table, **parts)
    assert str(caught.value)
    return str(caught.value.problem.code)


def test_left_alone_the_last_column_answers_and_the_others_ask() -> None:
    found = opened_table(kept([[1, 2, 3], [4, 5, 6]]))
    assert found.names == ("a", "b")
    assert found.x.tolist() == [[1, 2], [4, 5]]
    assert found.y.tolist() == [[3], [6]]


def test_a_target_of_texts_makes_classes_in_the_order_of_its_words() -> None:
    found = opened_table(kept([[1, 0], [2, 1], [3, 0]], (), ("yes", "no")))
    assert found.classes == ("yes", "no")
    assert found.y.tolist() == [0, 1, 0]


def test_a_target_of_numbers_that_is_a_category_makes_classes_from_low_to_high() -> None:
    found = opened_table(kept([[1, 7], [2, 0.5], [3, 7]]), categories=(1,))
    assert found.classes == ("0.5", "7")
    assert found.y.tolist() == [1, 0, 1]


def test_a_category_that_asks_becomes_a_column_for_each_of_its_words() -> None:
    found = opened_table(kept([[1, 0, 9], [0, 5, 8], [nan, 5, 7]], ("Bern", "Ulm")), categories=(1,))
    assert found.names == ("a=Bern", "a=Ulm", "b=0", "b=5")
    np.testing.assert_array_equal(found.x, [[0, 1, 1, 0], [1, 0, 0, 1], [nan, nan, 0, 1]])


def test_rows_without_an_answer_are_left_out_and_counted() -> None:
    found = opened_table(kept([[1, nan, 3], [2, 5, 6], [3, 4, nan]]), targets=(1, 2), inputs=(0,))
    assert (found.x.tolist(), found.y.tolist(), found.left_out) == ([[2]], [[5, 6]], 2)
    assert code(kept([[1, nan]])) == "table.no_answers"


def test_a_zero_is_a_missing_value_only_where_that_is_said() -> None:
    table = kept([[0, 0, 0], [1, 2, 3]])
    assert opened_table(table).x.tolist() == [[0, 0], [1, 2]]
    np.testing.assert_array_equal(opened_table(table, zeros=(1,)).x, [[0, nan], [1, 2]])
    assert opened_table(table, zeros=(2,)).left_out == 1
    assert table.numbers[0].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("cells", "words"),
    [([0, 1, nan, 5], ()), ([0, 1, nan, 2], ("train", "Test", "yes ")), ([1, 0, nan, 0], ("1", "0"))],
)
def test_a_column_of_the_table_marks_the_rows_for_testing(cells: list[float], words: tuple[str, ...]) -> None:
    numbers = np.column_stack([cells, range(4), range(4)])
    found = opened_table(kept(numbers, words), split=(0,))
    assert found.names == ("b",)
    assert found.split is not None
    assert found.split.tolist() == [False, True, False, True]


def test_all_columns_of_pictures_keep_their_shape() -> None:
    table = kept(np.arange(10).reshape(2, 5), shape=(1, 2, 2))
    found = opened_table(table)
    assert found.x.tolist() == [[[[0, 1], [2, 3]]], [[[5, 6], [7, 8]]]]
    assert found.y.tolist() == [[4], [9]]
    assert opened_table(table, inputs=(0, 2)).x.shape == (2, 2)
    np.testing.assert_array_equal(opened_table(table, zeros=(0,)).x[0, 0], [[nan, 1], [2, 3]])


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ({"inputs": (3,)}, "table.no_column"),
        ({"targets": (-1,)}, "table.no_column"),
        ({"zeros": (0.5,)}, "table.no_column"),
        ({"inputs": (0, 1), "targets": (1,)}, "table.both"),
        ({"targets": (1, 2), "categories": (2,)}, "table.some_classes"),
    ],
)
def test_columns_that_cannot_be_chosen_so_are_refused(parts: dict[str, Any], wanted: str) -> None:
    assert code(kept([[1, 2, 3], [4, 5, 6]]), **parts) == wanted


def test_what_no_column_can_be_is_said() -> None:
    assert code(kept([[1], [2]])) == "table.one_column"
    assert code(kept([[1, 2], [np.inf, 2]])) == "table.infinite"
    assert code(kept([[1, 2], [1, np.inf]])) == "table.infinite"
    many = np.column_stack([np.arange(101), np.arange(101)])
    assert code(kept(many), categories=(0,), targets=(1,)) == "table.many_words"
    assert len(opened_table(kept(many), categories=(1,)).classes) == 101
    assert code(kept([[0, 1], [1000, 1]], ("a",))) == "table.many_words"  # a text that is not among the words


def test_a_table_without_rows_and_one_whose_words_are_not_there_are_refused() -> None:
    assert code(kept(np.zeros((0, 2)))) == "table.no_answers"
    for number in (-1.0, -np.inf, np.inf, 2.0):
        assert code(kept([[1, 0], [2, number]], (), ("yes", "no"))) == "table.many_words"


def test_a_table_takes_nothing_but_missing_inputs_for_missing() -> None:
    assert np.isnan(Table(x=np.array([[nan, 1.0]]), y=np.zeros(1)).x[0, 0])
    for parts in ({"x": np.array([[np.inf]]), "y": np.zeros(1)}, {"x": np.zeros((1, 1)), "y": np.array([[nan]])}):
        with pytest.raises(ProblemError):
            Table(**parts)
