"""Tables and their readers as models: what is known of columns, without a file and without a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnlab.kernel.reading import ReadDone, ReadFailed, ReadLook, ReadProgress
from nnlab.records import Problem
from nnlab.records.tables import Pasted, Reading, TableColumn, TableHead


def numbers(name: str, **values: Any) -> TableColumn:
    """A column of 100 different numbers from 0 to 10, as they are measured."""
    usual: dict[str, Any] = {"distinct": 97, "low": 0.0, "high": 10.0, "mean": 5.0, "median": 5.0, "counts": (5,) * 20}
    return TableColumn(name=name, kind="number", **{**usual, **values})


def words(name: str, *counted: tuple[str, int], **values: Any) -> TableColumn:
    """A column of texts with how often each is there."""
    texts, counts = zip(*counted, strict=True)
    return TableColumn(name=name, kind="text", words=texts, counts=counts, distinct=len(texts), **values)


def head(*columns: TableColumn, rows: int = 100, file: str = "mine.csv", **values: Any) -> TableHead:
    """A table of these columns, by default of two measures and a species."""
    known = columns or (
        numbers("length"),
        numbers("width"),
        words("species", ("willow", 60), ("beech", 40)),
    )
    first = tuple(tuple(f"{row}" for _ in known) for row in range(3))
    reading = Reading(encoding="utf-8", delimiter=",", decimal=".", header=True)
    return TableHead(file=file, rows=rows, columns=tuple(known), reading=reading, first=first, **values)


class ModelReader:
    """Takes what is to be read and tells what a test says, as late as it wants."""

    def __init__(self, receive: Callable[[Any], None]) -> None:
        self._receive = receive
        self.asked: list[tuple[Any, Reading]] = []
        self.cancelled = self.closed = 0

    def read(self, source: Any, reading: Reading | None = None) -> int:
        self.asked.append((source, reading or Reading()))
        return len(self.asked)

    def cancel(self) -> None:
        self.cancelled += 1

    def close(self) -> None:
        self.closed += 1

    # ---- what comes

    def look(self, known: TableHead) -> None:
        self._receive(ReadLook(len(self.asked), known))

    def progress(self, done: float) -> None:
        self._receive(ReadProgress(len(self.asked), done))

    def finish(self, known: TableHead, sha256: str = "a" * 64) -> None:
        self._receive(ReadDone(len(self.asked), sha256, known))

    def fail(self, problem: Problem) -> None:
        self._receive(ReadFailed(len(self.asked), problem))


__all__ = ["ModelReader", "Pasted", "head", "numbers", "words"]
