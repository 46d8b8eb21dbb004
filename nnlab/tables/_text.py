"""A table's text as UTF-8, whatever it was written in, with an eye on what no table has."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable

from nnlab.records import Problem, ProblemError, fail
from nnlab.tables._opening import Opened

most_line = 1 << 20  # bytes; 10,000 columns of 100 letters
sample_size = 1 << 18


class UndecodedError(Exception):
    """Some bytes are not written in the encoding; carries the line, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def line_problem(code: str, file: str, line: int, **values: str | int) -> ProblemError:
    """Makes the error of a code that names a line of a file."""
    return ProblemError(Problem(code=code, file=file, line=line, values={**values}))


def decoder(encoding: str, errors: str = "strict") -> codecs.IncrementalDecoder:
    """Returns a decoder of an encoding that makes text of bytes. Raises ProblemError `table.no_encoding`."""
    try:
        found = codecs.lookup("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
        made = found.incrementaldecoder
        if not found._is_text_encoding or made is None:
            raise LookupError
    except (LookupError, ValueError, UnicodeError):
        raise fail("table.no_encoding", encoding=encoding) from None
    return made(errors)


class Text(io.RawIOBase):
    """A table as a file of UTF-8 for the parser.

    Counts lines, and raises UndecodedError, or ProblemError where a line is too long or a zero byte stands in it.
    `skip` leaves out the first line (Excel's `sep=;`), `spaces` makes one space of several.
    """

    def __init__(
        self,
        opened: Opened,
        encoding: str,
        passed: Callable[[float], None],
        *,
        quote: str = "",
        skip: bool = False,
        spaces: bool = False,
    ) -> None:
        super().__init__()
        self._pieces = opened.pieces(passed)
        self._name = opened.name
        self._decoder = decoder(encoding)
        self._skip, self._spaces = skip, spaces
        self._ready = memoryview(b"")
        self._since = 0  # bytes since the last line end
        self._ended = False
        self._returned = False  # the last letter was a carriage return
        self.lines = 0  # line ends so far
        self._quote = quote.encode()
        self.quotes = 0  # quoting marks so far
        self._held = ""  # spaces and a line end whose other half may come yet

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and not self._ended:
            self._ready = memoryview(self._next())
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._pieces.close()
        super().close()

    def _next(self) -> bytes:
        data = self._pieces.read()
        self._ended = not data
        try:
            text = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            raise UndecodedError(self.lines + 1 + _line_ends(error.object[: error.start])) from None
        except UnicodeError:  # UTF-16 without its mark
            raise UndecodedError(self.lines + 1) from None
        if "\0" in text:
            before = text[: text.index("\0")]
            raise line_problem("table.zero_byte", self._name, self.lines + 1 + _line_ends(before.encode()))
        text = self._settle(text)
        if self._skip and (end := text.find("\n")) >= 0:
            text, self._skip = text[end + 1 :], False
            self.lines += 1
        try:
            packed = text.encode()
        except UnicodeEncodeError as error:  # half of a letter of UTF-16
            raise UndecodedError(self.lines + 1 + text.count("\n", 0, error.start)) from None
        self._measure(packed)
        return packed

    def _settle(self, text: str) -> str:
        """Makes every line end a "\\n", and one space of several where spaces divide the cells."""
        if "\r" in text or self._returned:
            if self._returned and text.startswith("\n"):
                text = text[1:]
            self._returned = text.endswith("\r")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return self._narrow(text) if self._spaces else text

    def _narrow(self, text: str) -> str:
        text = self._held + text
        if self.lines == 0 and self._since == 0:
            text = text.lstrip(" ")
        text = re.sub(" *\n *", "\n", re.sub(" {2,}", " ", text))
        self._held = "" if self._ended else text[len(text.rstrip(" ")) - text.rstrip(" ").endswith("\n") :]
        return text[: len(text) - len(self._held)].rstrip(" ") if self._ended else text[: len(text) - len(self._held)]

    def _measure(self, packed: bytes) -> None:
        first = packed.find(b"\n")
        longest = self._since + (first if first >= 0 else len(packed))
        if longest > most_line:
            raise line_problem("table.line", self._name, self.lines + 1, most=f"{most_line >> 20} MB")
        self.lines += packed.count(b"\n")
        self.quotes += packed.count(self._quote) if self._quote else 0
        self._since = len(packed) - 1 - packed.rfind(b"\n") if first >= 0 else longest


def _line_ends(data: bytes) -> int:
    return data.count(b"\n") or data.count(b"\r")
