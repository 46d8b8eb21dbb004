"""Which kept tables experiments need."""

from __future__ import annotations

from collections.abc import Iterable

from nnlab.experiment.document import Experiment

table_id = "table"  # of the data set that is an opened table


def tables_of(experiments: Iterable[Experiment]) -> tuple[str, ...]:
    """Returns the names (sha256) of the kept tables that experiments use, each once."""
    sources = (experiment.data.source for experiment in experiments)
    names = [source.values.get("table", "") for source in sources if source.id == table_id]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))
