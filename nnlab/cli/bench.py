"""`nnlab bench`: how fast nnlab is, beside what a user would pick instead."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from nnlab.cli import source
from nnlab.cli.help import Command
from nnlab.cli.options import Call, Shared, flag, one_of, text
from nnlab.records import Problem, ProblemError
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.bench.machine import Machine
    from nnlab.bench.results import Result, Told
    from nnlab.bench.rounds import Pace
    from nnlab.bench.swish import Swish

parts = ("W1", "W2", "W3", "W4", "W5", "W6", "swish", "cost")
_stopped = 130


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr(
        "Measure how fast nnlab trains, beside the loop that tutorials print and, with --peers, PyTorch and "
        "scikit-learn.\n\n"
        "Every party does the same work on one thread, in turns. W1 to W6 are the workloads, “swish” is a student's "
        "own activation in three ways, “cost” the time of a step against width, depth and batch.\n\n"
        "With --profile nothing is compared: each call of a network's plan is listed with its time."
    )
    peers_flag = flag("--peers", tr("Measure PyTorch and scikit-learn too (pip install nnlab[bench])"))
    only_option = text("--only", "W1,W2", tr("Measure these parts only"))
    profile_option = text("--profile", "FILE", tr("List the calls of a file's or a preset's step, each with its time"))
    gui_flag = flag("--gui", tr("Measure the real window: speed, frames, waits, start and memory"))
    quick_flag = flag("--quick", tr("Short rounds: a look, not a measurement"))

    @app.command("bench", cls=Command, help=about)
    def bench(
        context: typer.Context,
        peers: bool = peers_flag,
        only: str = only_option,
        profile: str = profile_option,
        gui: bool = gui_flag,
        quick: bool = quick_flag,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> int:
        call = context.obj.with_shared(lang, plugins, safe_mode)
        if gui:
            return _gui(call, quick=quick)
        if profile:
            return _profile(call, profile, 0.02 if quick else 0.5)
        chosen = [one_of("--only", part.strip(), parts) for part in only.split(",")] if only else None
        return _Bench(call, chosen, _peers(call) if peers else (), quick=quick).run()


def _gui(call: Call, *, quick: bool) -> int:
    """Measures the window."""
    from nnlab.cli import bench_window
    from nnlab.gui.libraries import missing_library

    lacking = missing_library()
    if lacking is not None:
        raise ProblemError(lacking)
    from nnlab.gui.measuring import measure

    with _progress(call) as told:
        found = measure(0.5 if quick else 4.0, 1 if quick else 5, told)
    call.report.result({"gui": bench_window.as_json(found)})
    for table in bench_window.tables(found, call.words):
        call.report.say(bench_window.rendered(table, _width()))
    call.report.say(bench_window.remark(call.words))
    return 0


def _peers(call: Call) -> tuple[str, ...]:
    """Returns the libraries that are there; says how to install those that are not."""
    from nnlab.bench.parties import libraries, missing

    lacking = missing()
    if lacking:
        names = ", ".join(libraries[name] for name in lacking)
        call.report.problem(Problem(code="bench.no_peer", level="note", values={"names": names}))
    return tuple(name for name in libraries if name not in lacking)


def _profile(call: Call, name: str, seconds: float) -> int:
    """Lists the plan of a file's or a preset's experiment."""
    from nnlab.bench import report
    from nnlab.bench.machine import machine
    from nnlab.bench.profile import profile
    from nnlab.bench.rounds import one_thread
    from nnlab.catalog import discover, load_catalog
    from nnlab.session import Run

    file, words = source.read(name), call.words
    catalog = load_catalog(() if call.safe_mode else discover(call.plugins))
    for problem in catalog.problems:
        call.report.problem(problem)
    with one_thread(()):
        found, around = profile(Run(file.experiment, catalog=catalog, start=file.start), seconds), machine()
    calls = [vars(one) for one in found.calls]
    plugins = [{**vars(one), "why": report.why(one, words)} for one in found.plugins]
    listed = {"experiment": found.name, "step_us": found.step_us, "calls": calls, "plugins": plugins}
    call.report.result({"profile": listed, "blas": around.blas, "threads": around.threads})
    width = _width()
    for table in (report.call_table(found, words), report.plugin_table(found, words)):
        call.report.say(report.rendered(table, width))
    for line in (report.whole_step(found, words), *report.surroundings(around, words)):
        call.report.say(line)
    return 0


def _width() -> int:
    return shutil.get_terminal_size((120, 40)).columns if sys.stdout.isatty() else 120


class _Bench:
    """One run of the command: what was measured so far, and how it is said."""

    def __init__(self, call: Call, chosen: list[str] | None, peers: tuple[str, ...], *, quick: bool) -> None:
        from nnlab.bench import rounds

        self.call, self.peers = call, peers
        self.pace: Pace = rounds.quick if quick else rounds.full
        self.chosen = chosen if chosen is not None else [p for p in parts if p != "cost" or not call.report.as_json]
        self.results: list[Result] = []
        self.swish: dict[str, Swish] = {}
        self.cost: dict[str, dict[int, float]] = {}

    def run(self) -> int:
        """Measures and reports; Ctrl-C ends it with what there is."""
        from nnlab.bench.machine import machine
        from nnlab.bench.rounds import one_thread

        with one_thread(self.peers):
            found = machine()
            try:
                with _progress(self.call) as told:
                    self.measure(told)
            except KeyboardInterrupt:
                self.say(found)
                count = len(self.results)
                self.call.report.error(
                    Problem(code="bench.stopped", level="note", values={"count": count}), result=self.json(found)
                )
                raise SystemExit(_stopped) from None
        self.say(found)
        self.call.report.result(self.json(found))
        return 0

    def measure(self, told: Told) -> None:
        """Measures what was chosen."""
        from nnlab.bench import cost, results, swish
        from nnlab.bench.workloads import workloads

        works = [work for work in workloads if work.id in self.chosen]
        for result in results.measure(works, self.peers, self.pace, told):
            self.results.append(result)
        if "swish" in self.chosen:
            self.swish = swish.measure(self.pace, told)
        if "cost" in self.chosen:
            self.cost = cost.measure(self.pace, told)

    def json(self, found: Machine) -> dict[str, Any]:
        """Returns the one object on stdout."""
        from nnlab.bench.results import everybody
        from nnlab.bench.swish import limits

        made = {one.work.id: one.json() for one in self.results}
        if self.swish:  # it belongs to W2
            nobody = {**dict.fromkeys(everybody), "unit": "epochs/s"}
            made.setdefault("W2", nobody)["swish"] = {
                name: {**vars(one.ratio), "how": one.how, "goal": limits[name]} for name, one in self.swish.items()
            }
        return {"workloads": made, "blas": found.blas, "threads": found.threads}

    def say(self, found: Machine) -> None:
        """Prints the tables."""
        from nnlab.bench import report

        words, say = self.call.words, self.call.report.say
        width = _width()
        if self.results:
            say(report.rendered(report.workload_table(self.results, words), width))
        if self.swish:
            say(report.rendered(report.swish_table(self.swish, words), width))
        if self.cost:
            say(report.rendered(report.cost_table(self.cost, words), width))
        for line in (*report.remarks(self.results, words), *report.surroundings(found, words)):
            say(line)


@contextmanager
def _progress(call: Call) -> Iterator[Told]:
    """Tells on stderr what is measured now: a bar on a terminal, elsewhere a line when a part begins."""
    if not sys.stderr.isatty():
        yield lambda part, done, total: call.report.note(f"{part} ...") if done == 0 else None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    with progress:
        task = progress.add_task(call.words.tr("Measuring"), total=None)
        yield lambda part, done, total: progress.update(task, description=part, completed=done, total=total)
