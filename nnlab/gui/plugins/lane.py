"""A workshop for the GUI: works are asked for, and what came of them arrives as a signal in the GUI thread."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal

from nnlab.kernel.messages import PluginFile
from nnlab.kernel.workshop import Tried, Work, Workshop
from nnlab.records import Kind, Value


class Lane(QObject):
    """One workshop process, started when it is first needed.

    Signals:
        tried(Tried): what came of a work.
    """

    tried = Signal(object)
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None, *, memory: int | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._came.connect(self.tried, Qt.ConnectionType.QueuedConnection)
        self._workshop = Workshop(self._receive, memory=memory)

    def ask(
        self,
        what: Literal["load", "plot", "grade"],
        key: str,
        *,
        file: PluginFile | None = None,
        kind: Kind | Literal[""] = "",
        component: str = "",
        values: dict[str, Value] | None = None,
    ) -> int:
        """Asks for a work and returns its number; one with the same key that waits is replaced."""
        self._number += 1
        self._workshop.ask(
            Work(id=self._number, key=key, what=what, file=file, kind=kind, component=component, values=values or {})
        )
        return self._number

    def cancel(self, key: str) -> None:
        """Gives up the works of a key."""
        self._workshop.cancel(key)

    def close(self) -> None:
        """Ends the process."""
        self._workshop.close()

    def _receive(self, tried: Tried) -> None:
        self._came.emit(tried)
