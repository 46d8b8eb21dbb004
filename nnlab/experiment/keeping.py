"""The kept tables of experiments: gathered for a file, and removed when nobody needs them any more."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from nnlab.experiment.enclosed import experiments_of
from nnlab.experiment.file import ExperimentFile, largest, load
from nnlab.experiment.tables import tables_of
from nnlab.records import ProblemError, fail
from nnlab.records.home import home
from nnlab.records.tables import table_path, tables_folder

unused_days = 60
_day = 86_400  # seconds


def with_tables(saved: ExperimentFile) -> ExperimentFile:
    """Returns what a file holds with the kept tables that its experiments name; one that is gone or damaged is left
    out, as it could not be opened anyway.

    Raises ProblemError `table.too_large` where they are larger than a file may be, before they are read.
    """
    paths: dict[str, Path] = {}
    size = 0
    for name in tables_of(experiments_of(saved.experiment, saved.began, saved.events)):
        with contextlib.suppress(ProblemError, OSError):
            size += table_path(name).stat().st_size
            paths[name] = table_path(name)
    if size > largest:
        raise fail("table.too_large", size=f"{size / 1e6:.3g} MB", allowed=f"{largest / 1e6:.3g} MB")
    found: dict[str, bytes] = {}
    for name, path in paths.items():
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == name:
                found[name] = data
    return replace(saved, tables=found)


def clean(now: float | None = None) -> None:
    """Removes the kept tables that nobody used for so many days and no autosave names."""
    before = (time.time() if now is None else now) - unused_days * _day
    old: list[Path] = []
    for path in tables_folder().glob("*.npz"):
        with contextlib.suppress(OSError):  # another nnlab removed it just now
            if path.stat().st_mtime < before:
                old.append(path)
    if not old:
        return
    try:
        named = _named_by(home().autosaves.glob("*.nnlab"))
    except ProblemError:
        return  # what it names cannot be known
    for path in old:
        if path.stem not in named:
            with contextlib.suppress(OSError):
                path.unlink()


def _named_by(autosaves: Iterable[Path]) -> set[str]:
    """Returns the tables that autosaves name. Raises ProblemError where one cannot be read."""
    files = [load(path) for path in autosaves]
    return {name for one in files for name in tables_of(experiments_of(one.experiment, one.began, one.events))}
