"""Which plugin files are known to load, and which are set aside, by digest: kept in the user's cache."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path

import msgspec

from nnlab.records import Problem, home

most = 500  # digests of files that passed


class _Kept(msgspec.Struct, frozen=True):
    proven: tuple[str, ...] = ()
    quarantined: dict[str, Problem] = {}


class Ledger:
    """Remembers digests of plugin files across starts. A file that cannot be read or written is as good as none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or home().cache / "plugins.json"
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except (OSError, ValueError, msgspec.DecodeError):
            kept = _Kept()
        self._proven = dict.fromkeys(kept.proven)
        self.quarantined: dict[str, Problem] = dict(kept.quarantined)

    @property
    def known(self) -> Collection[str]:
        """The digests of all files that were imported and neither hung nor ended their process then."""
        return self._proven.keys()

    @property
    def proven(self) -> tuple[str, ...]:
        return tuple(digest for digest in list(self._proven) if digest not in self.quarantined)

    def prove(self, digest: str) -> None:
        """Notes that a file was imported and neither hung nor ended its process."""
        if digest and digest not in self._proven:
            self._proven[digest] = None
            while len(self._proven) > most:
                del self._proven[next(iter(self._proven))]
            self._write()

    def quarantine(self, digest: str, problem: Problem) -> None:
        """Sets a file aside until its digest changes; `problem` says why."""
        self.quarantined[digest] = problem
        self._write()

    def _write(self) -> None:
        newest = tuple(self._proven)
        data = msgspec.json.encode(_Kept(newest, self.quarantined))
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=".plugins-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                os.replace(name, self._path)
            except OSError:
                os.unlink(name)
                raise
