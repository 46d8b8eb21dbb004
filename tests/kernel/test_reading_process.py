"""A table is read in a process of its own: what comes of it, and how it ends."""

import threading
from pathlib import Path

import pytest

from nnlab.kernel.reading import ReadDone, Reader, ReadFailed, ReadLook, ReadProgress
from nnlab.records.tables import Pasted, kept_table


class Heard:
    """Keeps what a Reader tells."""

    def __init__(self) -> None:
        self.all = []
        self.ended = threading.Event()

    def __call__(self, told) -> None:
        self.all.append(told)
        if isinstance(told, ReadDone | ReadFailed):
            self.ended.set()


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Heard:
    monkeypatch.setenv("NNLAB_HOME", str(tmp_path / "home"))
    return Heard()


def test_a_table_is_looked_at_then_read_and_kept(heard: Heard, tmp_path: Path):
    path = tmp_path / "few.csv"
    path.write_text("a,b\n1,red\n2,blue\n")
    reader = Reader(heard)
    number = reader.read(path)
    assert heard.ended.wait(30)
    reader.close()
    look, done = (told for told in heard.all if not isinstance(told, ReadProgress))
    assert isinstance(look, ReadLook)
    assert isinstance(done, ReadDone)
    assert {told.id for told in heard.all} == {number}
    assert [column.name for column in look.head.columns] == ["a", "b"]
    assert look.head.rows == 0
    table = kept_table(done.sha256)
    assert table.head == done.head
    assert table.numbers.tolist() == [[1, 0], [2, 1]]


def test_what_was_pasted_is_read_too(heard: Heard):
    reader = Reader(heard)
    reader.read(Pasted("Pasted", b"a\tb\n1\t2\n"))
    assert heard.ended.wait(30)
    reader.close()
    assert heard.all[-1].head.file == "Pasted"


def test_a_file_that_is_not_there_is_a_sentence(heard: Heard, tmp_path: Path):
    reader = Reader(heard)
    reader.read(tmp_path / "none.csv")
    assert heard.ended.wait(30)
    reader.close()
    assert isinstance(heard.all[-1], ReadFailed)
