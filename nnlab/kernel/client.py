"""The parent's end of a kernel: starts it, talks to it, watches it, and makes it again when it dies. Knows no Qt."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._ledger import Ledger
from nnlab.kernel._memory import Memory
from nnlab.kernel._process import KernelProcess, from_outside, how, not_started, out_of_memory
from nnlab.kernel._shelf import Shelf
from nnlab.kernel._slot import Call
from nnlab.kernel._stall import StallClock
from nnlab.kernel._traces import crash_in, place_in
from nnlab.kernel._watch import Watch
from nnlab.records import Problem, Value, home

quick_deaths = 3  # so many in a row, none of them after `quick_s` of life, and it is not started again
quick_s = 30.0


class KernelClient:
    """Keeps one training kernel alive, and a trial kernel while plugin files are tried.

    `receive(message)` gets every message of the kernel and every ClientEvent, one at a time, in threads of the client.
    Unless `safe_mode`, the folders of plugins are watched: what is saved there is tried, then loaded by the kernel.
    What lies at a path of `disabled` is not loaded. `send` may be called at any time from any thread and never waits:
    what concerns document, views and credit is kept and reaches the next kernel too. `close` leaves no process behind.
    """

    def __init__(
        self,
        receive: Callable[[m.FromKernel | m.ClientEvent], None],
        *,
        plugin_dirs: Iterable[str | Path] = (),
        safe_mode: bool = False,
        stall_s: float = 2.0,
        command: Sequence[str] | None = None,
        memory: int | None = None,
        trial_s: float = 2.0,
        disabled: Iterable[str | Path] = (),
        watch: bool = True,
    ) -> None:
        self._receive = receive
        self._dirs = tuple(str(Path(place).absolute()) for place in plugin_dirs)
        self._safe = safe_mode
        self._command, self._limit = command, memory
        self._memory = Memory()
        self._clock = StallClock(stall_s)
        self._process: KernelProcess | None = None
        self._began = 0.0
        self._pulse = -1
        self._deaths = 0
        self._suspects: set[str] = set()  # digests of plugins that were running when somebody may have ended the kernel
        self._lock = threading.Lock()  # process and memory change together
        self._telling = threading.RLock()  # one message at a time
        watch = watch and not safe_mode
        self._shelf = Shelf(
            Ledger(),
            self._send_load,
            self._tell,
            command=command,
            memory=memory,
            limit_s=trial_s,
            telling=self._telling,
            disabled=_paths(disabled),
            watched=watch,
        )
        places = [*((place, "plugins") for place in self._dirs), (str(home().plugins.absolute()), "user")]
        self._watch = Watch(places, self._shelf.looked) if watch else None
        self._closed = False
        self._orders: queue.SimpleQueue[str | KernelProcess] = queue.SimpleQueue()
        self._asleep = self._slept = False
        # all processes begin in this thread: Linux ends a kernel together with the thread that made it
        self._keeper = threading.Thread(target=self._keep, name="nnlab kernel keeper", daemon=True)

    @property
    def plugins_settled(self) -> threading.Event:
        """Is set when every plugin file was tried, and loaded or refused."""
        return self._shelf.settled

    @property
    def newest(self) -> m.Saved | None:
        """The newest good state that the kernel told by itself, with all of its history."""
        with self._lock:
            return self._memory.saved

    @property
    def pid(self) -> int | None:
        """The number of the kernel process; None while there is none."""
        process = self._process
        return process.pid if process is not None else None

    @property
    def files(self) -> tuple[m.PluginState, ...]:
        """How it stands with every plugin file that did not come with nnlab."""
        return self._shelf.states

    def set_disabled(self, paths: Iterable[str | Path]) -> None:
        """Does not load the plugin files at these paths, in this kernel and every later one; all others are loaded."""
        self._shelf.set_disabled(_paths(paths))

    @property
    def older_texts(self) -> dict[str, str]:
        """The texts by digest of the versions that go on while something else lies in their files."""
        return {file.sha256: file.text for file in self._shelf.older if file.text is not None}

    def look_again(self) -> None:
        """Looks at the plugin folders at once, and tries anew what was refused: what it lacked may be there by now."""
        self._shelf.try_again()
        if self._watch is not None:
            self._watch.look_again()

    def start(self) -> None:
        """Starts the kernel; Ready comes when it has loaded what is bundled."""
        self._keeper.start()

    def send(self, message: m.ToKernel) -> None:
        """Sends a message, or keeps it for the kernel that is being started."""
        with self._lock:
            if self._closed:
                return
            self._memory.sent(message)
            if self._process is not None:
                self._process.send(message)
        if self._asleep:
            self._orders.put("look")

    def restart(self) -> None:
        """Ends the kernel and starts another from the newest checkpoint.

        A plugin file whose call was reported as stalled is set aside until it changes: its components are unknown to
        the new kernel, and training waits until others are chosen.
        """
        self._orders.put("restart")

    def close(self) -> None:
        """Ends all processes. Nothing is received after it returns, unless it is called by `receive` itself."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if self._watch is not None:
            self._watch.close()
        if process is not None:
            process.close()
        self._shelf.close()
        self._orders.put("end")
        if self._keeper.is_alive() and threading.current_thread() is not self._keeper:
            self._keeper.join(timeout=10)

    # ---- the keeper's thread

    def _keep(self) -> None:
        self._begin()
        while True:
            try:
                order = self._orders.get(timeout=self._tick())
            except queue.Empty:
                self._look()
                continue
            if order == "end":
                return
            if order == "restart":
                self._restart()
            elif isinstance(order, KernelProcess):
                self._died(order)

    def _tick(self) -> float | None:
        """Returns how long to sleep: for ever while the kernel only waits."""
        self._asleep = True  # first, so that a message sent from now on wakes us
        process = self._process
        if process is None or (process.idle and self._clock.stalled is None):
            self._slept = True
            return None
        if self._slept:
            self._clock.restart(time.monotonic())
        self._asleep = self._slept = False
        return self._clock.tick_s

    def _look(self) -> None:
        process = self._process
        if process is None:
            return
        slot, before = process.slot, self._pulse
        self._pulse = slot.pulse
        # while the pulse stands still, what was seen last may be over long ago
        call = slot.call() if self._pulse != before else slot.inside()
        event = self._clock.look(call, self._pulse, time.monotonic(), lambda: self._shelf.blame(process.where()))
        if event is not None:
            self._tell(event)
        stuck = self._clock.stalled
        if stuck is not None and self._shelf.replaced(stuck.file):
            self._restart()  # the kernel cannot hear of the mended file while it hangs in the one before

    def _begin(self) -> None:
        try:
            process = KernelProcess(self._took, self._orders.put, command=self._command, memory=self._limit)
        except OSError as error:
            self._tell(m.Died(problem=not_started(error)))
            return
        self._shelf.forget_loads()
        hello = self._hello()  # the shelf's lock is never taken inside ours
        with self._lock:
            if not self._closed:
                process.send(hello)
                for message in self._memory.replay():
                    process.send(message)
                self._clock.restart(time.monotonic())
                self._began = time.monotonic()
                self._process = process
                return
        process.close()

    def _hello(self) -> m.Hello:
        return m.Hello(
            plugin_dirs=self._dirs,
            discover=not self._safe,
            proven=self._shelf.ledger.proven,
            quarantined=tuple(self._shelf.ledger.quarantined),
            older=self._shelf.older,
            disabled=self._shelf.disabled,
        )

    def _restart(self) -> None:
        process = self._taken()
        self._deaths = 0
        if process is None:
            reason, lost = Problem(code="kernel.restarted", level="note"), 0
        else:
            stuck = self._clock.stalled
            lost = self._lost(process)
            reason = Problem(code="kernel.restarted", level="note")
            if stuck is not None:
                theirs, ours, why = "kernel.stalled", "kernel.stalled_bundled", "kernel.quarantined_hung"
                mended = self._shelf.replaced(stuck.file)
                reason = self._blamed(stuck, process.where(), theirs, ours, why)
                if mended:
                    reason = msgspec.structs.replace(reason, code="kernel.mended", level="note")
            process.close()
        self._tell(m.Restarted(lost_epochs=lost, reason=reason))
        self._begin()

    def _died(self, process: KernelProcess) -> None:
        if process is not self._process:
            return  # we ended it
        code = process.end()
        self._taken()
        lost, trace = self._lost(process), process.last_words()
        call = self._shelf.blame(crash_in(trace)) or process.slot.inside()
        process.close()
        reason = self._cause(call, code, trace)
        if reason.code not in ("kernel.died_in", "kernel.memory_in"):  # what ended it there is set aside
            self._deaths = 1 if time.monotonic() - self._began > quick_s else self._deaths + 1
        if self._deaths >= quick_deaths:
            values = {"count": self._deaths, **how(code)}
            self._tell(m.Died(problem=msgspec.structs.replace(reason, code="kernel.gave_up", values=values)))
            return
        with self._lock:
            waits = reason.code == "kernel.died_while" and self._memory.training is not None
            if waits:
                self._memory.training = None
            run, rev = self._memory.place
        self._tell(m.Restarted(lost_epochs=lost, reason=reason))
        if waits:
            paused = Problem(code="kernel.paused", level="warning", values=reason.values, plugin=reason.plugin)
            self._tell(m.Trouble(run=run, rev=rev, problem=paused))
        self._begin()

    def _cause(self, call: Call | None, code: int, trace: str) -> Problem:
        """Says why the process ended. Where somebody else may have ended it, a plugin is only suspected at first."""
        if call is None:
            return Problem(code="kernel.died", values=how(code), traceback=trace)
        if out_of_memory(code):
            return self._blamed(
                call, "", "kernel.memory_in", "kernel.memory_in_bundled", "kernel.quarantined_memory", **how(code)
            )
        digest = self._shelf.digest(call.file, call.method)
        if digest and from_outside(code) and digest not in self._suspects:
            self._suspects.add(digest)
            values = {**how(code), "plugin": call.plugin, "method": call.method}
            return Problem(code="kernel.died_while", values=values, plugin=call.plugin, stage=call.method)
        return self._blamed(
            call, trace, "kernel.died_in", "kernel.died_in_bundled", "kernel.quarantined_killed", **how(code)
        )

    def _taken(self) -> KernelProcess | None:
        with self._lock:
            process, self._process = self._process, None
        return process

    def _lost(self, process: KernelProcess) -> int:
        return max(0, process.slot.epoch - self._memory.epoch)

    def _blamed(self, call: Call, trace: str, theirs: str, ours: str, why: str, **values: Value) -> Problem:
        """Names the plugin whose call was running, and sets its file aside if it is not one of ours."""
        problem = Problem(
            code=theirs,
            values={**values},
            plugin=call.plugin,
            stage=call.method,
            file=call.file,
            line=place_in(trace, call.file)[0] if call.file else 0,
            traceback=trace,
        )
        problem = msgspec.structs.replace(problem, values={**values, "plugin": call.plugin, "method": call.method})
        if self._shelf.set_aside(call.file, msgspec.structs.replace(problem, code=why, traceback="")):
            return problem
        return msgspec.structs.replace(problem, code=ours)

    # ---- what arrives, in the reader's thread

    def _took(self, process: KernelProcess, message: m.FromKernel) -> None:
        with self._telling:
            with self._lock:
                if process is not self._process:
                    return
                self._memory.took(message)
            if isinstance(message, m.Found):
                self._shelf.found(message)
                if self._watch is not None and not self._closed:
                    self._watch.start()
            elif isinstance(message, m.Ready):
                self._shelf.ready(message, last=self._safe)
            else:
                self._tell(message)

    def _send_load(self, message: m.Load | m.Unload) -> bool:
        """Lets the present kernel load or forget a file; False where the next one will by itself."""
        with self._lock:
            if self._process is None:
                return False
            self._process.send(message)
        if self._asleep:
            self._orders.put("look")
        return True

    def _tell(self, message: m.FromKernel | m.ClientEvent) -> None:
        with self._telling:
            if self._closed:
                return
            try:
                self._receive(message)
            except Exception:
                logging.getLogger(__name__).exception("the receiver of kernel messages raised")


def _paths(paths: Iterable[str | Path]) -> tuple[str, ...]:
    """Returns paths as PluginFile has them; a text is one already (that of an entry point is no path at all)."""
    return tuple(path if isinstance(path, str) else str(path.absolute()) for path in paths)
