"""Numbers as people write them, `1/3`, `-sqrt(2)`, `2*pi`, and tables of them: read by a small grammar, never run."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from nnlab.records import ProblemError, fail

longest, deepest, most_cells = 200, 40, 2_000_000
functions: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "abs": abs,
}
constants = {"pi": math.pi, "π": math.pi, "e": math.e}
_token = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d]\w*)|(\*\*|[-+*/^()]))")
_written = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "（": "(", "）": ")", "，": ","})


def number_of(text: str) -> float:
    """Returns the number a text stands for.

    Knows + - * / ^ (or **), brackets, pi, e, sqrt, exp, log, sin, cos, tan, tanh and abs. Raises ProblemError
    `number.empty`, `number.long`, `number.place` with the place of the fault (from 1), or `number.undefined` where the
    result is no finite number.
    """
    clean = text.translate(_written)
    if not clean.strip():
        raise fail("number.empty")
    if len(clean) > longest:
        raise fail("number.long", longest=longest)
    try:
        made = _Reader(clean).whole()
    except (ArithmeticError, ValueError):
        made = math.nan
    if isinstance(made, complex) or not math.isfinite(made):
        raise fail("number.undefined", text=clean.strip())
    return float(made)


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


class _Reader:
    """Reads one expression from left to right; what stands for itself binds as in Python: -2^2 is -4."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._depth = text, 0, 0
        self._number = self._name = self._sign = ""
        self._place = 0
        self._next()

    def whole(self) -> float:
        """Returns the number of the whole text."""
        made = self._sum()
        if self._place < len(self._text):
            raise self._wrong()
        return made

    def _next(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        self._place, found = self._at, _token.match(self._text, self._at)
        self._number, self._name, self._sign = (found[n] or "" for n in (1, 2, 3)) if found else ("", "", "")
        self._at = found.end() if found else self._at

    def _take(self) -> str:
        sign = self._sign
        self._next()
        return sign

    def _wrong(self) -> ProblemError:
        rest = self._text[self._place :].strip()
        return fail("number.place", place=self._place + 1, rest=rest[:20]) if rest else fail("number.end")

    def _sum(self) -> float:
        self._depth += 1
        if self._depth > deepest:
            raise self._wrong()
        made = self._product()
        while self._sign in ("+", "-"):
            sign = self._take()
            part = self._product()
            made = made + part if sign == "+" else made - part
        self._depth -= 1
        return made

    def _product(self) -> float:
        made = self._signed()
        while self._sign in ("*", "/"):
            sign = self._take()
            part = self._signed()
            made = made * part if sign == "*" else made / part
        return made

    def _signed(self) -> float:
        negative = False
        while self._sign in ("+", "-"):
            negative ^= self._sign == "-"
            self._next()
        made = self._power()
        return -made if negative else made

    def _power(self) -> float:
        made = self._atom()
        if self._sign in ("^", "**"):
            self._next()
            self._depth += 1
            if self._depth > deepest:
                raise self._wrong()
            made = made ** self._signed()
            self._depth -= 1
        return made

    def _atom(self) -> float:
        if self._number:
            made = float(self._number)
            self._next()
            return made
        name = self._name.lower()
        if name in constants:
            self._next()
            return constants[name]
        if name in functions:
            self._next()
            return functions[name](self._bracket())
        return self._bracket()

    def _bracket(self) -> float:
        if self._sign != "(":
            raise self._wrong()
        self._next()
        made = self._sum()
        if self._sign != ")":
            raise self._wrong()
        self._next()
        return made
