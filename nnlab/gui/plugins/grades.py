"""The grades of all components: kept by digest, and made in the background where there is none yet."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from nnlab.kernel.messages import PluginFile
from nnlab.records import ComponentInfo, Problem, ProblemError, home
from nnlab.records.grades import Grade
from nnlab.records.writing import write_file

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from nnlab.kernel.workshop import Tried

Key = tuple[str, str, str]  # kind, id, digest of the text


class Grader(Protocol):
    """What grades need of `nnlab.gui.workshop.GuiWorkshop`."""

    tried: SignalInstance

    def ask(self, what: Any, key: str, **more: Any) -> int: ...
    def cancel(self, key: str) -> None: ...


def key_of(info: ComponentInfo) -> Key:
    """Returns what names a component's grade: another text has another."""
    return info.kind, info.id, info.sha256


class Grades(QObject):
    """Knows grades by component; `want` asks for more, of which those on the disk come first.

    Signals:
        changed(kind, id): a component has another grade.
        progressed: `done` or `wanted` changed.
    """

    changed = Signal(str, str)
    progressed = Signal()
    _read = Signal(object)

    def __init__(self, grader: Grader, parent: QObject | None = None, *, folder: Path | None = None) -> None:
        super().__init__(parent)
        self._grader = grader
        self._folder = folder or home().cache / "grades"
        self._grades: dict[Key, Grade] = {}
        self._failed: dict[Key, Problem | None] = {}
        self._asked: dict[str, Key] = {}  # by the workshop's key: one at a time
        self._queue: deque[tuple[Key, PluginFile | None]] = deque()  # the user's own first
        self._reading: dict[Key, PluginFile | None] = {}
        self._graders = ""
        self._paused = False
        self._closed = threading.Event()
        self.done = self.wanted = 0
        grader.tried.connect(self._tried)
        self._read.connect(self._take_read, Qt.ConnectionType.QueuedConnection)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # the first painting need not wait for it

        return ThreadPoolExecutor(1, thread_name_prefix="nnlab-grades")

    def of(self, info: ComponentInfo) -> Grade | None:
        """Returns a component's grade, None while there is none."""
        return self._grades.get(key_of(info))

    def failed(self, info: ComponentInfo) -> bool:
        """Tells whether a grade was asked for and none came."""
        return key_of(info) in self._failed

    def why(self, info: ComponentInfo) -> Problem | None:
        """Returns why there is no grade."""
        return self._failed.get(key_of(info))

    def waits(self, info: ComponentInfo) -> bool:
        """Tells whether a component is being graded or will be."""
        key = key_of(info)
        return key in self._reading or key in self._asked.values() or any(key == one for one, _ in self._queue)

    def want(self, infos: Iterable[tuple[ComponentInfo, PluginFile | None]]) -> None:
        """Asks for the grades of components, each with the file that brings it (None: it came with nnlab)."""
        new = {}
        for info, file in infos:
            key = key_of(info)
            if info.sha256 and key not in self._grades and key not in self._failed and not self.waits(info):
                new[key] = file
        if not new:
            return
        if self.done == self.wanted:
            self.done = self.wanted = 0
        self.wanted += len(new)
        self._reading |= new
        self.progressed.emit()
        self._pool.submit(self._look, tuple(new))

    def stop(self) -> None:
        """Gives up what is not graded yet."""
        for name in list(self._asked):
            self._grader.cancel(name)
        self._asked.clear()
        self._queue.clear()
        self._reading.clear()
        self.done = self.wanted = 0
        self.progressed.emit()

    def pause(self, on: bool) -> None:
        """Begins no other grade while the processor is wanted for something more urgent."""
        self._paused = on
        self._ask_next()

    def again(self, info: ComponentInfo, file: PluginFile | None) -> None:
        """Grades a component anew, whatever is kept."""
        key = key_of(info)
        self._failed.pop(key, None)
        self._grades.pop(key, None)
        self.wanted += 1
        self._put_in(key, file)
        self.progressed.emit()

    def close(self) -> None:
        """Waits for what is being read or written."""
        self._closed.set()
        if "_pool" in vars(self):
            self._pool.shutdown(wait=True)

    # ---- the disk, in a thread of its own

    def _path(self, key: Key) -> Path:
        """Names a file by component and by the grader's own text: another grader may grade otherwise."""
        kind, id, digest = key
        self._graders = self._graders or _grader_digest()
        name = hashlib.sha256(f"{self._graders} {kind} {id} {digest}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.grade"

    def _look(self, keys: tuple[Key, ...]) -> None:
        for key in keys:
            if self._closed.is_set():
                return
            try:
                grade = msgspec.msgpack.decode(self._path(key).read_bytes(), type=Grade)
            except (OSError, ValueError, TypeError):
                grade = None
            if not self._closed.is_set():
                self._read.emit((key, grade))

    def _keep(self, key: Key, grade: Grade) -> Callable[[], None]:
        def write() -> None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_file(self._path(key), msgspec.msgpack.encode(grade))
            except (OSError, ProblemError):
                return  # it will be graded again

        return write

    # ---- what comes

    def _take_read(self, came: tuple[Key, Grade | None]) -> None:
        key, grade = came
        if key not in self._reading:
            return
        file = self._reading.pop(key)
        if grade is None:
            self._put_in(key, file)
        else:
            self._put(key, grade)

    def _put_in(self, key: Key, file: PluginFile | None) -> None:
        if file is None:
            self._queue.append((key, file))
        else:
            self._queue.appendleft((key, file))
        self._ask_next()

    def _ask_next(self) -> None:
        if self._asked or not self._queue or self._paused:
            return
        key, file = self._queue.popleft()
        kind, id, digest = key
        name = f"grade {kind} {id} {digest}"
        self._asked[name] = key
        self._grader.ask("grade", name, file=file, kind=kind, component=id)

    def _tried(self, tried: Tried) -> None:
        key = self._asked.pop(tried.key, None)
        if key is None:
            return
        self._ask_next()
        if tried.grade is None:
            self._failed[key] = next(iter(tried.problems), None)
            self._count(key)
            return
        self._pool.submit(self._keep(key, tried.grade))
        self._put(key, tried.grade)

    def _put(self, key: Key, grade: Grade) -> None:
        self._grades[key] = grade
        self._count(key)

    def _count(self, key: Key) -> None:
        self.done += 1
        self.progressed.emit()
        self.changed.emit(key[0], key[1])


def _grader_digest() -> str:
    """Returns one digest over the files that grade; the files' times and sizes are enough to tell another nnlab."""
    whole = hashlib.sha256()
    package = Path(__file__).resolve().parents[2]
    for room in ("testing", "engine", "records"):
        for path in sorted((package / room).glob("*.py")):
            stat = path.stat()
            whole.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return whole.hexdigest()
