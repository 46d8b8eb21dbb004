"""Input features: the columns of the data and formulas over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.engine import AnyArray
from nnlab.experiment.inputs import of_input
from nnlab.records import ProblemError, fail
from nnlab.records.formulas import Column, Formula, numbered, read_formula


@dataclass(frozen=True)
class Feature:
    """One input of the network: a formula, and where the columns that it reads stand in the data."""

    name: str
    formula: Formula
    columns: tuple[int, ...]

    @property
    def plain(self) -> bool:
        """Whether it is a column as it stands."""
        return isinstance(self.formula.tree, Column)

    def of(self, x: AnyArray, *, strict: bool = False) -> AnyArray:
        """Returns its values (N,) for rows x (N, columns).

        Where it has no finite value it is NaN or infinite, or if `strict` a ProblemError `formula.undefined`.
        """
        try:
            made = self.formula.of(x, self.columns, strict=strict)
        except ProblemError as error:
            raise ProblemError(of_input(error.problem, self.name)) from None
        return made.astype(np.float64) if made.dtype == np.bool_ else made


def parse(text: str, names: Sequence[str] | Mapping[str, int]) -> Feature:
    """Returns the feature a text names: a column, or a formula over columns.

    Raises ProblemError `formula...` with the place of the fault and the input.
    """
    places = names if isinstance(names, Mapping) else numbered(names)
    try:
        formula = read_formula(text, places)
    except ProblemError as error:
        raise ProblemError(of_input(error.problem, text)) from None
    return Feature(text, formula, tuple(places[name] for name in formula.columns))


def parse_all(texts: Sequence[str], names: Sequence[str]) -> tuple[Feature, ...]:
    """Returns every feature; raises ProblemError where there is none, or one is unknown or twice there."""
    if not texts:
        raise fail("input.none")
    if len(set(texts)) < len(texts):
        raise fail("input.twice", input=next(text for text in texts if texts.count(text) > 1))
    known = numbered(names)
    return tuple(parse(text, known) for text in texts)
