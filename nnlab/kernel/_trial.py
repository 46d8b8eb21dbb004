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


class Trial:
    """Tries files one after the other, each in the same process until one of them hangs or ends it.

    Called from its thread: `tried(file, problems)` after each, with problems where it must not be loaded, and
    `settled()` when all are done. What the catalogue says of a file (a syntax error, a raising hook) is among them.
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
        self._arrived: queue.SimpleQueue[tuple[KernelProcess, m.FromKernel | None]] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, files: Iterable[m.PluginFile]) -> None:
        """Tries these files in a thread, in which the process lives too."""
        self._thread = threading.Thread(target=self._run, args=(tuple(files),), name="nnlab trial", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The number of the trial process, while there is one."""
        process = self._process
        return process.pid if process is not None else None

    def close(self) -> None:
        """Ends the trial at once."""
        self._closed.set()
        with self._lock:
            process = self._process
        if process is not None:
            process.kill()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self, files: tuple[m.PluginFile, ...]) -> None:
        try:
            for file in files:
                problems = self._try(file)
                if self._closed.is_set():
                    return
                self._tried(file, problems)
        finally:
            self._end()
        if not self._closed.is_set():
            self._settled()

    def _try(self, file: m.PluginFile) -> tuple[Problem, ...]:
        try:
            process = self._begun()
        except OSError as error:
            return (msgspec.structs.replace(not_started(error), file=file.path),)
        if process is not None:
            process.send(m.Load(files=(file,)))
            answer = self._wait(process, self._limit_s)
            if isinstance(answer, m.Ready):
                return () if any(_of(info.file, file) for info in answer.catalog) else _about(answer, file)
            return self._failed(process, file, hung=answer is None)
        return (Problem(code="kernel.no_start", values={"reason": "trial"}, file=file.path),)

    def _begun(self) -> KernelProcess | None:
        """Returns the process, started where there is none; None where it does not come up."""
        if self._process is not None:
            return self._process
        process = KernelProcess(
            lambda process, message: self._arrived.put((process, message)),
            lambda process: self._arrived.put((process, None)),
            command=self._command,
            memory=self._memory,
        )
        with self._lock:
            self._process = process
            if self._closed.is_set():
                process.kill()
        process.send(m.Hello(bundled=False, discover=False))
        if isinstance(self._wait(process, begin_s), m.Ready):
            return process
        self._end()
        return None

    def _wait(self, process: KernelProcess, seconds: float) -> m.Ready | bool | None:
        """Returns the next Ready of the process; False where it ended, None where it took too long."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                sender, message = self._arrived.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return None
            if sender is process and message is None:
                return False
            if sender is process and isinstance(message, m.Ready):
                return message

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
        if process is not None:
            process.close()


def _of(inside: str, file: m.PluginFile) -> bool:
    return file.kind == "entry_point" or Path(file.path) in (Path(inside), *Path(inside).parents)


def _about(ready: m.Ready, file: m.PluginFile) -> tuple[Problem, ...]:
    return tuple(problem for problem in ready.problems if file.kind == "entry_point" or _of(problem.file, file))
