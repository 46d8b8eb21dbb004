"""The trial kernel: a second process in which plugin files are imported for the first time, with a time limit."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._process import KernelProcess, how, not_started
from nnlab.kernel._traces import place_in
from nnlab.records import ComponentInfo, Problem, Value

begin_s = 60.0  # for the process itself to come up on a busy machine
idle_s = 120.0  # so long the process waits for another save: bringing one up takes longer than most trials
newer_s = 0.25  # a version still running after this is given up where a newer one waits
draw_s = 3.0  # for what drawing needs to be loaded, besides the time that a call may take
most = 100  # trials in one process: what plugins leave behind in it does not pile up

_drawable = ("activation", "loss", "optimizer", "regularizer", "schedule")  # what is drawn in a moment
_Kind = TypeVar("_Kind", m.Ready, m.Examined)


class Trial:
    """Tries files one after the other, each in the same process until one of them hangs or ends it.

    Called from its thread: `tried(file, problems)` after each, with problems where it must not be loaded, and
    `settled()` whenever nothing is left to try. What the catalogue says of a file (a syntax error, a raising hook) is
    among them. Of a file whose older version works, more is asked: each component is drawn, so that a mistake in a
    method is found while that version still trains. Of the versions of a file the newest is tried, and the others are
    not told of.
    """

    def __init__(
        self,
        tried: Callable[[m.PluginFile, tuple[Problem, ...]], None],
        settled: Callable[[], None],
        *,
        command: Sequence[str] | None = None,
        memory: int | None = None,
        limit_s: float = 2.0,
    ) -> None:
        self._tried, self._settled = tried, settled
        self._command, self._memory, self._limit_s = command, memory, limit_s
        self._process: KernelProcess | None = None
        self._count = 0  # of trials in this process
        self._drew = False  # this process has loaded what drawing needs
        self._arrived: queue.SimpleQueue[tuple[KernelProcess | None, m.FromKernel | None]] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._waiting: dict[str, m.PluginFile] = {}  # by path
        self._strict: frozenset[str] = frozenset()  # paths of files whose older versions work
        self._present = ""  # the path of the file that is tried now
        self._thread: threading.Thread | None = None

    def submit(self, files: Iterable[m.PluginFile], strict: Iterable[str] = ()) -> None:
        """Tries these files in a thread, in which the process lives too; more is asked of those at `strict` paths."""
        with self._news:
            self._strict |= frozenset(strict)
            for file in files:
                self._waiting.pop(file.path, None)
                self._waiting[file.path] = file
            self._news.notify()
            superseded = self._present in self._waiting
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="nnlab trial", daemon=True)
                self._thread.start()
        if superseded:
            self._arrived.put((None, None))

    def drop(self, path: str) -> None:
        """Does not try the file at a path any more."""
        with self._lock:
            self._waiting.pop(path, None)

    @property
    def pid(self) -> int | None:
        """The number of the trial process, while there is one."""
        process = self._process
        return process.pid if process is not None else None

    def close(self) -> None:
        """Ends the trial at once."""
        self._closed.set()
        with self._news:
            process = self._process
            self._news.notify()
        if process is not None:
            process.kill()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    # ---- in its thread

    def _run(self) -> None:
        try:
            while (file := self._next()) is not None:
                problems = self._try(file)
                with self._lock:
                    newer, self._present = file.path in self._waiting, ""
                if self._closed.is_set():
                    return
                if not newer:
                    self._tried(file, problems)
                with self._lock:
                    left = bool(self._waiting)
                if not left:
                    self._settled()
        finally:
            self._end()

    def _next(self) -> m.PluginFile | None:
        """Returns the next file as soon as there is one; None at the end. Meanwhile an idle process is let go."""
        while not self._closed.is_set():
            with self._news:
                if not self._waiting:
                    self._news.wait(idle_s if self._process is not None else None)
                if self._waiting and not self._closed.is_set():
                    self._present = next(iter(self._waiting))
                    return self._waiting.pop(self._present)
            if not self._closed.is_set():
                self._end()
        return None

    def _try(self, file: m.PluginFile) -> tuple[Problem, ...]:
        try:
            process, used = self._begun(), self._count > 0
        except OSError as error:
            return (msgspec.structs.replace(not_started(error), file=file.path),)
        if process is None:
            return (Problem(code="kernel.no_start", values={"reason": "trial"}, file=file.path),)
        self._count += 1
        process.send(m.Load(files=(file,)))
        answer = self._wait(process, self._limit_s, m.Ready)
        if isinstance(answer, m.Ready):
            brought = [info for info in answer.catalog if _of(info.file, file)]
            problems = () if brought else _about(answer, file)
            if file.path in self._strict:  # where a part of it is broken, the whole one that works is the better one
                problems = problems or tuple(one for one in _about(answer, file) if one.level == "error")
                problems = problems or next(filter(None, (self._drawn(process, file, info) for info in brought)), ())
            if self._process is process:
                process.send(m.Unload(paths=(file.path,)))
                self._wait(process, self._limit_s, m.Ready)
            return problems
        if used and answer is False and not self._closed.is_set():
            self._end()  # it may have been something that another file left behind
            return self._try(file)
        return self._failed(process, file, hung=answer is None)

    def _drawn(self, process: KernelProcess, file: m.PluginFile, info: ComponentInfo) -> tuple[Problem, ...]:
        """Lets a component be drawn, which calls its methods; returns what went wrong in it."""
        if self._process is not process or info.kind not in _drawable:
            return ()
        process.send(m.Examine(id=0, kind=info.kind, component=info.id, what="plot", path=file.path))
        seconds = self._limit_s if self._drew else self._limit_s + draw_s
        self._drew = True
        answer = self._wait(process, seconds, m.Examined)
        if isinstance(answer, m.Examined):
            return (answer.problem,) if answer.problem is not None and answer.problem.level == "error" else ()
        if answer is None and info.kind == "optimizer":
            self._end()  # its paths are long, and training will show
            return ()
        (problem,) = self._failed(process, file, hung=answer is None)
        code = "plugin.hung_called" if answer is None else "plugin.killed_called"
        values: dict[str, Value] = {**problem.values, "owner": info.id, "seconds": seconds}
        return (msgspec.structs.replace(problem, code=code, values=values, stage="call"),)

    def _begun(self) -> KernelProcess | None:
        """Returns the process, started where there is none that lives; None where it does not come up."""
        while not self._arrived.empty():
            sender, message = self._arrived.get()
            if sender is self._process and message is None:
                self._end()
        if self._process is not None and self._count < most:
            return self._process
        self._end()
        process = KernelProcess(
            lambda process, message: self._arrived.put((process, message)),
            lambda process: self._arrived.put((process, None)),
            command=self._command,
            memory=self._memory,
        )
        with self._lock:
            self._process, self._count, self._drew = process, 0, False
            if self._closed.is_set():
                process.kill()
        process.send(m.Hello(bundled=False, discover=False))
        if isinstance(self._wait(process, begin_s, m.Ready, patient=True), m.Ready):
            return process
        self._end()
        return None

    def _wait(
        self, process: KernelProcess, seconds: float, kind: type[_Kind], *, patient: bool = False
    ) -> _Kind | bool | None:
        """Returns the next message of a kind; False where the process ended, None where it took too long.

        Too long is less where a newer version of the file waits, unless it is `patient`.
        """
        began = time.monotonic()
        while True:
            most_s = min(seconds, newer_s) if self._superseded and not patient else seconds
            try:
                sender, message = self._arrived.get(timeout=max(0.0, began + most_s - time.monotonic()))
            except queue.Empty:
                return None
            if sender is process and message is None:
                return False
            if sender is process and isinstance(message, kind):
                return message
            # else a newer version came: the time is reckoned anew

    @property
    def _superseded(self) -> bool:
        with self._lock:
            return self._present in self._waiting

    def _failed(self, process: KernelProcess, file: m.PluginFile, *, hung: bool) -> tuple[Problem, ...]:
        trace = process.where() if hung else ""
        code = process.kill() if hung else process.end()
        trace = trace or process.last_words()
        self._end()
        values: dict[str, Value] = {"seconds": self._limit_s} if hung else how(code)
        problem = Problem(
            code="plugin.hung" if hung else "plugin.killed",
            values=values,
            plugin=file.name or Path(file.path).stem,
            stage="import",
            file=file.path,
            line=place_in(trace, file.path)[0],
            traceback=trace,
        )
        return (problem,)

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            self._count = 0
        if process is not None:
            process.close()


def _of(inside: str, file: m.PluginFile) -> bool:
    return file.kind == "entry_point" or Path(file.path) in (Path(inside), *Path(inside).parents)


def _about(ready: m.Ready, file: m.PluginFile) -> tuple[Problem, ...]:
    return tuple(problem for problem in ready.problems if file.kind == "entry_point" or _of(problem.file, file))
