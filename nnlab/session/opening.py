"""`nnlab.read_table`: an experiment on a table of one's own, from its file and the names of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod
from pathlib import Path

from nnlab.engine import Border
from nnlab.experiment.choice import Choice, fits, guess, values_of, with_table
from nnlab.experiment.document import Chosen, Data, Experiment
from nnlab.experiment.edits import set_batch_size
from nnlab.experiment.facts import Facts
from nnlab.experiment.presets import preset
from nnlab.experiment.tables import table_id
from nnlab.records import fail
from nnlab.records.tables import Pasted, Reading, TableHead
from nnlab.session._data import described, draw
from nnlab.session._making import Maker
from nnlab.session._plugins import catalog_with
from nnlab.tables import read

_batches = ((2_000, 16), (50_000, 64))  # rows up to so many, samples in a batch
_largest_batch = 256


def read_table(
    source: str | Path | Pasted,
    *,
    target: str | Sequence[str] = "",
    inputs: Sequence[str] = (),
    classes: bool | None = None,
    zeros: Sequence[str] = (),
    start: Experiment | None = None,
    reading: Reading = Reading(),  # noqa: B008 - it is frozen
    progress: Callable[[float], None] = lambda done: None,
) -> Experiment:
    """Returns an experiment on a table: CSV, TSV and the like, also packed by gzip, or an `.npy` or `.npz` file.

        run = nnlab.Run(nnlab.read_table("flowers.csv", target="species"))

    `target` names the column to learn (or several, of values), `inputs` those to learn it from; without them both are
    guessed, as in the window. `classes` says whether the numbers of the target are classes or values; texts always are
    classes. In the columns `zeros` the number 0 is a missing value. `start` is the experiment whose network and
    training are taken, else a small usual one. `reading` says how the text is written, where it is not recognised.

    Raises ProblemError where the table cannot be read or has no such column.
    """
    sha256, head = read(source, reading, progress)
    choice = chosen(head, (target,) if isinstance(target, str) else tuple(target), tuple(inputs), classes, tuple(zeros))
    return opened(sha256, head, choice, start)


def chosen(
    head: TableHead, targets: Sequence[str], inputs: Sequence[str], classes: bool | None, zeros: Sequence[str]
) -> Choice:
    """Returns the use of the named columns, and a guess for the others. Raises ProblemError `table.no_name`."""
    choice = guess(head)
    answers = [_place(head, name) for name in targets if name]
    if len(answers) == 1:
        choice = choice.answering(answers[0], head)
    elif answers:
        rest = choice.inputs | {place for place in choice.targets if fits(head, place)}
        choice = replace(choice, inputs=rest).with_role(answers, "target")
        choice = replace(choice, targets=tuple(answers), categories=frozenset())
    if inputs:
        asked = [_place(head, name) for name in inputs]
        both = [head.columns[place].name for place in asked if place in choice.targets]
        if both and answers:
            raise fail("table.both", column=both[0])
        choice = replace(choice, inputs=frozenset(asked))
        choice = choice.with_role(asked, "input")
    if classes is not None:
        choice = choice.toggled("categories", choice.targets, classes)
    places = [_place(head, name) for name in zeros]
    return choice.toggled("zeros", places, True)


def opened(sha256: str, head: TableHead, choice: Choice, start: Experiment | None = None) -> Experiment:
    """Returns an experiment on a kept table. Raises ProblemError where its columns cannot be used so."""
    if not choice.inputs and len(head.columns) > 1:  # the data set would take all columns, whatever they hold
        raise fail("table.no_inputs", file=head.file)
    catalog = catalog_with(())[0]
    values = values_of(choice, sha256, head)
    drawn = draw(Data(source=Chosen(id=table_id, values=values)), Maker(catalog), Border())
    facts = Facts(data=described(drawn), layers=(), parameters=0)
    begin = _usual(head, choice) if start is None else start
    return with_table(begin, choice, values, catalog.infos, facts)


def _usual(head: TableHead, choice: Choice) -> Experiment:
    """Returns a small experiment to begin with: of pictures where all of their numbers are asked for."""
    pictures = head.shape is not None and choice.inputs == frozenset(range(prod(head.shape)))
    begin = preset("digits" if pictures and len(head.shape or ()) == 3 else "iris")
    batch = next((size for rows, size in _batches if head.rows <= rows), _largest_batch)
    return set_batch_size(begin, batch)


def _place(head: TableHead, name: str) -> int:
    names = [column.name for column in head.columns]
    if name not in names:
        shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
        raise fail("table.no_name", file=head.file, name=name, names=shown)
    return names.index(name)
