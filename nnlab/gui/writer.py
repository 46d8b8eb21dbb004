"""Writes files in a thread of its own: a slow disk never holds up the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from nnlab.records import Problem, ProblemError

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Done = Callable[[Problem | None], object]


class Writer(QObject):
    """Does one job after another and tells, in the GUI thread, how each ended."""

    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = 0
        self.closed = False
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # the first painting need not wait for it

        return ThreadPoolExecutor(1, thread_name_prefix="nnlab-writer")

    @property
    def busy(self) -> bool:
        return self._open > 0

    def write(self, job: Callable[[], object], done: Done) -> None:
        """Runs a job that may raise ProblemError or OSError; `done` gets the problem, or None where all went well."""
        self._open += 1
        self._pool.submit(self._run, job, done)

    def close(self) -> None:
        """Waits for what is being written; nothing may be written after."""
        self.closed = True
        if "_pool" in vars(self):
            self._pool.shutdown(wait=True)

    def _run(self, job: Callable[[], object], done: Done) -> None:
        problem: Problem | None = None
        try:
            job()
        except ProblemError as error:
            problem = error.problem
        except Exception as error:
            problem = Problem(code="file.write", values={"detail": str(error) or type(error).__name__})
        self._ended.emit(done, problem)

    def _tell(self, done: Done, problem: Problem | None) -> None:
        self._open -= 1
        done(problem)
