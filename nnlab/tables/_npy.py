"""Arrays of `.npy` and `.npz` files, without pickle and never larger than they say or than is allowed."""

from __future__ import annotations

import math
import os
import tokenize
import zipfile
import zlib
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from nnlab.records import ProblemError, fail
from nnlab.tables._opening import Opened

most_cells = 20_000_000
_most_bytes = 400 << 20
_most_members = 1000
_damage = (
    OSError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, RecursionError, RuntimeError,
    NotImplementedError, SyntaxError, tokenize.TokenError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def arrays_of(opened: Opened) -> dict[str, npt.NDArray[Any]]:
    """Returns the arrays of a file by name; that of an `.npy` is named x. Raises ProblemError."""
    try:
        with opened.raw() as file:
            if opened.kind == "npy":
                return {"x": _array(file, "x", opened.size, opened.name)}
            with zipfile.ZipFile(file) as archive:
                return _members(archive, opened.name)
    except ProblemError:
        raise
    except _damage:
        raise fail("table.damaged", file=opened.name) from None


def _members(archive: zipfile.ZipFile, file: str) -> dict[str, npt.NDArray[Any]]:
    infos = [info for info in archive.infolist() if info.filename.endswith(".npy")]
    if len(infos) > _most_members or sum(info.file_size for info in infos) > _most_bytes:
        raise fail("table.arrays", file=file, most=most_cells)
    found: dict[str, npt.NDArray[Any]] = {}
    for info in infos:
        name = os.path.basename(info.filename).removesuffix(".npy")
        with archive.open(info) as member:
            found[name] = _array(member, name, info.file_size, file)  # type: ignore[arg-type]
    return found


def _array(file: BinaryIO, name: str, size: int, shown: str) -> npt.NDArray[Any]:
    """Reads an array whose header was found to be sound."""
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(version)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, turned, dtype = read(file)
    if dtype.hasobject:
        raise fail("table.pickle", file=shown, name=name)
    if dtype.names is None and dtype.kind not in "fiubUS":
        raise fail("table.array_kind", file=shown, name=name, dtype=str(dtype))
    count = math.prod(shape)
    width = len(dtype.names or "x")
    if any(side < 0 for side in shape) or not dtype.itemsize or count * dtype.itemsize > size:
        raise ValueError(shape)
    if count * width > most_cells or count * dtype.itemsize > _most_bytes:
        raise fail("table.arrays", file=shown, most=most_cells)
    data = bytearray(count * dtype.itemsize)
    rest = memoryview(data)
    while rest:
        piece = file.read(min(len(rest), 1 << 20))
        if not piece:
            raise EOFError
        rest[: len(piece)] = piece
        rest = rest[len(piece) :]
    return np.frombuffer(data, dtype).reshape(shape, order="F" if turned else "C")
