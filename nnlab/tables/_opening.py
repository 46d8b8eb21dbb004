"""Where a table comes from: a file or a pasted text, what kind of thing that is, and its bytes, unpacked."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

from nnlab.records import fail
from nnlab.records.tables import Pasted

Source = Path | str | Pasted

most_bytes = 2 << 30  # of text, unpacked; 20 million numbers never take that many
_piece = 1 << 20
_starts: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"RIFF", "RIFF"), (b"BM\x00", "BMP"),
    (b"%PDF", "PDF"), (b"PAR1", "Parquet"), (b"ARROW1", "Arrow"), (b"FEA1", "Feather"), (b"\x89HDF", "HDF5"),
    (b"SQLite format 3", "SQLite"), (b"7z\xbc\xaf", "7z"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"),
    (b"(\xb5/\xfd", "Zstandard"), (b"Rar!", "RAR"), (b"\x7fELF", "ELF"), (b"MATLAB 5.0", "MATLAB"),
    (b"\x80\x02", "pickle"), (b"\x80\x03", "pickle"), (b"\x80\x04", "pickle"), (b"\x80\x05", "pickle"),
)  # fmt: skip


class Opened:
    """A table's bytes: `kind` says how they are read, `start` begins to read them anew.

    Raises ProblemError where there is no such file, or it holds no table.
    """

    def __init__(self, source: Source) -> None:
        self._pasted = source if isinstance(source, Pasted) else None
        self._path = "" if isinstance(source, Pasted) else os.fspath(source)
        self.name = self._pasted.name if self._pasted is not None else os.path.basename(self._path)
        self.size = len(self._pasted.data) if self._pasted is not None else self._measure()
        with self.raw() as file:
            head = file.read(4096)
        if not head:
            raise fail("table.nothing", file=self.name)
        self.packed = head.startswith(b"\x1f\x8b")
        self.kind: Literal["text", "npy", "npz"] = "text"
        self._look(head)

    def raw(self) -> BinaryIO:
        """Returns the bytes as they lie in the file."""
        if self._pasted is not None:
            return io.BytesIO(self._pasted.data)
        try:
            return open(self._path, "rb")
        except OSError as error:
            raise self._unreadable(error) from None

    def pieces(self, passed: Callable[[float], None]) -> Pieces:
        """Returns the bytes, unpacked, in pieces; `passed` is told the part of the file that was read."""
        return Pieces(self, passed)

    def _measure(self) -> int:
        try:
            found = os.stat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            raise fail("file.not_found", file=self._path) from None
        except OSError as error:
            raise self._unreadable(error) from None
        except ValueError:  # a name with a zero byte
            raise fail("file.not_found", file=self._path.replace("\0", "�")) from None
        if stat.S_ISDIR(found.st_mode):
            raise fail("file.folder", file=self._path)
        if not stat.S_ISREG(found.st_mode):
            raise fail("table.special", file=self._path)
        if found.st_size > most_bytes:
            raise fail("table.bytes", file=self.name, most=f"{most_bytes >> 30} GB")
        return found.st_size

    def _unreadable(self, error: OSError) -> Exception:
        return fail("file.unreadable", file=self._path, detail=error.strerror or str(error))

    def _look(self, head: bytes) -> None:
        if head.startswith(b"\x93NUMPY"):
            self.kind = "npy"
        elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            self.kind = self._zip()
        elif head.startswith(b"\xd0\xcf\x11\xe0"):
            raise fail("table.workbook", file=self.name)
        for start, kind in _starts:
            if head.startswith(start):
                raise fail("table.foreign", file=self.name, format=kind)

    def _zip(self) -> Literal["npz"]:
        try:
            with self.raw() as file, zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
            raise fail("table.damaged", file=self.name) from None
        if any(name.startswith(("xl/", "content.xml", "Index/")) for name in names):
            raise fail("table.workbook", file=self.name)
        if "experiment.json" in names:
            raise fail("table.experiment", file=self.name)
        if not any(name.endswith(".npy") for name in names):
            raise fail("table.zip", file=self.name)
        return "npz"


class Pieces:
    """The bytes of a table in order, unpacked where they are packed; never more at once than was asked for."""

    def __init__(self, opened: Opened, passed: Callable[[float], None]) -> None:
        self._opened, self._passed = opened, passed
        self._file = opened.raw()
        self._size = max(opened.size, 1)
        self._read = self._given = 0
        self._unpacker = self._new() if opened.packed else None
        self._rest = b""
        self._begun = False

    def read(self) -> bytes:
        """Returns the next piece, empty at the end. Raises ProblemError."""
        data = self._load() if self._unpacker is None else self._unpack()
        self._given += len(data)
        if self._given > most_bytes:
            raise fail("table.bytes", file=self._opened.name, most=f"{most_bytes >> 30} GB")
        self._passed(min(1.0, self._read / self._size))
        return data

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _load(self) -> bytes:
        try:
            data = self._file.read(_piece)
        except OSError as error:
            raise fail("file.unreadable", file=self._opened.name, detail=error.strerror or str(error)) from None
        self._read += len(data)
        return data

    def _new(self) -> zlib._Decompress:
        return zlib.decompressobj(wbits=31)

    def _unpack(self) -> bytes:
        """Returns what the next bytes unpack to; several packed files may follow each other."""
        assert self._unpacker is not None
        while True:
            packed = self._rest or self._load()
            if not packed:
                if self._begun and not self._unpacker.eof:
                    raise fail("table.packed", file=self._opened.name)
                return b""
            if self._unpacker.eof:
                packed = packed.lstrip(b"\0")  # what fills up the last block of a tape
                if not packed:
                    self._rest = b""
                    continue
                self._unpacker = self._new()
            try:
                self._begun = True
                data = self._unpacker.decompress(packed, _piece)
            except zlib.error:
                raise fail("table.packed", file=self._opened.name) from None
            self._rest = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
            if data:
                return data
