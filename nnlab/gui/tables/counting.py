"""How often each class of a column is there, as far as what is known of the column tells it."""

from __future__ import annotations

from dataclasses import dataclass

from nnlab.experiment.choice import Choice
from nnlab.records.tables import TableColumn, TableHead, number_word


@dataclass(frozen=True)
class Class:
    """One class and how many rows are of it."""

    name: str
    rows: int


def classes_of(column: TableColumn) -> tuple[Class, ...]:
    """Returns the classes of a column; empty where only their number is known (`distinct`)."""
    if column.kind == "text":
        return tuple(Class(*one) for one in zip(column.words, column.counts, strict=False))
    reach, bins = column.high - column.low, len(column.counts)
    if reach == 0 and column.distinct:
        return (Class(number_word(column.low), sum(column.counts)),)
    if column.distinct == 2 and bins > 1:
        return Class(number_word(column.low), column.counts[0]), Class(number_word(column.high), column.counts[-1])
    if not column.whole or bins <= reach:
        return ()  # several numbers may lie in one bin
    found = []
    for step in range(int(reach) + 1):
        count = column.counts[min(int(step * bins / reach), bins - 1)]
        if count:
            found.append(Class(number_word(column.low + step), count))
    return tuple(found)


def inputs_made(choice: Choice, head: TableHead) -> int:
    """Returns how many inputs the chosen columns become: a category one for each of its words."""
    return sum(head.columns[place].distinct if choice.is_category(head, place) else 1 for place in choice.inputs)


def known_rows(choice: Choice, head: TableHead) -> int:
    """Returns how many rows have a target, if no row misses two of several."""
    lost = max((choice.missing_in(head, place) for place in choice.targets), default=0)
    return max(0, head.rows - lost)
