"""Messages on their way to the kernel, in order: one that needs a checkpoint still to come holds up those behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from nnlab.gui.kept import Kept


class Outbox:
    """Runs sendings in the order they were put in, once it is open and what they wait for is settled."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Kept | None, Callable[[], object]]] = deque()
        self._open = False
        self._running = False

    def __len__(self) -> int:
        return len(self._waiting)

    def open(self) -> None:
        self._open = True
        self.run()

    def put(self, sending: Callable[[], object], needs: Kept | None = None) -> None:
        """Sends after all that was put in before, and when the checkpoint it needs is here or lost."""
        self._waiting.append((needs, sending))
        if needs is not None and not needs.settled:
            needs.then(lambda _kept: self.run())
        self.run()

    def run(self) -> None:
        """Sends all that can be sent."""
        if self._running:
            return
        self._running = True
        try:
            while self._open and self._waiting:
                needs, sending = self._waiting[0]
                if needs is not None and not needs.settled:
                    return
                self._waiting.popleft()
                sending()
        finally:
            self._running = False
