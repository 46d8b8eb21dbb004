"""A few words of memory that kernel and client share: which plugin call is running, and how far the kernel has come.

They are read without asking the kernel, so they can be read when it hangs or has just died. Calls of components come
many times a step, so for those that came with nnlab `enter` and `leave` are an append and a pop, and a thread looks at
the pile twenty times a second. That is no proof of what ran a moment later: calls into the user's plugins are written
down exactly, at their beginning and their end, and nobody is blamed for anything else.
"""

from __future__ import annotations

import mmap
import os
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, cast

import msgspec

_call, _handled, _busy, _epoch, _pulse, _exact = range(6)  # the words
_names_at = 64
_name_size = 2048
_names = 126
size = _names_at + _name_size * (_names + 1)
_serials = (1 << 32) - 1
tick_s = 0.05
memory_exit = 75  # how a kernel ends whose memory a plugin holds: the call in the slot is to blame
files_exit = 76  # ... and one whose pipes a plugin closed


class Call(NamedTuple):
    """A plugin's method that is running now; equal stamps are the same call."""

    stamp: int
    plugin: str
    method: str
    file: str


Named = tuple[str, str, str]  # plugin, method, file
Locate = Callable[[str], Named]
Owner = Callable[[type], str]
Run = Callable[..., Any]
Guarded = Callable[[Named, Callable[[], None]], tuple[Callable[[], None], Run | None]]


def locate_nothing(name: str) -> tuple[str, str, str]:
    """Takes a call's name as `plugin.method` in an unknown file."""
    plugin, _, method = name.rpartition(".")
    return plugin, method, ""


def nobodys(cls: type) -> str:
    """Takes a class as one that came with nnlab."""
    return ""


def unguarded(call: Named, end: Callable[[], None]) -> tuple[Callable[[], None], Run | None]:
    """Takes a call's end as it is."""
    return end, None


class _Mark:
    """Takes a name's place on the pile once it was seen there: as long as it lies there, it is the same call."""

    __slots__ = ("stamp",)

    def __init__(self) -> None:
        self.stamp = 0


def unnamed_file() -> int:
    """Returns the descriptor of a file that nobody else sees: in memory where the system can, else a temporary one."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("nnlab")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class SlotWriter:
    """The kernel's end. `enter(name)` and `leave()` stand around every call of a component's method.

    `locate` says once for each name which plugin, method and file it stands for; `owner` says which file of the user's
    a class is from, "" for what came with nnlab; `guarded` what is done at the end of a call into the user's.
    """

    enter: Callable[[str], None]
    leave: Callable[[], None]

    def __init__(self, memory: mmap.mmap) -> None:
        self.locate: Locate = locate_nothing
        self.owner: Owner = nobodys
        self.guarded: Guarded = unguarded
        self.last: Named | None = None  # the newest call into a user's plugin
        self.started: list[tuple[Named | None, str]] = []  # programs, with the call that started them
        self._memory = memory
        self._ids: dict[str | Named, int] = {}
        self._inside: list[int] = []  # stamps of the user's calls that are running, each called by the one before
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

    def around(self, cls: type, label: str) -> tuple[Callable[[str], None], Callable[[], None], Run | None]:
        """Returns what to call before and after each call of a class's method, and what runs it."""
        file = self.owner(cls)
        if not file:
            return self.enter, self.leave, None
        plugin, _, method = label.rpartition(".")
        call = plugin, method, file
        return partial(self._begin, call), *self.guarded(call, self.end)

    def begin(self, call: Named) -> None:
        """Writes down that a call into a user's plugin begins, until `end`."""
        self._begin(call, "")

    def end(self) -> None:
        """Writes down that it has ended."""
        self._inside.pop()
        self._words[_exact] = self._inside[-1] if self._inside else 0

    def _begin(self, call: Named, _label: str) -> None:
        self._serial = (self._serial + 1) & _serials
        stamp = (self._ids.get(call) or self._id(call)) << 32 | self._serial
        self._inside.append(stamp)
        self._words[_exact] = stamp
        self.last = call

    @property
    def running(self) -> Named | None:
        """The call into a user's plugin that is running now."""
        return self.last if self._inside else None

    @property
    def called(self) -> tuple[Named, ...]:
        """The calls into users' plugins that were made since names were last forgotten."""
        return tuple(name for name in self._ids if not isinstance(name, str))

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

    def _id(self, name: str | Named) -> int:
        if name not in self._ids:
            if len(self._ids) >= _names:
                self._ids.clear()  # no two names share a place: the wrong one would be told
            index = len(self._ids) + 1
            named = self.locate(name) if isinstance(name, str) else name
            entry = msgspec.msgpack.encode(_short(named))
            at = _names_at + index * _name_size
            self._memory[at : at + 2 + len(entry)] = len(entry).to_bytes(2, "little") + entry
            self._ids[name] = index
        return self._ids[name]


def _short(named: Named) -> Named:
    """Cuts names to what has room; a path's end says more than its beginning."""
    plugin, method, file = (part.encode() for part in named)
    room = _name_size - 2 - 16 - 2 * 60
    parts = plugin[:60], method[:60], file[-room:]
    plugin, method, file = parts
    return plugin.decode("utf-8", "ignore"), method.decode("utf-8", "ignore"), file.decode("utf-8", "ignore")


class SlotReader:
    """The client's end. Raises OSError where the system has no room for it."""

    def __init__(self) -> None:
        self._tag = ""
        if os.name == "posix":
            self._descriptor = unnamed_file()
            try:
                # room now: writing to a page for which a full disk has none would end the process
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(self._descriptor, 0, size)
                else:
                    os.truncate(self._descriptor, size)
                self._memory = mmap.mmap(self._descriptor, size)
            except OSError:
                os.close(self._descriptor)
                raise
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
        """Returns the call that is running now: exactly the one into a user's plugin, else the one last seen."""
        return self._named(self._words[_exact] or self._words[_call])

    def inside(self) -> Call | None:
        """Returns the call into a user's plugin that is running now, or was when the process ended."""
        return self._named(self._words[_exact])

    def _named(self, stamp: int) -> Call | None:
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
