"""What the sheet of a table says: what follows from a choice in one line, and why it cannot be used as it is."""

from __future__ import annotations

from nnlab.experiment.choice import Choice, may_be_input, most_words
from nnlab.gui.language import Language
from nnlab.gui.tables.counting import classes_of, inputs_made, known_rows
from nnlab.records.tables import TableHead

_told = 4  # classes that are counted in the line
most_targets = 1000  # different texts of a target


def size_words(head: TableHead, language: Language) -> str:
    """Words how large a table is; before it is counted, that its first rows are shown."""
    columns = language.trn("{n} column", "{n} columns", len(head.columns)).format(n=f"{len(head.columns):,}")
    if not head.rows:
        return language.tr("{columns}, first rows").format(columns=columns)
    rows = language.trn("{n} row", "{n} rows", head.rows).format(n=f"{head.rows:,}")
    return language.tr("{rows}, {columns}").format(rows=rows, columns=columns)


def summary(choice: Choice, head: TableHead, language: Language) -> str:
    """Words what follows: "768 rows: 8 inputs, 2 classes (0: 500, 1: 268)"."""
    tr, trn = language.tr, language.trn
    made, known = inputs_made(choice, head), known_rows(choice, head)
    inputs = trn("{n} input", "{n} inputs", made).format(n=f"{made:,}")
    targets = _targets(choice, head, language)
    if not head.rows:
        return tr("{inputs}, {targets}").format(inputs=inputs, targets=targets)
    rows = trn("{n} row", "{n} rows", known).format(n=f"{known:,}")
    return tr("{rows}: {inputs}, {targets}").format(rows=rows, inputs=inputs, targets=targets)


def _targets(choice: Choice, head: TableHead, language: Language) -> str:
    tr, trn = language.tr, language.trn
    if not choice.targets:
        return tr("no target")
    if len(choice.targets) > 1:
        return trn("{n} value", "{n} values", len(choice.targets)).format(n=len(choice.targets))
    place = choice.targets[0]
    column = head.columns[place]
    if not choice.is_category(head, place):
        return tr("the value “{name}”").format(name=column.name)
    found = classes_of(column)
    count = column.distinct
    words = trn("{n} class", "{n} classes", count).format(n=f"{count:,}")
    if not found or not head.rows:
        return words
    told = ", ".join(f"{one.name}: {one.rows:,}" for one in found[:_told])
    return f"{words} ({told}, …)" if len(found) > _told else f"{words} ({told})"


def missing_words(choice: Choice, head: TableHead, language: Language) -> str:
    """Words what is missing among the inputs, and what becomes of it; "" where nothing is."""
    tr, trn = language.tr, language.trn
    counts = [choice.missing_in(head, place) for place in choice.inputs]
    cells, columns = sum(counts), sum(count > 0 for count in counts)
    lost = head.rows - known_rows(choice, head)
    parts = []
    if lost and head.rows:
        parts.append(
            trn("{n} row without a target is left out.", "{n} rows without a target are left out.", lost).format(
                n=f"{lost:,}"
            )
        )
    if cells:
        said = trn("{n} input is missing", "{n} inputs are missing", cells).format(n=f"{cells:,}")
        where = trn("in {n} column", "in {n} columns", columns).format(n=f"{columns:,}")
        how = {
            "drop": tr("their rows are left out."),
            "mean": tr("the mean of the training rows is filled in."),
            "median": tr("the median of the training rows is filled in."),
            "constant": tr("{value} is filled in.").format(value=f"{choice.filler:g}"),
        }[choice.missing]
        parts.append(tr("{cells} {where}: {how}").format(cells=said, where=where, how=how))
    return " ".join(parts)


def fault(choice: Choice, head: TableHead, language: Language) -> str:
    """Words why the choice cannot be used, and the way out; "" where it can, as far as the sheet knows."""
    tr = language.tr
    if len(head.columns) < 2:
        return tr("A table needs two columns at least: one to learn, and one to learn it from. Try another separator.")
    if not choice.targets:
        return tr("Choose the target: the column that the network shall learn to answer.")
    if not choice.inputs:
        return tr("Tick at least one column that the network may look at.")
    for place in sorted(choice.inputs):
        if not may_be_input(head, place) or (
            choice.is_category(head, place) and head.columns[place].distinct > most_words
        ):
            return _unfit(head, place, language)
    return _target_fault(choice, head, language)


def _unfit(head: TableHead, place: int, language: Language) -> str:
    column, tr = head.columns[place], language.tr
    if not column.distinct:
        return tr("The column “{name}” is empty. Untick it.").format(name=column.name)
    return tr(
        "The column “{name}” holds {n} different values, and an input of categories may have {most}. Untick it."
    ).format(name=column.name, n=f"{column.distinct:,}", most=most_words)


def _target_fault(choice: Choice, head: TableHead, language: Language) -> str:
    tr, columns = language.tr, [head.columns[place] for place in choice.targets]
    classes = [place for place in choice.targets if choice.is_category(head, place)]
    if classes and len(columns) > 1:
        return tr(
            "Of several targets each has to be a number, and “{name}” is a category. Take one of them alone."
        ).format(name=head.columns[classes[0]].name)
    for column in columns:
        if not column.distinct:
            return tr("The target “{name}” is empty. Choose another column.").format(name=column.name)
        if column.distinct == 1 and head.rows:
            return tr("The target “{name}” is the same in all rows. Choose another column.").format(name=column.name)
    if classes and columns[0].distinct > most_targets:
        return tr(
            "The target “{name}” has {n} different values, and there may be {most} classes. Choose another column, "
            "or take it as a number."
        ).format(name=columns[0].name, n=f"{columns[0].distinct:,}", most=most_targets)
    return ""
