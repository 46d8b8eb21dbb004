"""The trial kernel: a second process in which plugin files are imported for the first time, with a time limit."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._process import KernelProcess, how, not_started
from nnlab.kernel._traces import place_in
from nnlab.records import Problem, Value

begin_s = 60.0  # for the process itself to come up on a busy machine
idle_s = 30.0  # so long the process waits for another save: bringing one up takes longer than most trials
newer_s = 0.25  # a version still running after this is given up where a newer one waits
most = 100  # trials in one process: what plugins leave behind in it does not pile up


class Trial:
    """Tries files one after the other, each in the same process until one of them hangs or ends it.

    Called from its thread: `tried(file, problems)` after each, with problems where it must not be loaded, and
    `settled()` whenever nothing is left to try. What the catalogue says of a file (a syntax error, a raising hook) is
    among them. Of the versions of a file the newest is tried, and the others are not told of.
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
        self._arrived: queue.SimpleQueue[tuple[KernelProcess | None, m.FromKernel | None]] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._waiting: dict[str, m.PluginFile] = {}  # by path
        self._present = ""  # the path of the file that is tried now
        self._thread: threading.Thread | None = None

    def submit(self, files: Iterable[m.PluginFile]) -> None:
        """Tries these files in a thread, in which the process lives too."""
        with self._news:
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
        answer = self._wait(process, self._limit_s)
        if isinstance(answer, m.Ready):
            problems = () if any(_of(info.file, file) for info in answer.catalog) else _about(answer, file)
            process.send(m.Unload(paths=(file.path,)))
            self._wait(process, self._limit_s)
            return problems
        if used and answer is False and not self._closed.is_set():
            self._end()  # it may have been something that another file left behind
            return self._try(file)
        return self._failed(process, file, hung=answer is None)

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
            self._process, self._count = process, 0
            if self._closed.is_set():
                process.kill()
        process.send(m.Hello(bundled=False, discover=False))
        if isinstance(self._wait(process, begin_s, patient=True), m.Ready):
            return process
        self._end()
        return None

    def _wait(self, process: KernelProcess, seconds: float, *, patient: bool = False) -> m.Ready | bool | None:
        """Returns the next Ready of the process; False where it ended, None where it took too long.

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
            if sender is process and isinstance(message, m.Ready):
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
