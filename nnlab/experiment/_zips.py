"""Zip files without surprises: equal contents are equal bytes, and nothing unpacks to more than it may."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

_chunk = 1 << 16


class DamagedError(Exception):
    """Raised where bytes are not what they claim to be; its text says where."""


class TooLargeError(Exception):
    """Raised where a file would unpack to more than is allowed; carries the number of bytes it claims."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class Room:
    """Counts the bytes that may still be unpacked, over a zip and the zips inside it."""

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, size: int) -> None:
        """Reserves room before anything is unpacked; raises TooLargeError."""
        if size > self.left:
            raise TooLargeError(size)
        self.left -= size


def pack(members: dict[str, bytes], *, compress: bool) -> bytes:
    """Returns a zip of the members in their order, with a fixed time and system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o600 << 16
            info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
            archive.writestr(info, data)
    return buffer.getvalue()


def unpack(data: bytes, room: Room, *, only: frozenset[str] | None = None) -> dict[str, bytes]:
    """Returns the members of a zip by name (all, or `only` some).

    Sizes are summed before anything is unpacked and enforced while reading, so headers that lie gain nothing. Raises
    DamagedError or TooLargeError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if only is None or info.filename in only]
            room.take(sum(info.file_size for info in infos))
            members: dict[str, bytes] = {}
            for info in infos:
                if info.filename in members:
                    raise DamagedError(info.filename)
                members[info.filename] = _member(archive, info)
            return members
    except (
        zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
        RuntimeError, NotImplementedError, OverflowError, IndexError, KeyError,
    ) as error:  # fmt: skip
        raise DamagedError("zip") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedError(info.filename)  # encrypted, or packed in a way nnlab never writes
    parts, size = [], 0
    with archive.open(info) as file:
        while part := file.read(_chunk):  # small reads: the unpacker never makes more than it was asked for
            size += len(part)
            if size > info.file_size:
                raise DamagedError(info.filename)
            parts.append(part)
    if size != info.file_size:
        raise DamagedError(info.filename)
    return b"".join(parts)
