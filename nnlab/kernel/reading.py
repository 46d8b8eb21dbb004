"""Reading a table in a process of its own: the window stays alive, and memory and time have an end."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from nnlab.kernel._framing import DamagedError, Inlet, limit, pack, write
from nnlab.kernel._process import how, not_started, plain_environment
from nnlab.records import Problem
from nnlab.records.tables import Pasted, Reading, TableHead

memory = 900 << 20  # bytes that the process may fill
_killed = -9
_pool = {"ARROW_DEFAULT_MEMORY_POOL": "system"}  # its other ones reserve more than the limit and keep what was freed


class ReadOrder(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """What the process is to read: a file's path, or what was pasted."""

    id: int
    path: str
    pasted: Pasted | None
    reading: Reading


class ReadLook(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """What the first rows show, long before all is read; `head.rows` is 0."""

    id: int
    head: TableHead


class ReadProgress(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """The part that is done, from 0 to 1; comes several times a second."""

    id: int
    done: float


class ReadDone(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """The table is read, and kept under the name `sha256`."""

    id: int
    sha256: str
    head: TableHead


class ReadFailed(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """The table could not be read."""

    id: int
    problem: Problem


Told = ReadLook | ReadProgress | ReadDone | ReadFailed


class Reader:
    """Reads one table at a time, each in a process of its own.

    `receive(told)` is called in a thread of the reader: ReadLook at most once, ReadProgress several times a second, and
    at the end ReadDone or ReadFailed, all with the number that `read` returned. Of a reading that was cancelled or
    replaced nothing comes any more.
    """

    def __init__(
        self, receive: Callable[[Told], None], *, command: Sequence[str] | None = None, memory: int = memory
    ) -> None:
        self._receive = receive
        self._command = command or (sys.executable, "-P", "-m", "nnlab.kernel._reading")
        self._memory = memory
        self._lock = threading.RLock()
        self._number = 0
        self._now: _Reading | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        now = self._now
        return now.pid if now is not None else None

    def read(self, source: Path | str | Pasted, reading: Reading | None = None) -> int:
        """Begins to read a table, in the place of one that is being read; returns the number of this reading."""
        self.cancel()
        with self._lock:
            self._number += 1
            if self._closed:
                return self._number
            pasted = source if isinstance(source, Pasted) else None
            order = ReadOrder(self._number, "" if pasted else str(source), pasted, reading or Reading())
            words = (*self._command, "--memory", str(self._memory))
            self._now = _Reading(order, words, self._take)
            self._now.start()
            return self._number

    def cancel(self) -> None:
        """Gives up what is being read and ends its process; nothing of it is received any more."""
        with self._lock:
            now, self._now = self._now, None
        if now is not None:
            now.stop()

    def close(self) -> None:
        """Ends the process. Nothing is received after it returns."""
        with self._lock:
            self._closed = True
            now, self._now = self._now, None
        if now is not None:
            now.stop()
            now.join()

    def _take(self, told: Told) -> None:
        with self._lock:  # a cancel waits until this is received, and nothing is received after it
            if self._now is None or told.id != self._number:
                return
            if isinstance(told, ReadDone | ReadFailed):
                self._now = None
            try:
                self._receive(told)
            except Exception:
                logging.getLogger(__name__).exception("the receiver of a reading raised")


class _Reading:
    """One process and the thread that starts it, hears it and waits for its end."""

    def __init__(self, order: ReadOrder, words: Sequence[str], take: Callable[[Told], None]) -> None:
        self._order, self._words, self._take = order, words, take
        self._popen: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = threading.Lock()
        # Linux ends a process together with the thread that made it: this one stays until its end
        self._thread = threading.Thread(target=self._run, name="nnlab reading", daemon=True)

    @property
    def pid(self) -> int | None:
        return self._popen.pid if self._popen is not None else None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the process at once."""
        with self._lock:
            self._stopped = True
            if self._popen is not None:
                self._popen.kill()

    def join(self) -> None:
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            order = pack(self._order)
        except ValueError:  # what was pasted is larger than a message may be
            too_much = Problem(code="table.bytes", file=self._name, values={"most": f"{limit >> 20} MB"})
            self._take(ReadFailed(self._order.id, too_much))
            return
        try:
            with self._lock:
                if self._stopped:
                    return
                self._popen = popen = subprocess.Popen(
                    self._words,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    env={**plain_environment(), **_pool},
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
        except OSError as error:
            self._take(ReadFailed(self._order.id, not_started(error)))
            return
        with popen:
            ended = self._hear(popen, order)
            popen.kill()
        if not ended:
            self._take(ReadFailed(self._order.id, self._crash(popen.returncode)))

    def _hear(self, popen: subprocess.Popen[bytes], order: bytearray) -> bool:
        """Sends the order and tells what comes until the end; returns whether it came to one."""
        assert popen.stdin is not None
        assert popen.stdout is not None
        with contextlib.suppress(OSError):  # it is gone, which is noticed below
            write(popen.stdin.fileno(), order)
        inlet: Inlet[Told] = Inlet(popen.stdout.fileno(), Told)
        with contextlib.suppress(DamagedError):
            while (told := inlet.read()) is not None:
                self._take(told)
                if isinstance(told, ReadDone | ReadFailed):
                    return True
        return False

    def _crash(self, code: int) -> Problem:
        if code == _killed:
            return Problem(code="table.killed", file=self._name)
        return Problem(code="table.crashed", file=self._name, values=how(code))

    @property
    def _name(self) -> str:
        return self._order.pasted.name if self._order.pasted is not None else Path(self._order.path).name
