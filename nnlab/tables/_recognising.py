"""Recognising how the text of a table is written, from its beginning."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from nnlab.records import fail
from nnlab.records.tables import Reading
from nnlab.tables import _words
from nnlab.tables._opening import Opened
from nnlab.tables._text import UndecodedError, decoder, sample_size

if TYPE_CHECKING:
    import _csv

_marks: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_delimiters = "\t;|, "
_most_records = 200
_shown = 100
_agree = 0.9  # this part of the lines has the same number of cells, where a delimiter is the right one


class Form(NamedTuple):
    """How a text is written: the settings, all filled in; whether Excel's first line `sep=;` is to be skipped."""

    reading: Reading
    width: int
    header: tuple[str, ...]
    skip: bool
    sure: bool  # of the decimal sign: some number shows it


class Sample(NamedTuple):
    """The beginning of a table's bytes, whole lines where that is possible."""

    data: bytes
    whole: bool


def sample(opened: Opened) -> Sample:
    """Returns the beginning of a table: more of it where its lines are long."""
    pieces = opened.pieces(lambda _: None)
    data = b""
    try:
        while piece := pieces.read():
            data += piece
            if len(data) >= 8 * sample_size or (len(data) >= sample_size and _lines(data[:sample_size]) > 20):
                return Sample(data[: sample_size if _lines(data[:sample_size]) > 20 else None], False)
    finally:
        pieces.close()
    return Sample(data, True)


def _lines(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r")


def encodings(found: Sample) -> tuple[str, ...]:
    """Returns the encodings a text may be written in, the likeliest first; the last one reads anything."""
    data = found.data
    for mark, name in _marks:
        if data.startswith(mark):
            return (name,)
    if (wide := _wide(data)) is not None:
        return (wide,)
    rest = _single(data)
    if _decodes(data, "utf-8", found.whole):
        return ("utf-8", "gb18030", rest)
    pairs = len(b"".join(re.findall(rb"(?:[\xa1-\xf7][\xa1-\xfe])+", data)))
    high = len(data.translate(None, bytes(range(128))))
    if pairs >= 0.8 * high and _decodes(data, "gb18030", found.whole):
        return ("gb18030", rest)
    return (rest,)


def recognise(opened: Opened, found: Sample, encoding: str, wanted: Reading) -> Form:
    """Returns how the text is written; what `wanted` says is taken as it is. Raises ProblemError."""
    try:
        text = decoder(encoding, "replace").decode(found.data, final=False)
    except UnicodeError:  # UTF-16 without its mark
        raise UndecodedError(1) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not found.whole and "\n" in text:
        text = text[: text.rindex("\n")]
    skip = re.match(r"sep=(.)\n", text)
    if skip is not None:
        text = text[skip.end() :]
    quote = _quote(text, wanted.quote)
    if len(quote) > 1 or not quote.isascii() or quote in ("\n", "\r", "\0"):
        raise fail("table.quote_mark", quote=quote)
    delimiter = wanted.delimiter or (skip[1] if skip is not None else _delimiter(text, quote))
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in "\n\r\0" or delimiter == quote:
        raise fail("table.delimiter", delimiter=delimiter)
    rows = records(text, delimiter, quote)
    if not rows and not text.strip("\n"):
        raise fail("table.nothing", file=opened.name)
    rows = rows or [[text[:_shown]]]  # a cell beyond all measure: reading says what is wrong with it
    width = _width(rows)
    decimal, sure = (wanted.decimal, True) if wanted.decimal else _decimal(rows, delimiter)
    header = _is_header(rows, width, decimal) if wanted.header is None else wanted.header
    reading = msgspec.structs.replace(
        wanted, encoding=encoding, delimiter=delimiter, decimal=decimal, quote=quote, header=header
    )
    return Form(reading, width, tuple(rows[0]) if header else (), skip is not None, sure)


def records(text: str, delimiter: str, quote: str, most: int = _most_records) -> list[list[str]]:
    """Returns the first rows of a text that are not empty."""
    found: list[list[str]] = []
    if delimiter == " ":
        text = re.sub(" *\n *", "\n", re.sub(" {2,}", " ", text)).strip(" ")
    lines = cells_of(io.StringIO(text, newline="\n"), delimiter, quote)
    try:
        for row in lines:
            if row:
                found.append(row)
            if len(found) == most:
                break
    except csv.Error:
        pass  # a cell beyond all measure
    return found


def cells_of(lines: Iterable[str], delimiter: str, quote: str) -> _csv.Reader:
    """Returns Python's own reader, which serves where single lines are looked at."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    return csv.reader(lines, delimiter=delimiter, quotechar=quote or None, quoting=quoting)


def _decodes(data: bytes, encoding: str, whole: bool) -> bool:
    try:
        decoder(encoding).decode(data, final=whole)
    except UnicodeError:
        return False
    return True


def _wide(data: bytes) -> str | None:
    """Returns which UTF-16 a text without a mark is, if it is one: half of its bytes are zero."""
    part = data[: 1 << 14]
    even, odd = part[::2].count(0), part[1::2].count(0)
    half = len(part) // 2
    if half >= 2 and odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if half >= 2 and even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _single(data: bytes) -> str:
    """Returns the encoding of one byte a letter: Windows' where one of its own letters is there."""
    own = any(byte in data for byte in range(0x80, 0xA0))
    return "cp1252" if own and _decodes(data, "cp1252", True) else "latin-1"


def _quote(text: str, wanted: str) -> str:
    """Returns the quoting mark: the single one where cells stand in it and no double one is anywhere."""
    if wanted == '"' and '"' not in text and "'" in text:
        part = text[: 1 << 16]
        cells = len(re.findall(r"(?:^|(?<=[\t;|, \n]))'(?:[^']|''){0,200}+'(?=[\t;|, \n]|$)", part))
        if 8 * cells > 3 * part.count("'"):  # three of four are at the ends of cells
            return "'"
    return wanted


def _delimiter(text: str, quote: str) -> str:
    best, most = ",", 0.0
    for delimiter in _delimiters:
        if delimiter not in text or delimiter == quote:
            continue
        widths = [len(row) for row in records(text, delimiter, quote)]
        width, times = _commonest([width for width in widths if width > 1] or [1])
        share = times / len(widths) if width > 1 else 0.0
        if share >= _agree and widths[0] > 1:
            return delimiter
        if share > most:
            best, most = delimiter, share
    return best if most > 0.3 else ","


def _commonest(widths: Sequence[int]) -> tuple[int, int]:
    counted = Counter(widths)
    width = max(counted, key=lambda one: (counted[one], one))
    return width, counted[width]


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Returns the number of columns: that of most rows, not counting what follows the last delimiter of each."""
    width, _ = _commonest([len(row) for row in rows])
    return max(1, width)


def _decimal(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[Literal[".", ","], bool]:
    """Returns the decimal sign, and whether some number shows that it is no thousands mark."""
    votes = {".": 0, ",": 0}
    unsure = 0
    marks = {sign: _words.Marks(sign) for sign in votes}
    for row in rows:
        for cell in row:
            cell = cell.strip()
            if "," not in cell and "." not in cell:
                continue
            fits = [sign for sign, one in marks.items() if re.match(one.plain, cell) or re.match(one.grouped, cell)]
            if len(fits) == 1:
                votes["," if fits == [","] else "."] += 1
            elif fits and "," in cell:
                unsure += 1
    if votes["."] == votes[","] == 0:
        return ("," if unsure and delimiter != "," else "."), False
    return ("," if votes[","] > votes["."] else "."), True


def _is_header(rows: Sequence[Sequence[str]], width: int, decimal: str) -> bool:
    """Tells whether the first row names the columns: it holds no number, and what stands below is another thing."""
    first = [cell.strip() for cell in rows[0]]
    if any(_words.numeric(cell, decimal) for cell in first) or not any(first):
        return False
    below = rows[1:51]
    if not below:
        return True
    for place in range(min(width, len(first))):
        column = [row[place].strip() for row in below if place < len(row)]
        if any(_words.numeric(cell, decimal) for cell in column):
            return True
    if len(set(first)) < len(first):
        return False
    return not any(
        cell and cell in {row[place].strip() for row in below if place < len(row)} for place, cell in enumerate(first)
    )
