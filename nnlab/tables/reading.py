"""Reading a table: first what stands in its first rows, then all of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from nnlab.records import fail
from nnlab.records.tables import KeptTable, Pasted, Reading, TableColumn, TableHead, keep_table, table_bytes

Source = Path | str | Pasted


def _told(done: float) -> None:
    """Takes progress where nobody asked for it."""


def look(source: Source, reading: Reading = Reading()) -> TableHead:  # noqa: B008 - it is frozen
    """Returns what the first rows show; `rows` is 0, as nothing was counted. Raises ProblemError."""
    return replace(_table(source, reading).head, rows=0)


def read(
    source: Source,
    reading: Reading = Reading(),  # noqa: B008
    progress: Callable[[float], None] = _told,
) -> tuple[str, TableHead]:
    """Reads a whole table and keeps it; returns the name it is kept under, and what stands in it.

    `progress` is told the part that is done, from 0 to 1, and ends the reading by raising. Raises ProblemError.
    """
    table = _table(source, reading)
    progress(0.9)
    sha256 = keep_table(table_bytes(table))
    progress(1.0)
    return sha256, table.head


def _table(source: Source, reading: Reading) -> KeptTable:
    name = source.name if isinstance(source, Pasted) else Path(source).name
    try:
        data = source.data if isinstance(source, Pasted) else Path(source).read_bytes()
    except OSError as error:
        raise fail("file.unreadable", file=str(source), detail=error.strerror or str(error)) from None
    text = data.decode(reading.encoding or "utf-8-sig")
    delimiter = reading.delimiter or max(",;\t", key=text.count)
    lines = [line for line in csv.reader(io.StringIO(text), delimiter=delimiter) if line]
    header, *rows = lines
    columns, numbers = [], np.full((len(rows), len(header)), np.nan)
    for place, title in enumerate(header):
        column, numbers[:, place] = _column(title, [row[place] for row in rows])
        columns.append(column)
    used = replace(reading, encoding=reading.encoding or "utf-8", delimiter=delimiter, decimal=".", header=True)
    first = tuple(tuple(row) for row in rows[:20])
    return KeptTable(
        TableHead(file=name, rows=len(rows), columns=tuple(columns), reading=used, first=first),
        numbers,
    )


def _column(name: str, cells: list[str]) -> tuple[TableColumn, list[float]]:
    try:
        numbers = [float(cell) if cell else np.nan for cell in cells]
    except ValueError:
        words = tuple(dict.fromkeys(cells))
        counts = tuple(cells.count(word) for word in words)
        numbers = [float(words.index(cell)) for cell in cells]
        return TableColumn(name=name, kind="text", words=words, counts=counts, distinct=len(words)), numbers
    known = np.array([number for number in numbers if number == number])
    return TableColumn(
        name=name,
        kind="number",
        missing=len(numbers) - len(known),
        zeros=int((known == 0).sum()),
        distinct=len(np.unique(known)),
        low=float(known.min()),
        high=float(known.max()),
        mean=float(known.mean()),
        median=float(np.median(known)),
        whole=bool((known == np.floor(known)).all()),
        counts=tuple(int(count) for count in np.histogram(known, 20)[0]),
    ), numbers
