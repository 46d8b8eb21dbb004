"""The clock on plugin calls: it runs only while one of them does."""

from __future__ import annotations

from collections.abc import Callable

from nnlab.kernel import messages as m
from nnlab.kernel._slot import Call


class StallClock:
    """Is shown the running call many times a second and says when it has lasted too long."""

    def __init__(self, stall_s: float) -> None:
        self.stall_s = stall_s
        self.tick_s = min(0.1, stall_s / 4)
        self.restart(0.0)

    def restart(self, now: float) -> None:
        """Forgets what it saw of a kernel that is gone, or that slept."""
        self.stalled: Call | None = None
        self._call: Call | None = None
        self._since = self._pulsed = now
        self._pulse = -1
        self._next = self.stall_s
        self._deaf: Call | None = None

    def look(
        self, call: Call | None, pulse: int, now: float, ask: Callable[[], Call | None]
    ) -> m.Stalled | m.Unstalled | None:
        """Returns what there is to say: that a call is stuck (again whenever the time has doubled), or no longer.

        While the pulse stands still, C code holds the interpreter and nobody could write down what is called: `ask`
        finds it out in another way.
        """
        since = now
        if pulse != self._pulse:
            self._pulse, self._pulsed, self._deaf = pulse, now, None
        elif now - self._pulsed >= self.stall_s:
            self._deaf = self._deaf or ask()
            if self._deaf is not None:
                call, since = self._deaf, self._pulsed
            else:
                self._pulsed = now  # it is not a plugin that keeps it busy: asked again after a while
        if call is None or self._call is None or call.stamp != self._call.stamp:
            was, self.stalled = self.stalled, None
            self._call, self._since, self._next = call, since, self.stall_s
            if was is not None:
                return m.Unstalled()
        seconds = now - self._since
        if call is None or seconds < self._next:
            return None
        self._next = 2 * seconds
        self.stalled = call
        return m.Stalled(plugin=call.plugin, method=call.method, seconds=seconds, file=call.file)
