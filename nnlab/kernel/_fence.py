"""Refuses what a plugin must not do to other processes, and notes which programs it starts."""

from __future__ import annotations

import os
import sys
from typing import Any

from nnlab.kernel._slot import SlotWriter
from nnlab.records import fail

_copies = ("os.fork", "os.forkpty", "os.exec")
_programs = ("subprocess.Popen", "os.posix_spawn", "os.system", "os.spawn", "os.startfile")
_signals = ("os.kill", "os.killpg")
_ours = ("nnlab.kernel._birth", "nnlab.kernel._fence")


class Fence:
    """Hears of every such call by Python's audit hook, which nothing can take away.

    A copy of the kernel would go on as a second one on the same pipes, and a signal to the parent would end the app.
    What a plugin does in C it does unseen.
    """

    def __init__(self, slot: SlotWriter, parent: int) -> None:
        self._slot, self._parent = slot, parent

    def close(self) -> None:
        """Begins to refuse."""
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _copies:
            raise fail("plugin.forks", what=event)
        if event in _signals:
            if args[1] and self._hits(event, args[0]) and sys._getframe(1).f_globals.get("__name__") not in _ours:
                raise fail("plugin.kills", what=event)
        elif event in _programs and args:
            self._slot.started.append((self._slot.running, str(args[0])[:200]))

    def _hits(self, event: str, number: int) -> bool:
        """Tells whether a signal would reach others than this process or what it started."""
        if event == "os.kill" and number > 0:
            return number == self._parent
        return abs(number) in (0, 1, self._parent, os.getpgrp())
