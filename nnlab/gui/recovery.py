"""Autosave, and what a crash left behind: each window writes a file of its own, locked as long as its process lives."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QObject, QTimer

from nnlab.experiment import file as experiment_file
from nnlab.experiment.file import ExperimentFile
from nnlab.gui.bridge import KernelBridge
from nnlab.gui.document import Document
from nnlab.gui.snapshot import snapshot, snapshot_now
from nnlab.gui.writer import Writer
from nnlab.records import Problem, home
from nnlab.records.writing import write_file


class Origin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an autosave is a copy of."""

    name: str = ""
    path: str = ""


@dataclass(frozen=True)
class Left:
    """An autosave whose process is gone. Its lock is ours, so no other window offers it too."""

    file: Path
    origin: Origin
    written: float
    lock: QLockFile

    def load(self) -> ExperimentFile:
        """Reads it; raises ProblemError."""
        return experiment_file.load(self.file)

    def discard(self) -> None:
        """Deletes it."""
        _remove(self.file)
        self.lock.unlock()


class Autosave(QObject):
    """Writes the document of one window every so often, and after edits, while it holds something unsaved."""

    after_edit_ms = 2_000

    def __init__(
        self, document: Document, bridge: KernelBridge, writer: Writer, every_s: float, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._bridge, self._writer = document, bridge, writer
        self._path = home().autosaves / f"{os.getpid()}-{secrets.token_hex(4)}.nnlab"
        self._lock: QLockFile | None = None
        self._last: ExperimentFile | None = None
        self._busy = self._closed = self._kept = False
        self.problem: Problem | None = None
        self._often = QTimer(self)
        self._often.setInterval(round(1000 * every_s))
        self._often.timeout.connect(self.save)
        self._often.start()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.save)
        document.changed.connect(lambda _old, _new: self._soon.start(self.after_edit_ms))

    @property
    def path(self) -> Path:
        return self._path

    def save(self) -> None:
        """Writes now, where there is something a crash would lose."""
        if self._busy or self._closed:
            return
        if self._document.fresh:
            self.remove()
            return
        self._busy = True
        snapshot(self._document, self._bridge, self._write)

    def remove(self) -> None:
        """Deletes the autosave: nothing would be lost."""
        if self._lock is not None:
            _remove(self._path)
            self._lock.unlock()
            self._lock = None
        self._last = None

    def keep(self) -> None:
        """Writes now, without waiting for the kernel, and ends so that the file is offered at the next start."""
        if not self._closed:
            self._busy = False
            self._write(snapshot_now(self._document, self._bridge))
            self._kept = True

    def forsake(self) -> None:
        """Ends like a crash: the file stays, its lock does not."""
        self._closed = True
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def close(self) -> None:
        """Ends; the window was closed in order, so nothing is left behind."""
        self._closed = True
        self._often.stop()
        self._soon.stop()
        if not self._kept:
            self.remove()

    def _write(self, whole: ExperimentFile) -> None:
        if self._closed or whole == self._last:
            self._busy = False
            return
        document = self._document
        origin = Origin(name=document.experiment.name, path=str(document.path.absolute()) if document.path else "")
        if self._lock is None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self._done(whole, Problem(code="file.write", values={"file": str(self._path), "detail": str(error)}))
                return
            self._lock = _lock(self._path)
            self._lock.tryLock(0)

        def write() -> None:
            write_file(_origin_of(self._path), msgspec.json.encode(origin))
            experiment_file.save(self._path, whole)

        self._writer.write(write, lambda problem: self._done(whole, problem))

    def _done(self, whole: ExperimentFile, problem: Problem | None) -> None:
        self._busy = False
        self.problem = problem
        self._last = whole if problem is None else None
        if self._closed and not self._kept:
            self.remove()


def find_left() -> tuple[Left, ...]:
    """Returns the autosaves whose processes are gone, newest first, and locks them for this process."""
    found = []
    folder = home().autosaves
    for path in sorted(folder.glob("*.nnlab")) if folder.is_dir() else ():
        lock = _lock(path)
        if not lock.tryLock(0):
            continue
        try:
            found.append(Left(path, _read_origin(path), path.stat().st_mtime, lock))
        except OSError:
            lock.unlock()
    return tuple(sorted(found, key=lambda left: left.written, reverse=True))


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # a lock is stale only when its process is gone
    return lock


def _origin_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _read_origin(path: Path) -> Origin:
    try:
        return msgspec.json.decode(_origin_of(path).read_bytes(), type=Origin)
    except (OSError, msgspec.MsgspecError):
        return Origin()


def _remove(path: Path) -> None:
    for file in (path, _origin_of(path)):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
