"""How fast training goes: when the next step is due, and how many epochs a second came of it."""

from __future__ import annotations

import math
from collections import deque

from nnlab.kernel.messages import Speed

grain_s = 0.008  # steps that fall due within so long are taken together: a quick pace need not wake us each time
behind_s = 0.05
debt_s = 0.25  # what could not be done in time is made up for, but no more than this


class Pacer:
    """Counts the steps that are due at a speed, from a fixed beginning, so that errors do not add up."""

    def __init__(self, speed: Speed, steps_per_epoch: int, now: float) -> None:
        steps = max(steps_per_epoch, 1) if speed.unit == "epoch" else 1
        self.full = speed.per_second <= 0
        self._step_s = 0.0 if self.full else 1 / (speed.per_second * steps)
        self._began = now - self._step_s  # the first step is due at once
        self._done = 0

    def due(self, now: float) -> int:
        """Returns how many steps should have been taken by now and were not."""
        if self.full:
            return 1 << 30
        late = now - (self._began + self._done * self._step_s)
        if late > debt_s + self._step_s:
            self._began += late - debt_s - self._step_s
            late = debt_s + self._step_s
        return max(0, math.floor(late / self._step_s + 1e-6))

    def behind(self, now: float) -> bool:
        """Whether there is no time to spare: at full speed, or when steps are long overdue."""
        return self.full or now - (self._began + self._done * self._step_s) > behind_s + self._step_s

    def took(self, steps: int) -> None:
        """Notes steps that were taken."""
        self._done += steps

    def wait(self, now: float) -> float:
        """Returns the seconds until steps are due; 0 at full speed."""
        if self.full:
            return 0.0
        ahead = self._began + (self._done + 1) * self._step_s - now
        return max(0.0, ahead if self._step_s > grain_s else ahead + grain_s)


class Rate:
    """Epochs a second over the last second."""

    window_s = 1.0

    def __init__(self) -> None:
        self._marks: deque[tuple[float, float]] = deque()

    def restart(self) -> None:
        """Forgets what was, after a pause or a jump."""
        self._marks.clear()

    def mark(self, now: float, epochs: float) -> None:
        """Notes how many epochs (with their fraction) are done now."""
        if self._marks and now - self._marks[-1][0] < 0.02:
            return
        self._marks.append((now, epochs))
        while len(self._marks) > 2 and now - self._marks[1][0] >= self.window_s:
            self._marks.popleft()

    @property
    def value(self) -> float:
        """Epochs a second; 0 before anything was measured."""
        if len(self._marks) < 2:
            return 0.0
        (first, begin), (last, end) = self._marks[0], self._marks[-1]
        return max(0.0, (end - begin) / (last - first))
