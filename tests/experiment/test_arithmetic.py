"""Numbers as people write them."""

from __future__ import annotations

import contextlib
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.experiment.arithmetic import number_of, table_of
from nnlab.records import ProblemError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5), ("1/3", 1 / 3), ("-sqrt(2)", -math.sqrt(2)), ("2*pi", 2 * math.pi), ("−1.5", -1.5), (".5", 0.5),
        ("1e-3", 1e-3), ("-2^2", -4.0), ("2**-1", 0.5), ("2^3^2", 512.0), ("(1+2)*3", 9.0), ("--1", 1.0), ("+4", 4.0),
        ("exp(1)", math.e), ("e", math.e), ("ln(e)", 1.0), ("abs(-3) / 2", 1.5), ("tanh(0)", 0.0), ("3 × 2", 6.0),
        (" 7 ", 7.0), ("（1＋0".replace("＋", "+") + "）", 1.0), ("5.", 5.0), ("π", math.pi),
    ],
)  # fmt: skip
def test_it_is_read_as_mathematics_means_it(text, value):
    assert number_of(text) == pytest.approx(value, rel=1e-15)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_python_writes_is_read_to_the_last_bit(value):
    assert number_of(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "place"),
    [("1 + x", 5), ("1..2", 3), ("__import__('os')", 1), ("().__class__", 2), ("2 3", 3), ("sqrt 2", 6), ("1+*2", 3)],
)
def test_what_is_no_number_is_refused_with_the_place_of_the_fault(text, place):
    with pytest.raises(ProblemError) as caught:
        number_of(text)
    assert caught.value.problem.code == "number.place"
    assert caught.value.problem.values["place"] == place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number.empty"), ("   ", "number.empty"), ("1/0", "number.undefined"), ("sqrt(-1)", "number.undefined"),
        ("(-8)^(1/3)", "number.undefined"), ("9**9**9", "number.undefined"), ("1e999", "number.undefined"),
        ("log(0)", "number.undefined"), ("(1", "number.end"), ("2*", "number.end"), ("(" * 10_000_000, "number.long"),
        ("9" * 201, "number.long"), ("(" * 100 + "1" + ")" * 99, "number.place"), ("-" * 150 + "^", "number.place"),
    ],
)  # fmt: skip
def test_traps_are_sentences_and_take_no_time(text, code):
    began = time.process_time()
    with pytest.raises(ProblemError) as caught:
        number_of(text)
    assert caught.value.problem.code == code
    assert time.process_time() - began < 5  # not for ever


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_number_or_a_problem(text):
    with contextlib.suppress(ProblemError):
        assert math.isfinite(number_of(text))


@pytest.mark.parametrize("mark", ["\t", ";", ",", " "])
def test_a_table_is_read_as_spreadsheets_copy_it(mark):
    text = f"1{mark}-2.5\r\n1/2{mark}1e3\r\n"
    assert table_of(text) == ((1.0, -2.5), (0.5, 1000.0))


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "table.empty"), ("1\t2\n3", "table.ragged"), ("1\tx", "table.cell"), ("\t1", "table.cell")],
)
def test_a_table_that_is_none_is_a_sentence(text, code):
    with pytest.raises(ProblemError) as caught:
        table_of(text)
    assert caught.value.problem.code == code
