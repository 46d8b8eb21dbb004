"""`nnlab train --table`: the options that say which columns are learned from which, and the experiment they make."""

import csv
from typing import TYPE_CHECKING, NamedTuple

from nnlab.cli import source
from nnlab.cli.options import Call, one_of, text
from nnlab.cli.table import Written, bar
from nnlab.records import fail
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.experiment.file import ExperimentFile
    from nnlab.records.tables import Reading


class OwnTable:
    """The options of a table."""

    def __init__(self, words: Words) -> None:
        tr = words.tr
        self.table = text("--table", "FILE", tr("Train on a table of your own, as “nnlab table” reads it"))
        self.target = text("--target", tr("NAME"), tr("The column to learn (or several: a,b); else it is guessed"))
        self.inputs = text("--inputs", "A,B,…", tr("The columns to learn it from; else they are guessed"))
        self.classes = text(
            "--classes", "yes|no", tr("Whether the numbers of the target are classes or values; else it is guessed")
        )
        self.zeros = text("--zeros", "A,B,…", tr("The columns in which the number 0 is a missing value"))
        self.written = Written(words)


class Use(NamedTuple):
    """What the options say of a table's file and columns."""

    table: str
    target: str
    inputs: str
    classes: str
    zeros: str

    def check(self, experiment: str) -> None:
        """Raises ProblemError where nothing is named to train on, or columns of no table."""
        if not self.table:
            for name in ("target", "inputs", "classes", "zeros"):
                if getattr(self, name):
                    raise fail("command.needs_table", option=f"--{name}")
            if not experiment:
                raise fail("command.missing", name="FILE_OR_PRESET", command="nnlab train")
        one_of("--classes", self.classes, ("", "yes", "no"))


def on_table(use: Use, asked: "Reading", experiment: str, call: Call) -> "ExperimentFile":
    """Reads a table and returns an experiment on it, with the network and training of one that is named.

    Remarks on the table are written beside the result. Raises ProblemError.
    """
    targets = _names("--target", use.target)
    inputs, zeros = _names("--inputs", use.inputs), _names("--zeros", use.zeros)
    start = source.read(experiment).experiment if experiment else None
    from nnlab.experiment.file import ExperimentFile
    from nnlab.session.opening import chosen, opened
    from nnlab.tables import read

    with bar(call) as progress:
        sha256, head = read(use.table, asked, progress)
    for remark in head.remarks:
        call.report.problem(remark)
    classes = {"": None, "yes": True, "no": False}[use.classes]
    return ExperimentFile(experiment=opened(sha256, head, chosen(head, targets, inputs, classes, zeros), start))


def _names(option: str, value: str) -> tuple[str, ...]:
    """Returns the names of an option: divided by commas, in double quotes where one has a comma in it."""
    try:
        return tuple(name.strip() for name in next(csv.reader([value], strict=True), ()) if name.strip())
    except csv.Error:
        raise fail("command.names", option=option, value=value) from None
