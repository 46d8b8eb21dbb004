"""A plugin that was found and not yet imported."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

import msgspec

from nnlab.records.plugin_files import file_digest, folder_digest, plugins_at, plugins_in

__all__ = ["PluginSource", "file_digest", "folder_digest", "source_of", "sources_at", "sources_in"]


class PluginSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a plugin lies, what it belongs to, and the digest of its text.

    `path` is a file, a folder with `__init__.py`, or an entry point's `package.module:name`. `origin` is "bundled",
    "plugins", "user", "entry_point" or "given". `sha256` is empty where nothing could be read. With `text`, that is
    loaded instead of what stands in the file, and `sha256` belongs to it.
    """

    path: str
    origin: str
    sha256: str
    kind: Literal["file", "folder", "entry_point"]
    name: str
    version: str = ""
    text: str | None = None

    @property
    def module(self) -> str:
        """The name of the module it becomes."""
        return f"nnlab_plugins.{_identifier(self.origin)}.{_identifier(self.name)}"


def _identifier(text: str) -> str:
    return re.sub(r"\W", "_", text) or "_"


def source_of(path: str | Path, origin: str, version: str = "") -> PluginSource:
    """Returns the source of a file or a plugin folder, whether it can be read or not."""
    place = Path(os.path.abspath(path))
    if place.is_dir():
        return PluginSource(str(place), origin, folder_digest(place), "folder", place.name, version)
    return PluginSource(str(place), origin, file_digest(place), "file", place.stem, version)


def sources_in(folder: str | Path, origin: str, version: str = "") -> tuple[PluginSource, ...]:
    """Returns the plugins directly inside a folder, by name; names that begin with `_` or `.` are left out."""
    return tuple(source_of(entry, origin, version) for entry in plugins_in(folder))


def sources_at(path: str | Path, origin: str) -> tuple[PluginSource, ...]:
    """Returns the plugin at a path, or the plugins inside it where it is a folder without `__init__.py`."""
    return tuple(source_of(entry, origin) for entry in plugins_at(path))
