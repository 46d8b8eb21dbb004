"""The process of a workshop: loads a plugin, version after version, looks at it, and is killed where that hangs."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from nnlab.kernel import messages as m
from nnlab.kernel._process import KernelProcess, not_started
from nnlab.kernel._stall import StallClock
from nnlab.kernel._traces import crash_in
from nnlab.kernel._workshop_words import Lost, resident, worded
from nnlab.records import ComponentInfo, Problem, Value

begin_s = 60.0  # for the process itself to come up on a busy machine
tick_s = 0.05
Wanted = TypeVar("Wanted", m.Ready, m.Examined)


class Limits(NamedTuple):
    """Seconds for an import, for any other single call into a plugin, and for a whole grade.

    A whole import or plot may last thrice as long: on a busy machine, that is no plugin's fault.
    """

    load_s: float
    plot_s: float
    grade_s: float


class Found(NamedTuple):
    """What a plugin brings, and what is wrong with it."""

    components: tuple[ComponentInfo, ...] = ()
    problems: tuple[Problem, ...] = ()


class Hand:
    """One process. Once `ended`, nothing more can be asked of it and another one is to be made.

    To be used in the thread that made it; `stop` may be called from any.
    """

    def __init__(self, limits: Limits, *, command: Sequence[str] | None, memory: int | None) -> None:
        self.ended = False
        self.works = 0
        self._limits, self._command, self._memory = limits, command, memory
        self._process: KernelProcess | None = None
        self._arrived: queue.SimpleQueue[tuple[KernelProcess, m.FromKernel | None]] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._bundled: m.Ready | None = None
        self._file: m.PluginFile | None = None
        self._found = Found()
        self._remarks: list[Problem] = []
        self._path = ""  # of the plugin whose code has run here
        self._loads = 0

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None else None

    def stop(self) -> None:
        """Ends the process in the middle of whatever it does, without waiting for it."""
        with self._lock:
            self._stopped.set()
            process = self._process
        if process is not None:  # one that filled memory takes its time to go
            threading.Thread(target=process.kill, name="nnlab workshop end", daemon=True).start()

    def close(self) -> None:
        """Ends the process and gives everything back."""
        self.ended = True
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.close()

    def clean_for(self, file: m.PluginFile | None) -> bool:
        """Tells whether no other plugin's code has run here: what one leaves behind shall not spoil another's grade."""
        return self._path in ("", file.path if file is not None else "")

    def load(self, file: m.PluginFile | None) -> Found:
        """Returns what a file brings (None: what came with nnlab), imported unless it was the last one to be."""
        self.works += 1
        process = self._begun()
        if isinstance(process, Problem):
            return Found(problems=(process,))
        assert self._bundled is not None
        if file is None:
            return Found(self._bundled.catalog)
        if file == self._file:
            return self._found
        self._file, self._found, self._path = None, Found(), file.path
        self._loads += 1
        self._remarks.clear()
        process.send(m.Load(files=(file,)))
        loads = self._loads
        call_s = self._limits.load_s
        answer = self._wait(process, m.Ready, call_s, 3 * call_s, lambda ready: ready.loads >= loads)
        if isinstance(answer, Lost):
            return Found(problems=(self._failed(process, answer, file, call_s),))
        brought = tuple(info for info in answer.catalog if _from(info, file))
        problems = (*(one for one in answer.problems if _about(one, file)), *self.remarks())
        self._file, self._found = file, Found(brought, problems)
        return self._found

    def remarks(self) -> tuple[Problem, ...]:
        """Returns what was told of a plugin since its import: what it changed for everybody, and was put back."""
        told, self._remarks = tuple(self._remarks), []
        return told

    def examine(
        self, info: ComponentInfo, what: Literal["plot", "grade"], values: dict[str, Value], file: m.PluginFile | None
    ) -> m.Examined:
        """Returns the picture or the grade of a component that was loaded, or the problem that stopped it."""
        process, number = self._process, self.works
        assert process is not None
        path = file.path if file is not None else ""
        process.send(m.Examine(id=number, kind=info.kind, component=info.id, what=what, values=values, path=path))
        call_s = self._limits.plot_s
        seconds = 3 * call_s if what == "plot" else self._limits.grade_s
        answer = self._wait(process, m.Examined, call_s, seconds, lambda examined: examined.id == number)
        if not isinstance(answer, Lost):
            return answer
        limit = call_s if answer.why == "hung" else seconds
        return m.Examined(id=number, problem=self._failed(process, answer, file, limit, info))

    # ---- the process

    def _begun(self) -> KernelProcess | Problem:
        """Returns the process, started and warm where there is none yet."""
        if self._process is not None:
            return self._process
        try:
            process = KernelProcess(
                lambda process, message: self._arrived.put((process, message)),
                lambda process: self._arrived.put((process, None)),
                command=self._command,
                memory=self._memory,
            )
        except OSError as error:
            self.ended = True
            return not_started(error)
        with self._lock:
            self._process = process
            if self._stopped.is_set():
                process.kill()
        process.send(m.Hello(discover=False))
        ready = self._wait(process, m.Ready, begin_s, begin_s, lambda _: True, watched=False)
        # the first examination loads the engine: no plugin's limit pays for that
        process.send(m.Examine(id=0, kind="activation", component="", what="plot"))
        warm: m.Examined | Lost = Lost("ended", None)
        if not isinstance(ready, Lost):  # its end was told, and is not told twice
            warm = self._wait(process, m.Examined, begin_s, begin_s, lambda _: True, watched=False)
        if isinstance(ready, Lost) or isinstance(warm, Lost):
            words = process.last_words().strip()
            self.close()
            return Problem(code="kernel.no_start", values={"reason": words.rpartition("\n")[2] or "-"}, traceback=words)
        self._bundled = ready
        return process

    def _wait(
        self,
        process: KernelProcess,
        kind: type[Wanted],
        call_s: float,
        seconds: float,
        fits: object,
        *,
        watched: bool = True,
    ) -> Wanted | Lost:
        """Returns the next message of a kind that fits, or why none comes."""
        assert callable(fits)
        clock = StallClock(call_s)
        deadline, pulse = time.monotonic() + seconds, -1
        clock.restart(time.monotonic())
        while True:
            now = time.monotonic()
            try:
                sender, message = self._arrived.get(timeout=max(0.0, min(tick_s, deadline - now)))
            except queue.Empty:
                now, before, pulse = time.monotonic(), pulse, process.slot.pulse
                # while the pulse stands still, what was seen last may be over long ago
                call = process.slot.call() if pulse != before else process.slot.inside()
                if watched and isinstance(clock.look(call, pulse, now, process.slot.inside), m.Stalled):
                    return Lost("hung", clock.stalled)
                if now >= deadline:
                    return Lost("late", process.slot.inside())
                continue
            if sender is process and message is None:
                return Lost("ended", process.slot.inside())
            if sender is process and isinstance(message, kind) and fits(message):
                return message
            if sender is process and isinstance(message, m.Trouble | m.Remark):
                self._remarks.append(message.problem)  # what a plugin changed for everybody, and was put back

    def _failed(
        self,
        process: KernelProcess,
        lost: Lost,
        file: m.PluginFile | None,
        seconds: float,
        info: ComponentInfo | None = None,
    ) -> Problem:
        """Ends the process and words what happened to it; `seconds` is the limit it had."""
        filled = resident(process.pid)
        trace = process.where() if lost.why != "ended" else ""
        code = process.end() if lost.why == "ended" else process.kill()
        words = process.last_words()
        self.close()
        return worded(lost, file, info, seconds, code, filled, trace or crash_in(words) or words)


def _from(info: ComponentInfo, file: m.PluginFile) -> bool:
    if file.kind == "entry_point":
        return info.plugin == file.name and info.origin == file.origin
    return info.file == file.path or Path(file.path) in Path(info.file).parents


def _about(problem: Problem, file: m.PluginFile) -> bool:
    if file.kind == "entry_point":
        return problem.plugin == file.name
    return problem.file == file.path or Path(file.path) in Path(problem.file).parents
