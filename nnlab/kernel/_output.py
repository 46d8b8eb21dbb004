"""What plugins print: taken from the standard streams, and handed on at a rate a person could read."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable

every_s = 0.2
at_once = 8192  # bytes


class Output:
    """Reads what is written to descriptors 1 and 2 and calls `tell(text, dropped)` at most five times a second."""

    def __init__(self, tell: Callable[[str, int], None]) -> None:
        self._tell = tell
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
        self._dropped += max(0, len(came) - room)
