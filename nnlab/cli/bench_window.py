"""What `nnlab bench --gui` says: tables for a person, one object for a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table

from nnlab.bench.report import rendered
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.gui.measuring import Figures

__all__ = ["as_json", "remark", "rendered", "tables"]


def as_json(found: Figures) -> dict[str, Any]:
    """Returns the figures by name: rates a second, waits in milliseconds, the start in seconds, memory in MB."""
    works = {one.name: {**asdict(one), "share": one.share} for one in found.works}
    start = {
        **asdict(found.start),
        "painted_ratio": found.start.painted / found.start.bare,
        "complete_ratio": found.start.complete / found.start.bare,
    }
    memory = {"window_mb": found.window_mb, "kernel_mb": found.kernel_mb}
    return {"works": works, "start": start, "wide_s": found.wide_s, **memory}


def tables(found: Figures, words: Words) -> Iterator[Table]:
    """Yields the tables of training and of the start."""
    tr = words.tr
    table = Table(title=tr("Training with the window open"))
    table.add_column(tr("Network"))
    for title in (
        tr("epochs/s without it"), tr("with it"), "%", tr("frames/s at full speed"), tr("at 60 epochs/s"),
        tr("waits: half"), tr("99 %"), tr("longest, ms"),
    ):  # fmt: skip
        table.add_column(title, justify="right")
    for one in found.works:
        speeds = f"{one.headless:,.0f}", f"{one.with_window:,.0f}", f"{100 * one.share:.0f}"
        frames = f"{one.frames:.1f}", f"{one.usual_frames:.1f}"
        table.add_row(
            one.name, *speeds, *frames, *(f"{wait:.0f}" for wait in (one.wait_median, one.wait_99, one.wait_longest))
        )
    yield table
    start = found.start
    table = Table(title=tr("Start and memory"))
    for title in (tr("What"), tr("Measured"), tr("Times a bare window")):
        table.add_column(title, justify="left" if title == tr("What") else "right")
    table.add_row(tr("A bare window of PySide6 and pyqtgraph"), f"{start.bare:.2f} s", "1")
    table.add_row(tr("The window is painted"), f"{start.painted:.2f} s", f"{start.painted / start.bare:.2f}")
    table.add_row(tr("The window is complete"), f"{start.complete:.2f} s", f"{start.complete / start.bare:.2f}")
    table.add_row(tr("Two layers of 1,024 neurons are shown"), f"{found.wide_s:.2f} s", "")
    for title, megabytes in (
        (tr("Memory of the window"), found.window_mb),
        (tr("Memory of the training process"), found.kernel_mb),
    ):
        table.add_row(title, "-" if megabytes is None else f"{megabytes:.0f} MB", "")
    yield table


def remark(words: Words) -> str:
    """Returns how to read the figures."""
    return words.tr(
        "Waits are the times between two turns of a 5 ms timer in the window; by the clock, so another busy program "
        "shows in them."
    )
