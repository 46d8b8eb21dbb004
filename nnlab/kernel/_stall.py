"""The clock on plugin calls: it runs only while one of them does."""

from __future__ import annotations

from nnlab.kernel import messages as m
from nnlab.kernel._slot import Call


class StallClock:
    """Is shown the running call many times a second and says when it has lasted too long."""

    def __init__(self, stall_s: float) -> None:
        self.stall_s = stall_s
        self.tick_s = min(0.1, stall_s / 4)
        self.restart()

    def restart(self) -> None:
        """Forgets what it saw of a kernel that is gone."""
        self.stalled: Call | None = None
        self._call: Call | None = None
        self._since = 0.0
        self._next = self.stall_s

    def look(self, call: Call | None, now: float) -> m.Stalled | m.Unstalled | None:
        """Returns what there is to say: that a call is stuck (again whenever the time has doubled), or no longer."""
        if call is None or self._call is None or call.stamp != self._call.stamp:
            was, self.stalled = self.stalled, None
            self._call, self._since, self._next = call, now, self.stall_s
            return m.Unstalled() if was is not None else None
        seconds = now - self._since
        if seconds < self._next:
            return None
        self._next = 2 * seconds
        self.stalled = call
        return m.Stalled(plugin=call.plugin, method=call.method, seconds=seconds, file=call.file)
