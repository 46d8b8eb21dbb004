"""Copying a plugin into the user's folder: first a plan that can be shown, then just what was shown, whole or not."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import tokenize
from io import BytesIO
from pathlib import Path
from typing import Literal

import msgspec

from nnlab.records import fail
from nnlab.records.writing import write_file

most_bytes = 1 << 20  # of one file
most_files, most_bytes_in_all = 200, 20 << 20  # of a folder
_reserved = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}

Fate = Literal["new", "same", "replaces"]


class CopiedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it was read: where it goes below the target, its bytes, and what lies there now."""

    inside: str
    data: bytes
    fate: Fate

    @property
    def text(self) -> str | None:
        """The file's text, or None where it is none."""
        return text_of(self.data)


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """What would be copied where: a file, or a folder with `__init__.py`, to `target` in the plugin folder.

    `gone` are files of the target folder that the new one has no more.
    """

    source: str
    target: str
    kind: Literal["file", "folder"]
    files: tuple[CopiedFile, ...]
    gone: tuple[str, ...] = ()

    @property
    def fate(self) -> Fate:
        """Whether the plugin is new, lies there already with the same bytes, or replaces another text."""
        fates = {file.fate for file in self.files}
        if fates == {"same"} and not self.gone:
            return "same"
        return "replaces" if fates != {"new"} or self.gone else "new"

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(len(file.data) for file in self.files)

    @property
    def main(self) -> CopiedFile:
        """The file that is imported."""
        return next((file for file in self.files if file.inside == "__init__.py"), self.files[0])

    @property
    def sha256(self) -> str:
        """The digest the catalogue will show: of the file's bytes, or of names and bytes of a folder's files."""
        if self.kind == "file":
            return hashlib.sha256(self.files[0].data).hexdigest()
        whole = hashlib.sha256()
        for file in sorted(self.files, key=lambda file: Path(file.inside)):
            whole.update(f"{file.inside}\0{hashlib.sha256(file.data).hexdigest()}\n".encode())
        return whole.hexdigest()


def plan(path: str | Path, folder: Path) -> Installation:
    """Reads a plugin and returns what installing it into a folder would do; nothing is run and nothing written.

    Raises ProblemError `install.missing`, `install.not_python`, `install.not_text`, `install.large`, `install.name`
    or `install.unreadable`.
    """
    source = Path(os.path.abspath(path))
    try:
        if source.is_dir():
            return _plan_folder(source, folder)
        if not source.exists():
            raise fail("install.missing", file=str(source))
        if source.suffix.lower() != ".py" or not source.is_file():
            raise fail("install.not_python", file=str(source))
        data = _read(source)
    except OSError as error:
        raise fail("install.unreadable", file=str(source), detail=error.strerror or str(error)) from None
    if text_of(data) is None:
        raise fail("install.not_text", file=str(source))
    return plan_text(data, source.name, folder, source=str(source))


def plan_text(data: bytes, file_name: str, folder: Path, *, source: str = "") -> Installation:
    """Returns what installing a single file of these bytes would do. Raises ProblemError `install.name`."""
    name = safe_name(Path(file_name).stem, source or file_name) + ".py"
    target = folder / name
    copied = CopiedFile(inside=name, data=data, fate=_fate(target, data))
    return Installation(source=source or file_name, target=str(target), kind="file", files=(copied,))


def install(planned: Installation) -> None:
    """Writes what was planned, byte for byte as it was read then. Raises ProblemError, and leaves what was there."""
    target = Path(planned.target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail("install.folder", folder=str(target.parent), detail=error.strerror or str(error)) from None
    if planned.fate == "same":
        return
    if planned.kind == "file":
        write_file(target, planned.files[0].data)
        return
    try:
        _put_folder(planned, target)
    except OSError as error:
        raise fail("install.folder", folder=str(target), detail=error.strerror or str(error)) from None


def safe_name(stem: str, shown: str = "") -> str:
    """Returns a name for a plugin file: letters, digits and underscores, none at the beginning that would hide it.

    Raises ProblemError `install.name` where nothing is left.
    """
    name = re.sub(r"\W+", "_", stem).strip("_")[:80]
    if not name:
        raise fail("install.name", file=shown or stem)
    return f"{name}_plugin" if name.lower() in _reserved else name


def text_of(data: bytes) -> str | None:
    """Returns Python source as text, in the encoding it names; None where it is no text."""
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text.replace("\r\n", "\n").replace("\r", "\n")


def _plan_folder(source: Path, folder: Path) -> Installation:
    if not (source / "__init__.py").is_file():
        raise fail("install.not_python", file=str(source))
    target = folder / safe_name(source.name, str(source))
    files: list[CopiedFile] = []
    size = 0
    for path in _inside(source):
        data = _read(path)
        size += len(data)
        if len(files) >= most_files or size > most_bytes_in_all:
            raise fail("install.large", file=str(source), allowed=f"{most_bytes_in_all >> 20} MB")
        inside = path.relative_to(source).as_posix()
        files.append(CopiedFile(inside=inside, data=data, fate=_fate(target / inside, data)))
    names = {file.inside for file in files}
    gone = [path.relative_to(target).as_posix() for path in (_inside(target) if target.is_dir() else ())]
    left = tuple(name for name in gone if name not in names)
    return Installation(source=str(source), target=str(target), kind="folder", files=tuple(files), gone=left)


def _inside(folder: Path) -> list[Path]:
    """Returns a folder's own files: no byte code, nothing hidden, nothing that a link brings from elsewhere."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and "__pycache__" not in path.relative_to(folder).parts
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _read(path: Path) -> bytes:
    with open(path, "rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise fail("install.large", file=str(path), allowed=f"{most_bytes >> 20} MB")
    return data


def _fate(target: Path, data: bytes) -> Fate:
    try:
        if target.stat().st_size != len(data):
            return "replaces"
        return "same" if target.read_bytes() == data else "replaces"
    except FileNotFoundError:
        return "new"
    except OSError:
        return "replaces"


def _put_folder(planned: Installation, target: Path) -> None:
    """Writes the folder under a hidden name first; the one before is there until the new one is whole."""
    mark = secrets.token_hex(8)
    part, before = target.with_name(f".nnlab-{mark}.part"), target.with_name(f".nnlab-{mark}.old")
    try:
        for file in planned.files:
            path = part / file.inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        if target.exists():
            os.rename(target, before)
        try:
            os.rename(part, target)
        except OSError:
            if before.exists():
                os.rename(before, target)
            raise
    finally:
        for left in (part, before):
            with contextlib.suppress(OSError):
                shutil.rmtree(left)
