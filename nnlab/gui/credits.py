"""When the kernel may send the next frame: after the last one is painted, and not more often than a screen shows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer


class Credits(QObject):
    """Gives one credit a frame."""

    frame_s = 1 / 60

    def __init__(self, give: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._began = time.perf_counter(), time.thread_time()
        self._painted = self._timer(self._plan)
        self._due = self._timer(self._ask)
        self._give = give
        self._asked = 0.0
        self._ways: deque[float] = deque(maxlen=8)

    def taking(self) -> None:
        """Notes that a frame arrived and is about to be shown."""
        self._began = time.perf_counter(), time.thread_time()
        if self._asked:
            self._ways.append(self._began[0] - self._asked)
            self._asked = 0.0

    def taken(self) -> None:
        """Notes that every widget has the frame; they paint it before a timer of no length fires."""
        self._painted.start(0)

    def stop(self) -> None:
        self._painted.stop()
        self._due.stop()

    def _plan(self) -> None:
        # what is left of the interval is waited for, and at least a third of the work of drawing, so that a slow
        # machine leaves room for the mouse; the kernel is asked earlier by what the shortest of the last answers took
        passed, work = time.perf_counter() - self._began[0], time.thread_time() - self._began[1]
        rest = max(self.frame_s - passed, work / 3) - min(self._ways, default=0.0)
        self._due.start(round(1000 * max(rest, 0)))

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._give()

    def _timer(self, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(call)
        return timer
