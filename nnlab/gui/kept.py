"""Checkpoints that were asked for and may still be on their way from the kernel."""

from __future__ import annotations

from collections.abc import Callable

from nnlab.gui.changes import Changes
from nnlab.kernel.messages import Saved


class Kept:
    """The state of the run at one moment of the message stream: `saved` once the kernel answered, `lost` if it cannot.

    One of a network that was never whole is `bare`: there is nothing but its experiment, and nothing is missing.
    `moment` names the point in training it was taken at: two equal moments have no step of training between them.
    `changes` and `doubt` are what the bridge knew of the run by then.
    """

    def __init__(self, token: int, moment: int = 0, changes: Changes = (), doubt: float = 0.0) -> None:
        self.token = token
        self.moment = moment
        self.changes = changes
        self.doubt = doubt
        self.saved: Saved | None = None
        self.lost = self.bare = False
        self._then: list[Callable[[Kept], object]] = []

    @property
    def settled(self) -> bool:
        return self.lost or self.bare or self.saved is not None

    def then(self, callback: Callable[[Kept], object]) -> None:
        """Calls back when the checkpoint is here or lost; at once if it already is."""
        if self.settled:
            callback(self)
        else:
            self._then.append(callback)

    def settle(self, saved: Saved | None, *, bare: bool = False) -> None:
        """Takes the kernel's answer; None where none will come, or (`bare`) where there are no weights to tell of."""
        if self.settled:
            return
        self.saved, self.bare = saved, bare
        self.lost = saved is None and not bare
        waiting, self._then = self._then, []
        for callback in waiting:
            callback(self)


class Awaited:
    """The checkpoints that were asked for and not answered yet, each with the revision it was asked at."""

    def __init__(self) -> None:
        self._by_token: dict[int, tuple[Kept, int]] = {}

    def add(self, kept: Kept, rev: int) -> None:
        """Notes that a checkpoint was asked for."""
        self._by_token[kept.token] = kept, rev

    def answer(self, saved: Saved) -> None:
        """Takes the kernel's answer to one of them."""
        kept, _rev = self._by_token.pop(saved.token, (None, 0))
        if kept is not None:
            kept.settle(saved)

    def at(self, rev: int) -> bool:
        """Tells whether one was asked for at a revision."""
        return any(asked == rev for _kept, asked in self._by_token.values())

    def lose(self, which: Callable[[int], bool], *, bare: bool = False) -> None:
        """Gives up those whose revisions fit: their answers will not come (`bare`: as there are no weights)."""
        lost = [token for token, (_kept, rev) in self._by_token.items() if which(rev)]
        for kept in [self._by_token.pop(token)[0] for token in lost]:
            kept.settle(None, bare=bare)
