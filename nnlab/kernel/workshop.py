"""The workshop: a process of its own, apart from training, in which a plugin's text is tried, plotted and graded."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._workshop_hand import Hand, Limits
from nnlab.records import ComponentInfo, Kind, Problem, Value
from nnlab.records.grades import Grade, Picture

idle_s = 60.0  # after so long without work the process ends; the next work starts another
most_works = 300  # after so many works it is made anew: what plugins leave behind does not add up


class Work(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to be done: "load" a plugin, and "plot" or "grade" a component it brings.

    Without `file` the component is one that came with nnlab; "load" then lists all of those. `component` "" stands for
    the first one that the file brings (of `kind`, where that is given). `values` are its parameters, else its defaults.
    """

    id: int
    key: str
    what: Literal["load", "plot", "grade"]
    file: m.PluginFile | None = None
    kind: Kind | Literal[""] = ""
    component: str = ""
    values: dict[str, Value] = {}


class Tried(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came of a Work: the components its file brings, what is wrong with it, and the picture or the grade."""

    id: int
    key: str
    components: tuple[ComponentInfo, ...] = ()
    problems: tuple[Problem, ...] = ()
    picture: Picture | None = None
    grade: Grade | None = None


class Workshop:
    """Does works one after the other in a process that is started when it is needed, and anew for another plugin.

    `receive(tried)` is called in the workshop's thread, once for each work that was neither replaced nor cancelled. A
    call into a plugin may last `load_s` at its import and `plot_s` after that, a whole grade `grade_s`; what takes
    longer is killed with the process, and a problem says so. `memory` is the process's limit in bytes (None: half of
    the machine's, 0: none).
    """

    def __init__(
        self,
        receive: Callable[[Tried], None],
        *,
        command: Sequence[str] | None = None,
        memory: int | None = None,
        load_s: float = 2.0,
        plot_s: float = 2.0,
        grade_s: float = 60.0,
        idle_s: float = idle_s,
    ) -> None:
        self._receive = receive
        self._command, self._memory = command, memory
        self._limits, self._idle_s = Limits(load_s, plot_s, grade_s), idle_s
        self._waiting: dict[str, Work] = {}  # by key, in the order in which the keys came
        self._running: Work | None = None
        self._hand: Hand | None = None
        self._closed = self._cancelled = False
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        hand = self._hand
        return hand.pid if hand is not None else None

    def ask(self, work: Work) -> None:
        """Puts a work into the queue, in the place of one with the same key that still waits there; never waits."""
        with self._news:
            if self._closed:
                return
            self._waiting[work.key] = work
            if self._thread is None:
                # all processes begin in this thread: Linux ends a process together with the thread that made it
                self._thread = threading.Thread(target=self._run, name="nnlab workshop", daemon=True)
                self._thread.start()
            self._news.notify_all()

    def cancel(self, key: str) -> None:
        """Gives up the works of a key; where one is being done, its process ends. No answer comes."""
        with self._news:
            self._waiting.pop(key, None)
            if self._running is not None and self._running.key == key:
                self._cancelled = True
                if self._hand is not None:
                    self._hand.stop()

    def close(self) -> None:
        """Ends the process. Nothing is received after it returns, unless it is called by `receive` itself."""
        with self._news:
            self._closed = True
            self._waiting.clear()
            if self._hand is not None:
                self._hand.stop()
            self._news.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=10)

    # ---- the workshop's thread

    def _run(self) -> None:
        while (work := self._next()) is not None:
            tried = self._done(work)
            with self._news:
                self._running = None
                wanted = not (self._cancelled or self._closed)
            if wanted:
                self._tell(tried)
        self._leave()

    def _next(self) -> Work | None:
        """Returns the next work; None at the end. The process ends when none has come for a while."""
        with self._news:
            while not self._waiting and not self._closed:
                idle = self._idle_s if self._hand is not None else None
                if not self._news.wait(idle) and not self._waiting and not self._closed:
                    self._leave()
            if self._closed:
                return None
            self._running = self._waiting.pop(next(iter(self._waiting)))
            self._cancelled = False
            return self._running

    def _done(self, work: Work) -> Tried:
        hand = self._hand
        if hand is not None and (hand.ended or hand.works >= most_works or not hand.clean_for(work.file)):
            self._leave()
            hand = None
        if hand is None:
            hand = Hand(self._limits, command=self._command, memory=self._memory)
            with self._news:
                self._hand = hand
                if self._cancelled or self._closed:
                    hand.stop()
        found = hand.load(work.file)
        made = Tried(id=work.id, key=work.key, components=found.components, problems=found.problems)
        if work.what == "load" or hand.ended:
            return made
        info = next((one for one in found.components if _meant(one, work)), None)
        if info is None:
            if found.problems and not work.component:
                return made  # they say why there is nothing
            known = ", ".join(one.id for one in found.components)
            values: dict[str, Value] = {"kind": work.kind, "id": work.component, "known": known or "-"}
            missing = Problem(code="workshop.no_component", values=values, file=work.file.path if work.file else "")
            return msgspec.structs.replace(made, problems=(*found.problems, missing))
        came = hand.examine(info, work.what, work.values, work.file)
        problems = (*found.problems, *hand.remarks(), *([came.problem] if came.problem is not None else []))
        return msgspec.structs.replace(made, problems=problems, picture=came.picture, grade=came.grade)

    def _leave(self) -> None:
        hand, self._hand = self._hand, None
        if hand is not None:
            hand.close()

    def _tell(self, tried: Tried) -> None:
        try:
            self._receive(tried)
        except Exception:
            logging.getLogger(__name__).exception("the receiver of the workshop raised")


def _meant(info: ComponentInfo, work: Work) -> bool:
    return work.kind in ("", info.kind) and work.component in ("", info.id)
