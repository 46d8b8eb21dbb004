"""Numbers as people write them, `1/3`, `-sqrt(2)`, `2*pi`, and tables of them: read as formulas without columns."""

from __future__ import annotations

import string

import numpy as np

from nnlab.records import Problem, ProblemError, fail
from nnlab.records.formulas import read_formula

longest, most_cells = 200, 2_000_000
_lower = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_one_row = np.zeros((1, 0))
_ends = ("formula.end", "formula.open")


def number_of(text: str) -> float:
    """Returns the number a text stands for.

    Knows what formulas know: + - * / ^ (or **), brackets, pi, e and functions. Raises ProblemError
    `number.empty`, `number.long`, `number.place` with the place of the fault (from 1), or `number.undefined` where the
    result is no finite number.
    """
    if not text.strip():
        raise fail("number.empty")
    if len(text) > longest:
        raise fail("number.long", longest=longest)
    try:
        made = read_formula(text.translate(_lower), ())
    except ProblemError as error:
        raise _worded(error.problem, text) from None
    if made.truth:
        raise _placed(text, 1)
    return float(made.of(_one_row)[0])


def _worded(problem: Problem, text: str) -> ProblemError:
    if problem.code in _ends:
        return fail("number.end")
    if problem.code == "formula.infinite":
        return fail("number.undefined", text=text.strip())
    place = problem.values["place"]
    return _placed(text, place if isinstance(place, int) else 1)


def _placed(text: str, place: int) -> ProblemError:
    rest = text[place - 1 :].strip()[:20]
    return fail("number.place", place=place, rest=rest) if rest else fail("number.end")


def table_of(text: str) -> tuple[tuple[float, ...], ...]:
    """Returns the rows of a table as spreadsheets copy it: cells apart by tabs, semicolons, commas or spaces.

    Raises ProblemError `table.empty`, `table.large`, `table.ragged`, or `table.cell` with row and column (from 1).
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise fail("table.empty")
    if len(text) > 20 * most_cells:
        raise fail("table.large")
    split = next((mark for mark in ("\t", ";", ",") if any(mark in line for line in lines)), None)
    rows = [line.strip("\r\n").split(split) for line in lines]
    made = []
    for row, cells in enumerate(rows, 1):
        if len(cells) != len(rows[0]):
            raise fail("table.ragged", row=row, cells=len(cells), wanted=len(rows[0]))
        made.append(tuple(_cell(cell, row, column) for column, cell in enumerate(cells, 1)))
    return tuple(made)


def _cell(cell: str, row: int, column: int) -> float:
    try:
        return float(cell)
    except ValueError:
        pass
    try:
        return number_of(cell)
    except ProblemError:
        raise fail("table.cell", row=row, column=column, text=cell.strip()[:40]) from None
