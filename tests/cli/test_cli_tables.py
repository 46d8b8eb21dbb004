"""Tables of one's own without a window: a file brings its table along, and its settings change like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from nnlab.experiment.document import Chosen
from nnlab.experiment.file import ExperimentFile, from_bytes, save
from nnlab.experiment.keeping import with_tables
from nnlab.experiment.presets import preset
from nnlab.records.tables import KeptTable, TableColumn, TableHead, keep_table, table_bytes, tables_folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file on a table with gaps, which is kept nowhere else."""
    numbers = np.random.default_rng(0).normal(size=(50, 3))
    numbers[:, 2] = 1000 + 100 * numbers[:, 0]
    numbers[::10, 1] = np.nan
    columns = tuple(TableColumn(name=name, kind="number") for name in ("x1", "x2", "price"))
    name = keep_table(table_bytes(KeptTable(TableHead(file="own.csv", rows=50, columns=columns), numbers)))
    plane = preset("plane")
    data = replace(plane.data, source=Chosen(id="table", values={"table": name}), target_scaling="standardize")
    training = replace(plane.training, batch_size=5)
    saved = with_tables(ExperimentFile(experiment=replace(plane, data=data, training=training)))
    save(tmp_path / "own.nnlab", saved)
    for path in tables_folder().glob("*.npz"):
        path.unlink()
    return tmp_path / "own.nnlab"


def test_a_file_trains_where_nobody_has_its_table_and_what_is_saved_holds_it_too(nnlab, own, tmp_path):
    out = tmp_path / "out.nnlab"
    settings = ("--set", "data.missing=constant", "--set", "data.filler=7")
    ended = nnlab("train", own, "--epochs", 100, *settings, "--save", out)
    assert ended.code == 0, ended.err
    assert "5 missing values" in ended.err
    assert "x2 7" in ended.err
    held = from_bytes(out.read_bytes())
    assert (held.experiment.data.missing, held.experiment.data.filler) == ("constant", 7.0)
    assert list(held.tables) == list(from_bytes(own.read_bytes()).tables)
    assert held.history.train_loss[-1] < 0.5  # of scaled values
