"""The simple ways out: from a problem of `check` to the experiment without it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Experiment
from nnlab.experiment.edits.components import adopt
from nnlab.experiment.edits.layers import set_inputs
from nnlab.experiment.edits.output import fix_output
from nnlab.experiment.edits.settings import set_batch_size, set_field, set_missing
from nnlab.experiment.facts import Facts
from nnlab.experiment.fields import field_specs, may_be_none
from nnlab.experiment.inputs import by_columns, readable
from nnlab.experiment.reaching import fed_again, led_on
from nnlab.experiment.slots import fill, info_of, slots
from nnlab.experiment.wiring import rewired
from nnlab.records import ComponentInfo, Problem

_most_inputs = 10  # that a way out chooses by itself


def fix(
    experiment: Experiment, problem: Problem, infos: Sequence[ComponentInfo], facts: Facts | None
) -> Experiment | None:
    """Returns the experiment with a problem set right, or None where that takes a person.

    By the problem's value `fix`: "output" fits output layer and loss to the data, "batch_size" makes the batch fit,
    "default" gives a setting its usual value, "adopt" takes the components' present texts for granted, "inputs" puts a
    layer or a connection where shapes do not meet or takes away a join that joins nothing, "feed" connects what nothing
    feeds or what feeds itself, "unread" joins a layer that leads nowhere to the next, "columns" leaves inputs away that
    cannot be computed, "fill" fills in medians where all samples miss something.
    """
    way = problem.values.get("fix")
    path = str(problem.values.get("path", ""))
    if way == "output" and facts is not None and facts.data is not None:
        return fix_output(experiment, facts, infos)
    if way == "batch_size":
        rows = facts.data.train_rows if facts and facts.data else field_specs["training.batch_size"].default
        size = min(max(experiment.training.batch_size, 1), int(str(rows)))
        return set_batch_size(experiment, size) if size >= 1 else None
    if way == "inputs":
        return rewired(experiment, problem, infos, facts)
    if way == "feed":
        return fed_again(experiment, problem, infos)
    if way == "unread":
        return led_on(experiment, problem, infos, facts)
    if way == "columns":
        return _without_unreadable(experiment, problem, facts)
    if way == "fill":
        return set_missing(experiment, "median")
    if way == "adopt":
        return adopt(experiment, infos)
    if way == "default" and path in field_specs:
        return set_field(experiment, path, None if path in may_be_none else field_specs[path].default)
    if way == "default":
        return _without_value(experiment, path, str(problem.values.get("name", "")), infos)
    return None


def _without_value(experiment: Experiment, path: str, name: str, infos: Sequence[ComponentInfo]) -> Experiment | None:
    for slot in slots(experiment):
        if slot.chosen is not None and name in slot.chosen.values and path in (slot.path, f"{slot.path}.{name}"):
            info = info_of(infos, slot.kind, slot.chosen.id)
            spec = info.param(name) if info else None
            values = {key: value for key, value in slot.chosen.values.items() if key != name}
            if spec is not None:
                values[name] = spec.default
            chosen: Chosen = replace(slot.chosen, values=values)
            return fill(experiment, slot, chosen)
    return None


def _without_unreadable(experiment: Experiment, problem: Problem, facts: Facts | None) -> Experiment | None:
    """Returns the experiment without the input of a problem and others that cannot be read over the data's columns.

    Where none is left, the columns feed the network.
    """
    if facts is None or facts.data is None or not by_columns(facts.data):
        return None
    columns, gone = facts.data.columns, problem.values.get("input")
    kept = readable([text for text in experiment.network.inputs if text != gone], columns)
    return set_inputs(experiment, kept or columns[:_most_inputs])
