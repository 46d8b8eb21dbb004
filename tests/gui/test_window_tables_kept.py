"""Tables of one's own in the window's files: saved with the experiment, left out of autosaves, opened elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from nnlab.experiment import edits
from nnlab.experiment.file import from_bytes
from nnlab.records.tables import (
    KeptTable,
    TableColumn,
    TableHead,
    keep_table,
    table_bytes,
    table_path,
    tables_folder,
)


def kept(seed: int) -> str:
    numbers = np.random.default_rng(seed).normal(size=(60, 3))
    numbers[:, 2] = numbers[:, 0] > 0
    columns = tuple(TableColumn(name=name, kind="number") for name in ("x1", "x2", "kind"))
    return keep_table(table_bytes(KeptTable(TableHead(file=f"{seed}.csv", rows=60, columns=columns), numbers)))


def on(window: Any, name: str) -> None:
    """Makes a kept table the data, in one edit."""
    values = {"table": name, "file": "own.csv", "categories": (2,)}
    made = edits.set_table(window.document.experiment, values, window.document.catalog)
    window.document.edit(lambda: "Open table", edits.set_batch_size(made, 5))


def learned(window: Any) -> bool:
    facts = window.document.last_facts
    return facts is not None and facts.data is not None and facts.data.columns == ("x1", "x2") and not facts.problems


def test_a_saved_file_holds_its_tables_an_autosave_does_not_and_undo_goes_across_them(opened, qtbot, tmp_path):
    window = opened("gauss")
    first, second = kept(1), kept(2)
    for name in (first, second):
        on(window, name)
    qtbot.waitUntil(lambda: learned(window), timeout=10_000)
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        window.files.save_to(tmp_path / "own.nnlab")
    held = from_bytes((tmp_path / "own.nnlab").read_bytes())
    assert list(held.tables) == [second]

    window.document.undo_stack.undo()
    assert window.document.experiment.data.source.values["table"] == first
    window.autosave.save()
    qtbot.waitUntil(lambda: window.autosave.path.is_file() and not window.writer.busy, timeout=10_000)
    autosaved = from_bytes(window.autosave.path.read_bytes())
    assert (autosaved.experiment.data.source.values["table"], autosaved.tables) == (first, {})
    window.document.undo_stack.undo()
    window.document.undo_stack.redo()
    window.document.undo_stack.redo()
    qtbot.waitUntil(lambda: learned(window), timeout=10_000)
    assert window.document.experiment.data.source.values["table"] == second


def test_at_the_end_old_tables_that_nobody_names_are_removed(opened):
    old, new = kept(1), kept(2)
    os.utime(table_path(old), (0, 0))
    window = opened("gauss", drawn=False)
    window.shut()
    assert not table_path(old).is_file()
    assert table_path(new).is_file()
    assert Path(tables_folder()).is_dir()
