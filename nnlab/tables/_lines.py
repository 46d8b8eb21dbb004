"""In which line of a text a row begins; asked only where something is to be said of it."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable

from nnlab.tables._opening import Opened
from nnlab.tables._recognising import Form, cells_of
from nnlab.tables._text import Text

_end = "\x01\n"  # put behind the text: a row of its own, unless a quoted text swallows it
_most_rows = 500_000  # beyond so many, counting them takes longer than it is worth


class Lines:
    """Finds the lines of rows. `simple` says that every line is a row."""

    def __init__(self, opened: Opened, form: Form, start: Callable[[Callable[[float], None]], Text]) -> None:
        self._opened, self._form, self._start = opened, form, start
        self.simple = False
        self._known: dict[int, int] = {}

    def of(self, row: int) -> int:
        """Returns the line, from 1, in which a row begins; rows are counted from 1, empty lines not."""
        if self.simple or row > _most_rows:
            return row + self._form.skip
        if row not in self._known:
            self._known[row] = self._count(row)
        return self._known[row]

    def unclosed(self) -> int:
        """Returns the line in which a quoted text begins that has no end; 0 where there is none."""
        return self._count(0)

    def _count(self, wanted: int) -> int:
        """Returns the line of a row; with 0, that of a last row whose quoted text has no end, or 0."""
        reading = self._form.reading
        text = self._start(lambda _: None)
        with text, io.TextIOWrapper(io.BufferedReader(text), "utf-8", newline="\n") as file:
            begun = rows = 0
            found = cells_of(itertools.chain(file, [_end]), reading.delimiter, reading.quote)
            try:
                for row in found:
                    if row == [_end.strip()]:
                        break
                    rows += bool(row)
                    if row and (rows == wanted or _end in row[-1]):
                        return begun + 1 + self._form.skip
                    begun = found.line_num
            except csv.Error:
                return begun + 1 + self._form.skip
        return wanted + self._form.skip if wanted else 0
