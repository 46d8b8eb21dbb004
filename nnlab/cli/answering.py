"""Asks a network for answers in a kernel process, and writes them as a table."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import numpy as np

from nnlab.cli.enclosed import trusting
from nnlab.cli.job import Job, checked, edited, open_run
from nnlab.cli.options import Call
from nnlab.cli.rows import Rows, listed, row_of, row_with, rows_of
from nnlab.cli.worker import Worker
from nnlab.experiment.file import ExperimentFile
from nnlab.experiment.naming import target_names
from nnlab.kernel.messages import Answer, AskAnswers, Points
from nnlab.records import Array, Problem, ProblemError
from nnlab.records.predictions import Prediction
from nnlab.records.tables import KeptTable, TableColumn, kept_table, number_word

_chunk = 4096  # rows that are asked for at once


@dataclasses.dataclass(frozen=True, kw_only=True)
class Question:
    """What to ask: rows as texts, columns set by name, or a table; `trust` runs the plugins that the file encloses."""

    source: ExperimentFile
    name: str
    rows: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    table: Path | None = None
    trust: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Answered:
    """The answers, with the names of columns, classes and values, and the table that was asked for."""

    answers: tuple[Prediction, ...]
    columns: tuple[str, ...]
    classes: tuple[str, ...]
    values: tuple[str, ...]
    table: KeptTable | None = None
    notes: tuple[Problem, ...] = ()

    def label(self, answer: Prediction) -> str | None:
        """Returns the name of the class that wins, None where none does."""
        return None if answer.label is None else self.classes[answer.label]


def ask(question: Question, call: Call) -> Answered:
    """Returns the answers. Raises ProblemError where the network or a row is not whole."""
    if not question.trust:
        return _ask(question, call)
    with trusting(question.source, call, question.name) as trusted:
        return _ask(question, trusted)


def _ask(question: Question, call: Call) -> Answered:
    source = question.source
    table = None
    if question.table is not None:
        from nnlab.tables import read

        table = kept_table(read(question.table)[0])
    with Worker(call.report, call.plugins, call.safe_mode) as worker:
        experiment = edited(worker, source.experiment, (), call)
        applied = open_run(worker, source, experiment)
        job = Job(source=source, name=question.name, trust=question.trust)
        notes = [problem for problem in checked(experiment, applied, worker, call, job) if problem.level != "note"]
        data = applied.facts.data
        assert data is not None  # else something stood in the way, which `checked` raised
        if applied.step == 0:
            notes.append(Problem(code="command.untrained", level="note"))
        rows = [row_of(text, data.columns) for text in question.rows]
        if question.settings:
            row, left = row_with(question.settings, data.columns, _means(worker))
            rows.append(row)
            if left:
                notes.append(Problem(code="command.means", level="note", values={"names": listed(left)}))
        made = np.array(rows, float).reshape(-1, len(data.columns))
        if table is not None:
            made = np.concatenate([made, rows_of(table, experiment, data.columns)])
        if not data.filled and table is None:
            _refuse_missing(made, data.columns)
        answers = _answers(worker, made)
    values = target_names(experiment, len(answers[0].outputs) if answers else 1, call.words.tr("value"))
    unanswered = sum(not np.isfinite(answer.outputs).all() for answer in answers)
    if unanswered and table is not None:
        notes.append(Problem(code="command.unanswered", level="warning", values={"count": unanswered}))
    return Answered(
        answers=answers, columns=data.columns, classes=data.classes, values=values, table=table, notes=tuple(notes)
    )


def _refuse_missing(rows: Rows, columns: tuple[str, ...]) -> None:
    missing = np.argwhere(np.isnan(rows))
    if len(missing):
        name = columns[int(missing[0][1])]
        raise ProblemError(Problem(code="command.row_missing", values={"name": name}))


def _means(worker: Worker) -> Rows:
    """Returns the mean of every column in the training samples."""
    x = worker.wait(Points).train_x.numpy()
    with np.errstate(all="ignore"):
        return np.asarray(np.nanmean(x.reshape(len(x), -1).astype(float), axis=0))


def _answers(worker: Worker, rows: Rows) -> tuple[Prediction, ...]:
    made: list[Prediction] = []
    for place in range(0, len(rows), _chunk):
        part = Array.of(np.ascontiguousarray(rows[place : place + _chunk]))
        worker.send(AskAnswers(run=1, rev=1, id=place + 1, rows=part))
        answer = worker.wait(Answer, lambda one, wanted=place + 1: one.id == wanted)  # type: ignore[misc]
        if answer.problem is not None:
            raise ProblemError(answer.problem)
        made += answer.answers
    return tuple(made)


def as_csv(answered: Answered) -> bytes:
    """Returns the table with its answers behind each row: the class and a share for each, or the values."""
    table = answered.table
    assert table is not None
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    columns = table.head.columns
    more = [f"answer={name}" for name in answered.classes] or [f"answer {name}" for name in answered.values]
    rows.writerow([*(column.name for column in columns), *(["answer"] if answered.classes else []), *more])
    answers = answered.answers[len(answered.answers) - len(table.numbers) :]
    for numbers, answer in zip(table.numbers, answers, strict=True):
        cells = [_cell(float(number), column) for number, column in zip(numbers, columns, strict=True)]
        if answered.classes:
            shares = answer.shares or ("",) * len(answered.classes)
            rows.writerow([*cells, answered.label(answer) or "", *(_number(share) for share in shares)])
        else:
            rows.writerow([*cells, *(_number(value) for value in answer.outputs)])
    return written.getvalue().encode()


def _cell(number: float, column: TableColumn) -> str:
    if not np.isfinite(number):
        return ""
    if column.kind == "number":
        return number_word(number)
    return column.words[int(number)] if number < len(column.words) else "…"


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.9g}" if np.isfinite(value) else ""
