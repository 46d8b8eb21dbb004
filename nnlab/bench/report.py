"""The tables a person reads, worded in both languages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from nnlab.bench.machine import Machine
from nnlab.bench.results import Result
from nnlab.bench.rounds import Ratio
from nnlab.bench.swish import limits
from nnlab.records.words import Words


def workload_table(results: Iterable[Result], words: Words) -> Table:
    """Returns what each party reached, and how many times as long as nnlab it took."""
    tr = words.tr
    table = Table(title=tr("nnlab beside what a user would pick instead"))
    table.add_column("", no_wrap=True)
    table.add_column(tr("Work"))
    table.add_column(tr("Unit"))
    for title in ("nnlab", tr("naive"), "PyTorch", "scikit-learn"):
        table.add_column(title, justify="right")
    table.add_column(tr("naive / nnlab"), justify="right")
    table.add_column(tr("Goal"), justify="right")
    table.add_column(tr("PyTorch / nnlab"), justify="right")
    table.add_column(tr("Goal"), justify="right")
    table.add_column(tr("scikit-learn / nnlab"), justify="right")
    for one in results:
        values = [_number(one.values.get(name)) for name in ("nnlab", "naive", "torch", "sklearn")]
        times = [_times(one.ratios.get(name)) for name in ("naive", "torch", "sklearn")]
        unit = tr("epochs/s") if one.work.unit == "epochs/s" else "ms"
        goals = f"{one.goal.naive:g}x", f"{one.goal.torch:g}x"
        table.add_row(one.work.id, tr(one.work.about), unit, *values, times[0], goals[0], times[1], goals[1], times[2])
        if one.gflops:
            flops = [_number(one.gflops.get(name)) for name in ("nnlab", "naive", "torch", "sklearn")]
            table.add_row("", "", "GFLOP/s", *flops, "", "", "", "", "")
    return table


def swish_table(ratios: Mapping[str, Ratio], words: Words) -> Table:
    """Returns what a student's own Swish costs on W2."""
    tr = words.tr
    about = {
        "S1": tr("recorded, with its derivative"),
        "S2": tr("recorded, without a derivative"),
        "S3": tr("called as it is"),
    }
    table = Table(title=tr("A student's own Swish in the place of W2's tanh"))
    table.add_column("", no_wrap=True)
    table.add_column(tr("Plugin"))
    table.add_column(tr("Swish / tanh"), justify="right")
    table.add_column(tr("At most"), justify="right")
    for name, one in ratios.items():
        table.add_row(name, about[name], _times(one), f"{limits[name]:g}x")
    return table


def cost_table(cost: Mapping[str, Mapping[int, float]], words: Words) -> Table:
    """Returns microseconds a step against width, depth and batch."""
    tr = words.tr
    titles = {"width": tr("Neurons a layer"), "depth": tr("Hidden layers"), "batch": tr("Batch size")}
    table = Table(title=tr("Microseconds a step (else 2 hidden layers of 8 tanh neurons, batch 32, Adam, float64)"))
    for axis in cost:
        table.add_column(titles[axis], justify="right")
        table.add_column("µs", justify="right")
    for row in range(max(len(column) for column in cost.values())):
        cells: list[str] = []
        for column in cost.values():
            pairs = list(column.items())
            cells += [f"{pairs[row][0]}", f"{pairs[row][1]:.1f}"] if row < len(pairs) else ["", ""]
        table.add_row(*cells)
    return table


def remarks(results: Iterable[Result], found: Machine, words: Words) -> list[str]:
    """Returns what has to be said of the numbers."""
    tr = words.tr
    said = [
        tr("BLAS: {blas}, {threads} thread for every party.").format(blas=found.blas, threads=found.threads),
        tr(
            "Every party has the same numbers, start weights and batch order, and measures the training loss after "
            "each epoch (W3: every 100 steps). Medians of interleaved rounds, with the middle half of the rounds."
        ),
    ]
    if found.forced:
        said.append(
            tr(
                "OPENBLAS_CORETYPE={kernel} is set: BLAS runs the kernel of another processor, which can cost half "
                "the speed. Unset it to measure this machine."
            ).format(kernel=found.forced)
        )
    for one in results:
        for name in one.other_work:
            said.append(
                tr(
                    "{id}: {party} came out {apart} away from nnlab, which rounding does not explain. It did other "
                    "work, and its ratio says nothing."
                ).format(id=one.work.id, party=name, apart=f"{max(vars(one.apart[name]).values()):.1e}")
            )
    return said


def rendered(table: Table, width: int) -> str:
    """Returns a table as text."""
    console = Console(file=io.StringIO(), width=width, force_terminal=False, color_system=None)
    console.print(table)
    return console.file.getvalue().rstrip()  # type: ignore[attr-defined, no-any-return]


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(one: Ratio | None) -> str:
    return "-" if one is None else f"{one.median:.2f}x ({one.low:.2f}-{one.high:.2f})"
