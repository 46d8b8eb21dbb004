"""`nnlab train`: trains an experiment without a window."""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from msgspec.structs import replace

from nnlab.cli import source
from nnlab.cli.help import Command
from nnlab.cli.on_table import OwnTable, Use, on_table
from nnlab.cli.options import Call, Shared, flag, text, texts, whole_number
from nnlab.cli.report import WorkError
from nnlab.cli.scores import as_lines, as_plain
from nnlab.cli.table import reading
from nnlab.records import History, Problem, ProblemError, Value, fail
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.cli.job import Job, Outcome

_most_epochs, _most_seed = 10**9, 2**63 - 1


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr(
        "Train a preset or a file's experiment, as fast as it goes.\n\n"
        "A file with a checkpoint goes on where it was left, to the last bit: --epochs then counts the epochs that are "
        "added, and the number of epochs reported is what is reached in all. A preset's name wins over a file of the "
        "same name (write ./NAME for the file).\n\n"
        "With --table it is trained on a table of your own: a CSV file and the like, or arrays as .npy or .npz.\n\n"
        "The exit code is 0 when all went well, 1 when training failed, 2 when it could not begin."
    )
    what = typer.Argument(
        "",
        metavar="[FILE_OR_PRESET]",
        help=tr(
            "A .nnlab file, or a preset's id as “nnlab presets” lists it; with --table, whose network and training are "
            "taken"
        ),
    )
    own = OwnTable(words)
    epochs_option = text(
        "--epochs",
        "N",
        tr(
            "How many epochs to train, if no stop rule of the experiment is met before; "
            "without it, until one is met (--set training.stop.loss=0.01), and 600 where there is none"
        ),
    )
    seed_option = text(
        "--seed", "S", tr("Begin anew with this seed for start weights, order and noise; data and split stay")
    )
    set_option = texts(
        "--set",
        tr("PATH=VALUE"),
        tr("Change a setting first, such as training.optimizer.learning_rate=0.01 (may be said several times)"),
    )
    save_option = text("--save", "OUT.nnlab", tr("Write the experiment with weights and history when training is done"))
    enclose_option = flag(
        "--enclose",
        tr("Put the text of the plugins that are not nnlab's own into OUT.nnlab, so that it can be opened elsewhere"),
    )
    trust_option = flag(
        "--trust-enclosed",
        tr("Run the plugins that the file encloses, with your rights; they win over those installed"),
    )
    history_option = text("--history", "OUT.csv", tr("Write losses and metrics of every recorded epoch as a table"))

    scores_option = flag(
        "--scores",
        tr("Count the answers at the end: accuracy, confusion matrix, precision, recall and F1, or R², MAE and RMSE"),
    )

    @app.command("train", cls=Command, help=about)
    def train(
        context: typer.Context,
        experiment: str = what,
        epochs: str = epochs_option,
        seed: str = seed_option,
        settings: list[str] = set_option,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        save: str = save_option,
        enclose: bool = enclose_option,
        trust_enclosed: bool = trust_option,
        history: str = history_option,
        scores: bool = scores_option,
        table: str = own.table,
        target: str = own.target,
        inputs: str = own.inputs,
        classes: str = own.classes,
        zeros: str = own.zeros,
        delimiter: str = own.written.delimiter,
        decimal: str = own.written.decimal,
        encoding: str = own.written.encoding,
        header: str = own.written.header,
        quote: str = own.written.quote,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> int:
        call = context.obj.with_shared(lang, plugins, safe_mode)
        from nnlab.cli.job import Job

        changed = tuple(pair(setting) for setting in settings)
        number = whole_number("--epochs", epochs, 0, _most_epochs) if epochs else None
        begin = whole_number("--seed", seed, 0, _most_seed) if seed else None
        out_file = source.writable(save, ".nnlab") if save else None
        out_table = source.writable(history, ".csv") if history else None
        use = Use(table, target, inputs, classes, zeros)
        use.check(experiment)
        asked = reading(delimiter, decimal, encoding, header, quote)
        job = Job(
            source=on_table(use, asked, experiment, call) if table else source.read(experiment),
            epochs=number,
            seed=begin,
            settings=changed,
            name=experiment or table,
            trust=trust_enclosed,
            enclose=enclose,
            count=scores,
        )
        try:
            outcome = run(job, call)
        except WorkError as error:
            if error.left is not None:
                error.after = _kept(error.left, out_file, out_table)
            raise
        _, failed = write(outcome, out_file, out_table)
        for note in outcome.notes:
            call.report.problem(note)
        for note in outcome.unsaid if out_file is not None else ():
            call.report.problem(replace(note, values={"file": save, **note.values}))
        _say(call, outcome)
        if failed:
            call.report.error(*failed, result=summary(outcome))
            return 2
        call.report.result(summary(outcome))
        return 0


def write(outcome: "Outcome", out_file: Path | None, out_table: Path | None) -> tuple[list[str], list[Problem]]:
    """Writes the run and the table of its history, each if it is wanted, and the one even where the other fails.

    Returns what was written and what went wrong.
    """
    from nnlab.experiment.file import save
    from nnlab.experiment.keeping import with_tables
    from nnlab.records.writing import write_file

    written: list[str] = []
    failed: list[Problem] = []

    def attempt(path: Path, put: Callable[[], object]) -> None:
        try:
            put()
            written.append(str(path))
        except ProblemError as error:
            failed.append(error.problem)

    if out_file is not None:
        attempt(out_file, lambda: save(out_file, with_tables(outcome.file)))
    if out_table is not None:
        attempt(out_table, partial(write_file, out_table, table(outcome.history)))
    return written, failed


def _kept(left: "Outcome", out_file: Path | None, out_table: Path | None) -> tuple[Problem, ...]:
    """Writes the last good state of a training that failed; returns what there is to say of it."""
    written, failed = write(left, out_file, out_table)
    values: dict[str, Value] = {"epoch": left.epochs, "files": ", ".join(written)}
    return (*([Problem(code="command.kept", level="note", values=values)] if written else []), *failed)


def pair(setting: str) -> tuple[str, str]:
    """Returns path and value of PATH=VALUE. Raises ProblemError `command.set` or `command.set_path`."""
    path, equals, value = setting.partition("=")
    if not equals:
        raise fail("command.set", value=setting)
    if not path.strip():
        raise fail("command.set_path", value=setting)
    return path.strip(), value


def run(job: "Job", call: Call) -> "Outcome":
    """Trains with a progress bar, where stderr is a terminal. Raises as `nnlab.cli.job.train`."""
    from nnlab.cli.job import train

    with _bar(call) as on_epoch:
        return train(job, call, on_epoch)


def summary(outcome: "Outcome") -> dict[str, Any]:
    """Returns what the JSON says of a training; `stopped` is there where a stop rule ended it."""
    scores, stopped = outcome.scores, outcome.stopped
    return {
        "epochs": outcome.epochs,
        "train_loss": _last(scores.train_loss),
        "test_loss": _last(scores.test_loss),
        "metrics": {name: _last(values) for name, values in scores.metrics.items()},
        "seconds": outcome.seconds,
        "parameters": outcome.parameters,
        **({"stopped": stopped.code} if stopped is not None else {}),
        **({"scores": as_plain(outcome.counted)} if outcome.counted is not None else {}),
    }


def table(history: History) -> bytes:
    """Returns a history as CSV: epoch, train_loss, test_loss and the metrics, numbers to the last bit."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    metrics = history.metrics
    rows.writerow(["epoch", "train_loss", "test_loss", *metrics])
    columns = [history.train_loss, history.test_loss, *metrics.values()]
    for place, epoch in enumerate(history.epoch):
        rows.writerow([epoch, *(repr(column[place]) if place < len(column) else "" for column in columns)])
    return written.getvalue().encode()


def _last(values: tuple[float, ...]) -> float | None:
    return values[-1] if values else None


def _say(call: Call, outcome: "Outcome") -> None:
    tr, found = call.words.tr, summary(outcome)
    rows = [
        (tr("Epochs"), f"{outcome.epochs}"),
        (tr("Training loss"), _short(found["train_loss"])),
        (tr("Test loss"), _short(found["test_loss"])),
        *((name, _short(value)) for name, value in found["metrics"].items()),
        (tr("Parameters"), f"{outcome.parameters}"),
        (tr("Seconds"), f"{outcome.seconds:.2f}"),
    ]
    from nnlab.cli.help import cells

    width = max(cells(name) for name, _ in rows)
    for name, value in rows:
        call.report.say(f"{name}{' ' * (width - cells(name))}  {value}")
    if outcome.stopped is not None:
        call.report.say(call.report.sentence(outcome.stopped))
    for line in as_lines(outcome.counted, call.words) if outcome.counted is not None else ():
        call.report.say(line)


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.6g}"


@contextmanager
def _bar(call: Call) -> Iterator[Callable[[int, int | None], None] | None]:
    """Shows a progress bar on stderr where that is a terminal; elsewhere there is nobody to tell."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    title = call.words.tr("Training")
    progress = Progress(
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
