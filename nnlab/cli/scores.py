"""Scores as a command says them: lines for people, and plain values for its JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nnlab.records.words import Words

if TYPE_CHECKING:  # Array brings NumPy, and `--help` needs neither
    from nnlab.records.scores import Scores, SetScores

_longest = 16  # letters of a class's name


def as_plain(scores: Scores) -> dict[str, Any]:
    """Returns what the JSON says: numbers by their names, None where one is not defined; test without samples None."""
    return {
        "epoch": scores.epoch,
        "classes": list(scores.classes),
        "train": _plain(scores.train),
        "test": _plain(scores.test) if scores.test is not None else None,
    }


def _plain(part: SetScores) -> dict[str, Any]:
    if part.confusion is None:
        names = ("r_squared", "mae", "rmse")
        numbers: dict[str, Any] = {name: list(getattr(part, name)) for name in names}
    else:
        names = ("precision", "recall", "f1")
        numbers = {"accuracy": part.accuracy, "confusion": part.confusion.numpy().tolist()}
        numbers |= {name: list(getattr(part, name)) for name in names}
        numbers |= {f"macro_{name}": getattr(part, f"macro_{name}") for name in names}
    return {"count": part.count, "loss": part.loss, **numbers}


def as_lines(scores: Scores, words: Words) -> Iterator[str]:
    """Yields the lines of both sets, each after an empty one."""
    tr = words.tr
    yield from _lines(scores.train, tr("Training samples"), scores.classes, words)
    if scores.test is not None:
        yield from _lines(scores.test, tr("Test samples"), scores.classes, words)


def _lines(part: SetScores, title: str, classes: tuple[str, ...], words: Words) -> Iterator[str]:
    tr = words.tr
    yield ""
    if part.confusion is None:
        yield f"{title} ({part.count})"
        rows = zip(part.r_squared, part.mae, part.rmse, strict=True)
        table = [["", "R²", "MAE", "RMSE"]]
        table += [[tr("target {n}").format(n=n + 1), *map(_number, row)] for n, row in enumerate(rows)]
        yield from _columns(table)
        return
    matrix = part.confusion.numpy()
    right = int(matrix.trace())
    yield tr("{samples}: {n} of {all} right, accuracy {share}").format(
        samples=title, n=right, all=part.count, share=_number(part.accuracy)
    )
    names = [_short(name) for name in (*classes, *map(str, range(len(classes), len(matrix))))]
    table = [[tr("target ↓, answer →"), *names, tr("precision"), tr("recall"), tr("F1")]]
    for place, name in enumerate(names):
        numbers = (part.precision[place], part.recall[place], part.f1[place])
        table.append([name, *map(str, matrix[place].tolist()), *map(_number, numbers)])
    means = (part.macro_precision, part.macro_recall, part.macro_f1)
    table.append([tr("mean"), *[""] * len(names), *map(_number, means)])
    yield from _columns(table)


def _columns(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yields rows of a table, the first column to the left, all others to the right."""
    from nnlab.cli.help import cells

    widths = [max(cells(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        padded = [" " * (wide - cells(text)) for text, wide in zip(row, widths, strict=True)]
        rest = "".join(f"  {pad}{text}" for text, pad in zip(row[1:], padded[1:], strict=True))
        yield f"{row[0]}{padded[0]}{rest}".rstrip()


def _short(name: str) -> str:
    return name if len(name) <= _longest else f"{name[: _longest - 1]}…"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
