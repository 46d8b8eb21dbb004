"""Which files of a folder are plugins, and the digest of each: for whoever loads them and whoever watches them."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

# what editors and checkers put beside a file for a moment
_passing = re.compile(r"^(flycheck_|~\$|#).*|.*(_flymake|___jb_\w+___)\.py$")


def is_plugin_name(name: str) -> bool:
    """Tells whether a file or folder of this name may be a plugin; names that begin with `_` or `.` may not."""
    return not name.startswith(("_", ".")) and not _passing.match(name)


def plugins_in(folder: str | Path) -> tuple[Path, ...]:
    """Returns the plugin files and plugin folders directly inside a folder, by name."""
    try:
        entries = sorted(Path(folder).iterdir())
    except OSError:
        return ()
    return tuple(entry for entry in entries if is_plugin_name(entry.name) and _is_plugin(entry))


def plugins_at(place: str | Path) -> tuple[Path, ...]:
    """Returns the plugin at a path, which need not exist, or those inside it where it is a folder of plugins."""
    path = Path(os.path.abspath(place))
    return plugins_in(path) if path.is_dir() and not (path / "__init__.py").is_file() else (path,)


def parts_of(folder: Path) -> list[Path]:
    """Returns the files that a plugin folder consists of, in whatever order the system lists them."""
    made = []
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if "__pycache__" not in inside.parts and not path.name.startswith(".") and path.is_file():
            made.append(path)
    return made


def file_digest(path: Path) -> str:
    """Returns the SHA-256 of a file's bytes, or "" where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def folder_digest(folder: Path) -> str:
    """Returns one SHA-256 over names and bytes of a plugin folder's files."""
    whole = hashlib.sha256()
    for path in sorted(parts_of(folder)):
        whole.update(f"{path.relative_to(folder).as_posix()}\0{file_digest(path)}\n".encode())
    return whole.hexdigest()


def _is_plugin(entry: Path) -> bool:
    return (entry / "__init__.py").is_file() if entry.is_dir() else entry.suffix == ".py"
