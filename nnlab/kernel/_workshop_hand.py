"""The process of a workshop: loads a plugin, version after version, looks at it, and is killed where that hangs."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._process import KernelProcess, how, not_started
from nnlab.kernel._slot import Call
from nnlab.kernel._stall import StallClock
from nnlab.kernel._traces import crash_in, place_in
from nnlab.records import ComponentInfo, Problem, Value

begin_s = 60.0  # for the process itself to come up on a busy machine
tick_s = 0.05
Wanted = TypeVar("Wanted", m.Ready, m.Examined)


class Limits(NamedTuple):
    """Seconds for an import, for a plot and any single call into a plugin, and for a whole grade."""

    load_s: float
    plot_s: float
    grade_s: float


class Found(NamedTuple):
    """What a plugin brings, and what is wrong with it."""

    components: tuple[ComponentInfo, ...] = ()
    problems: tuple[Problem, ...] = ()


class Lost(NamedTuple):
    """Why no answer came: the process ended, a call hung, or all of it took too long."""

    why: Literal["ended", "hung", "late"]
    call: Call | None = None


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
        """Ends the process in the middle of whatever it does."""
        with self._lock:
            self._stopped.set()
            process = self._process
        if process is not None:
            process.kill()

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
        answer = self._wait(process, m.Ready, self._limits.load_s, lambda ready: ready.loads >= loads)
        if isinstance(answer, Lost):
            return Found(problems=(self._failed(process, answer, file, self._limits.load_s, loading=True),))
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
        seconds = self._limits.plot_s if what == "plot" else self._limits.grade_s
        answer = self._wait(process, m.Examined, seconds, lambda examined: examined.id == number)
        if not isinstance(answer, Lost):
            return answer
        return m.Examined(id=number, problem=self._failed(process, answer, file, seconds, info=info))

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
        ready = self._wait(process, m.Ready, begin_s, lambda _: True, watched=False)
        # the first examination loads the engine: no plugin's limit pays for that
        process.send(m.Examine(id=0, kind="activation", component="", what="plot"))
        warm = self._wait(process, m.Examined, begin_s, lambda _: True, watched=False)
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
        seconds: float,
        fits: object,
        *,
        watched: bool = True,
    ) -> Wanted | Lost:
        """Returns the next message of a kind that fits, or why none comes."""
        assert callable(fits)
        clock = StallClock(min(seconds, self._limits.load_s if kind is m.Ready else self._limits.plot_s))
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
        *,
        loading: bool = False,
        info: ComponentInfo | None = None,
    ) -> Problem:
        """Ends the process and words what happened to it."""
        trace = process.where() if lost.why != "ended" else ""
        code = process.end() if lost.why == "ended" else process.kill()
        words = process.last_words()
        trace = trace or crash_in(words) or words
        self.close()
        path = file.path if file is not None else info.file if info is not None else ""
        line, function = place_in(trace, path) if path else (0, "")
        line = line or (info.line if info is not None else 0)
        call = lost.call
        if loading:
            plugin, method = (file.name or Path(file.path).stem) if file is not None else "", "import"
        else:
            plugin = call.plugin if call is not None else info.id if info is not None else ""
            method = call.method if call is not None else function
        limit = seconds if loading or lost.why == "late" else min(seconds, self._limits.plot_s)
        values: dict[str, Value] = {"plugin": plugin, "method": method, "seconds": limit}
        if lost.why == "ended":
            values = {"plugin": plugin, "method": method, **how(code)}
        place = {"plugin": plugin, "stage": method, "file": path, "line": line, "traceback": trace}
        if loading:
            ended = lost.why == "ended"
            problem = Problem(code="plugin.killed" if ended else "plugin.hung", values=values)
        elif lost.why == "ended":
            problem = Problem(code="workshop.ended" if method else "workshop.ended_somewhere", values=values)
        elif lost.why == "hung" or (lost.call is not None and seconds <= self._limits.plot_s):
            problem = Problem(code="workshop.hung" if method else "workshop.late", values=values)
        else:
            problem = Problem(code="workshop.late", values=values)
        return msgspec.structs.replace(problem, **place)


def _from(info: ComponentInfo, file: m.PluginFile) -> bool:
    if file.kind == "entry_point":
        return info.plugin == file.name and info.origin == file.origin
    return info.file == file.path or Path(file.path) in Path(info.file).parents


def _about(problem: Problem, file: m.PluginFile) -> bool:
    if file.kind == "entry_point":
        return problem.plugin == file.name
    return problem.file == file.path or Path(file.path) in Path(problem.file).parents
