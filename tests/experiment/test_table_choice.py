"""What is guessed of a table, what is chosen, and what a data set is told of it."""

from __future__ import annotations

import pytest
from gui.tables.table_world import head, numbers, words

from nnlab.experiment.choice import choice_of, guess, values_of
from nnlab.experiment.document import Chosen, Data
from nnlab.gui.language import Language
from nnlab.gui.tables.counting import classes_of
from nnlab.gui.tables.ways import holds_table, is_table
from nnlab.gui.tables.wording import fault, missing_words, summary

english = Language("en")


def whole(name: str, low: int, high: int, distinct: int, counts: tuple[int, ...], **values):
    return numbers(name, low=low, high=high, distinct=distinct, whole=True, counts=counts, **values)


def test_the_last_column_is_answered_and_all_others_are_asked():
    made = guess(head(numbers("a"), numbers("b"), numbers("price")))
    assert (made.inputs, made.targets) == ({0, 1}, (2,))
    assert made.categories == frozenset()


@pytest.mark.parametrize("name", ["target", "Label", "CLASS", "类别", "品种"])
def test_a_column_with_a_telling_name_is_the_target(name):
    made = guess(head(words(name, ("a", 60), ("b", 40)), numbers("x"), numbers("y2")))
    assert (made.targets, made.inputs) == ((0,), {1, 2})


def test_a_target_of_few_whole_numbers_is_a_category_and_a_measured_one_is_not():
    few = whole("ill", 0, 1, 2, (65, *(0,) * 18, 35))
    assert guess(head(numbers("x"), few)).categories == {1}
    assert guess(head(few, numbers("z"))).categories == frozenset()


def test_names_and_numbers_of_rows_and_what_never_differs_are_no_inputs():
    names = words("who", *((f"person {n}", 1) for n in range(100)))
    columns = (names, whole("编号", 1, 100, 100, (5,) * 20), numbers("same", distinct=1), numbers("x"), numbers("t"))
    assert guess(head(*columns)).inputs == {3}


def test_a_column_that_marks_rows_for_testing_is_the_split():
    made = guess(head(numbers("x"), words("split", ("train", 80), ("test", 20)), numbers("t")))
    assert (made.split, made.inputs, made.targets) == (1, {0}, (2,))


def test_rows_are_dropped_where_few_are_lost_and_filled_where_many_would_be():
    assert guess(head(numbers("x", missing=2), numbers("t"))).missing == "drop"
    assert guess(head(numbers("x", missing=40), numbers("t"))).missing == "mean"


def test_another_target_gives_the_one_before_back_to_the_inputs():
    known = head()
    made = guess(known).answering(0, known)
    assert (made.targets, made.inputs) == ((0,), {1, 2})


def test_a_choice_comes_back_from_the_document_it_was_put_into():
    known = head(numbers("x"), whole("k", 0, 4, 5, (20,) * 5 + (0,) * 15, zeros=20), numbers("t"), numbers("s"))
    made = (
        guess(known)
        .answering(2, known)
        .with_role([3], "test")
        .toggled("categories", [1], True)
        .toggled("zeros", [0], True)
    )
    values = values_of(made, "b" * 64, known)
    assert values["table"] == "b" * 64
    data = Data(source=Chosen(id="table", values=values), scaling="minmax")
    back = choice_of(data, known)
    assert (back.inputs, back.targets, back.categories, back.zeros, back.split) == (
        made.inputs,
        made.targets,
        made.categories,
        made.zeros,
        made.split,
    )
    assert back.scaling == "minmax"


def test_one_line_says_what_follows():
    outcome = whole("Outcome", 0, 1, 2, (500, *(0,) * 18, 268))
    known = head(*(numbers(f"x{n}") for n in range(8)), outcome, rows=768)
    assert summary(guess(known), known, english) == "768 rows: 8 inputs, 2 classes (0: 500, 1: 268)"
    cities = head(words("city", ("Bern", 1), ("Rom", 9)), numbers("x"), numbers("rent"), rows=10)
    assert summary(guess(cities), cities, english) == "10 rows: 3 inputs, the value “rent”"


def test_classes_of_whole_numbers_are_counted_where_each_has_a_bin_of_its_own():
    assert [(one.name, one.rows) for one in classes_of(whole("k", 1, 3, 3, (5, *(0,) * 9, 6, *(0,) * 8, 7)))] == [
        ("1", 5),
        ("2", 6),
        ("3", 7),
    ]
    assert classes_of(whole("k", 0, 40, 3, (5,) * 20)) == ()


def test_zeros_that_mean_missing_are_counted_as_missing():
    known = head(numbers("x", zeros=11, missing=3), numbers("t"))
    chosen = guess(known)
    assert missing_words(chosen, known, english).startswith("3 inputs are missing")
    zeros = chosen.toggled("zeros", [0], True)
    assert missing_words(zeros, known, english) == "14 inputs are missing in 1 column: their rows are left out."


people = words("who", *((f"{n}", 1) for n in range(101)))


@pytest.mark.parametrize(
    ("columns", "change", "said"),
    [
        ((numbers("x"),), None, "two columns"),
        ((numbers("x"), numbers("t")), ([0], "none"), "Tick at least one"),
        ((numbers("x"), numbers("t")), ([1], "none"), "Choose the target"),
        ((numbers("x"), numbers("class", distinct=1)), None, "the same in all rows"),
        ((people, numbers("x"), numbers("t")), ([0], "input"), "“who” holds 101"),
        ((numbers("x"), words("k", ("a", 1), ("b", 9)), numbers("t")), ([1], "target"), "“k” is a category"),
        ((numbers("x", distinct=0), numbers("y"), numbers("t")), ([0], "input"), "“x” is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_with_the_way_out(columns, change, said):
    known = head(*columns)
    chosen = guess(known)
    chosen = chosen.with_role(*change) if change else chosen
    assert said in fault(chosen, known, english)


def test_files_and_texts_that_are_tables_are_known():
    assert is_table("/tmp/A.CSV.gz")
    assert is_table("x.npz")
    assert not is_table("swish.py")
    assert holds_table("a\tb\n1\t2\n")
    assert not holds_table("hello, world\nno more")
    assert not holds_table("one line; only")
