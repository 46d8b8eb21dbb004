"""A few words of memory that kernel and client share: which plugin call is running, and how far the kernel has come.

They are read without asking the kernel, so they can be read when it hangs or has just died. Calls of plugins come many
times a step, so `enter` and `leave` are an append and a pop; a thread looks at the pile twenty times a second.
"""

from __future__ import annotations

import mmap
import os
import tempfile
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, cast

import msgspec

_call, _handled, _busy, _epoch, _pulse = range(5)  # the words
_names_at = 64
_name_size = 512
_names = 126
size = _names_at + _name_size * (_names + 1)
_serials = (1 << 32) - 1
tick_s = 0.05


class Call(NamedTuple):
    """A plugin's method that is running now; equal stamps are the same call."""

    stamp: int
    plugin: str
    method: str
    file: str


Locate = Callable[[str], tuple[str, str, str]]


def locate_nothing(name: str) -> tuple[str, str, str]:
    """Takes a call's name as `plugin.method` in an unknown file."""
    plugin, _, method = name.rpartition(".")
    return plugin, method, ""


class _Mark:
    """Takes a name's place on the pile once it was seen there: as long as it lies there, it is the same call."""

    __slots__ = ("stamp",)

    def __init__(self) -> None:
        self.stamp = 0


class SlotWriter:
    """The kernel's end. `enter(name)` and `leave()` stand around every call of a plugin's method.

    `locate` says once for each name which plugin, method and file it stands for.
    """

    enter: Callable[[str], None]
    leave: Callable[[], None]

    def __init__(self, memory: mmap.mmap) -> None:
        self.locate: Locate = locate_nothing
        self._memory = memory
        self._ids: dict[str, int] = {}
        self._words = memoryview(memory).cast("B")[:_names_at].cast("Q")
        self._pile: list[str | _Mark] = []
        self._serial = 0
        self._working = threading.Event()
        self.enter = self._pile.append
        self.leave = cast(Callable[[], None], self._pile.pop)

    @classmethod
    def attach(cls, name: str) -> SlotWriter:
        """Maps the client's slot by the name it gave on the command line; an empty name makes a slot nobody reads."""
        if not name:
            return cls(mmap.mmap(-1, size))
        if name.isdigit():
            memory = mmap.mmap(int(name), size)
            os.close(int(name))
            return cls(memory)
        return cls(mmap.mmap(-1, size, tagname=name))  # type: ignore[call-arg,unused-ignore]

    def start(self) -> None:
        """Begins to look at the calls."""
        threading.Thread(target=self._look, name="nnlab slot", daemon=True).start()

    def sample(self) -> None:
        """Writes down which call is running now."""
        mark, pile = _Mark(), self._pile
        if not pile:
            self._words[_call] = 0
            return
        try:
            # no call and no jump back between these two: Python does not change threads there
            top = pile[-1]
            if top.__class__ is not _Mark:
                pile[-1] = mark
        except IndexError:
            self._words[_call] = 0
            return
        if isinstance(top, _Mark):
            mark = top
        else:
            self._serial = (self._serial + 1) & _serials
            mark.stamp = self._id(top) << 32 | self._serial
        self._words[_call] = mark.stamp

    def handled(self, count: int) -> None:
        """Says how many messages are done with."""
        self._words[_handled] = count

    def busy(self, busy: bool) -> None:
        """Says whether the kernel does something by itself or waits for a message."""
        self._words[_busy] = busy
        if busy:
            self._working.set()
        else:
            self._working.clear()
            self._words[_call] = 0

    def epoch(self, epoch: int) -> None:
        """Says how far training is."""
        self._words[_epoch] = epoch

    def forget_names(self) -> None:
        """Looks names up anew, after plugins were loaded or another experiment was opened."""
        self._ids.clear()

    def _look(self) -> None:
        while True:
            self._working.wait()
            self.sample()
            self._words[_pulse] += 1
            time.sleep(tick_s)

    def _id(self, name: str) -> int:
        if name not in self._ids:
            index = min(len(self._ids), _names - 1) + 1
            entry = msgspec.msgpack.encode(self.locate(name))[: _name_size - 2]
            at = _names_at + index * _name_size
            self._memory[at : at + 2 + len(entry)] = len(entry).to_bytes(2, "little") + entry
            self._ids[name] = index
        return self._ids[name]


class SlotReader:
    """The client's end."""

    def __init__(self) -> None:
        self._tag = ""
        if os.name == "posix":
            with tempfile.TemporaryFile() as file:
                file.truncate(size)
                self._memory = mmap.mmap(file.fileno(), size)
                self._descriptor = os.dup(file.fileno())
        else:
            self._tag = f"nnlab-{os.getpid()}-{id(self)}"
            self._memory = mmap.mmap(-1, size, tagname=self._tag)  # type: ignore[call-arg,unused-ignore]
            self._descriptor = -1
        self._words = memoryview(self._memory).cast("B")[:_names_at].cast("Q")

    @property
    def name(self) -> str:
        """What the kernel is told on its command line."""
        return self._tag or str(self._descriptor)

    @property
    def passed(self) -> tuple[int, ...]:
        """The descriptors the kernel must inherit."""
        return () if self._tag else (self._descriptor,)

    def given(self) -> None:
        """Lets go of what only had to live until the kernel process began."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def call(self) -> Call | None:
        """Returns the plugin call that is running now."""
        stamp = self._words[_call]
        if stamp == 0:
            return None
        at = _names_at + (stamp >> 32) * _name_size
        length = int.from_bytes(self._memory[at : at + 2], "little")
        try:
            entry = self._memory[at + 2 : at + 2 + length]
            plugin, method, file = msgspec.msgpack.decode(entry, type=tuple[str, str, str])
        except (msgspec.DecodeError, ValueError):
            plugin = method = file = ""
        return Call(stamp, plugin, method, file)

    @property
    def handled(self) -> int:
        return self._words[_handled]

    @property
    def busy(self) -> bool:
        return bool(self._words[_busy])

    @property
    def epoch(self) -> int:
        return self._words[_epoch]

    @property
    def pulse(self) -> int:
        """Moves twenty times a second while the kernel works, unless C code holds the interpreter."""
        return self._words[_pulse]
