"""Copying a plugin into the user's folder: first a plan that can be shown, then just what was shown, whole or not.

    planned = plan("swish.py", home().plugins)      # where it would go, and what lies there: to be shown first
    install(planned)                                # only after a person agreed; `replacing` says more

Nothing is executed, and nobody's text is lost: what is replaced is kept beside it, under a name that is never loaded.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import tokenize
from io import BytesIO
from pathlib import Path
from typing import Literal

import msgspec

from nnlab.records import fail
from nnlab.records.plugin_names import free_name, safe_name
from nnlab.records.writing import write_file

most_bytes = 1 << 20  # of one file
most_files, most_bytes_in_all = 200, 20 << 20  # of a folder

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

    `gone` are files of the target folder that the new one has no more. `kept` is where what lies there is kept if it is
    replaced: a name that begins with "_" is never loaded.
    """

    source: str
    target: str
    kind: Literal["file", "folder"]
    files: tuple[CopiedFile, ...]
    gone: tuple[str, ...] = ()
    kept: str = ""

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

    Raises ProblemError `install.missing`, `install.not_python`, `install.not_text`, `install.large` or
    `install.unreadable`.
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
    """Returns what installing a single file of these bytes would do, under its name or one that is safe."""
    return plan_at(data, folder / safe_name(file_name), source or file_name)


def beside(planned: Installation) -> Installation:
    """Returns the plan for a single file with the first free name, so that what lies there stays."""
    target = Path(planned.target)
    name = free_name(target.name, lambda name: (target.parent / name).exists())
    return plan_at(planned.files[0].data, target.parent / name, planned.source)


def plan_at(data: bytes, target: Path, source: str) -> Installation:
    """Returns what putting a single file of these bytes at just this place would do."""
    copied = CopiedFile(inside=target.name, data=data, fate=_fate(target, data))
    kept = str(_kept(target)) if copied.fate == "replaces" else ""
    return Installation(source=source, target=str(target), kind="file", files=(copied,), kept=kept)


def install(planned: Installation, *, replacing: bool = False) -> Path:
    """Writes what was planned, byte for byte as it was read then, and returns where it lies.

    What lies there already with the same bytes stays as it is. Another text, which may have come since, is kept under
    another name if `replacing`. Raises ProblemError `install.differs` where it is not, `install.unreadable` where it
    cannot be kept, `install.folder`, and those of writing a file; what was there is there then.
    """
    target = Path(planned.target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fate = _fate_now(planned)
        if fate == "same":
            return target
        if fate == "replaces" and (not replacing or target.is_dir() != (planned.kind == "folder")):
            raise fail("install.differs", target=planned.target, file=planned.source)
        if planned.kind == "folder":
            _put_folder(planned, target)
            return target
        if fate == "replaces":
            write_file(_kept(target), _there(target))
    except OSError as error:
        raise fail("install.folder", folder=str(target.parent), detail=error.strerror or str(error)) from None
    write_file(target, planned.files[0].data)
    return target


def _there(target: Path) -> bytes:
    try:
        return target.read_bytes()
    except OSError as error:
        raise fail("install.unreadable", file=str(target), detail=error.strerror or str(error)) from None


def _fate_now(planned: Installation) -> Fate:
    """Returns what installing would do now: the folder may have changed since the plan was made."""
    target = Path(planned.target)
    if planned.kind == "file":
        return _fate(target, planned.files[0].data)
    if not target.exists():
        return "new"
    there = {path.relative_to(target).as_posix() for path in _inside(target)}
    same = all(_fate(target / file.inside, file.data) == "same" for file in planned.files)
    return "same" if same and there == {file.inside for file in planned.files} else "replaces"


def _kept(target: Path) -> Path:
    """Returns the free name under which what lies at a place is kept; for the same bytes it is always the same one.

    What cannot be read has a name, too: that it cannot be kept is said when somebody wants to replace it.
    """
    if target.is_dir():
        return target.with_name(free_name(f"_{target.name}", lambda name: target.with_name(name).exists(), ""))
    try:
        data = target.read_bytes()
    except OSError:
        return target.with_name(free_name(f"_{target.name}", lambda name: target.with_name(name).exists()))
    name = f"_{target.stem}_{hashlib.sha256(data).hexdigest()[:8]}.py"
    return target.with_name(free_name(name, lambda name: _fate(target.with_name(name), data) == "replaces"))


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
    target = folder / safe_name(f"{source.name}.py").removesuffix(".py")
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
    made = Installation(source=str(source), target=str(target), kind="folder", files=tuple(files), gone=left)
    return msgspec.structs.replace(made, kept=str(_kept(target))) if made.fate == "replaces" else made


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
    """Writes the folder under a hidden name first; the one before is there until the new one is whole, then kept."""
    part = target.with_name(f".nnlab-{secrets.token_hex(8)}.part")
    before = _kept(target) if target.exists() else None
    try:
        for file in planned.files:
            path = part / file.inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        if before is not None:
            os.rename(target, before)
        try:
            os.rename(part, target)
        except OSError:
            if before is not None:
                os.rename(before, target)
            raise
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(part)
