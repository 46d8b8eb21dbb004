"""A watch under which NumPy's warnings and error state can be seen: a run's own border keeps them to the call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnlab.engine.border import Watch


class OpenWatch:
    """Passes calls on to another watch, if there is one, and runs them where the desk can see what they set."""

    def __init__(self, watch: Watch | None) -> None:
        self._watch = watch

    def enter(self, name: str) -> None:
        """Is told that a call begins."""
        if self._watch is not None:
            self._watch.enter(name)

    def leave(self) -> None:
        """Is told that it has ended."""
        if self._watch is not None:
            self._watch.leave()

    def around(self, cls: type, label: str) -> tuple[Callable[[str], None], Callable[[], None], Callable[..., Any]]:
        """Returns what to call before and after each call of a class's method, and what runs it."""
        around = getattr(self._watch, "around", None)
        enter, leave = around(cls, label)[:2] if around is not None else (self.enter, self.leave)
        return enter, leave, _directly


def _directly(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)
