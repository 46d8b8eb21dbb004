"""Reading a table: first what stands in its first rows, then all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from nnlab.records.tables import KeptTable, Pasted, Reading, TableHead, keep
from nnlab.tables._arrays import arrays_table
from nnlab.tables._opening import Opened, Source
from nnlab.tables._recognising import Form, Sample, encodings, recognise, sample
from nnlab.tables._scan import OtherDecimalError, Scan
from nnlab.tables._text import Text, UndecodedError, line_problem

Progress = Callable[[float], None]
Grid = npt.NDArray[np.float64]


def _told(done: float) -> None:
    """Takes progress where nobody asked for it."""


def look(source: Source, reading: Reading = Reading()) -> TableHead:  # noqa: B008 - it is frozen
    """Returns what the first rows show; `rows` is 0, as nothing was counted. Raises ProblemError."""
    opened = Opened(source)
    if opened.kind != "text":
        return replace(arrays_table(opened, _told)[0], rows=0)
    found = sample(opened)
    if not found.whole:
        end = max(found.data.rfind(b"\n"), found.data.rfind(b"\r"))
        data = found.data[: end + 1] if end > 0 and b"\0" not in found.data else found.data
        opened = Opened(Pasted(opened.name, data))
        found = Sample(data, False)
    return replace(_text_table(opened, found, reading, _told, cut=not found.whole)[0], rows=0)


def read(
    source: Source,
    reading: Reading = Reading(),  # noqa: B008
    progress: Progress = _told,
) -> tuple[str, TableHead]:
    """Reads a whole table and keeps it; returns the name it is kept under, and what stands in it.

    `progress` is told the part that is done, from 0 to 1, and ends the reading by raising. Raises ProblemError.
    """
    opened = Opened(source)
    forward = _forward(progress)
    if opened.kind == "text":
        head, numbers = _text_table(opened, sample(opened), reading, forward)
    else:
        head, numbers = arrays_table(opened, forward)
    forward(0.9)
    sha256 = keep(KeptTable(head, numbers))
    forward(1.0)
    return sha256, head


def _forward(progress: Progress) -> Progress:
    """Returns a progress that never goes back, though a text may have to be read again."""
    most = 0.0

    def told(done: float) -> None:
        nonlocal most
        most = max(most, done)
        progress(most)

    return told


def _text_table(
    opened: Opened, found: Sample, wanted: Reading, progress: Progress, *, cut: bool = False
) -> tuple[TableHead, Grid]:
    """Reads a text, with the next encoding or the other decimal sign where the first guess does not hold."""
    guesses = (wanted.encoding,) if wanted.encoding else encodings(found)
    for guess in guesses:
        try:
            form = recognise(opened, found, guess, wanted)
            try:
                return _scanned(opened, form, progress, cut)
            except OtherDecimalError:
                reading = replace(form.reading, decimal="," if form.reading.decimal == "." else ".")
                return _scanned(opened, form._replace(reading=reading, sure=True), progress, cut)
        except UndecodedError as error:
            if guess == guesses[-1]:
                raise line_problem("table.encoding", opened.name, error.line, encoding=guess) from None
    raise AssertionError


def _scanned(opened: Opened, form: Form, progress: Progress, cut: bool) -> tuple[TableHead, Grid]:
    start = partial(_start, opened, form)
    return Scan(opened, form, start).table(progress, cut=cut)


def _start(opened: Opened, form: Form, passed: Progress) -> Text:
    reading = form.reading
    return Text(opened, reading.encoding, passed, quote=reading.quote, skip=form.skip, spaces=reading.delimiter == " ")
