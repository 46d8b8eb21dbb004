"""Measures how long a window's event loop is held up, by the clock and as work of its own thread.

On a busy machine the clock also counts what others took; the work does not, so both are told.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer


@dataclass
class Gaps:
    """The times between two ticks of one label, in seconds."""

    waits: list[float] = field(default_factory=list)
    works: list[float] = field(default_factory=list)


class Stopwatch(QObject):
    """A 5 ms timer; between two ticks nothing else could happen. Name what is done now by `label`."""

    def __init__(self, window: object | None = None) -> None:
        super().__init__()
        self.label = ""
        self.gaps: dict[str, Gaps] = {}
        self.frames = 0
        self.began = time.perf_counter()
        self._last = time.perf_counter(), time.thread_time()
        if window is not None:
            window.bridge.frame.connect(self._count)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)

    def forget(self) -> None:
        """Begins anew: what came before was not to be measured."""
        self.gaps, self.frames = {}, 0
        self.began = time.perf_counter()
        self._last = time.perf_counter(), time.thread_time()

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        gaps = self.gaps.setdefault(self.label, Gaps())
        gaps.waits.append(now[0] - self._last[0])
        gaps.works.append(now[1] - self._last[1])
        self._last = now

    def _count(self, _frame: object) -> None:
        self.frames += 1

    def stop(self) -> None:
        """Ends measuring."""
        self._timer.stop()
        self.stop_counting()

    def stop_counting(self) -> None:
        """Notes how long it took; `forget` begins the next part."""
        self.seconds = time.perf_counter() - self.began

    @property
    def ticks(self) -> int:
        return sum(len(gaps.waits) for gaps in self.gaps.values())

    @property
    def waits(self) -> list[float]:
        """All times between two ticks, the shortest first."""
        return sorted(wait for gaps in self.gaps.values() for wait in gaps.waits)

    @property
    def longest_wait(self) -> float:
        return max(max(gaps.waits) for gaps in self.gaps.values())

    @property
    def longest_work(self) -> float:
        return max(max(gaps.works) for gaps in self.gaps.values())

    def report(self) -> str:
        """One line for each label, the slowest first, below one of all."""
        waits = self.waits
        lines = [
            f"{len(waits)} ticks in {self.seconds:.0f} s, {self.frames / self.seconds:.1f} frames/s, "
            f"load {_load():.1f}; wait of 99 %: {1000 * part(waits, 0.99):.0f} ms"
        ]
        for label, gaps in sorted(self.gaps.items(), key=lambda item: -max(item[1].works)):
            longest = f"{1000 * max(gaps.waits):6.0f} {1000 * max(gaps.works):6.0f}"
            lines.append(f"{label:24}{longest} ms (longest wait, longest work)")
        return "\n".join(lines)


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def part(values: Iterable[float], share: float) -> float:
    """Returns the value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
