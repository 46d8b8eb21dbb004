"""Notices what a plugin changes for everybody in its process, names it, and puts it back.

Plugins share one process with each other and with nnlab. What they share is looked at after a plugin was imported,
after its first calls, and about once a second while training; between that, it costs nothing.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
import sys
import threading
from collections.abc import Callable, Iterable
from types import ModuleType

import msgspec
import numpy as np

from nnlab.api.quiet import quiet_context
from nnlab.kernel._aspects import Aspect, aspects
from nnlab.kernel._namesakes import Namesakes
from nnlab.kernel._room import allowed, held_by, used
from nnlab.kernel._slot import Named, Run, SlotWriter, files_exit, memory_exit
from nnlab.records import Problem, Text, Value

first_calls = 16  # of each method, after which what is shared is looked at
_crowded = 0.6  # of the memory that is allowed, from which on it is asked who holds it ...
_hoards = 0.35  # ... and how much of it a plugin may hold for itself
_errors = Text(en="NumPy's error state", zh_CN="NumPy 的错误状态")
_random = "the global random state"
_most_files = 32  # the kernel's own pipes are among the first files of its process
Owned = Callable[[], Iterable[tuple[Named, tuple[ModuleType, ...]]]]


class Guard:
    """Looks after what all plugins share. `tell` hears of a change once for each plugin and thing.

    `owned` says of each of the user's plugins which modules it keeps things in.
    """

    def __init__(self, slot: SlotWriter, tell: Callable[[Problem], None], owned: Owned) -> None:
        self._slot, self._tell, self._owned = slot, tell, owned
        self._aspects: tuple[Aspect, ...] = ()
        self._known: list[object] = []
        self._names = Namesakes()
        self._threads: frozenset[int] = frozenset()
        self._files: dict[int, tuple[int, int]] = {}
        self._contexts: dict[Named, contextvars.Context] = {}
        self._looked: dict[Named, int] = {}
        self._told: set[tuple[str, str]] = set()
        self._quiet = quiet_context().run(np.geterr)
        self._ballast: bytearray | None = None
        slot.guarded = self._around

    def begin(self) -> None:
        """Takes note of how things are, before a plugin is imported."""
        if not self._aspects:
            self._aspects = aspects()
            self._known = [aspect.read() for aspect in self._aspects]
            self._threads = frozenset(sys._current_frames())
            self._ballast = bytearray(4 << 20)
            self._files = _files(range(_most_files))
        self._names.remember()

    def forget(self, path: str) -> None:
        """Looks at a plugin as at a new one, after its text changed."""
        self._told = {key for key in self._told if key[0] != path}
        for known in (self._looked, self._contexts):
            for call in [call for call in known if call[2] == path]:
                del known[call]

    def look(self, call: Named | None = None, *, inner: bool = False) -> Problem | None:
        """Puts back what was changed, and tells of it. `call` is what ran since the last look, where that is known,
        `inner` says that it has just ended.

        Returns a problem where other components may have been calculated with what a plugin had put in the place of
        something else: then the numbers since the last look are not to be trusted.
        """
        if not self._aspects:
            return None
        spoilt = self._names.changed()  # first: what follows uses those names
        who = (call,) if call is not None else self._suspects()
        for known, context in self._contexts.items():
            if context.run(np.geterr) != self._quiet:
                context.run(np.seterr, all="ignore")
                self._say((known,), _errors)
        for place, aspect in enumerate(self._aspects):
            if not (inner and aspect.outer):
                self._check(place, aspect, who)
        self._count_threads(who)
        self._name_programs()
        self._measure()
        if _files(self._files) != self._files:
            self._give_up(who[0] if who else self._slot.last, files_exit)
        if spoilt:
            self._say(who, Text(en=", ".join(spoilt[:5]), zh_CN="、".join(spoilt[:5])))
        if spoilt and call is None and who:
            values: dict[str, Value] = {"what": ", ".join(spoilt[:5])}
            return _about(who, "plugin.meddled", "error", **values)
        return None

    # ---- calls

    def _around(self, call: Named, end: Callable[[], None]) -> tuple[Callable[[], None], Run | None]:
        """Returns what ends a call and what runs it: in a context of its own, and with a look after the first ones."""
        context = self._contexts.get(call) or self._contexts.setdefault(call, quiet_context())
        looked = self._looked
        if looked.get(call, 0) >= first_calls:
            return end, context.run

        def leave() -> None:
            end()
            count = looked.get(call, 0)
            if count < first_calls:
                looked[call] = count + 1
                self.look(call, inner=True)

        return leave, context.run

    def _suspects(self) -> tuple[Named, ...]:
        """Returns one call of each plugin that was called lately."""
        return tuple({call[2]: call for call in self._slot.called}.values())

    # ---- what is looked at

    def _check(self, place: int, aspect: Aspect, who: tuple[Named, ...]) -> None:
        known = self._known[place]
        try:
            now = aspect.read()
        except Exception:  # such as a working directory that is gone
            now = None
        if now == known:
            return
        drawn = aspect.name.en == _random and all((call[2], _random) in self._told for call in who)
        if drawn and who and who[0][1] != "import":
            self._known[place] = now  # it lives on random numbers: it gets new ones, and was told of it
            return
        try:
            aspect.put(known)
        except Exception:  # it cannot be put back: then it is as it is
            self._known[place] = now
        else:
            self._known[place] = aspect.read()
        self._say(who, aspect.name)

    def _count_threads(self, who: tuple[Named, ...]) -> None:
        running = frozenset(sys._current_frames())
        new, self._threads = running - self._threads, running
        if new and who:
            alive = [thread.name for thread in threading.enumerate() if thread.ident in new]
            self._say_once(who, "plugin.threads", count=len(new), names=", ".join(alive[:3]))

    def _name_programs(self) -> None:
        started = self._slot.started
        while started:
            call, program = started.pop()
            if call is not None:
                self._say_once((call,), "plugin.program", program=program)

    def _measure(self) -> None:
        """Ends the process where a plugin hoards memory: nothing else gives it back."""
        limit = allowed()
        if not limit or used() < _crowded * limit:
            return
        self._ballast = None  # room for what follows
        held = [(held_by(modules), call) for call, modules in self._owned()]
        most, call = max(held, key=lambda one: one[0], default=(0, ("", "", "")))
        if most > _hoards * limit:
            last = self._slot.last
            self._give_up(last if last is not None and last[2] == call[2] else call, memory_exit)

    def _give_up(self, call: Named | None, code: int) -> None:
        """Ends a process that is of no use any more; another takes over, without the plugin whose call this is."""
        if call is not None:
            self._slot.begin(call)
        os._exit(code)

    # ---- what is said

    def _say(self, who: tuple[Named, ...], what: Text) -> None:
        if who and any((call[2], what.en) not in self._told for call in who):
            self._told |= {(call[2], what.en) for call in who}
            self._tell(_about(who, "plugin.surroundings", "warning", what=what.en, what_zh_CN=what.zh_CN))

    def _say_once(self, who: tuple[Named, ...], code: str, **values: Value) -> None:
        if any((call[2], code) not in self._told for call in who):
            self._told |= {(call[2], code) for call in who}
            self._tell(msgspec.structs.replace(_about(who, "plugin.surroundings", "warning", **values), code=code))


def _files(descriptors: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Returns what open files stand behind descriptors."""
    found = {}
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            state = os.fstat(descriptor)
            found[descriptor] = state.st_dev, state.st_ino
    return found


def _about(who: tuple[Named, ...], code: str, level: str, **values: Value) -> Problem:
    names = ", ".join(dict.fromkeys(call[0] for call in who))
    made = Problem(code=code, values={**values, "plugin": names}, plugin=names, stage=who[0][1], file=who[0][2])
    return msgspec.structs.replace(made, level=level)
