"""What the app remembers between two starts: one strict JSON file, written whole or not at all."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec

from nnlab.records import ProblemError, home
from nnlab.records.writing import write_file

_most_recent = 10


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Language and theme ("": the system's), recent files, the last folder, and where windows and docks were.

    `geometry` and `docks` are Qt's own records, base64.
    """

    language: str = ""
    theme: str = "light"
    recent: tuple[str, ...] = ()
    folder: str = ""
    geometry: str = ""
    docks: str = ""


class Memory:
    """The settings in use; every change is written at once.

    With `remembers=False` it begins with the defaults and writes nothing.
    """

    def __init__(self, remembers: bool = True) -> None:
        self._remembers = remembers
        self.now = _load() if remembers else Settings()

    def change(self, **values: Any) -> None:
        """Replaces some of the settings; where they cannot be written they hold until the app ends."""
        changed = msgspec.structs.replace(self.now, **values)
        if changed == self.now:
            return
        self.now = changed
        if not self._remembers:
            return
        path = home().settings
        with contextlib.suppress(OSError, ProblemError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, msgspec.json.format(msgspec.json.encode(changed), indent=2))

    def used(self, path: str) -> None:
        """Puts a file first among the recent ones."""
        others = (known for known in self.now.recent if known != path)
        self.change(recent=(path, *others)[:_most_recent])

    def unused(self, path: str) -> None:
        """Takes a file from the recent ones."""
        self.change(recent=tuple(known for known in self.now.recent if known != path))


def _load() -> Settings:
    """Returns the settings; a file that cannot be understood is put aside (`.bad`) and the defaults are returned."""
    path = home().settings
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".bad"))
        return Settings()
