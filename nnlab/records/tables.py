"""Tables that a user opened: what stands in their columns, and the place where their numbers are kept.

A kept table is a file named by its sha256 in the user's folder. A document holds only that name, so an edit, an undo or
a message is small whatever the table; a `.nnlab` file encloses the tables that its experiments name.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from nnlab.records.arrays import Shape
from nnlab.records.home import home
from nnlab.records.problems import Problem, ProblemError, fail
from nnlab.records.writing import write_file, write_problem

_damage = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, msgspec.MsgspecError)
most_words = 1000  # different texts of a column that are listed; a column with more is no category


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the text of a table is read. What is "" or None is recognised; a table that was read has it filled in.

    `encoding` is a name that Python knows ("utf-8", "gb18030", "latin-1", "utf-16"), `delimiter` one character,
    `header` says whether the first line names the columns.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: Literal["", ".", ","] = ""
    quote: str = '"'
    header: bool | None = None


class TableColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in a column: numbers, or texts, which may serve as categories.

    `missing` cells hold nothing (or a word for it: NA, ?, -), `zeros` the number 0. Of numbers: range, mean and median,
    whether all are whole, and `counts` in equal bins from low to high. Of texts: the different ones as they first come
    in `words` (no more than `most_words`) and how often each is there in `counts`. `distinct` counts what differs;
    texts that are not listed are counted up to some 20,000.
    """

    name: str
    kind: Literal["number", "text"]
    missing: int = 0
    zeros: int = 0
    distinct: int = 0
    low: float = 0.0
    high: float = 0.0
    mean: float = 0.0
    median: float = 0.0
    whole: bool = False
    words: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()


class TableHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All there is to know of a table but its numbers.

    `file` is the name that is shown, `first` the first rows as texts. `shape` is that of one sample where the first
    columns are a picture or a sequence: they are its numbers. `reading` is None where there was no text. `remarks` are
    notes and warnings: what was left out or filled up on reading.
    """

    file: str
    rows: int
    columns: tuple[TableColumn, ...]
    reading: Reading | None = None
    shape: Shape | None = None
    first: tuple[tuple[str, ...], ...] = ()
    remarks: tuple[Problem, ...] = ()


class Pasted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table that lies in no file, such as a text from a spreadsheet, and the name that is shown for it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class KeptTable:
    """A table with its numbers, (N, columns): NaN is a missing cell, a text the number of its word in the column.

    A text that is not among its column's words, because they are too many or it is too long, is `most_words`.
    """

    head: TableHead
    numbers: npt.NDArray[np.floating[Any]]


def number_word(number: float) -> str:
    """Returns the name of a number that is taken as a category; different numbers have different names."""
    short = f"{number:.15g}"
    return short if float(short) == number else repr(float(number))


def tables_folder() -> Path:
    """Returns where tables are kept; it need not exist yet."""
    return home().cache / "tables"


def table_path(sha256: str) -> Path:
    """Returns where the table of that name is kept. Raises ProblemError `table.gone` where the name is none."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise fail("table.gone")
    return tables_folder() / f"{sha256}.npz"


def table_bytes(table: KeptTable) -> bytes:
    """Returns a table as an npz of `head` (its record as JSON) and `numbers`; equal tables are equal bytes."""
    buffer = io.BytesIO()
    _write(buffer, table)
    return buffer.getvalue()


def keep(table: KeptTable) -> str:
    """Keeps a table as `keep_table` does its bytes, which are never in memory as a whole. Raises ProblemError."""
    folder = tables_folder()
    part = folder / f".nnlab-{secrets.token_hex(8)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with open(part, "x+b") as file:
                _write(file, table)
                file.flush()
                os.fsync(file.fileno())
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.replace(part, table_path(sha256))
        finally:
            _sweep(folder, part)
    except OSError as error:
        raise write_problem(error, str(folder)) from None
    return sha256


def _write(file: BinaryIO, table: KeptTable) -> None:
    head = np.frombuffer(msgspec.json.encode(table.head), np.uint8)
    np.savez(file, head=head, numbers=np.ascontiguousarray(table.numbers))


def _sweep(folder: Path, part: Path) -> None:
    """Removes a half-written table, and those of processes that were ended more than an hour ago."""
    for path in folder.glob(".nnlab-*.part"):
        with contextlib.suppress(OSError):
            if path == part or path.stat().st_mtime < time.time() - 3600:
                path.unlink()


def keep_table(data: bytes) -> str:
    """Keeps a table (`table_bytes`) and returns its name. Raises ProblemError where it cannot be written."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = table_path(sha256)
    try:
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            os.utime(path)
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_problem(error, str(path)) from None
    write_file(path, data)
    return sha256


def kept_table(sha256: str, name: str = "") -> KeptTable:
    """Returns a kept table and notes that it was used; its numbers are read-only.

    Raises ProblemError `table.gone` where it is not there whole, or `table.gone_file`, which tells the name it has.
    """
    try:
        return _kept_table(table_path(sha256))
    except ProblemError:
        if not name:
            raise
        raise fail("table.gone_file", name=name) from None


def _kept_table(path: Path) -> KeptTable:
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as found:
            head = msgspec.json.decode(found["head"].tobytes(), type=TableHead)
            numbers = found["numbers"]
        with contextlib.suppress(OSError):
            os.utime(path)
    except _damage as error:
        raise fail("table.gone") from error
    if numbers.shape != (head.rows, len(head.columns)) or numbers.dtype.kind != "f":
        raise fail("table.gone")
    numbers.flags.writeable = False
    return KeptTable(head, numbers)


def kept_head(sha256: str) -> TableHead:
    """Returns what is known of a kept table, without reading its numbers. Raises ProblemError `table.gone`."""
    try:
        with open(table_path(sha256), "rb") as file, np.load(file, allow_pickle=False) as found:
            return msgspec.json.decode(found["head"].tobytes(), type=TableHead)
    except _damage as error:
        raise fail("table.gone") from error
