"""The window's end of a workshop: what came of a plugin's text, as a signal in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from nnlab.kernel.messages import PluginFile
from nnlab.records import Kind, Value

if TYPE_CHECKING:  # a process is started by the first question, which comes after the first painting
    from nnlab.kernel.workshop import Tried, Work


class Bench(Protocol):
    """What the window needs of `nnlab.kernel.workshop.Workshop`."""

    def ask(self, work: Work) -> None: ...
    def cancel(self, key: str) -> None: ...
    def close(self) -> None: ...


class GuiWorkshop(QObject):
    """One lane of works, done one after the other in a process of its own; it is started by the first question.

    Signals:
        tried(Tried): what came of a work that was neither replaced nor cancelled.
    """

    tried = Signal(object)
    _came = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        memory: int | None = None,
        make: Callable[[Callable[[Tried], None]], Bench] | None = None,
    ) -> None:
        """Makes a lane whose processes may fill `memory` bytes, half of the machine's where it is None."""
        super().__init__(parent)
        self._make = make or (lambda receive: _workshop(receive, memory))
        self._workshop: Bench | None = None
        self._asked = 0
        self._closed = False
        self._came.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

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
        """Asks for a work and returns its id, which `tried` carries; one with the same key that waits is replaced."""
        self._asked += 1
        if self._closed:
            return self._asked
        if self._workshop is None:
            self._workshop = self._make(self._came.emit)
        from nnlab.kernel.workshop import Work

        work = Work(
            id=self._asked, key=key, what=what, file=file, kind=kind, component=component, values=dict(values or {})
        )
        self._workshop.ask(work)
        return self._asked

    def cancel(self, key: str) -> None:
        """Gives up the works of a key."""
        if self._workshop is not None:
            self._workshop.cancel(key)

    def close(self) -> None:
        """Ends the process; nothing is told after it returns."""
        self._closed = True
        workshop, self._workshop = self._workshop, None
        if workshop is not None:
            workshop.close()

    def _pass_on(self, tried: Tried) -> None:
        if not self._closed:
            self.tried.emit(tried)


def _workshop(receive: Callable[[Tried], None], memory: int | None) -> Bench:
    from nnlab.kernel.workshop import Workshop

    return Workshop(receive, memory=memory)
