"""`nnlab predict`: rows of one's own, typed or in a table, and what is said where one cannot be read."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from msgspec.structs import replace

import nnlab
from nnlab.cli.rows import row_of, row_with, rows_of
from nnlab.experiment.document import Chosen
from nnlab.records import ProblemError
from nnlab.records.tables import KeptTable, TableColumn, TableHead, keep_table, table_bytes

columns = ("age", "city=Bern", "city=Basel", "weight")


def test_a_preset_answers_a_row_in_json_and_says_that_it_is_not_trained(nnlab):
    ended = nnlab("predict", "iris", "--row", "5.1,3.5,1.4,0.2", "--set", "petal_width=2", "--json")
    assert ended.code == 0, ended.err
    run = iris()
    first, second = ended.json["answers"]
    assert first["shares"] == pytest.approx(dict(zip(classes(), run.answer([5.1, 3.5, 1.4, 0.2]).shares, strict=True)))
    means = run.points()[0].mean(axis=0)
    wanted = run.answer([*means[:3], 2]).shares
    assert list(second["shares"].values()) == pytest.approx(wanted)
    assert "not been trained" in ended.err
    assert "sepal_length, sepal_width, petal_length" in ended.err


def test_a_table_is_answered_by_names_and_written(nnlab, tmp_path):
    table = "name;petal_width;petal_length;sepal_width;sepal_length\nx;0,2;1,4;3,5;5,1\ny;;5;3;6\n"
    (tmp_path / "more.csv").write_text(table, encoding="utf-8")
    ended = nnlab("predict", "iris", "--table", "more.csv", "--out", "answers.csv")
    assert ended.code == 0, ended.err
    with open(tmp_path / "answers.csv", encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    answer = iris().answer([5.1, 3.5, 1.4, 0.2])
    assert (first["name"], first["answer"]) == ("x", classes()[answer.label])
    assert float(first["answer=setosa"]) == pytest.approx(answer.shares[0])
    assert (second["name"], second["answer"]) == ("y", "")  # this experiment fills nothing in
    assert "missing" in ended.err


def iris() -> nnlab.Run:
    return nnlab.Run(nnlab.preset("iris"))


def classes() -> tuple[str, ...]:
    return iris().facts().data.classes


def test_a_row_asks_for_one_word_of_a_category():
    assert row_of("31, Basel, 1/4", columns).tolist() == [31, 0, 1, 0.25]
    assert row_of("31;1;0;-2", columns).tolist() == [31, 1, 0, -2]
    assert [math.isnan(value) for value in row_of("?,Bern,", columns)] == [True, False, False, True]
    row, left = row_with(["city=Bern", "age=7"], columns, np.array([40, 0.5, 0.5, 9.0]))
    assert (row.tolist(), left) == ([7, 1, 0, 9], ("weight",))


@pytest.mark.parametrize(
    ("text", "code"),
    [("1,2", "row_length"), ("x,Bern,2", "row_number"), ("1,Biel,2", "row_word"), ("1,Bern,1/0", "row_number")],
)
def test_what_is_no_row_is_a_sentence(text, code):
    with pytest.raises(ProblemError) as caught:
        row_of(text, columns)
    assert caught.value.problem.code == f"command.{code}"
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(("setting", "code"), [("age", "row_set"), ("size=3", "row_column")])
def test_what_sets_no_column_is_a_sentence(setting, code):
    with pytest.raises(ProblemError) as caught:
        row_with([setting], columns, np.zeros(4))
    assert caught.value.problem.code == f"command.{code}"


def kept(*parts: TableColumn, numbers: list[list[float]]) -> KeptTable:
    return KeptTable(TableHead(file="more.csv", rows=len(numbers), columns=parts), np.array(numbers))


def test_words_of_a_table_find_their_column_whatever_their_order():
    city = TableColumn(name="city", kind="text", words=("Basel", "Biel", "Bern"))
    age, weight = TableColumn(name="age", kind="number"), TableColumn(name="weight", kind="number")
    table = kept(weight, city, age, numbers=[[9, 0, 40], [8, 2, 30], [7, 1, math.nan]])
    experiment = nnlab.preset("iris")
    rows = rows_of(table, experiment, columns)
    assert rows[:2].tolist() == [[40, 0, 1, 9], [30, 1, 0, 8]]
    assert np.isnan(rows[2, :3]).all()  # Biel was not in the data
    assert rows[2, 3] == 7
    with pytest.raises(ProblemError) as caught:
        rows_of(kept(age, city, numbers=[[1, 0]]), experiment, columns)
    assert caught.value.problem.code == "command.table_column"


def test_zeros_that_mean_missing_do_so_in_more_rows_too():
    age, weight = TableColumn(name="age", kind="number"), TableColumn(name="weight", kind="number")
    table = kept(age, weight, numbers=[[0, 0], [3, 4]])
    begun = nnlab.preset("iris")
    values = {"table": keep_table(table_bytes(table)), "zeros": (1,)}
    opened = replace(begun, data=replace(begun.data, source=Chosen(id="table", values=values)))
    rows = rows_of(table, opened, ("age", "weight"))
    assert rows[0, 0] == 0
    assert np.isnan(rows[0, 1])
    assert rows[1].tolist() == [3, 4]


def test_texts_that_are_not_listed_and_numbers_with_many_digits_are_answered_too(nnlab, tmp_path):
    rows = [f"person {row},{row / 1000:g},{(1000001, 1000002)[row % 2]},{'uv'[row % 2]}" for row in range(1100)]
    (tmp_path / "people.csv").write_text("\n".join(["name,size,code,kind", *rows]), encoding="utf-8")
    settings = ("--target", "kind", "--inputs", "size", "--epochs", "1", "--save", "run.nnlab")
    assert nnlab("train", "--table", "people.csv", *settings).code == 0
    ended = nnlab("predict", "run.nnlab", "--table", "people.csv", "--out", "answers.csv")
    assert ended.code == 0, ended.err
    with open(tmp_path / "answers.csv", encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert [written[place]["name"] for place in (0, 999, 1000)] == ["person 0", "person 999", "…"]
    code = TableColumn(name="code", kind="number")
    found = rows_of(kept(code, numbers=[[1000002]]), iris().experiment, ("code=1000001", "code=1000002"))
    assert found.tolist() == [[0, 1]]
