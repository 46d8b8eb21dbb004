"""The tables a person reads, worded in both languages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from nnlab.bench.machine import Machine
from nnlab.bench.profile import Plugin, Profile
from nnlab.bench.results import Result, everybody
from nnlab.bench.rounds import Ratio
from nnlab.bench.swish import Swish, limits
from nnlab.records.words import Words


def workload_table(results: Iterable[Result], words: Words) -> Table:
    """Returns what each party reached, and how many times as long as nnlab it took, with the goal for that."""
    tr = words.tr
    table = Table(title=tr("nnlab beside what a user would pick instead"), show_lines=True)
    table.add_column("", no_wrap=True)
    table.add_column(tr("Work"))
    table.add_column(tr("Unit"), no_wrap=True)
    for title in ("nnlab", tr("naive"), "PyTorch", "scikit-learn"):
        table.add_column(title, justify="right")
    for title in (tr("naive / nnlab"), tr("PyTorch / nnlab"), tr("scikit-learn / nnlab")):
        table.add_column(title, justify="right")
    for one in results:
        unit = [tr("epochs/s") if one.work.unit == "epochs/s" else "ms", *(["GFLOP/s"] if one.gflops else [])]
        values = [
            "\n".join(_number(numbers.get(name)) for numbers in (one.values, one.gflops) if numbers)
            for name in everybody
        ]
        wanted = {"naive": one.goal.naive, "torch": one.goal.torch}
        times = [_times(one.ratios.get(name), words, wanted.get(name)) for name in ("naive", "torch", "sklearn")]
        table.add_row(one.work.id, tr(one.work.about), "\n".join(unit), *values, *times)
    return table


def swish_table(found: Mapping[str, Swish], words: Words) -> Table:
    """Returns what a student's own Swish costs on W2."""
    tr = words.tr
    about = {"S1": tr("with its derivative"), "S2": tr("without a derivative"), "S3": tr("with a masked assignment")}
    table = Table(title=tr("A student's own Swish in the place of W2's tanh"))
    table.add_column("", no_wrap=True)
    table.add_column(tr("Plugin"))
    table.add_column(tr("How"))
    table.add_column(tr("Swish / tanh"), justify="right")
    for name, one in found.items():
        table.add_row(name, about[name], _how(one.how, words), _times(one.ratio, words, limits[name]))
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


def call_table(found: Profile, words: Words) -> Table:
    """Returns each call of a step with its time."""
    tr = words.tr
    table = Table(title=tr("A step of “{name}”, call by call").format(name=found.name))
    for title in ("#", tr("Layer"), tr("Stage"), tr("Component"), tr("How"), tr("Call")):
        table.add_column(title, justify="right" if title == "#" else "left")
    table.add_column("µs", justify="right")
    table.add_column("%", justify="right")
    stages = {
        "forward": tr("forward"),
        "loss": tr("loss"),
        "backward": tr("backward"),
        "restraints": tr("restraints"),
        "update": tr("update"),
    }
    for place, one in enumerate(found.calls, 1):
        named = one.node, stages.get(one.stage, one.stage), one.component, _how(one.how, words), one.call
        table.add_row(str(place), *named, f"{one.us:.2f}", f"{100 * one.share:.1f}")
    return table


def plugin_table(found: Profile, words: Words) -> Table:
    """Returns which plugins were recorded, which are called as they are, and why."""
    tr = words.tr
    table = Table(title=tr("How the plugins take part"))
    for title in (tr("Component"), tr("Method"), tr("How"), tr("Why")):
        table.add_column(title)
    for one in found.plugins:
        table.add_row(one.component, one.method, _how(one.how, words), why(one, words))
    return table


def why(plugin: Plugin, words: Words) -> str:
    """Returns why a plugin's method is called as it is; "" where it is recorded."""
    if plugin.how == "recorded":
        return ""
    tr = words.tr
    reasons = {
        "": tr("nnlab records no methods of this kind"),
        "own_backward": tr("it is not elementwise: it has a backward of its own"),
        "draws": tr("it draws random numbers"),
        "branches": tr("it branches on data"),
        "reduces": tr("it takes sums over what has to stay elementwise"),
        "unknown": tr("it uses something without a rule"),
        "state": tr("it keeps something between calls"),
        "differs": tr("its replay came out otherwise than its code"),
        "raises": tr("it fails on symbols"),
        "shape": tr("its numbers depend on the size of the batch"),
    }
    reason = reasons.get(plugin.code, plugin.code)
    return f"{reason} ({plugin.detail})" if plugin.detail else reason


def remarks(results: Sequence[Result], words: Words) -> list[str]:
    """Returns what has to be said of the workloads' numbers."""
    tr = words.tr
    if not results:
        return []
    said = [
        tr(
            "Every party has the same numbers, start weights and batch order, and measures the training loss after "
            "each epoch (W3: every 100 steps). Seconds are the processor's; medians of interleaved rounds, below them "
            "the middle half of the rounds."
        )
    ]
    for one in results:
        for name in one.other_work:
            said.append(
                tr(
                    "{id}: {party} came out {apart} away from nnlab, which rounding does not explain. It did other "
                    "work, and its ratio says nothing."
                ).format(id=one.work.id, party=name, apart=f"{max(vars(one.apart[name]).values()):.1e}")
            )
    return said


def surroundings(found: Machine, words: Words) -> list[str]:
    """Returns what is to be known of the machine."""
    tr = words.tr
    said = [tr("BLAS: {blas}, threads: {threads}.").format(blas=found.blas, threads=found.threads)]
    if found.forced:
        said.append(
            tr(
                "OPENBLAS_CORETYPE={kernel} is set, so BLAS does not choose its kernel by the processor, which can "
                "cost half the speed. Unset it to measure this machine."
            ).format(kernel=found.forced)
        )
    return said


def whole_step(found: Profile, words: Words) -> str:
    """Returns how a whole step compares with its calls."""
    text = words.tr(
        "The {count} calls take {calls} µs; a whole step through nnlab.Run, with order, losses and metrics, takes "
        "{step} µs."
    )
    return text.format(count=len(found.calls), calls=f"{found.calls_us:.1f}", step=f"{found.step_us:.1f}")


def rendered(table: Table, width: int) -> str:
    """Returns a table as text."""
    console = Console(file=io.StringIO(), width=width, force_terminal=False, color_system=None)
    console.print(table)
    return console.file.getvalue().rstrip()  # type: ignore[attr-defined, no-any-return]


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(one: Ratio | None, words: Words, goal: float | None) -> str:
    if one is None:
        return "-"
    middle = f"{one.median:.3g}x\n{one.low:.3g}-{one.high:.3g}"
    return middle if goal is None else f"{middle}\n" + words.tr("goal {goal}x").format(goal=f"{goal:g}")


def _how(how: str, words: Words) -> str:
    tr = words.tr
    return {"native": tr("nnlab's own"), "recorded": tr("recorded"), "called": tr("called as it is")}[how]
