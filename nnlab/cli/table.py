"""`nnlab table`: what is recognised in a table, and how a command is told to read one."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from nnlab.cli.help import Command
from nnlab.cli.numbers import plain_number
from nnlab.cli.options import Call, Shared, one_of, text, word
from nnlab.records.words import Words

if TYPE_CHECKING:
    from rich.progress import Progress

    from nnlab.records.tables import Reading, TableColumn, TableHead

_names = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}
_decimals = {"": "", "point": ".", "comma": ",", ".": ".", ",": ","}
_most_words = 4
_most_columns = 200


class Written:
    """The options that say how the text of a table is written."""

    def __init__(self, words: Words) -> None:
        tr = words.tr
        self.delimiter = text(
            "--delimiter", "|".join(_names), tr("What divides the columns: a name or the sign; else it is recognised")
        )
        self.decimal = text("--decimal", "point|comma", tr("The decimal sign; else it is recognised"))
        self.encoding = text(
            "--encoding", tr("NAME"), tr("The encoding, such as utf-8, gb18030 or latin-1; else it is recognised")
        )
        self.header = text("--header", "yes|no", tr("Whether the first line names the columns; else it is recognised"))
        self.quote = text("--quote", tr("SIGN"), tr("The quoting mark, or “none”; else it is recognised"))


def reading(delimiter: str, decimal: str, encoding: str, header: str, quote: str) -> Reading:
    """Returns the settings that options say. Raises ProblemError `command.choice`."""
    from nnlab.records.tables import Reading

    one_of("--decimal", decimal, tuple(_decimals))
    one_of("--header", header, ("", "yes", "no"))
    return Reading(
        encoding=encoding,
        delimiter=_names.get(delimiter, delimiter.replace("\\t", "\t")),
        decimal="," if _decimals[decimal] == "," else "." if decimal else "",
        quote="" if quote == "none" else quote or '"',
        header={"": None, "yes": True, "no": False}[header],
    )


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr(
        "Show what is recognised in a table: how it is written, and what stands in its columns.\n\n"
        "Read are CSV, TSV and the like, also packed by gzip, and arrays as .npy and .npz. “nnlab train --table FILE "
        "--target NAME” trains on it."
    )
    what = word("FILE", tr("The table"))
    written = Written(words)

    @app.command("table", cls=Command, help=about)
    def table(
        context: typer.Context,
        file: str = what,
        delimiter: str = written.delimiter,
        decimal: str = written.decimal,
        encoding: str = written.encoding,
        header: str = written.header,
        quote: str = written.quote,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> int:
        call = context.obj.with_shared(lang)
        asked = reading(delimiter, decimal, encoding, header, quote)
        from nnlab.tables import read

        with bar(call) as progress:
            sha256, head = read(file, asked, progress)
        for remark in head.remarks:
            call.report.problem(remark)
        call.report.result(summary(head, sha256, call))
        if not call.report.as_json:
            _say(head, call)
        return 0


def summary(head: TableHead, sha256: str, call: Call) -> dict[str, Any]:
    """Returns what the JSON says of a table."""
    return {
        "file": head.file,
        "sha256": sha256,
        "rows": head.rows,
        "shape": list(head.shape) if head.shape else None,
        "reading": _plain(head.reading) if head.reading is not None else None,
        "columns": [_column(column) for column in head.columns],
        "first": [list(row) for row in head.first],
        "remarks": [
            {"code": remark.code, "sentence": call.report.sentence(remark), "line": remark.line}
            for remark in head.remarks
        ],
    }


def _plain(read: Reading) -> dict[str, Any]:
    return {name: getattr(read, name) for name in read.__struct_fields__}


def _column(column: TableColumn) -> dict[str, Any]:
    common = {"name": column.name, "kind": column.kind, "missing": column.missing, "distinct": column.distinct}
    if column.kind == "text":
        return {**common, "classes": dict(zip(column.words, column.counts, strict=True))}
    numbers = {name: getattr(column, name) for name in ("zeros", "low", "high", "mean", "median", "whole")}
    return {**common, **numbers, "histogram": list(column.counts)}


def _say(head: TableHead, call: Call) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    tr, trn = call.words.tr, call.words.trn
    rows = trn("{n} row", "{n} rows", head.rows).format(n=f"{head.rows:,}")
    columns = trn("{n} column", "{n} columns", len(head.columns)).format(n=f"{len(head.columns):,}")
    size = tr("{rows}, {columns}").format(rows=rows, columns=columns)
    call.report.say(f"{head.file}: {size}")
    if head.reading is not None:
        call.report.say(_how(head.reading, call.words))
    if head.shape is not None:
        call.report.say(tr("Pictures or sequences of the shape {shape}").format(shape="×".join(map(str, head.shape))))
    shown = Table(box=box.SIMPLE_HEAD)
    for title in (tr("Column"), tr("Type")):
        shown.add_column(title, overflow="fold")
    for title in (tr("Missing"), tr("Different")):
        shown.add_column(title, justify="right", no_wrap=True)
    shown.add_column(tr("What stands in it"), overflow="fold")
    parts = math.prod(head.shape) if head.shape is not None else 0
    if parts:
        shown.add_row(*_together(head, parts, call.words))
    others = head.columns[parts:]
    for column in others[:_most_columns]:
        kind = tr("number") if column.kind == "number" else tr("text")
        shown.add_row(column.name, kind, f"{column.missing:,}", f"{column.distinct:,}", _contents(column, call.words))
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 160  # piped into a file or a pager: no reason for 80 columns
    console.print(shown)
    if len(others) > _most_columns:
        more = len(others) - _most_columns
        call.report.say(tr("… and {more} more columns (all of them with --json)").format(more=f"{more:,}"))


def _together(head: TableHead, parts: int, words: Words) -> tuple[str, str, str, str, str]:
    """Words all numbers of the pictures or sequences in one line; how many differ cannot be told of them together."""
    columns = head.columns[:parts]
    name = columns[0].name if parts == 1 else f"{columns[0].name} … {columns[-1].name}"
    missing = sum(column.missing for column in columns)
    filled = [(column, head.rows - column.missing) for column in columns if column.distinct]
    contents = "-"
    if filled:
        known = words.tr("{low} to {high}, mean {mean}")
        contents = known.format(
            low=plain_number(min(column.low for column, _ in filled)),
            high=plain_number(max(column.high for column, _ in filled)),
            mean=plain_number(sum(column.mean * rows for column, rows in filled) / sum(rows for _, rows in filled)),
        )
    return name, words.tr("number"), f"{missing:,}", "", contents


def _how(read: Reading, words: Words) -> str:
    tr = words.tr
    signs = {",": tr("comma"), ";": tr("semicolon"), "\t": tr("tab"), "|": tr("bar"), " ": tr("space")}
    divided = tr("divided by {delimiter}").format(delimiter=signs.get(read.delimiter, read.delimiter))
    decimal = tr("decimal comma") if read.decimal == "," else tr("decimal point")
    named = tr("the first line has the names") if read.header else tr("without a line of names")
    return ", ".join((read.encoding, divided, decimal, named))


def _contents(column: TableColumn, words: Words) -> str:
    tr = words.tr
    if column.kind == "text":
        most = sorted(zip(column.counts, column.words, strict=True), key=lambda pair: -pair[0])[:_most_words]
        shown = ", ".join(f"{' '.join(text.split())[:30]} {count:,}" for count, text in most)
        return shown + (", …" if column.distinct > len(most) else "")
    if not column.distinct:
        return "-"
    known = tr("{low} to {high}, mean {mean}, median {median}")
    low, high, mean, median = map(plain_number, (column.low, column.high, column.mean, column.median))
    return known.format(low=low, high=high, mean=mean, median=median)


@contextmanager
def bar(call: Call) -> Iterator[Callable[[float], None]]:
    """Shows how far the reading of a table is, on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    title = call.words.tr("Reading")
    progress: Progress = Progress(
        TextColumn(title), BarColumn(), TaskProgressColumn(), console=Console(stderr=True), transient=True
    )
    with progress:
        task = progress.add_task(title, total=1.0)
        yield lambda done: progress.update(task, completed=done)
