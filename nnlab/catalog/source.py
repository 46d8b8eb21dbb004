"""A plugin that was found and not yet imported."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Literal

import msgspec


class PluginSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a plugin lies, what it belongs to, and the digest of its text.

    `path` is a file, a folder with `__init__.py`, or an entry point's `package.module:name`. `origin` is "bundled",
    "plugins", "user", "entry_point" or "given". `sha256` is empty where nothing could be read.
    """

    path: str
    origin: str
    sha256: str
    kind: Literal["file", "folder", "entry_point"]
    name: str
    version: str = ""

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
    try:
        entries = sorted(Path(folder).iterdir())
    except OSError:
        return ()
    return tuple(
        source_of(entry, origin, version)
        for entry in entries
        if not entry.name.startswith(("_", "."))
        and (entry.suffix == ".py" if not entry.is_dir() else (entry / "__init__.py").is_file())
    )


def file_digest(path: Path) -> str:
    """Returns the SHA-256 of a file's bytes, or "" where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def folder_digest(folder: Path) -> str:
    """Returns one SHA-256 over names and bytes of a folder's files, in whatever order the system lists them."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and "__pycache__" not in inside.parts and not path.name.startswith("."):
            whole.update(f"{inside.as_posix()}\0{file_digest(path)}\n".encode())
    return whole.hexdigest()
