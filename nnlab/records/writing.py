"""Writing a file as a whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from nnlab.records.problems import ProblemError, fail


def write_file(path: Path | str, data: bytes) -> None:
    """Replaces a file's contents in one step: after a failure or a power cut the old file is still whole.

    The folder must exist. Raises ProblemError `file.folder`, `file.no_folder`, `file.unwritable`, `file.full` or
    `file.write`, each naming the file.
    """
    shown = str(path)
    target = Path(os.path.realpath(path))  # a link stays a link; the file it names is replaced
    if target.is_dir():
        raise fail("file.folder", file=shown)
    if target.exists() and not os.access(target, os.W_OK):
        raise fail("file.unwritable", file=shown)
    part = target.with_name(f".nnlab-{secrets.token_hex(8)}.part")
    try:
        try:
            _write(part, data)
            if target.exists():
                os.chmod(part, target.stat().st_mode & 0o777)
            os.replace(part, target)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise write_problem(error, shown) from None
    _settle(target.parent)


def _write(part: Path, data: bytes) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Makes the new name last through a power cut, where the system can (Windows cannot open a folder)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_problem(error: OSError, path: str) -> ProblemError:
    """Words why a file could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return fail("file.full", file=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return fail("file.unwritable", file=path)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return fail("file.no_folder", file=path, folder=os.path.dirname(path) or ".")
    return fail("file.write", file=path, detail=error.strerror or str(error))
