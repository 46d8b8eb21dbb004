"""The rows of a text, block by block, as columns of cells; rows of another length are made to fit or left out."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv

from nnlab.tables._recognising import Form, cells_of
from nnlab.tables._text import Text

most_parsed = 64  # columns; the library reserves a block's size for each, so wider tables are read by Python's own
_reserved = 80 << 20
_cells_at_once = 2_000_000


class LostError(Exception):
    """No row could be found any more; carries the number of the last one that was, from 1."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(row, reason)
        self.row, self.reason = row, reason


class Rows:
    """Cuts a text into rows of `width` cells; the header is left out.

    `short` counts rows that were filled up with missing cells, `long` those that were left out; `first_short` and
    `first_long` are their numbers in the text, from 1, the header and rows left out counted, empty lines not.
    """

    def __init__(self, text: Text, form: Form, only: tuple[int, ...] | None = None) -> None:
        self._text, self._form, self._only = text, form, only
        self._waiting: deque[tuple[int, list[str] | None]] = deque()  # number and cells of rows that do not fit
        self.short = self.long = 0
        self.first_short = self.first_long = 0
        self.long_cells = 0
        self.records = 0  # rows so far, of any length, the header too

    def blocks(self) -> Iterator[list[pa.Array]]:
        """Yields the columns of each block. Raises LostError, and what the text raises."""
        return self._parsed() if self._form.width <= most_parsed else self._split()

    def _parsed(self) -> Iterator[list[pa.Array]]:
        names = [str(place) for place in range(self._form.width)]
        reading = self._form.reading
        only = None if self._only is None else [names[place] for place in self._only]
        try:
            batches = pyarrow.csv.open_csv(
                self._text,
                pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=_block_size(len(names))),
                pyarrow.csv.ParseOptions(
                    delimiter=reading.delimiter,
                    quote_char=reading.quote or False,
                    newlines_in_values=bool(reading.quote),
                    invalid_row_handler=self._misfit,
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    include_columns=only,
                    strings_can_be_null=False,
                    quoted_strings_can_be_null=False,
                ),
            )
            header = bool(reading.header)
            for batch in batches:
                columns, header = self._settled(batch.columns, header)
                yield columns
            columns, _ = self._settled(
                [pa.array([], pa.string())] * (len(names) if only is None else len(only)), header
            )
            if columns and len(columns[0]):
                yield columns
        except pa.ArrowInvalid as error:
            raise LostError(self.records, str(error)) from None

    def _split(self) -> Iterator[list[pa.Array]]:
        """Yields the blocks of a wide table."""
        reading, width = self._form.reading, self._form.width
        file = io.TextIOWrapper(io.BufferedReader(self._text), "utf-8", newline="\n")
        header = bool(reading.header)
        block: list[list[str]] = []
        number = 0
        try:
            for cells in cells_of(file, reading.delimiter, reading.quote):
                if not cells:
                    continue
                number += 1
                if len(cells) == width:
                    block.append(cells)
                else:
                    self._fit(number, cells)
                if len(block) * width > _cells_at_once:
                    columns, header = self._settled(self._transposed(block), header)
                    block = []
                    yield columns
        except csv.Error as error:
            raise LostError(number, str(error)) from None
        columns, _ = self._settled(self._transposed(block), header)
        if len(columns[0]):
            yield columns

    def _transposed(self, block: list[list[str]]) -> list[pa.Array]:
        places = range(self._form.width) if self._only is None else self._only
        return [pa.array([row[place] for row in block], pa.string()) for place in places]

    def _misfit(self, row: Any) -> str:
        self._fit(row.number, _cells(row.text, self._form))
        return "skip"

    def _fit(self, number: int, cells: list[str]) -> None:
        """Takes a row that has more or fewer cells than the others."""
        width = self._form.width
        counts = number > 1 or not self._form.reading.header
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        elif len(cells) > width:
            self._waiting.append((number, None))
            if counts:
                self.long += 1
                self.first_long = self.first_long or number
                self.long_cells = self.long_cells or len(cells)
            return
        elif counts:
            self.short += 1
            self.first_short = self.first_short or number
        self._waiting.append((number, cells + [""] * (width - len(cells))))

    def _settled(self, columns: list[pa.Array], header: bool) -> tuple[list[pa.Array], bool]:
        """Returns the block with the rows that were made to fit, and whether the header is still to come."""
        count = len(columns[0]) if columns else 0
        order: list[int] = []  # of the block's rows, then of those that were made to fit
        made: list[list[str]] = []
        given = 0
        while given < count or (self._waiting and self._waiting[0][0] == self.records + 1):
            self.records += 1
            if self._waiting and self._waiting[0][0] == self.records:
                _, cells = self._waiting.popleft()
                place = None if cells is None else count + len(made)
                made += [cells] if cells is not None else []
            elif not self._waiting:  # nothing is in the way of the rest
                rest = count - given
                order += range(given + header, count)
                self.records += rest - 1
                given, header = count, False
                continue
            else:
                place, given = given, given + 1
            if not header and place is not None:
                order.append(place)
            header = False
        if len(order) == count and not made:
            return columns, header
        if self._only is not None:
            made = [[row[place] for place in self._only] for row in made]
        if not made and order == list(range(count - len(order), count)):
            return [column[count - len(order) :] for column in columns], header
        taken = pa.array(order, pa.int64())
        more = [pa.array([row[place] for row in made], pa.string()) for place in range(len(columns))]
        return [
            pa.concat_arrays([column, extra]).take(taken) for column, extra in zip(columns, more, strict=True)
        ], header


def _block_size(columns: int) -> int:
    return max(2 << 20, min(8 << 20, _reserved // columns))


def _cells(text: str, form: Form) -> list[str]:
    reading = form.reading
    if not reading.quote or reading.quote not in text:
        return text.split(reading.delimiter)
    try:
        found = next(cells_of(io.StringIO(text, newline="\n"), reading.delimiter, reading.quote), [])
    except csv.Error:  # a cell beyond what it takes
        found = text.split(reading.delimiter)
    return found
