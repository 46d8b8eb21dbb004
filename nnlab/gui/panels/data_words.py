"""What came of the data's steps, in words: what is missing, and how many samples of each class there are."""

from __future__ import annotations

from nnlab.experiment.document import Data
from nnlab.experiment.facts import DataFacts
from nnlab.gui.language import Language

_told = 40  # classes in a tooltip


def gap_words(data: Data, facts: DataFacts | None, language: Language) -> str:
    """Words how many values are missing and what became of them; "" where nothing is."""
    if facts is None or not (facts.missing or facts.dropped):
        return ""
    tr, trn = language.tr, language.trn
    cells = sum(facts.missing)
    parts = []
    if cells:
        parts.append(trn("{n} value missing", "{n} values missing", cells).format(n=f"{cells:,}"))
    if facts.filled:
        parts.append(
            {
                "mean": tr("mean filled in"),
                "median": tr("median filled in"),
                "constant": tr("{value} filled in").format(value=f"{data.filler:g}"),
            }.get(data.missing, "")
        )
    if facts.dropped:
        parts.append(trn("{n} row left out", "{n} rows left out", facts.dropped).format(n=f"{facts.dropped:,}"))
    return ", ".join(part for part in parts if part)


def class_words(facts: DataFacts | None, language: Language) -> tuple[tuple[str, str], tuple[str, str]]:
    """Words how many samples of each class are for training and for testing, each as a line and a tooltip."""
    tr = language.tr
    if facts is None or not facts.class_rows or len(facts.class_rows) != len(facts.classes):
        return ("", ""), ("", "")
    made = []
    for part, words in enumerate((tr("Train: {classes}"), tr("Test: {classes}"))):
        counted = [f"{name} {rows[part]:,}" for name, rows in zip(facts.classes, facts.class_rows, strict=True)]
        tip = "\n".join([*counted[:_told], "…"] if len(counted) > _told else counted)
        made.append((words.format(classes=" · ".join(counted[:_told])), tip))
    return made[0], made[1]
