"""What a formula gives: its tree computed with NumPy, and where it has no finite value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nnlab.records.formulas.tree import (
    Call,
    Column,
    Comparison,
    Constant,
    Node,
    Number,
    comparisons,
    constants,
    functions,
    logic,
    operators,
)

Columns = Mapping[str, npt.NDArray[Any]]


class Gap(NamedTuple):
    """The smallest part of a formula that has no finite value, and the row (from 0) where it has none first."""

    node: Node
    row: int


def compute(node: Node, columns: Columns) -> Any:
    """Returns what a tree gives: an array of floats or of truths, or one of them where it reads no column.

    What overflows or is not defined is infinite or NaN, without a warning of NumPy's.
    """
    with np.errstate(all="ignore"):
        return _computed(node, columns)


def gap(node: Node, columns: Columns, rows: int) -> Gap | None:
    """Returns where a formula, or a side of a comparison in it, is not finite first; None where all is."""
    with np.errstate(all="ignore"):
        return _gap(node, columns, rows)


def _computed(node: Node, columns: Columns) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Constant):
        return constants[node.name]
    if isinstance(node, Column):
        return columns[node.name]
    parts = [_computed(part, columns) for part in node.parts]
    if isinstance(node, Comparison):
        made = comparisons[node.signs[0]](parts[0], parts[1])
        for place, sign in enumerate(node.signs[1:], 1):
            made = np.logical_and(made, comparisons[sign](parts[place], parts[place + 1]))
        return made
    if node.function in logic:
        return logic[node.function](*parts)
    return (operators.get(node.function) or functions[node.function]).compute(*map(_number, parts))


def _number(made: Any) -> Any:
    """Returns truths as 0 and 1, and a number alone as NumPy's, which is infinite where Python's would raise."""
    if isinstance(made, float):
        return made
    return made.astype(np.float64) if made.dtype == np.bool_ else made


def _gap(node: Node, columns: Columns, rows: int) -> Gap | None:
    if isinstance(node, (Number, Constant)):
        return None
    if isinstance(node, Comparison) or (isinstance(node, Call) and node.function in logic):
        found = [one for part in node.parts if (one := _gap(part, columns, rows))]
        return min(found, key=lambda one: one.row) if found else None
    finite = np.broadcast_to(np.isfinite(_computed(node, columns)), (rows,))
    if finite.all():
        return None
    row = int(np.argmin(finite))
    alone = {name: column[row : row + 1] for name, column in columns.items()}
    return Gap(_smallest(node, alone), row)


def _smallest(node: Node, row: Columns) -> Node:
    """Returns the smallest part that is not finite in a row of its own."""
    for part in () if isinstance(node, (Number, Constant, Column)) else node.parts:
        if not np.isfinite(_computed(part, row)).all():
            return _smallest(part, row)
    return node
