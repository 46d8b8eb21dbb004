"""Formulas: read as mathematics means them, computed as NumPy does, everything else refused at its place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from formula_strategies import columns, meant, numbers, truths
from hostile_formulas import hostile
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlab.records import Problem, ProblemError, formulas
from nnlab.records.formulas import (
    Call,
    Column,
    Comparison,
    Formula,
    Number,
    longest,
    read_formula,
    read_rule,
    reader,
    written,
)
from nnlab.records.sentences._table import sentences
from nnlab.records.words import Words

two = ("x1", "x2")
rows = np.array([[0.5, -2.0], [-1.5, 3.0], [0.0, 1.0]])
x1, x2 = rows.T


def fault(text: str, known: tuple[str, ...] | None = two) -> tuple[str, int]:
    with pytest.raises(ProblemError) as caught:
        read_formula(text, known) if known is not None else read_rule(text)
    return caught.value.problem.code, caught.value.problem.values["place"]


def problem_of(ask: Callable[[], object]) -> Problem | None:
    try:
        ask()
    except ProblemError as error:
        return error.problem
    return None


# ---- meaning


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("x1 + x2 * 2", x1 + x2 * 2), ("(x1 + x2) * 2", (x1 + x2) * 2), ("x1 - x2 - 1", x1 - x2 - 1),
        ("x1 - (x2 - 1)", x1 - (x2 - 1)), ("8 / 4 / 2", 1.0), ("-x1^2", -(x1**2)), ("(-x1)^2", x1**2),
        ("2^3^2", 512.0), ("2^-1", 0.5), ("2**-x2", 2**-x2), ("--x1", x1), ("+x1", x1),
        ("x1**2 + x2**2", x1**2 + x2**2), ("x1 − x2", x1 - x2), ("x1 × x2 ÷ 2", x1 * x2 / 2),
        ("max(x1，x2)", np.maximum(x1, x2)), ("min(x1, x2, 0)", np.minimum(np.minimum(x1, x2), 0)),
        ("pow(x2, 2)", x2**2), ("sin(x1*x2)", np.sin(x1 * x2)), ("round(x1)", np.round(x1)),
        ("step(x1)", (x1 > 0) * 1.0), ("relu(x1)", np.maximum(x1, 0)), ("2*pi", 2 * np.pi), ("π + e", np.pi + np.e),
        ("1e-3 * x1", 1e-3 * x1), (".5", 0.5), ("5.", 5.0), ("  x1  ", x1), ("(x1 > 0) * x2", (x1 > 0) * x2),
        ("{x1} + {x2}", x1 + x2),
    ],
)  # fmt: skip
def test_numbers(text, want):
    made = read_formula(text, two)
    assert not made.truth
    np.testing.assert_array_equal(made.of(rows[:, [two.index(name) for name in made.columns]]), want + np.zeros(3))


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("x2 > x1**3 - x1", x2 > x1**3 - x1), ("x1 < 0 or x2 < 0", (x1 < 0) | (x2 < 0)),
        ("0 <= x1 < 1", (x1 >= 0) & (x1 < 1)), ("not x1 > 0 and x2 > 0", ~(x1 > 0) & (x2 > 0)), ("x1 ≥ 0", x1 >= 0),
        ("x1 ≠ 0", x1 != 0), ("x1 == 0", x1 == 0), ("x1 > 0 or x2 > 0 and x1 > 9", (x1 > 0) | ((x2 > 0) & (x1 > 9))),
        ("not not x1 > 0", x1 > 0), ("x1 ≤ x2", x1 <= x2),
    ],
)  # fmt: skip
def test_truths(text, want):
    made = read_formula(text, two)
    assert made.truth
    assert made.of(rows, [two.index(name) for name in made.columns]).tolist() == want.tolist()


@settings(max_examples=60, deadline=None)
@given(st.one_of(numbers, truths))
def test_what_is_written_is_read_as_the_same_tree(tree):
    text = written(tree)
    if len(text) <= longest:
        assert reader.read_tree(text, columns) == tree


@settings(max_examples=60, deadline=None)
@given(st.one_of(numbers, truths), st.lists(st.floats(-50, 50), min_size=3, max_size=3))
def test_a_tree_is_computed_as_numpy_does(tree, values):
    x = {name: np.array(values) + place for place, name in enumerate(columns)}
    made = Formula("", tree, columns).of(np.column_stack(list(x.values())), strict=False)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(made, meant(tree, x) + np.zeros(3), rtol=1e-15)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_formula_or_a_problem_with_a_place(text):
    problem = problem_of(lambda: read_formula(text, two))
    assert problem is None or 1 <= problem.values["place"] <= len(text) + 1


# ---- columns


def test_columns_come_in_the_order_of_the_data_and_of_a_rule_by_name():
    assert read_formula("x2 * x1 + x2", two).columns == two
    assert read_rule("y > x**3 - x").columns == ("x", "y")
    assert read_rule("x10 + x2 + x1").columns == ("x1", "x2", "x10")
    assert read_rule("sin(3*x)").columns == ("x",)
    assert read_rule("{weight} > 2*{身高} + 高").columns == ("weight", "身高", "高")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("petal length", Column("petal length")), ("petal length^2", Call("^", (Column("petal length"), Number(2)))),
        ("sin(petal length)", Call("sin", (Column("petal length"),))),
        ("a-b*petal length", Call("*", (Column("a-b"), Column("petal length")))), ("a-b", Column("a-b")),
        ("{a-b}-1", Call("-", (Column("a-b"), Number(1)))), ("e", Column("e")), ("pi", Call("pi", ())),
        ("身高 > 1", Comparison((">",), (Column("身高"), Number(1)))), ("sin(sin)", Call("sin", (Column("sin"),))),
        ("9", Column("9")),
    ],
)  # fmt: skip
def test_names_of_any_kind_are_columns_and_go_before_constants(text, tree):
    made = read_formula(text, ("petal length", "a-b", "e", "身高", "sin", "9")).tree
    assert made == (tree if text != "pi" else formulas.Constant("pi"))


def test_the_forms_of_old_files_keep_their_numbers_to_the_last_bit():
    x = np.random.default_rng(0).normal(size=(1000, 2))
    for text, want in (
        ("x1", x[:, 0]), ("x1^2", np.power(x[:, 0], 2)), ("x2^9", np.power(x[:, 1], 9)),
        ("x1*x2", np.multiply(x[:, 0], x[:, 1])), ("sin(x2)", np.sin(x[:, 1])), ("cos(x1)", np.cos(x[:, 0])),
    ):  # fmt: skip
        made = read_formula(text, two)
        assert made.of(x, [two.index(name) for name in made.columns]).tobytes() == want.tobytes()


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "empty", 1), ("   ", "empty", 1), ("x1 +", "end", 5), ("x1 + ", "end", 5), ("(x1", "open", 4),
        ("sin(x1", "open", 7), ("x1 x2", "operator", 4), ("2x1", "operator", 2), ("x1)", "operator", 3),
        ("x1,x2", "operator", 3), ("(x1 x2)", "inside", 5), ("()", "operand", 2), ("* x1", "operand", 1),
        ("x1 * / x2", "operand", 6), ("x1 + not x2 > 0", "operand", 6), ("x1 = 2", "equals", 4),
        ("sin x1", "bracket", 5), ("sin", "bracket", 4), ("x3", "column", 1), ("1 + y", "column", 5),
        ("exec(x1)", "function", 1), ("q(x1)", "function", 1), ("min(x1)", "parts", 1),
        ("1 + sin(x1, x2)", "parts", 5), ("pow(x1)", "parts", 1), ("x1 and x2 > 0", "truth", 1),
        ("x2 > 0 or x1", "truth", 11), ("not x1", "truth", 5), ("x1 + 1/0", "infinite", 6),
        ("log(-1) * x1", "infinite", 1), ("x1 > 9^9^9", "infinite", 6), ("{x1", "brace", 1),
        ("x1 + {zzz}", "column", 6), ("(" * 41 + "x1" + ")" * 41, "deep", 41), ("-" * 200 + "x1", "deep", 81),
        ("x1" + "+x1" * 200, "long", longest + 1), ("x1 % 2", "operator", 4), ("x1 // 2", "operand", 5),
        ("x1.real", "operator", 3), ("'x1'", "operand", 1),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(text, code, place):
    assert fault(text) == (f"formula.{code}", place)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("height > 1", "letter", 1), ("x > open", "letter", 5), ("2 > 1", "no_columns", 1), ("x + {}", "letter", 5),
        ("{0: 1}", "letter", 1),
     ("+".join("abcdfghijkl"), "columns", 1)],
)  # fmt: skip
def test_a_rules_columns_are_letters_or_stand_in_braces(text, code, place):
    assert fault(text, None) == (f"formula.{code}", place)


@pytest.mark.parametrize(
    ("text", "near"), [("Sin(x1)", "sin"), ("sgrt(x1)", "sqrt"), ("X_1", "x1"), ("petal + 1", "{petal length}"),
     ("petal_length", "{petal length}")]
)  # fmt: skip
def test_near_names_are_suggested(text, near):
    with pytest.raises(ProblemError, match=f"Did you mean {near}") as caught:
        read_formula(text, ("x1", "petal length"))
    assert caught.value.problem.values["near"] == near


def test_a_value_that_is_not_finite_is_told_with_the_part_and_the_row():
    with pytest.raises(ProblemError, match=r"log\(x1\) has no finite value in row 2 .* where x1 = -1.5") as caught:
        read_formula("x2 + log(x1)*2", two).of(rows, [0, 1])
    assert caught.value.problem.values["row"] == 2
    with pytest.raises(ProblemError, match=r"sqrt\(x2\) .*row 1 "):  # a comparison of what is not there is no answer
        read_formula("x1 > 9 or sqrt(x2) > 1", two).of(rows, [0, 1])
    with pytest.raises(ProblemError, match="row 3"):
        read_formula("1/x1", two).of(rows, [0])
    assert np.isnan(read_formula("log(x1)", two).of(rows, [0], strict=False)[1])
    assert read_formula("min(1/x1, 5)", two).of(rows, [0]).tolist() == [2, -2 / 3, 5]


def test_a_constant_formula_has_a_value_for_every_row():
    assert read_formula("2*pi", two).of(rows, []).tolist() == [2 * np.pi] * 3


# ---- what people with bad intentions type


@pytest.mark.parametrize("known", [two, None], ids=["input", "rule"])
def test_200_hostile_strings_are_refused_at_their_place_with_little_work(known, monkeypatch):
    assert len(set(hostile)) >= 200
    tokens = 0
    whole = reader._Reader._next

    def count(self):
        nonlocal tokens
        tokens += 1
        return whole(self)

    monkeypatch.setattr(reader._Reader, "_next", count)
    for text in hostile:
        tokens = 0
        _code, place = fault(text, known)
        assert 1 <= place <= min(len(text), longest) + 1, text[:50]
        assert tokens <= longest + 1, text[:50]


def test_a_text_that_is_too_long_is_refused_unread(monkeypatch):
    def never(*_any):
        raise AssertionError

    monkeypatch.setattr(reader, "_Reader", never)
    for text in ("(" * 10_000_000, "x1^2*" * 2_000_000, "9" * 10_000_000, "*" * 10_000_000, " " * 9_999_999 + "y"):
        assert fault(text) == ("formula.long", longest + 1)
        assert fault(text, None) == ("formula.long", longest + 1)


def test_every_sentence_is_worded_with_its_values():
    texts = [
        *hostile,
        "x1 = 2",
        "sgrt(x1)",
        "x",
        "x1+",
        "(x1 x2",
        "2 > 1",
        "petal",
        "(x1",
        "not x1",
        "+".join("abcdfghijkl"),
    ]
    asked = [lambda text=text: read_formula(text, ("x1", "petal length")) for text in texts]
    asked += [lambda text=text: read_rule(text) for text in texts]
    problems = [problem for ask in asked if (problem := problem_of(ask))]
    known = {code for code in sentences if code.startswith("formula.")}
    assert known - {problem.code for problem in problems} == {"formula.undefined", "formula.filled"}  # those need data
    assert not [problem for problem in problems if "“”" in Words("en").problem(problem)]
