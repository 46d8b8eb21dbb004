"""Keeps costly drawing to a share of the time, so that wide networks leave room for the mouse."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer


class Costly(Protocol):
    """What knows how long its last drawing took and when it ended, in seconds."""

    cost: float
    ended: float


class Pace(QObject):
    """Passes requests on at once while drawing is cheap; when it is dear only so often, but the newest one always."""

    share = 0.3
    cheap_s = 0.004

    def __init__(self, drawing: Costly, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._drawing, self._work = drawing, work
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(work)

    def ask(self) -> None:
        """Asks for a new drawing."""
        drawing = self._drawing
        wait = drawing.ended + drawing.cost * (1 / self.share - 1) - time.perf_counter()
        if drawing.cost < self.cheap_s or wait <= 0:
            self._later.stop()
            self._work()
        elif not self._later.isActive():
            self._later.start(int(1000 * wait) + 1)
