"""When the kernel may send the next frame: after the last one is painted, and not more often than a screen shows."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer


class Credits(QObject):
    """Gives one credit a frame."""

    frame_s = 1 / 60

    def __init__(self, give: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._began = time.perf_counter(), time.thread_time()
        self._painted = self._timer(self._plan)
        self._due = self._timer(give)

    def taking(self) -> None:
        """Notes that a frame arrived and is about to be shown."""
        self._began = time.perf_counter(), time.thread_time()

    def taken(self) -> None:
        """Notes that every widget has the frame; they paint it before a timer of no length fires."""
        self._painted.start(0)

    def stop(self) -> None:
        self._painted.stop()
        self._due.stop()

    def _plan(self) -> None:
        # what is left of the interval is waited for, and at least a third of the work of drawing, so that a slow
        # machine leaves room for the mouse
        passed, work = time.perf_counter() - self._began[0], time.thread_time() - self._began[1]
        self._due.start(round(1000 * max(self.frame_s - passed, work / 3, 0)))

    def _timer(self, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(call)
        return timer
