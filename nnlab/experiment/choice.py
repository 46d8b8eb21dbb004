"""What a table's columns are used for: a first guess, what a person made of it, and what a data set is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

from msgspec import structs

from nnlab.experiment import edits
from nnlab.experiment.document import Data, Experiment
from nnlab.experiment.facts import Facts
from nnlab.records import ComponentInfo, Value
from nnlab.records.tables import TableColumn, TableHead

Role = Literal["input", "target", "test", "none"]

most_classes = 20  # a whole number with no more values than these is guessed to be a category, as a target
most_words = 100  # different texts of an input: each becomes a column of its own
_answers = {
    "target", "label", "labels", "class", "classes", "outcome", "y", "output", "species", "answer",
    "目标", "标签", "类别", "分类", "结果", "种类", "品种", "答案",
}  # fmt: skip
_marks = {"split", "subset", "partition", "set", "is_test", "istest", "test", "train_test", "划分", "集合", "测试"}
_numbers = {"id", "index", "no", "no.", "nr", "number", "row", "key", "编号", "序号", "学号", "号"}
_few = 0.05  # so many rows may be left out without a word


@dataclass(frozen=True)
class Choice:
    """The parts of a table's columns (by number, from 0), and what is done to missing values and to scales."""

    inputs: frozenset[int] = frozenset()
    targets: tuple[int, ...] = ()
    categories: frozenset[int] = frozenset()
    zeros: frozenset[int] = frozenset()
    split: int | None = None
    missing: str = "drop"
    filler: float = 0.0
    scaling: str = "standardize"
    target_scaling: str = "standardize"

    def role(self, place: int) -> Role:
        """Returns what a column is used for."""
        if place in self.targets:
            return "target"
        if place == self.split:
            return "test"
        return "input" if place in self.inputs else "none"

    def with_role(self, places: Iterable[int], role: Role) -> Choice:
        """Returns the choice with columns used for something else; there may be several targets."""
        chosen = tuple(places)
        gone = frozenset(chosen)
        made = replace(
            self,
            inputs=self.inputs - gone,
            targets=tuple(place for place in self.targets if place not in gone),
            split=None if self.split in gone else self.split,
        )
        if role == "input":
            return replace(made, inputs=made.inputs | gone)
        if role == "target":
            return replace(made, targets=tuple(sorted((*made.targets, *chosen))))
        return replace(made, split=chosen[0]) if role == "test" else made

    def answering(self, place: int, head: TableHead) -> Choice:
        """Returns the choice with this column as the only target; the one before becomes an input, if it may be one."""
        before = [old for old in self.targets if old != place and may_be_input(head, old)]
        made = replace(self, targets=()).with_role(before, "input").with_role([place], "target")
        return replace(made, categories=made.categories | {place}) if looks_like_classes(head.columns[place]) else made

    def toggled(self, name: Literal["categories", "zeros"], places: Iterable[int], on: bool) -> Choice:
        """Returns the choice with columns as categories, or with zeros that mean missing, or without."""
        now = self.categories if name == "categories" else self.zeros
        then = now | frozenset(places) if on else now - frozenset(places)
        return replace(self, categories=then) if name == "categories" else replace(self, zeros=then)

    def is_category(self, head: TableHead, place: int) -> bool:
        """Tells whether a column is taken as categories: texts always are."""
        return head.columns[place].kind == "text" or place in self.categories

    def missing_in(self, head: TableHead, place: int) -> int:
        """Returns how many cells of a column are missing, with zeros where they mean that."""
        column = head.columns[place]
        return column.missing + (column.zeros if place in self.zeros else 0)


def guess(head: TableHead) -> Choice:
    """Returns what a table's columns are most likely meant for."""
    columns = head.columns
    split = next((place for place, column in enumerate(columns) if _marks_tests(column)), None)
    pixels = prod(head.shape) if head.shape else 0
    free = [place for place in range(pixels, len(columns)) if place != split]
    target = _target(head, free)
    inputs = frozenset(
        place for place in range(len(columns)) if place not in (split, target) and (place < pixels or fits(head, place))
    )
    made = Choice(inputs=inputs, targets=() if target is None else (target,), split=split)
    if target is not None and looks_like_classes(columns[target]):
        made = replace(made, categories=frozenset((target,)))
    if head.shape:
        made = replace(made, scaling="minmax")  # all pixels of a picture keep to one range
    lost = sum(columns[place].missing for place in inputs)
    return replace(made, missing="mean") if lost > _few * head.rows else made


def _target(head: TableHead, free: list[int]) -> int | None:
    named = [place for place in free if head.columns[place].name.strip().casefold() in _answers]
    known = [place for place in free if fits(head, place)]
    likely = named or known or free
    return likely[-1] if likely else None


def fits(head: TableHead, place: int) -> bool:
    """Tells whether a column is worth being an input: it is no name or number of its row, and has several values."""
    column = head.columns[place]
    if not may_be_input(head, place) or column.distinct == 1:
        return False
    known = (head.rows or len(head.first)) - column.missing
    each = known > 3 and column.distinct >= known
    if column.kind == "text":
        return not each
    return not (each and column.whole and column.name.strip().casefold() in _numbers)


def may_be_input(head: TableHead, place: int) -> bool:
    """Tells whether a column can be an input at all."""
    column = head.columns[place]
    return column.distinct > 0 and (column.kind == "number" or column.distinct <= most_words)


def looks_like_classes(column: TableColumn) -> bool:
    """Tells whether a column of numbers, as a target, is more likely a category than a value."""
    if column.kind != "number" or not column.distinct:
        return False
    return column.distinct == 2 or (column.whole and column.distinct <= most_classes)


def _marks_tests(column: TableColumn) -> bool:
    if column.name.strip().casefold() not in _marks or column.distinct != 2:
        return False
    return column.kind == "text" or (column.low, column.high) == (0, 1)


# ---- documents


def with_table(
    experiment: Experiment,
    choice: Choice,
    values: Mapping[str, Value],
    infos: Sequence[ComponentInfo],
    facts: Facts | None,
) -> Experiment:
    """Returns the experiment with a table as its data and all that was chosen of it, as one edit.

    `facts` are those of the table where rows that miss an input are left out.
    """
    if choice.missing != "drop":
        facts = _with_all_rows(facts)
    made = edits.set_table(experiment, values, infos, facts)
    made = edits.set_missing(made, choice.missing, choice.filler if choice.missing == "constant" else None)
    made = edits.set_field(made, "data.scaling", choice.scaling)
    targets = facts.data.targets if facts is not None and facts.data is not None else "classes"
    made = edits.set_target_scaling(made, choice.target_scaling if targets == "values" else "none")
    return edits.set_field(made, "data.split", "auto") if choice.split is not None else made


def _with_all_rows(facts: Facts | None) -> Facts | None:
    """Returns the facts with the rows for training that were left out for a missing input: they will be filled in."""
    if facts is None or facts.data is None:
        return facts
    data = facts.data
    rows = data.train_rows + data.dropped - data.unanswered
    return structs.replace(facts, data=structs.replace(data, train_rows=rows))


def values_of(choice: Choice, sha256: str, head: TableHead) -> dict[str, Value]:
    """Returns the values of the data set `table`."""
    used = {*choice.inputs, *choice.targets}
    return {
        "table": sha256,
        "file": head.file,
        "inputs": _numbered(choice.inputs),
        "targets": _numbered(choice.targets),
        "categories": _numbered(place for place in choice.categories if head.columns[place].kind == "number"),
        "zeros": _numbered(place for place in choice.zeros if place in used),
        "split": _numbered(() if choice.split is None else (choice.split,)),
    }


def choice_of(data: Data, head: TableHead) -> Choice:
    """Returns the choice that an experiment was made with; it names all columns that the data set takes by itself."""
    values, count = data.source.values, len(head.columns)
    inputs, targets, categories, zeros, splits = (
        [place for place in _places(values, name) if place < count]
        for name in ("inputs", "targets", "categories", "zeros", "split")
    )
    targets = targets or list(guess(head).targets)
    taken = {*targets, *splits}
    return Choice(
        inputs=frozenset(inputs or (place for place in range(count) if place not in taken)),
        targets=tuple(targets),
        categories=frozenset(categories),
        zeros=frozenset(zeros),
        split=splits[0] if splits else None,
        missing=data.missing,
        filler=data.filler,
        scaling=data.scaling,
        target_scaling=data.target_scaling,
    )


def _places(values: Mapping[str, Value], name: str) -> list[int]:
    found = values.get(name, ())
    return [int(number) for number in found] if isinstance(found, tuple) else []


def _numbered(places: Iterable[int]) -> tuple[float, ...]:
    return tuple(float(place) for place in sorted(places))


def alike(before: TableHead, after: TableHead) -> bool:
    """Tells whether two heads have the same columns, so that a choice of one holds for the other."""
    return [column.name for column in before.columns] == [column.name for column in after.columns]
