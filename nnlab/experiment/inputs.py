"""The network's inputs: columns of the data and formulas over them, as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Experiment
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.records import Problem, ProblemError
from nnlab.records.formulas import numbered, read_formula


def unreadable(text: str, columns: Sequence[str] | Mapping[str, int]) -> Problem | None:
    """Returns what is wrong with an input's text over these columns, or None."""
    if text in columns:
        return None  # thousands of inputs are mostly columns
    try:
        read_formula(text, columns)
    except ProblemError as error:
        return of_input(error.problem, text)
    return None


def of_input(problem: Problem, text: str) -> Problem:
    """Returns what is wrong with a formula as what is wrong with the input of that text."""
    said: Problem = replace(
        problem, values={**problem.values, "input": text, "path": "network.inputs", "fix": "columns"}
    )
    return said


def readable(texts: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Returns those inputs that can be read over these columns."""
    known = numbered(columns)
    return tuple(text for text in texts if unreadable(text, known) is None)


def input_problems(experiment: Experiment, facts: Facts) -> Iterator[Problem]:
    """Yields what is wrong with each input, where the data's columns are known."""
    data = facts.data
    if data is None or not by_columns(data):
        return
    known = numbered(data.columns)
    for text in experiment.network.inputs:
        problem = unreadable(text, known)
        if problem is not None:
            yield problem


def by_columns(data: DataFacts) -> bool:
    """Tells whether the inputs are columns and formulas; pictures and sequences go in as they are."""
    return data.shape is None or len(data.shape) == 1
