"""Kept tables and experiments on them, for the tests of one's own data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace
from oracle_parts import bundled

from nnlab import Run, preset
from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.records.tables import KeptTable, TableColumn, TableHead, keep_table, table_bytes


def opened(columns: dict[str, Sequence[Any]], file: str = "own.csv", shape: tuple[int, ...] | None = None) -> str:
    """Keeps a table of columns of numbers (NaN: missing) or texts (None: missing), and returns its name."""
    heads, numbers = [], []
    for name, cells in columns.items():
        if any(isinstance(cell, str) for cell in cells):
            words = tuple(dict.fromkeys(cell for cell in cells if cell is not None))
            heads.append(TableColumn(name=name, kind="text", words=words, distinct=len(words)))
            numbers.append([np.nan if cell is None else words.index(cell) for cell in cells])
        else:
            heads.append(TableColumn(name=name, kind="number"))
            numbers.append(list(cells))
    grid = np.array(numbers, float).T
    head = TableHead(file=file, rows=len(grid), columns=tuple(heads), shape=shape)
    return keep_table(table_bytes(KeptTable(head, grid)))


def fitted(values: dict[str, Any], base: str = "gauss", **data: Any) -> Experiment:
    """Returns a preset with a table as its data, and inputs, output and loss that fit it."""
    infos, experiment = bundled().infos, preset(base)
    given = edits.set_table(experiment, values, infos)
    given = replace(given, data=replace(given.data, **data))
    found = Run(given, catalog=bundled()).facts()
    assert found.data is not None, found.problems
    made = edits.set_table(experiment, values, infos, found)
    return replace(made, data=replace(made.data, **data))


def run_of(experiment: Experiment) -> Run:
    """Returns a run with the bundled plugins."""
    return Run(experiment, catalog=bundled())
