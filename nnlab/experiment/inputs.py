"""The network's inputs: columns of the data and formulas over them, as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Experiment
from nnlab.experiment.edits.layers import set_inputs
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.experiment.rules import readable
from nnlab.records import Problem, ProblemError
from nnlab.records.formulas import numbered, read_formula

_most = 10  # inputs that a way out chooses by itself


def unreadable(text: str, columns: Sequence[str] | Mapping[str, int]) -> Problem | None:
    """Returns what is wrong with an input's text over these columns, or None."""
    try:
        read_formula(text, columns)
    except ProblemError as error:
        values = {**error.problem.values, "input": text, "path": "network.inputs", "fix": "columns"}
        problem: Problem = replace(error.problem, values=values)
        return problem
    return None


def input_problems(experiment: Experiment, facts: Facts) -> Iterator[Problem]:
    """Yields what is wrong with each input, where the data's columns are known; pictures go in as they are."""
    data = facts.data
    if data is None or not _by_columns(data):
        return
    known = numbered(data.columns)
    for text in experiment.network.inputs:
        problem = unreadable(text, known)
        if problem is not None:
            yield problem


def without_unreadable(experiment: Experiment, problem: Problem, facts: Facts | None) -> Experiment | None:
    """Returns the experiment without the input of a problem and others that cannot be read.

    Where none is left, the data's columns feed the network.
    """
    if facts is None or facts.data is None or not _by_columns(facts.data):
        return None
    columns, gone = facts.data.columns, problem.values.get("input")
    kept = readable([text for text in experiment.network.inputs if text != gone], columns)
    return set_inputs(experiment, kept or columns[:_most])


def _by_columns(data: DataFacts) -> bool:
    return data.shape is None or len(data.shape) == 1
