"""A table is read in a process of its own: what comes of it, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from desk import alive

from nnlab.kernel.reading import ReadDone, Reader, ReadFailed, ReadLook, ReadProgress
from nnlab.records.tables import Pasted, Reading, kept_table, tables_folder
from nnlab.records.words import Words

patience_s = 120.0
soaking = os.environ.get("NNLAB_SOAK") == "1"


class Heard:
    """Keeps what a Reader tells."""

    def __init__(self) -> None:
        self.all = []
        self.began = threading.Event()
        self.ended = threading.Event()
        self.pid = 0
        self.most = 0  # memory of the process, in MB
        self.reader = Reader(self)

    def __call__(self, told) -> None:
        self.all.append(told)
        self.pid = self.reader.pid or self.pid
        self.most = max(self.most, _memory(self.pid))
        self.began.set()
        if isinstance(told, ReadDone | ReadFailed):
            self.ended.set()

    def read(self, source: Path | Pasted, reading: Reading | None = None):
        """Reads to the end and returns the last that was told."""
        self.ended.clear()
        self.reader.read(source, reading)
        assert self.ended.wait(patience_s)
        return self.all[-1]


def _memory(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NNLAB_HOME", str(tmp_path / "home"))
    made = Heard()
    yield made
    made.reader.close()


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A table that takes its time: many rows, all too short."""
    path = tmp_path / "endless.csv"
    path.write_text("a,b,c\n1,2,3\n4,5,6\n" + "1,2\n" * 3_000_000)
    return path


def test_a_table_is_looked_at_then_read_and_kept(heard: Heard, tmp_path: Path):
    path = tmp_path / "few.csv"
    path.write_text("a,b\n1,red\n2,blue\n")
    done = heard.read(path)
    look = next(told for told in heard.all if not isinstance(told, ReadProgress))
    assert isinstance(look, ReadLook)
    assert isinstance(done, ReadDone)
    assert {told.id for told in heard.all} == {1}
    assert [column.name for column in look.head.columns] == ["a", "b"]
    assert look.head.rows == 0
    table = kept_table(done.sha256)
    assert table.head == done.head
    assert table.numbers.tolist() == [[1, 0], [2, 1]]
    pasted = heard.read(Pasted("Pasted", b"a\tb\n1,5\t2\n"), Reading(decimal=","))
    assert (pasted.id, pasted.head.file, pasted.head.columns[0].low) == (2, "Pasted", 1.5)


def test_damage_is_a_sentence(heard: Heard, tmp_path: Path):
    assert heard.read(tmp_path / "none.csv").problem.code == "file.not_found"
    assert heard.read(Pasted("t", b'a,b\n1,"x\n2,3\n')).problem.code == "table.quote"


def test_a_cancelled_reading_tells_nothing_more_and_leaves_no_process(heard: Heard, endless: Path):
    heard.reader.read(endless)
    assert heard.began.wait(patience_s)
    heard.reader.cancel()
    count, pid = len(heard.all), heard.pid
    assert heard.reader.pid is None
    done = heard.read(Pasted("t", b"a,b\n1,2\n"))
    assert done.id == 2
    assert {told.id for told in heard.all[count:]} == {2}
    assert not alive(pid)
    assert not list(tables_folder().glob("*.part"))


def test_a_reading_that_is_killed_is_a_sentence(heard: Heard, endless: Path):
    heard.reader.read(endless)
    assert heard.began.wait(patience_s)
    os.kill(heard.pid, signal.SIGKILL)
    assert heard.ended.wait(patience_s)
    assert heard.all[-1].problem.code == "table.killed"


def test_a_reading_that_crashes_is_a_sentence(heard: Heard):
    heard.reader = Reader(heard, command=[sys.executable, "-c", "import os; os.abort()"])
    problem = heard.read(Pasted("t.csv", b"a\n1\n")).problem
    assert problem.code == "table.crashed"
    assert "SIGABRT" in Words("en").problem(problem)
    heard.reader = Reader(heard, command=["/nowhere/python"])
    assert heard.read(Pasted("t.csv", b"a\n1\n")).problem.code == "kernel.no_start"


def test_a_reading_without_room_is_a_sentence(heard: Heard):
    heard.reader = Reader(heard, memory=120 << 20)
    data = b"a,b,c,d\n" + b"1.5,2.5,3.5,4.5\n" * 1_500_000
    assert heard.read(Pasted("t.csv", data)).problem.code == "table.memory"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent at once")
def test_a_reading_ends_with_its_parent(endless: Path, tmp_path: Path):
    script = (
        "import os, threading\n"
        "from nnlab.kernel.reading import Reader\n"
        "reader = Reader(lambda told: (print(reader.pid, flush=True), os._exit(0)))\n"
        f"reader.read({str(endless)!r})\n"
        "threading.Event().wait()\n"
    )
    environment = {**os.environ, "NNLAB_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment
    )
    pid = int(done.stdout.split()[0]) if done.stdout else 0
    assert pid, done.stderr
    ended = threading.Event()
    for _ in range(200):
        if not alive(pid):
            return
        ended.wait(0.05)
    raise AssertionError("the reading goes on")


def test_the_parent_loads_no_library_that_parses():
    code = "import sys, nnlab.kernel.reading; print([m for m in ('pyarrow', 'nnlab.tables') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.soak
def test_a_million_rows_are_read_with_progress_in_little_memory(heard: Heard, tmp_path: Path):
    rows = 1_000_000 if soaking else 40_000
    path = tmp_path / "large.csv"
    line = ",".join(f"{n}.{n:06d}" for n in range(20)) + "\n"
    path.write_text(",".join(f"c{n}" for n in range(20)) + "\n" + line * rows)
    done = heard.read(path)
    assert isinstance(done, ReadDone)
    assert done.head.rows == rows
    told = [one.done for one in heard.all if isinstance(one, ReadProgress)]
    assert told == sorted(told)
    assert 0 < heard.most < 1000


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["a line of 2 GB", "2 GB of zeros", "10,000 columns", "texts that all differ"])
def test_large_damage_stays_small(heard: Heard, tmp_path: Path, kind: str):
    path = tmp_path / "huge.csv"
    size = 2_000_000_000 if soaking else 20_000_000
    with path.open("wb") as file:
        if kind == "a line of 2 GB":
            file.write(b"a,b\n1,2\n")
            for _ in range(size // 20_000_000):
                file.write(b"1" * 20_000_000)
        elif kind == "2 GB of zeros":
            file.write(b"a,b\n1,2\n")
            file.truncate(size)
        elif kind == "10,000 columns":
            for _ in range(2000 if soaking else 4):
                file.write(b"1.5," * 9999 + b"2.5\n")
        else:
            for row in range(1_000_000 if soaking else 20_000):
                file.write(b",".join(b"w%d" % (row * 20 + n) for n in range(20)) + b"\n")
    told = heard.read(path)
    wanted = {"a line of 2 GB": "table.line", "2 GB of zeros": "table.zero_byte"}.get(kind, "")
    assert (told.problem.code if isinstance(told, ReadFailed) else "") == wanted
    assert heard.most < 1000  # MB


def test_a_pasted_text_that_no_message_can_hold_is_a_sentence(heard: Heard, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("nnlab.kernel._framing.limit", 100)
    failed = heard.read(Pasted("Pasted", b"a,b\n" + b"1,2\n" * 100))
    assert isinstance(failed, ReadFailed)
    assert (failed.problem.code, heard.reader.pid) == ("table.bytes", None)
