"""What the values are called that a network answers."""

from __future__ import annotations

from nnlab.experiment.document import Experiment
from nnlab.experiment.tables import table_id
from nnlab.records import ProblemError
from nnlab.records.tables import kept_head


def target_names(experiment: Experiment, count: int, value: str) -> tuple[str, ...]:
    """Returns the names of the values: those of an opened table's columns, or of the output's neurons, or `value`."""
    source, outputs = experiment.data.source, experiment.network.layers[-1:]
    columns = source.values.get("targets")
    if source.id == table_id and isinstance(columns, tuple) and len(columns) == count:
        try:
            head = kept_head(str(source.values.get("table")))
            return tuple(head.columns[int(column)].name for column in columns)
        except (ProblemError, IndexError, ValueError):
            pass
    named = outputs[0].neurons if outputs else ()
    usual = (value,) if count == 1 else tuple(f"{value} {place + 1}" for place in range(count))
    return tuple(named[place] if place < len(named) and named[place] else usual[place] for place in range(count))
