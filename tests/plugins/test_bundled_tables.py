"""The tables that come with nnlab: the articles' numbers, truth tables, and real ones beside their originals."""

from __future__ import annotations

import numpy as np
import pytest
from bundled_components import made
from oracle_cases import document
from oracle_parts import table as original

from nnlab.api import bundled_table
from nnlab.records import ProblemError


def drawn(ident: str, **values: object):
    return made("dataset", ident, **values).sample(np.random.default_rng(0))


def first(ident: str, kind: str):
    return next(case["given"] for case in document(ident)["cases"] if case["kind"] == kind)


def test_the_people_are_those_of_the_article_and_the_new_ones_are_for_testing() -> None:
    given = first("gender_net", "training")
    for centered in (True, False):
        table = drawn("weight_and_height", centered=centered)
        shift = np.array([given["shift"]["weight"], given["shift"]["height"]]) if centered else 0
        people = [*given["people"], *([*new, None] for new in given["new_people"])]
        assert (table.x + shift).tolist() == [[weight, height] for _name, weight, height, _label in people]
        assert [table.classes[label] for label in table.y[:4]] == [label for *_rest, label in given["people"]]
        assert table.split.tolist() == [False] * 4 + [True] * 2


def test_the_small_tables_are_those_of_the_articles() -> None:
    points = first("linear_regression_sgd", "descent")
    assert np.column_stack([np.ones(5), drawn("five_points").x]).tolist() == points["x"]
    assert drawn("five_points").y.ravel().tolist() == points["y"]
    line = first("cost_gradient", "cost")
    assert drawn("almost_a_line").x.ravel().tolist() == line["x"]
    assert drawn("almost_a_line").y.ravel().tolist() == line["y"]
    xor = first("two_layer_class", "training")
    assert drawn("three_input_xor").x.tolist() == xor["X"]
    assert drawn("three_input_xor").y[:, None].tolist() == xor["y"]
    family = document("forward_by_hand")["cases"][0]
    assert drawn("family").x[0].tolist() == family["given"]["x"]
    network = np.array(family["given"]["W1"]) @ np.array(family["given"]["W2"])
    assert (drawn("family").x @ network == drawn("family").y).all()
    assert drawn("family").y[0].tolist() == np.ravel(family["expect"]["output"]).tolist()


@pytest.mark.parametrize(
    ("gate", "answers"),
    [
        ("and", "0001"), ("or", "0111"), ("nand", "1110"), ("nor", "1000"), ("xor", "0110"), ("xnor", "1001"),
        ("majority", "0001"),
    ],
)  # fmt: skip
def test_a_truth_table_has_every_row_once_and_none_is_kept_for_testing(gate: str, answers: str) -> None:
    table = drawn("truth_table", gate=gate)
    assert table.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert "".join(map(str, table.y)) == answers
    assert not table.split.any()


def test_a_truth_table_grows_by_inputs_copies_and_noise() -> None:
    table = drawn("truth_table", gate="majority", inputs=3, copies=50, noise=0.1)
    assert table.x.shape == (400, 3)
    assert (table.y == (np.round(table.x).sum(axis=1) > 1.5)).mean() > 0.99
    assert 0 < np.abs(table.x - np.round(table.x)).max() < 0.6


@pytest.mark.parametrize(
    ("name", "file"), [("iris", "iris.csv"), ("breast_cancer", "breast_cancer.csv"), ("digits", "digits.csv.gz")]
)
def test_a_bundled_table_is_its_original(name: str, file: str) -> None:
    header, rows = original(file)
    table = bundled_table(name)
    assert table.names == tuple(header[:-1])
    assert table.x.tolist() == [[float(cell) for cell in row[:-1]] for row in rows]
    assert [table.classes[label] for label in table.y] == [row[-1] for row in rows]


@pytest.mark.parametrize("name", ["pima", "../data/iris", "iris.csv", "", "LICENSE"])
def test_a_table_that_does_not_come_with_nnlab_is_refused(name: str) -> None:
    with pytest.raises(ProblemError) as caught:
        bundled_table(name)
    assert caught.value.problem.code == "data.no_table"
    assert caught.value.problem.values["known"] == "breast_cancer, digits, iris"


def test_digits_are_pictures_and_the_numbers_are_in_order() -> None:
    table = drawn("digits")
    assert table.x.shape == (1797, 1, 8, 8)
    assert table.classes == tuple("0123456789")
    assert table.names[9] == "r2c2"
    assert (table.x.min(), table.x.max()) == (0, 16)
