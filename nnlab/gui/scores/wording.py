"""Sentences about scores: the same for a tooltip, the line below the matrix and the list of samples."""

from __future__ import annotations

import math

from nnlab.gui.language import Language
from nnlab.records.scores import Part, SetScores


def percent(share: float | None) -> str:
    """Writes a share: 97.8 %."""
    return "–" if share is None or not math.isfinite(share) else f"{100 * share:.1f}\u202f%"


def decimal(value: float | None) -> str:
    """Writes a number from 0 to 1 with two decimals, a dash where it is not defined."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.2f}".replace("-", "−")


def part_name(part: Part, language: Language) -> str:
    """Names a set of samples."""
    return language.tr("Training samples") if part == "train" else language.tr("Test samples")


def of_cell(part: Part, count: int, total: int, names: tuple[str, str], language: Language) -> str:
    """Words a cell: "3 of 15 test samples of virginica were taken for versicolor"."""
    target, answer = names
    tr = language.tr
    if part == "train":
        right = tr("{n} of {all} training samples of {target} were recognised")
        wrong = tr("{n} of {all} training samples of {target} were taken for {answer}")
    else:
        right = tr("{n} of {all} test samples of {target} were recognised")
        wrong = tr("{n} of {all} test samples of {target} were taken for {answer}")
    return (right if target == answer else wrong).format(n=count, all=total, target=target, answer=answer)


def of_class(scores: SetScores, place: int, name: str, column: int, language: Language) -> str:
    """Words precision (column 0), recall (1) or F1 (2) of a class."""
    tr = language.tr
    assert scores.confusion is not None
    matrix = scores.confusion.numpy()
    hits, answered, real = int(matrix[place, place]), int(matrix[:, place].sum()), int(matrix[place].sum())
    if column == 0:
        if not answered:
            return tr("Precision of {name} is not defined: nothing was taken for it").format(name=name)
        words = tr("Precision of {name}: {n} of {all} samples that were taken for it are it")
        return words.format(name=name, n=hits, all=answered)
    if column == 1:
        if not real:
            return tr("Recall of {name} is not defined: there is no such sample").format(name=name)
        return tr("Recall of {name}: {n} of {all} of its samples were recognised").format(name=name, n=hits, all=real)
    if not answered + real:
        return tr("F1 of {name} is not defined").format(name=name)
    words = tr("F1 of {name}: 2 × {n} right of {real} samples that are it and {answered} that were taken for it")
    return words.format(name=name, n=hits, real=real, answered=answered)


def of_mean(column: int, language: Language) -> str:
    """Words a macro average."""
    tr = language.tr
    return (
        tr("Mean of the classes' precision, as far as it is defined"),
        tr("Mean of the classes' recall, as far as it is defined"),
        tr("Mean of the classes' F1, as far as it is defined"),
    )[column]


def of_epoch(epoch: int, language: Language) -> str:
    """Says of which epoch the numbers are."""
    return language.tr("epoch {n}").format(n=epoch) if epoch else language.tr("before training")
