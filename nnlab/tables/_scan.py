"""One way through the whole text of a table: its numbers, its columns and what is to be said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from nnlab.records import Problem, fail
from nnlab.records.tables import TableHead
from nnlab.tables import _words
from nnlab.tables._columns import Budget, NumberColumn, TextColumn
from nnlab.tables._lines import Lines
from nnlab.tables._naming import named
from nnlab.tables._opening import Opened
from nnlab.tables._recognising import Form
from nnlab.tables._rows import LostError, Rows
from nnlab.tables._text import Text, line_problem

most_columns = 10_000
most_numbers = 20_000_000  # what a .nnlab file can enclose
shown_rows = 20
_shown_letters = 20, 200  # of a cell, in very wide tables and in others
_all_letters = 4_000_000  # of all shown cells together
Grid = npt.NDArray[np.float64]


class OtherDecimalError(Exception):
    """A number shows that the decimal sign is the other one, which nothing had shown before."""


class Scan:
    """Reads the text of a table that is written in a known form."""

    def __init__(self, opened: Opened, form: Form, start: Callable[[Callable[[float], None]], Text]) -> None:
        if form.width > most_columns:
            raise fail("table.columns", file=opened.name, columns=form.width, most=most_columns)
        self._opened, self._form, self._start = opened, form, start
        self._decimal = form.reading.decimal
        self._columns: list[NumberColumn | TextColumn] = [NumberColumn(self._decimal) for _ in range(form.width)]
        self._bad: dict[int, tuple[int, str]] = {}  # columns that held numbers until a row: what stood there
        self._again: list[int] = []  # columns of texts whose first blocks were taken for numbers
        self._budget = Budget()
        self._first: tuple[tuple[str, ...], ...] = ()

    def table(self, progress: Callable[[float], None], *, cut: bool = False) -> tuple[TableHead, Grid]:
        """Returns what the text holds. With `cut` it is only a table's beginning, and its last row may be torn."""
        text = self._start(lambda done: progress(0.75 * done))
        rows = Rows(text, self._form)
        lines = Lines(self._opened, self._form, self._start)
        grid = self._numbers(text, rows, lines)
        if self._again:
            self._read_again(grid, progress)
        if not cut:
            self._whole(text, rows, lines, len(grid))
        empty = np.isnan(grid).all(axis=1)
        names, remarks = named(self._form.header, self._form.width, self._opened.name)
        lines.simple = text.lines <= rows.records and not cut
        if not cut:
            remarks += self._said(rows, lines, names, int(empty.sum()))
        if empty.any():
            grid = grid[~empty]
        if not len(grid) and not cut:
            raise fail("table.no_rows", file=self._opened.name)
        columns = []
        for place, column in enumerate(self._columns):
            columns.append(column.column(names[place], np.ascontiguousarray(grid[:, place])))
            progress(0.8 + 0.1 * place / len(self._columns))
        head = TableHead(
            file=self._opened.name,
            rows=len(grid),
            columns=tuple(columns),
            reading=self._form.reading,
            first=self._first,
            remarks=remarks,
        )
        return head, grid

    # ---- the numbers

    def _numbers(self, text: Text, rows: Rows, lines: Lines) -> Grid:
        blocks: list[Grid] = []
        count = 0
        try:
            for columns in rows.blocks():
                size = len(columns[0])
                if (count + size) * len(columns) > most_numbers:
                    most = most_numbers // len(columns)
                    raise fail("table.numbers", file=self._opened.name, columns=len(columns), most=most)
                if len(self._first) < shown_rows:
                    shown = [column[:shown_rows].to_pylist() for column in columns]
                    least, most = _shown_letters
                    letters = max(least, min(most, _all_letters // (shown_rows * len(columns))))
                    more = [tuple(cell[:letters] for cell in row) for row in zip(*shown, strict=True)]
                    self._first = (*self._first, *more)[:shown_rows]
                blocks.append(self._block(columns, count))
                count += size
        except LostError as error:
            raise self._lost(error, lines) from None
        finally:
            text.close()
        grid = np.empty((count, self._form.width))
        done = 0
        blocks.reverse()
        while blocks:
            block = blocks.pop()
            grid[done : done + len(block)] = block
            done += len(block)
        return grid

    def _block(self, columns: list, row: int) -> Grid:  # type: ignore[type-arg]
        block = np.empty((len(columns[0]), len(columns)))
        for place, texts in enumerate(columns):
            column = self._columns[place]
            if isinstance(column, NumberColumn):
                numbers = column.take(texts, row)
                if numbers is not None:
                    block[:, place] = numbers
                    continue
                column = self._turned(place, column, row)
            if place not in self._bad or place not in self._again:
                block[:, place] = column.take(texts)
        return block

    def _turned(self, place: int, column: NumberColumn, row: int) -> TextColumn:
        """Makes a column of texts of one of numbers; where it held some before, it is read again from the start."""
        assert column.bad is not None
        known = column.known > 0 or column.bad[0] > row
        other: Literal[".", ","] = "," if self._decimal == "." else "."
        if not self._form.sure and _words.numeric(column.bad[1].strip(), other):
            raise OtherDecimalError
        if known:
            self._bad[place] = column.bad
        if row > 0:
            self._again.append(place)
            self._bad.setdefault(place, column.bad)
        made = self._columns[place] = TextColumn(self._budget)
        return made

    def _read_again(self, grid: Grid, progress: Callable[[float], None]) -> None:
        text = self._start(lambda done: progress(0.75 + 0.05 * done))
        done = 0
        try:
            for columns in Rows(text, self._form, tuple(self._again)).blocks():
                first, done = done, done + len(columns[0])
                if done > len(grid):
                    break
                for place, texts in zip(self._again, columns, strict=True):
                    column = self._columns[place]
                    assert isinstance(column, TextColumn)
                    grid[first:done, place] = column.take(texts)
        except LostError:
            done = -1
        finally:
            text.close()
        if done != len(grid):
            raise fail("table.changed", file=self._opened.name)

    # ---- what is to be said

    def _lost(self, error: LostError, lines: Lines) -> Exception:
        line = lines.of(error.row + 1)
        swallowed = "straddling" in error.reason or "field limit" in error.reason
        code = "table.quote" if swallowed and self._form.reading.quote else "table.row"
        return line_problem(code, self._opened.name, line)

    def _whole(self, text: Text, rows: Rows, lines: Lines, count: int) -> None:
        name = self._opened.name
        if text.quotes % 2 and (line := lines.unclosed()):
            raise line_problem("table.quote", name, line)
        if rows.long > count:
            line = lines.of(rows.first_long)
            raise line_problem("table.long_rows", name, line, cells=rows.long_cells, columns=self._form.width)

    def _said(self, rows: Rows, lines: Lines, names: tuple[str, ...], empty: int) -> tuple[Problem, ...]:
        said = Remarks(self._opened.name)
        if rows.short:
            said.remark("table.short", "warning", lines.of(rows.first_short), count=rows.short)
        if rows.long:
            line = lines.of(rows.first_long)
            said.remark("table.long", "warning", line, count=rows.long, cells=rows.long_cells, columns=self._form.width)
        if empty:
            said.remark("table.empty_rows", "note", count=empty)
        header = bool(self._form.reading.header)
        for place, (row, cell) in self._bad.items():
            said.remark(
                "table.not_number",
                "warning",
                lines.of(row + 1 + header),
                column=names[place],
                cell=" ".join(cell.split())[:40],
            )
        for place, column in enumerate(self._columns):
            if isinstance(column, TextColumn):
                if column.lines:
                    said.remark("table.lines", "warning", column=names[place], cell=column.many, count=column.lines)
                continue
            if column.infinite:
                line = lines.of(column.first_infinite + 1 + header)
                said.remark("table.beyond", "warning", line, column=names[place], count=column.infinite)
            if column.percent:
                said.remark("table.percent", "note", column=names[place])
            if column.grouped:
                said.remark("table.grouped", "note", column=names[place], cell=column.grouped)
        return said.all()


class Remarks:
    """What is to be said of a table; of many remarks of one kind the first ones."""

    _most = 5

    def __init__(self, file: str) -> None:
        self._file = file
        self._made: dict[str, list[Problem]] = {}

    def remark(self, code: str, level: Literal["warning", "note"], line: int = 0, **values: str | int) -> None:
        """Adds a remark, with the line it is about."""
        problem = Problem(code=code, level=level, file=self._file, line=line, values={**values})
        self._made.setdefault(code, []).append(problem)

    def all(self) -> tuple[Problem, ...]:
        """Returns the remarks; behind five of a kind one says how many more there are."""
        found: list[Problem] = []
        for made in self._made.values():
            found += made[: self._most]
            if len(made) > self._most:
                more = {"count": len(made) - self._most}
                found.append(Problem(code="table.more", level="note", file=self._file, values={**more}))
        return tuple(found)
