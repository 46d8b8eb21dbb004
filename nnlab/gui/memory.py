"""The settings in use by a window: read once, written whenever one changes."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec

from nnlab.records import ProblemError, home
from nnlab.records.settings import Settings, load_settings, save_settings


class Memory:
    """Holds the settings; `problem` is what was wrong with their file.

    With `remembers=False` it begins with the defaults and writes nothing.
    """

    def __init__(self, remembers: bool = True) -> None:
        self._remembers = remembers
        self.now, self.problem = load_settings(home()) if remembers else (Settings(), None)

    def change(self, **values: Any) -> None:
        """Replaces some of the settings; where they cannot be written they hold until the app ends."""
        self._take(msgspec.structs.replace(self.now, **values))

    def used(self, path: str) -> None:
        """Puts a file first among the recent ones."""
        self._take(self.now.used(path))

    def unused(self, path: str) -> None:
        """Takes a file from the recent ones."""
        self._take(self.now.unused(path))

    def _take(self, changed: Settings) -> None:
        if changed == self.now:
            return
        self.now = changed
        if self._remembers:
            with contextlib.suppress(ProblemError):
                save_settings(home(), changed)
