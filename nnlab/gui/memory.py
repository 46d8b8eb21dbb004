"""The settings in use by a window: read once; whenever one changes, that one is written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import msgspec

from nnlab.records import ProblemError, home
from nnlab.records.settings import Settings, load_settings, save_settings


class Memory:
    """Holds the settings; `problem` is what was wrong with their file.

    A change is made to what the file holds by then: another window, or a command in a shell, may have written to it.
    With `remembers=False` it begins with the defaults and writes nothing.
    """

    def __init__(self, remembers: bool = True) -> None:
        self._remembers = remembers
        self.now, self.problem = load_settings(home()) if remembers else (Settings(), None)

    def change(self, **values: Any) -> None:
        """Replaces some of the settings; where they cannot be written they hold until the app ends."""
        self._take(lambda now: msgspec.structs.replace(now, **values))

    def used(self, path: str) -> None:
        """Puts a file first among the recent ones."""
        self._take(lambda now: now.used(path))

    def unused(self, path: str) -> None:
        """Takes a file from the recent ones."""
        self._take(lambda now: now.unused(path))

    def turned(self, path: str, on: bool) -> None:
        """Takes a plugin from those that are not loaded, or puts it there."""
        self._take(lambda now: now.turned(path, on))

    def _take(self, change: Callable[[Settings], Settings]) -> None:
        before, self.now = self.now, change(self.now)
        if self._remembers and self.now != before:
            with contextlib.suppress(ProblemError):
                save_settings(home(), change(_written() or before))


def _written() -> Settings | None:
    """Returns what the file holds now; None where there is none that can be understood."""
    if not home().settings.exists():
        return None
    found, problem = load_settings(home())
    return found if problem is None else None
