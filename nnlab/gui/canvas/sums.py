"""A neuron's sum, term by term: z = w1 a1 + w2 a2 + ... + b, with the numbers of one sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.canvas.numbers import NetworkNumbers

most_terms, _of_long = 8, 6  # so many are shown one by one; of a longer sum, so many of the largest
_outgrown = 1.5  # a hidden term that is so much larger than a shown one takes its place


@dataclass(frozen=True)
class Term:
    """One w a: what feeds the neuron is unit `unit` of column `column`, `row` of the matrix."""

    column: int
    unit: int
    row: int
    weight: float
    input: float

    @property
    def value(self) -> float:
        return self.weight * self.input


@dataclass(frozen=True)
class WeightedSum:
    """The terms shown, in order; `hidden` others make `rest` together. `bias` is None where the layer has none."""

    terms: tuple[Term, ...]
    hidden: int
    rest: float
    bias: float | None
    z: float


class Sums:
    """Finds sums in the newest numbers; which terms of a long one are shown changes seldom, so that it can be read."""

    def __init__(self, numbers: NetworkNumbers) -> None:
        self._numbers = numbers
        self._of: tuple[str, int, int, int] = ("", 0, 0, 0)
        self._shown: list[int] = []

    def find(self, specs: Sequence[ColumnSpec], column: int, unit: int, most: int = most_terms) -> WeightedSum | None:
        """Returns the sum of a neuron; None where numbers lack, or where z is something else than the sum.

        At most so many terms are shown, and no more than can be read.
        """
        id = specs[column].id
        weights, inputs = self._numbers.array(id, "weights"), self._inputs(specs, column)
        z = self._numbers.number(id, "z", unit)
        if weights is None or inputs is None or z is None or weights.ndim != 2:
            return None
        if len(weights) != len(inputs) or not unit < weights.shape[1]:
            return None
        of = np.asarray(weights[:, unit], np.float64)
        values, bias = of * inputs, self._numbers.number(id, "bias", unit)
        if not _adds_up(values, bias or 0.0, z):
            return None
        shown = self._choose((id, unit, len(values), max(1, min(most, most_terms))), np.abs(values))
        places = [(source, row) for source in specs[column].sources for row in range(specs[source].units)]
        terms = tuple(Term(*places[row], row, float(of[row]), float(inputs[row])) for row in shown)
        hidden = len(values) - len(shown)
        rest = float(values.sum() - values[shown].sum()) if hidden else 0.0
        return WeightedSum(terms, hidden, rest, bias, z)

    def _inputs(self, specs: Sequence[ColumnSpec], column: int) -> np.ndarray | None:
        """Returns what feeds a column, all its sources behind each other."""
        found = []
        for source in specs[column].sources:
            a = self._numbers.array(specs[source].id, "a")
            if a is None or a.size != specs[source].units:
                return None
            found.append(np.asarray(a, np.float64).ravel())
        return np.concatenate(found) if found else None

    def _choose(self, of: tuple[str, int, int, int], sizes: np.ndarray) -> list[int]:
        """Returns the rows of the terms to show, in order."""
        if len(sizes) <= of[-1]:
            return list(range(len(sizes)))
        if of != self._of or self._has_outgrown(sizes):
            self._of = of
            self._shown = sorted(np.argsort(-sizes, kind="stable")[: min(of[-1], _of_long)].tolist())
        return self._shown

    def _has_outgrown(self, sizes: np.ndarray) -> bool:
        hidden = np.ones(len(sizes), bool)
        hidden[self._shown] = False
        return bool(sizes[hidden].max() > _outgrown * sizes[self._shown].min())


def _adds_up(values: np.ndarray, bias: float, z: float) -> bool:
    """Tells whether the terms and the bias make z, as far as 32 bits can tell."""
    made, reach = float(values.sum()) + bias, float(np.abs(values).sum()) + abs(bias)
    return abs(made - z) <= 1e-3 * reach + 1e-6  # false where one is no number
