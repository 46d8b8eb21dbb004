"""`nnlab predict`: what a trained network answers for rows of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from nnlab.cli import source
from nnlab.cli.help import Command
from nnlab.cli.numbers import plain_number
from nnlab.cli.options import Call, Shared, flag, text, texts, word
from nnlab.records import fail
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.cli.answering import Answered
    from nnlab.records.predictions import Prediction


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr(
        "Say what a trained network answers for rows of your own.\n\n"
        "Values are in the data's own units; an empty one or “?” is missing, and filled in as the experiment does. "
        "With --table, the answers are a table too: the rows with “answer” behind them, and for classes a share each."
    )
    what = word("FILE_OR_PRESET", tr("A .nnlab file, or a preset's id as “nnlab presets” lists it"))
    row_option = texts("--row", tr("VALUES"), tr("A row, such as 5.1,3.5,1.4,0.2 (may be said several times)"))
    set_option = texts(
        "--set", tr("COLUMN=VALUE"), tr("One column of a row, such as sepal_length=5.1; all others stand at their mean")
    )
    table_option = text("--table", "FILE", tr("A table (CSV, TSV, NPZ …) that has all columns, by name, in any order"))
    out_option = text("--out", "OUT.csv", tr("Write the table there instead of on the screen"))
    trust_option = flag(
        "--trust-enclosed",
        tr("Run the plugins that the file encloses, with your rights; they win over those installed"),
    )

    @app.command("predict", cls=Command, help=about)
    def predict(
        context: typer.Context,
        experiment: str = what,
        rows: list[str] = row_option,
        settings: list[str] = set_option,
        table: str = table_option,
        out: str = out_option,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        trust_enclosed: bool = trust_option,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> int:
        call = context.obj.with_shared(lang, plugins, safe_mode)
        if not (rows or settings or table):
            raise fail("command.no_rows")
        out_table = source.writable(out, ".csv") if out else None
        from nnlab.cli.answering import Question, ask

        question = Question(
            source=source.read(experiment),
            name=experiment,
            rows=tuple(rows),
            settings=tuple(settings),
            table=Path(table) if table else None,
            trust=trust_enclosed,
        )
        answered = ask(question, call)
        for note in answered.notes:
            call.report.problem(note)
        say(call, answered, out_table)
        return 0


def say(call: Call, answered: Answered, out: Path | None) -> None:
    """Writes the answers: as lines, as a table, or as one JSON object."""
    from nnlab.cli.answering import as_csv

    call.report.result(as_plain(answered))
    if answered.table is None:
        for answer in answered.answers:
            call.report.say(in_words(answered, answer, call.words))
        return
    written = as_csv(answered)
    if out is None:
        call.report.say(written.decode().rstrip("\n"))
        return
    from nnlab.records.writing import write_file

    write_file(out, written)
    trn = call.words.trn
    count = len(answered.answers)
    call.report.say(
        trn("{n} answer written to {file}", "{n} answers written to {file}", count).format(n=count, file=out)
    )


def as_plain(answered: Answered) -> dict[str, Any]:
    """Returns what the JSON says: for classes the answer, its shares and what they mean; for values their names."""
    return {
        "columns": list(answered.columns),
        "answers": [
            {
                "answer": answered.label(answer),
                "shares": dict(zip(answered.classes, answer.shares, strict=False)),
                "means": answer.means,
            }
            if answered.classes
            else {"values": dict(zip(answered.values, answer.outputs, strict=False))}
            for answer in answered.answers
        ],
    }


def in_words(answered: Answered, answer: Prediction, words: Words) -> str:
    """Returns one answer as a line: "setosa  94 %  (versicolor 4 %, virginica 2 %)"."""
    tr = words.tr
    if not answered.classes:
        named = zip(answered.values, answer.outputs, strict=False)
        return ", ".join(f"{name} = {plain_number(value)}" for name, value in named)
    label = answered.label(answer)
    if label is None:
        return tr("no answer: the outputs are no finite numbers")
    order = sorted(range(len(answered.classes)), key=lambda place: -answer.shares[place])
    said = [f"{answered.classes[place]} {100 * answer.shares[place]:.4g} %" for place in order]
    rest = f"  ({', '.join(said[1:6])})" if len(said) > 1 else ""
    line = f"{said[0]}{rest}"
    if answer.means == "scores":
        line += "  " + tr("(no probabilities: this loss only asks which output is larger)")
    return line
