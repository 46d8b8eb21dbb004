"""What plugins print: taken from the standard streams, and handed on at a rate a person could read."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable

from nnlab.kernel._slot import Named
from nnlab.records import Problem

every_s = 0.2
at_once = 8192  # bytes
flood = 1 << 20  # bytes left out, from which on the plugin that prints them is named


class Output:
    """Reads what is written to descriptors 1 and 2 and calls `tell(text, dropped)` at most five times a second.

    `running` says which plugin is called just then; `remark` hears, once for each, of one that floods the streams.
    """

    def __init__(
        self,
        tell: Callable[[str, int], None],
        running: Callable[[], Named | None] = lambda: None,
        remark: Callable[[Problem], None] = lambda _: None,
    ) -> None:
        self._tell, self._running, self._remark = tell, running, remark
        self._left_out: dict[str, int] = {}  # bytes, by the plugin's file
        self._held = bytearray()
        self._dropped = 0
        self._next = 0.0

    def start(self) -> None:
        """Takes the standard streams."""
        self._end, other = os.pipe()
        os.dup2(other, 1)
        os.dup2(other, 2)
        os.close(other)
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            stream = open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        threading.Thread(target=self._drain, name="nnlab output", daemon=True).start()

    def _drain(self) -> None:
        while True:
            wait = max(0.0, self._next - time.monotonic()) if self._held else None
            if os.name != "posix" or select.select([self._end], [], [], wait)[0]:
                self._take(os.read(self._end, 65536))
            if self._held and time.monotonic() >= self._next:
                self._tell(self._held.decode("utf-8", "replace"), self._dropped)
                self._held.clear()
                self._dropped = 0
                self._next = time.monotonic() + every_s

    def _take(self, came: bytes) -> None:
        room = at_once - len(self._held)
        self._held += came[:room]
        left = max(0, len(came) - room)
        self._dropped += left
        call = self._running() if left else None
        if call is not None:
            before = self._left_out.get(call[2], 0)
            self._left_out[call[2]] = before + left
            if before < flood <= before + left:
                self._remark(
                    Problem(code="plugin.prints", level="warning", plugin=call[0], stage=call[1], file=call[2])
                )
