"""A training job: from an experiment's file and the options to what training gave."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence

from nnlab.cli.enclosed import say_missing, trusting, with_plugins
from nnlab.cli.options import Call
from nnlab.cli.report import WorkError
from nnlab.cli.worker import Worker
from nnlab.experiment.checks import check
from nnlab.experiment.document import Experiment, Stop
from nnlab.experiment.edits import new_weights, set_value
from nnlab.experiment.file import ExperimentFile
from nnlab.experiment.slots import slots
from nnlab.kernel.messages import (
    Applied,
    Credit,
    Edit,
    Finished,
    Frame,
    Open,
    Save,
    Saved,
    ScoresView,
    Speed,
    Subscribe,
    Train,
    Trouble,
)
from nnlab.records import ComponentInfo, History, Problem, ProblemError
from nnlab.records.scores import Scores

usual_epochs = 600  # where nobody says when to end


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job:
    """What to train, and how far.

    `epochs` None: until one of the experiment's stop rules is met; without any, so many as are usual. `seed` None: the
    experiment's own. `settings` are pairs of path and value. `name` is what the source is called. `trust` runs the
    plugins that it encloses; `enclose` puts the texts of those in use into the file that comes out, as is done where
    the source held some; `count` counts the answers at the end.
    """

    source: ExperimentFile
    epochs: int | None = None
    seed: int | None = None
    settings: tuple[tuple[str, str], ...] = ()
    name: str = ""
    trust: bool = False
    enclose: bool = False
    count: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """What training gave: the run as a file holds it, the epochs reached, and what was counted on the way.

    `scores` is one point: losses and metrics at the end, which the thinned grid of a long history may lack. `stopped`
    is the stop rule that ended it, as a note; `counted` are the answers at the end, where they were asked for; `unsaid`
    is what there is to say of foreign plugins where `file` is kept.
    """

    file: ExperimentFile
    history: History
    epochs: int
    scores: History
    parameters: int
    seconds: float
    stopped: Problem | None = None
    counted: Scores | None = None
    notes: tuple[Problem, ...] = ()
    unsaid: tuple[Problem, ...] = ()


def train(job: Job, call: Call, on_epoch: Callable[[int, int | None], None] | None = None) -> Outcome:
    """Trains in a kernel process at full speed; `on_epoch` is told how many epochs are done, of how many if one knows.

    Raises ProblemError where the job cannot be begun, WorkError where it fails on the way; the error has the last good
    state as an Outcome, if there is one.
    """
    if not job.trust:
        return _train(job, call, on_epoch)
    with trusting(job.source, call, job.name) as trusted:
        return _train(job, trusted, on_epoch)


def _train(job: Job, call: Call, on_epoch: Callable[[int, int | None], None] | None) -> Outcome:
    source = job.source
    if job.seed is not None:
        begun = new_weights(source.experiment, job.seed)
        source = ExperimentFile(experiment=begun, plugins=source.plugins, named=source.named)
    begin = source.checkpoint.epoch if source.checkpoint else 0

    def on_frame(frame: Frame) -> None:
        if on_epoch is not None:
            on_epoch(frame.epoch - begin, None if until is None else until - begin)

    with Worker(call.report, call.plugins, call.safe_mode, on_frame if on_epoch else None) as worker:
        experiment = edited(worker, source.experiment, job.settings, call)
        until = _until(job.epochs, experiment, begin)
        applied = open_run(worker, source, experiment)
        notes = checked(experiment, applied, worker, call, job)
        if job.epochs is None and experiment.training.stop == Stop():
            notes = (*notes, Problem(code="command.usual_epochs", level="note", values={"epochs": usual_epochs}))

        def outcome(saved: Saved, scores: History, stopped: Problem | None = None) -> Outcome:
            file, unsaid = with_plugins(_as_file(saved, source), source, worker.catalog, enclose=job.enclose)
            return Outcome(
                file=file,
                history=saved.history,
                epochs=saved.checkpoint.epoch,
                scores=scores,
                parameters=applied.facts.parameters,
                seconds=seconds,
                stopped=stopped,
                notes=notes,
                unsaid=unsaid,
            )

        started = time.perf_counter()
        worker.show_frames()
        try:
            worker.send(Train(run=1, rev=2, until=until, speed=Speed(0.0)))
            finished = worker.wait(Finished)
            seconds = time.perf_counter() - started
            worker.send(Save(run=1, rev=2, token=1))
            saved = worker.wait(Saved, lambda message: message.token == 1)
            made = outcome(saved, finished.scores, finished.stopped or _at_its_end(job, experiment, begin))
            return dataclasses.replace(made, counted=_counted(worker)) if job.count else made
        except WorkError as error:
            seconds = time.perf_counter() - started
            left = worker.last_good(error)
            if left is not None and not (error.source is Trouble and left.step == applied.step):
                error.left = outcome(left, History())
            raise


def _counted(worker: Worker) -> Scores:
    """Returns the scores of the state that training has come to."""
    worker.send(Subscribe(run=1, rev=2, views=(ScoresView(),)))
    while True:
        worker.send(Credit(run=1))
        frame = worker.wait(Frame)
        if frame.scores is not None and frame.scores.step == frame.step and not frame.training:
            return frame.scores


def edited(worker: Worker, experiment: Experiment, settings: Sequence[tuple[str, str]], call: Call) -> Experiment:
    """Returns the experiment with the settings, as soon as the plugins that they need are there.

    Most need only bundled ones, and so do not wait for a plugin that loops for ever while it is tried.
    """
    while True:
        settled = worker.settled  # asked before the catalogue is looked at
        worker.drain()
        try:
            made = experiment
            for path, value in settings:
                made = set_value(made, path, value, worker.catalog)
            if settled or not missing(made, worker.catalog):
                return made
        except ProblemError as error:
            if settled:
                if error.problem.code.startswith("edit.component"):
                    _say_why_missing((str(error.problem.values.get("id")),), worker, call)
                raise
        worker.take()


def missing(experiment: Experiment, catalog: Sequence[ComponentInfo]) -> tuple[str, ...]:
    """Returns the ids of the chosen components that are not in the catalogue."""
    known = {(info.kind, info.id) for info in catalog}
    chosen = [(slot.kind, slot.chosen.id) for slot in slots(experiment) if slot.chosen is not None]
    return tuple(ident for kind, ident in chosen if (kind, ident) not in known)


def _until(epochs: int | None, experiment: Experiment, begin: int) -> int | None:
    """Returns the epoch to train to, as far as it is known; None where a stop rule without a number has to end it."""
    stop = experiment.training.stop
    if epochs is None and stop == Stop():
        epochs = usual_epochs
    ends = [] if epochs is None else [begin + epochs]
    if stop.epochs is not None:
        ends.append(max(begin, stop.epochs))
    return min(ends, default=None)


def _at_its_end(job: Job, experiment: Experiment, begin: int) -> Problem | None:
    """Returns why nothing was trained, where a run has already come to the epoch of its stop rule."""
    epochs = experiment.training.stop.epochs
    if epochs is None or begin < epochs or job.epochs == 0:
        return None
    return Problem(code="stopped.epochs", level="note", values={"epoch": begin, "epochs": epochs})


def open_run(worker: Worker, source: ExperimentFile, experiment: Experiment) -> Applied:
    """Opens the run in the kernel; settings given to a run on its way are an edit, which keeps its weights."""
    on_its_way = source.checkpoint is not None or bool(source.events)
    worker.send(
        Open(
            run=1,
            rev=1,
            experiment=source.experiment if on_its_way else experiment,
            began=source.began if on_its_way else None,
            events=source.events,
            checkpoint=source.checkpoint,
            history=source.history if on_its_way else None,
            start=source.start,
        )
    )
    applied = worker.wait(Applied)
    if not on_its_way or experiment == source.experiment:
        return applied
    worker.send(Edit(run=1, rev=2, experiment=experiment))
    return worker.wait(Applied)


def checked(experiment: Experiment, applied: Applied, worker: Worker, call: Call, job: Job) -> tuple[Problem, ...]:
    """Returns warnings and notes on an experiment.

    Raises ProblemError with its first error, after the others are reported. Where a component is missing because its
    file was set aside, that is the error, and else that its plugin is enclosed and not installed.
    """
    found = check(experiment, worker.catalog, applied.facts)
    problems = list({call.report.sentence(problem): problem for problem in found}.values())
    errors = [problem for problem in problems if problem.level == "error"]
    if not errors:
        return tuple(problems)
    absent = [problem for problem in errors if problem.code in ("check.missing", "plugin.unknown")]
    if absent:
        _say_why_missing([str(problem.values.get("id")) for problem in absent], worker, call)
        if not job.trust:
            say_missing(job.source, experiment, worker.catalog, job.name)
    for problem in errors[1:]:
        call.report.problem(problem)
    raise ProblemError(errors[0])


def _say_why_missing(ids: Sequence[str], worker: Worker, call: Call) -> None:
    """Reports the problems of plugins, one of which may be why components are missing.

    Raises ProblemError with the one that surely is: that of a file that brought them and is set aside.
    """
    for problem in worker.problems:
        brought = str(problem.values.get("components", "")).split(", ")
        if problem.code.startswith("kernel.quarantined") and (brought == [""] or set(ids).intersection(brought)):
            raise ProblemError(problem)
    for problem in worker.problems:
        call.report.problem(problem)


def _as_file(saved: Saved, source: ExperimentFile) -> ExperimentFile:
    return ExperimentFile(
        experiment=saved.experiment,
        began=saved.began if saved.events else None,
        events=saved.events,
        start=source.start,
        checkpoint=saved.checkpoint,
        history=saved.history,
    )
