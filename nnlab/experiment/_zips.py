"""Zip files without surprises: equal contents are equal bytes, and nothing unpacks to more than it may."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import msgspec

_chunk = 1 << 16
_large = 8 << 20  # bytes of a member that is stored as it is: packing it would take many seconds
_piece = 1 << 20  # that is written at once: a copy of hundreds of megabytes would hold up the window's thread


class DamagedError(Exception):
    """Raised where bytes are not what they claim to be; its text says where."""


class TooLargeError(Exception):
    """Raised where a file would unpack to more than is allowed; carries the bytes it claims and those allowed."""

    def __init__(self, size: int, allowed: int) -> None:
        super().__init__(size, allowed)
        self.size, self.allowed = size, allowed


class Limits(msgspec.Struct, frozen=True):
    """The most bytes that a zip may unpack to, in all and by the ending of a member's name."""

    whole: int
    each: dict[str, int] = {}

    def check(self, sizes: Mapping[str, int]) -> None:
        """Raises TooLargeError where the sizes of the members are beyond the limits."""
        for name, size in sizes.items():
            allowed = self.each.get(name[name.rfind(".") :], self.whole)
            if size > allowed:
                raise TooLargeError(size, allowed)
        if sum(sizes.values()) > self.whole:
            raise TooLargeError(sum(sizes.values()), self.whole)


def pack(members: dict[str, bytes], *, compress: bool) -> bytes:
    """Returns a zip of the members in their order, with a fixed time and system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o600 << 16
            small = len(data) <= _large
            info.compress_type = zipfile.ZIP_DEFLATED if compress and small else zipfile.ZIP_STORED
            info.file_size = len(data)
            with archive.open(info, "w") as file:
                for first in range(0, len(data), _piece):
                    file.write(memoryview(data)[first : first + _piece])
    return buffer.getvalue()


def unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Returns the members of a zip by name.

    Sizes are compared with the limits before anything is unpacked and enforced while reading, so headers that lie gain
    nothing. Raises DamagedError or TooLargeError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = {info.filename: info for info in archive.infolist()}
            if len(infos) < len(archive.infolist()):
                raise DamagedError("a name is there twice")
            limits.check({name: info.file_size for name, info in infos.items()})
            return {name: _member(archive, info) for name, info in infos.items()}
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
        RuntimeError, NotImplementedError, OverflowError, IndexError, KeyError,
    ) as error:  # fmt: skip
        raise DamagedError("zip") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedError(info.filename)  # encrypted, or packed in a way nnlab never writes
    parts, size = [], 0
    # small reads: the unpacker never makes more than it was asked for; what is stored is no more than lies there
    most = _chunk if info.compress_type == zipfile.ZIP_DEFLATED else max(info.file_size, 1)
    with archive.open(info) as file:
        while part := file.read(most):
            size += len(part)
            if size > info.file_size:
                raise DamagedError(info.filename)
            parts.append(part)
    if size != info.file_size:
        raise DamagedError(info.filename)
    return parts[0] if len(parts) == 1 else b"".join(parts)
