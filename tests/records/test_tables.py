"""Kept tables: what is kept comes back to the bit under its name, and what is not whole is a sentence."""

import numpy as np
import pytest

from nnlab.records import ProblemError
from nnlab.records.tables import (
    KeptTable,
    TableColumn,
    TableHead,
    keep_table,
    kept_head,
    kept_table,
    table_bytes,
    table_path,
)

numbers = np.array([[1.0, 0.0], [np.nan, 1.0], [3.5, 0.0]])
head = TableHead(
    file="年龄.csv",
    rows=3,
    columns=(
        TableColumn(name="age", kind="number", missing=1, low=1, high=3.5, mean=2.25, median=2.25),
        TableColumn(name="city", kind="text", words=("Bern", "北京"), counts=(2, 1), distinct=2),
    ),
)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("NNLAB_HOME", str(tmp_path))


def test_a_kept_table_comes_back():
    sha256 = keep_table(table_bytes(KeptTable(head, numbers)))
    found = kept_table(sha256)
    assert found.head == head == kept_head(sha256)
    assert np.array_equal(found.numbers, numbers, equal_nan=True)
    assert not found.numbers.flags.writeable


def test_equal_tables_are_kept_once():
    first, second = (keep_table(table_bytes(KeptTable(head, array))) for array in (numbers, numbers.copy(order="F")))
    assert first == second
    assert len(list(table_path(first).parent.iterdir())) == 1


@pytest.mark.parametrize("name", ["", "../x", "0" * 64, "G" * 64])
def test_a_table_that_is_not_there_is_a_sentence(name):
    with pytest.raises(ProblemError) as caught:
        kept_table(name)
    assert caught.value.problem.code == "table.gone"


def test_a_table_that_is_cut_is_a_sentence():
    sha256 = keep_table(table_bytes(KeptTable(head, numbers)))
    table_path(sha256).write_bytes(table_path(sha256).read_bytes()[:-200])
    for read in (kept_table, kept_head):
        with pytest.raises(ProblemError) as caught:
            read(sha256)
        assert caught.value.problem.code == "table.gone"
