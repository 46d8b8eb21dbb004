"""Missing values of the data's inputs: rows left out, or numbers filled in that were fitted on the training rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nnlab.api import Table
from nnlab.engine import AnyArray
from nnlab.experiment.document import Data
from nnlab.records import fail

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Filling:
    """The number that each column's missing values get, (columns,); `fitted` on the training rows, or a constant."""

    numbers: AnyArray
    fitted: bool = True

    def of(self, x: AnyArray) -> AnyArray:
        """Returns rows x (N, columns) with their missing values filled in; x itself where none is missing."""
        gaps = np.isnan(x)
        return np.where(gaps, self.numbers, x) if gaps.any() else x


def gaps_of(table: Table) -> npt.NDArray[np.bool_] | None:
    """Returns where inputs are missing (N, columns), or None where they are all there."""
    if table.x.dtype.kind != "f":
        return None
    gaps = np.isnan(table.x)
    return gaps.reshape(len(gaps), -1) if gaps.any() else None


def kept(table: Table, rows: npt.NDArray[np.bool_]) -> Table:
    """Returns the marked rows of a table."""
    split = table.split[rows] if table.split is not None else None
    return replace(table, x=table.x[rows], y=table.y[rows], split=split)


def without_gaps(table: Table, gaps: npt.NDArray[np.bool_], names: tuple[str, ...]) -> Table:
    """Returns the rows of a table that miss nothing; raises ProblemError `data.all_missing` where there is none."""
    whole = np.logical_not(gaps.any(axis=1))
    if not whole.any():
        worst = int(np.argmax(gaps.sum(axis=0)))
        count = int(gaps[:, worst].sum())
        raise fail(
            "data.all_missing", rows=len(gaps), column=names[worst], missing=count, path="data.missing", fix="fill"
        )
    return kept(table, whole)


def filling(data: Data, x: AnyArray, train: Rows, names: tuple[str, ...]) -> Filling | None:
    """Returns what missing values of rows x (N, columns) get, by their training rows; None where rows are left out.

    Raises ProblemError `data.nothing_known` for a column without any value in its training rows.
    """
    if data.missing == "drop":
        return None
    if data.missing == "constant":
        return Filling(np.full(x.shape[1], data.filler), fitted=False)
    known = x[train]
    gaps = np.isnan(known)
    if not gaps.any():
        return Filling(_middle(data, known))
    empty = gaps.all(axis=0)
    if empty.any():
        raise fail("data.nothing_known", column=names[int(np.argmax(empty))], path="data.missing")
    made = [_middle(data, column[~gap, np.newaxis])[0] for column, gap in zip(known.T, gaps.T, strict=True)]
    return Filling(np.array(made))


def _middle(data: Data, known: AnyArray) -> AnyArray:
    """Returns means or medians of columns (N, k), finite where their sum would not be."""
    values = np.asarray(known, np.float64)
    middle = np.mean if data.missing == "mean" else np.median
    with np.errstate(over="ignore", invalid="ignore"):
        made = np.asarray(middle(values, axis=0))
        return made if np.isfinite(made).all() else np.asarray(middle(values / 1024, axis=0)) * 1024
