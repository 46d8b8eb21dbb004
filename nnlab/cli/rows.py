"""Rows to predict, from a command line or a table: numbers in the order of the data's columns, NaN where missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnlab.experiment.arithmetic import number_of
from nnlab.experiment.document import Experiment
from nnlab.experiment.questions import Field, fields_of
from nnlab.experiment.tables import table_id
from nnlab.records import ProblemError, fail
from nnlab.records.tables import KeptTable, TableColumn, kept_head, number_word

Rows = npt.NDArray[np.float64]
_shown = 20  # names that a sentence lists
_nothing = ("", "?", "NA", "N/A", "nan", "NaN", "-")


def row_of(text: str, columns: tuple[str, ...]) -> Rows:
    """Returns the row (columns,) of `--row`. Raises ProblemError."""
    fields = fields_of(columns)
    cells = [cell.strip() for cell in text.split(";" if ";" in text else ",")]
    if len(cells) == len(columns) != len(fields):
        fields = tuple(Field(name, (place,)) for place, name in enumerate(columns))
    if len(cells) != len(fields):
        names = listed([field.name for field in fields])
        raise fail("command.row_length", wanted=len(fields), count=len(cells), names=names, value=text[:200])
    row = np.zeros(len(columns))
    for field, cell in zip(fields, cells, strict=True):
        row[list(field.columns)] = values_of(field, cell)
    return row


def row_with(settings: Sequence[str], columns: tuple[str, ...], means: Rows) -> tuple[Rows, tuple[str, ...]]:
    """Returns the row of all `--set`, and the names of the columns that stand at their mean. Raises ProblemError."""
    fields = {field.name: field for field in fields_of(columns)}
    row, left = means.copy(), dict(fields)
    for setting in settings:
        name, equals, cell = setting.partition("=")
        if not equals:
            raise fail("command.row_set", value=setting)
        field = fields.get(name.strip())
        if field is None:
            raise fail("command.row_column", name=name.strip(), names=listed(list(fields)))
        row[list(field.columns)] = values_of(field, cell.strip())
        left.pop(field.name, None)
    return row, tuple(left)


def values_of(field: Field, cell: str) -> Rows:
    """Returns what a text means for a question's columns. Raises ProblemError."""
    if cell in _nothing:
        return np.full(len(field.columns), np.nan)
    if field.words:
        if cell not in field.words:
            raise fail("command.row_word", value=cell, name=field.name, words=listed(list(field.words)))
        return np.array([float(word == cell) for word in field.words])
    try:
        return np.array([number_of(cell)])
    except ProblemError:
        raise fail("command.row_number", value=cell[:60], name=field.name) from None


def rows_of(table: KeptTable, experiment: Experiment, columns: tuple[str, ...]) -> Rows:
    """Returns the rows (N, columns) of a table that has a column for every question; words that the data did not have
    are missing. Raises ProblemError `command.table_column`."""
    places = {column.name: place for place, column in enumerate(table.head.columns)}
    zeros, fields = zero_columns(experiment), fields_of(columns)
    made = np.full((len(table.numbers), len(columns)), np.nan)
    for field in fields:
        names = [columns[column] for column in field.columns]
        if field.name in places:
            numbers = table.numbers[:, places[field.name]].astype(float)
            made[:, list(field.columns)] = _spread(numbers, table.head.columns[places[field.name]], field)
            if field.name in zeros:
                made[:, list(field.columns)] = np.where(numbers == 0, np.nan, numbers)[:, np.newaxis]
        elif all(name in places for name in names):
            made[:, list(field.columns)] = table.numbers[:, [places[name] for name in names]]
        else:
            known = listed([one.name for one in fields])
            raise fail("command.table_column", file=Path(table.head.file).name, name=field.name, names=known)
    return made


def _spread(numbers: Rows, column: TableColumn, field: Field) -> Rows:
    """Returns a column (N,) as the columns of its question."""
    if not field.words:
        known = column.kind == "number"
        return (numbers if known else np.full(len(numbers), np.nan))[:, np.newaxis]
    if column.kind == "text":
        words = np.array([*column.words, ""])
        listed = numbers < len(words)  # neither missing nor a text that is not among the words
        said = words[np.where(listed, numbers, len(column.words)).astype(int)]
    else:
        said = np.array(["" if not np.isfinite(number) else number_word(number) for number in numbers.tolist()])
    hot = np.stack([said == word for word in field.words], axis=1).astype(float)
    hot[~hot.any(axis=1)] = np.nan
    return hot


def zero_columns(experiment: Experiment) -> frozenset[str]:
    """Returns the names of the columns of an opened table in which 0 means missing."""
    source = experiment.data.source
    zeros, name = source.values.get("zeros"), source.values.get("table")
    if source.id != table_id or not isinstance(zeros, tuple) or not zeros or not isinstance(name, str):
        return frozenset()
    head = kept_head(name)
    return frozenset(head.columns[int(place)].name for place in zeros if int(place) < len(head.columns))


def listed(names: Sequence[str]) -> str:
    """Returns names for a sentence, no more than one reads."""
    return ", ".join(names[:_shown]) + (", …" if len(names) > _shown else "")
