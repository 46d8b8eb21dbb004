"""A formula that was read: its text, its tree, and what it gives for rows of data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.records.formulas.reader import longest, read_tree, shown
from nnlab.records.formulas.tree import Call, Column, Constant, Node, Number, is_truth
from nnlab.records.formulas.values import compute, gap
from nnlab.records.formulas.writing import written
from nnlab.records.problems import fail

most_columns = 10  # of a rule
_letter = re.compile(r"[^\W\d_]\d{0,3}")
_name = re.compile(r"[^\W_][\w ]{0,39}")  # in braces
_power = re.compile(r"(?P<a>.+)\^(?P<n>[2-9])")
_wave = re.compile(r"(?P<wave>sin|cos)\((?P<a>.+)\)")


@dataclass(frozen=True, repr=False)
class Formula:
    """A formula over columns: `sin(x1*x2)` gives numbers, `y > x**3 - x` truths. Nothing of it is ever run as code."""

    text: str
    tree: Node
    columns: tuple[str, ...]  # those it reads

    def __repr__(self) -> str:
        return repr(self.text)

    @property
    def truth(self) -> bool:
        """Whether it is true or false rather than a number."""
        return is_truth(self.tree)

    def of(self, x: npt.ArrayLike, places: Sequence[int] | None = None, *, strict: bool = True) -> npt.NDArray[Any]:
        """Returns its values (N,) for rows x (N, columns): floats, or truths.

        The columns of x are its own, in the order of `columns`, unless `places` says where those stand in x.

        Raises ProblemError `formula.undefined` where it has no finite value, naming the part and the row; not if it is
        not `strict`.
        """
        rows = np.asarray(x)
        if rows.dtype.kind != "f":
            rows = rows.astype(np.float64)
        stands = range(len(self.columns)) if places is None else places
        known = {name: rows[:, place] for name, place in zip(self.columns, stands, strict=True)}
        made = np.array(np.broadcast_to(compute(self.tree, known), (len(rows),)))
        if not strict or (made.dtype != np.bool_ and np.isfinite(made).all()):
            return made
        if found := gap(self.tree, known, len(rows)):
            where = ", ".join(f"{name} = {known[name][found.row]:g}" for name in _names(found.node)) or "-"
            raise fail("formula.undefined", text=written(found.node), row=found.row + 1, where=where)
        return made


def numbered(columns: Sequence[str]) -> dict[str, int]:
    """Returns where each column stands; who reads many formulas makes this once."""
    return {name: place for place, name in enumerate(columns)}


def read_formula(text: str, columns: Sequence[str] | Mapping[str, int] | None = None) -> Formula:
    """Reads a formula over these columns; without them any name that is no function is a column.

    Columns of the result stand in the order of those given, else in the order of their names (x2 before x10). A text
    that is a column's name, whatever stands in it, is that column. Raises ProblemError `formula...` with `place`, the
    character of the fault from 1; also for a part that reads no column and has no finite value, such as 1/0.
    """
    if columns is None:
        tree = read_tree(text)
        _finite(tree)
        return Formula(text, tree, tuple(sorted(_names(tree), key=_natural)))
    known = columns if isinstance(columns, Mapping) else numbered(columns)
    tree = _plain(text, known) or read_tree(text, known)
    _finite(tree)
    return Formula(text, tree, tuple(sorted(_names(tree), key=known.__getitem__)))


def read_rule(text: str) -> Formula:
    """Reads a formula that makes its own columns: letters with or without digits (x, y, x1), or names in braces.

    Raises ProblemError as `read_formula`, and `formula.letter`, `formula.no_columns` or `formula.columns`.
    """
    made = read_formula(text)
    for column in _columns(made.tree):
        allowed = _name if text[column.place - 1] == "{" else _letter
        if not allowed.fullmatch(column.name):
            raise fail("formula.letter", place=column.place, name=shown(column.name))
    if not made.columns:
        raise fail("formula.no_columns", place=1)
    if len(made.columns) > most_columns:
        raise fail("formula.columns", place=1, count=len(made.columns), most=most_columns)
    return made


def _plain(text: str, columns: Collection[str]) -> Node | None:
    """Returns a column, a^2 to a^9, sin(a), cos(a) or a*b where a and b are names as they stand: `petal length^2`."""
    clean = text.strip()
    if clean in columns:
        return Column(clean, 1)
    if len(clean) > longest:
        return None
    power, wave = _power.fullmatch(clean), _wave.fullmatch(clean)
    if power and (name := power["a"].strip()) in columns:
        return Call("^", (Column(name, 1), Number(float(power["n"]))), 1)
    if wave and (name := wave["a"].strip()) in columns:
        return Call(wave["wave"], (Column(name, 5),), 1)
    for place, letter in enumerate(clean):
        if letter == "*":
            left, right = clean[:place].strip(), clean[place + 1 :].strip()
            if left in columns and right in columns:
                return Call("*", (Column(left, 1), Column(right, place + 2)), 1)
    return None


def _finite(node: Node) -> None:
    """Raises ProblemError `formula.infinite` for a part that reads no column and is not a finite number."""
    alone: list[Node] = []
    if _alone(node, alone):
        alone.append(node)
    for part in alone:
        if not np.isfinite(compute(part, {})):
            raise fail("formula.infinite", place=part.place, text=written(part)[:40])


def _alone(node: Node, found: list[Node]) -> bool:
    """Tells whether a number reads no column; finds the largest such numbers below one that does."""
    if isinstance(node, Column):
        return False
    if isinstance(node, (Number, Constant)):
        return True
    numbers = [part for part in node.parts if _alone(part, found)]
    if len(numbers) == len(node.parts) and not is_truth(node):
        return True
    found += numbers
    return False


def _columns(node: Node) -> Iterator[Column]:
    left = [node]
    while left:
        one = left.pop()
        if isinstance(one, Column):
            yield one
        elif not isinstance(one, (Number, Constant)):
            left.extend(reversed(one.parts))


def _names(node: Node) -> list[str]:
    return list(dict.fromkeys(column.name for column in _columns(node)))


def _natural(name: str) -> tuple[str, int]:
    digits = re.search(r"\d*$", name)
    number = digits[0] if digits else ""
    return name[: len(name) - len(number)], int(number or 0)
