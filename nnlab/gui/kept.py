"""A checkpoint that was asked for and may still be on its way from the kernel."""

from __future__ import annotations

from collections.abc import Callable

from nnlab.gui.curves import Mark
from nnlab.kernel.messages import Saved


class Kept:
    """The state of the run at one moment of the message stream: `saved` once the kernel answered, `lost` if it cannot.

    `moment` names the point in training it was taken at: two equal moments have no step of training between them.
    `era` counts how often the run had begun anew by then.
    """

    def __init__(self, token: int, moment: int = 0, era: int = 0, marks: tuple[Mark, ...] = ()) -> None:
        self.token = token
        self.moment = moment
        self.era = era
        self.marks = marks
        self.saved: Saved | None = None
        self.lost = False
        self._then: list[Callable[[Kept], object]] = []

    @property
    def settled(self) -> bool:
        return self.lost or self.saved is not None

    def then(self, callback: Callable[[Kept], object]) -> None:
        """Calls back when the checkpoint is here or lost; at once if it already is."""
        if self.settled:
            callback(self)
        else:
            self._then.append(callback)

    def settle(self, saved: Saved | None) -> None:
        """Takes the kernel's answer, or None where none will come."""
        if self.settled:
            return
        self.saved = saved
        self.lost = saved is None
        waiting, self._then = self._then, []
        for callback in waiting:
            callback(self)
