"""What the app remembers between two starts: one strict JSON file, written whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from nnlab.records.components import Value
from nnlab.records.home import Home
from nnlab.records.problems import Problem, fail
from nnlab.records.writing import write_file

most_recent = 10
_Rate = Annotated[float, msgspec.Meta(ge=0, le=1e6)]
_Megabytes = Annotated[int, msgspec.Meta(ge=0, le=1 << 30)]
_Seconds = Annotated[float, msgspec.Meta(ge=0.1, le=3600)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the user likes the app.

    `language` "" is the system's. `speed` is in units a second, 0 as fast as possible. `geometry` and `docks` are the
    window's own records as text. `recent` names files, the newest first. `disabled_plugins` are files that are not
    loaded; `foreign_allowed` says that the user was told once that plugins run with his rights. `editor` is the
    command that opens a plugin's file, "" the system's own. A kernel may fill `kernel_memory` megabytes, 0: half of
    what the machine has. A call of a plugin that takes `stall_s` seconds is reported; an autosave comes every
    `autosave_s` seconds.
    """

    language: Literal["", "en", "zh_CN"] = ""
    theme: Literal["light", "dark", "projector"] = "light"
    speed: _Rate = 60.0
    speed_unit: Literal["batch", "epoch"] = "epoch"
    log_loss: bool = False
    palette: bool = True
    geometry: str = ""
    docks: str = ""
    recent: tuple[str, ...] = ()
    folder: str = ""
    disabled_plugins: tuple[str, ...] = ()
    foreign_allowed: bool = False
    editor: str = ""
    kernel_memory: _Megabytes = 0
    stall_s: _Seconds = 2.0
    autosave_s: _Seconds = 30.0

    def used(self, path: str) -> Settings:
        """Returns the settings with a file first among the recent ones."""
        others = tuple(known for known in self.recent if known != path)
        return msgspec.structs.replace(self, recent=(path, *others)[:most_recent])

    def unused(self, path: str) -> Settings:
        """Returns the settings without a file among the recent ones."""
        return msgspec.structs.replace(self, recent=tuple(known for known in self.recent if known != path))

    def turned(self, path: str, on: bool) -> Settings:
        """Returns the settings with a plugin turned on or off."""
        others = tuple(one for one in self.disabled_plugins if one != path)
        return msgspec.structs.replace(self, disabled_plugins=others if on else (*others, path))


def load_settings(home: Home) -> tuple[Settings, Problem | None]:
    """Returns the settings, and what was wrong with their file.

    A file that cannot be understood is kept beside it as `settings.json.bad`, and the defaults hold.
    """
    path = home.settings
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings), None
    except FileNotFoundError:
        return Settings(), None
    except OSError as error:
        detail = error.strerror or str(error)
        return Settings(), Problem(
            code="settings.unreadable", level="warning", file=str(path), values={"detail": detail}
        )
    except (ValueError, RecursionError) as error:
        bad = path.with_name(path.name + ".bad")
        with contextlib.suppress(OSError):
            path.replace(bad)
        values: dict[str, Value] = {"detail": str(error), "bad": str(bad)}
        return Settings(), Problem(code="settings.damaged", level="warning", file=str(path), values=values)


def save_settings(home: Home, settings: Settings) -> None:
    """Writes the settings whole or not at all. Raises ProblemError `settings.folder` or one of `write_file`'s."""
    path = home.settings
    _make_folder(path.parent)
    try:
        data = msgspec.json.encode(settings)
        msgspec.json.decode(data, type=Settings)  # what would be set aside on the next start is not written
    except (ValueError, OverflowError) as error:
        raise fail("settings.value", file=str(path), detail=str(error)) from None
    write_file(path, msgspec.json.format(data, indent=2) + b"\n")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail("settings.folder", folder=str(folder), detail=error.strerror or str(error)) from None
