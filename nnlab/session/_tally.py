"""What is counted of a set's answers, chunk by chunk, and the scores that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray
from nnlab.records import Array
from nnlab.records.scores import Pairs, SetScores

Rows = npt.NDArray[np.int64]
most_pairs = 400  # dots that a plot can hold apart


@dataclass(frozen=True)
class Ground:
    """The targets of a set, (N,) class numbers or (N, k) values in the data's own units, and what follows from them.

    `classes` is the number of rows of the confusion matrix, 0 for values; `spread` (k,) is the sum of the squared
    distances of values from their mean; `drawn` are the rows of the picture.
    """

    targets: AnyArray
    classes: int
    spread: AnyArray
    drawn: Rows

    @classmethod
    def of(cls, targets: AnyArray, classes: int) -> Ground:
        """Looks once at targets that stay the same."""
        count = len(targets)
        drawn = np.unique(np.linspace(0, count - 1, min(count, most_pairs)).round().astype(np.int64))
        if classes:
            return cls(targets, classes, np.zeros(0), drawn)
        values = targets.astype(np.float64)
        spread = np.square(values - values.mean(0)).sum(0)
        flat = np.ptp(values, axis=0) == 0  # a mean is rounded, so the sum may be a little more than 0
        return cls(values, 0, np.where(flat, 0.0, spread), drawn)


class Tally:
    """Counts answers while they come; `marks` are each sample's answer (N,), or its distances |e| (N, k)."""

    def __init__(self, ground: Ground) -> None:
        self._ground, k = ground, ground.classes
        shape = ground.targets.shape
        self.done, self._loss = 0, 0.0
        self.marks: AnyArray = np.empty(shape, np.int32 if k else np.float32)
        self._confusion = np.zeros((k, k), np.int64)
        self._squares, self._sizes = (np.zeros(shape[1:]) for _ in range(2))
        self._pairs: list[AnyArray] = []

    def add(self, losses: AnyArray, answers: AnyArray) -> None:
        """Takes the next samples' losses (B,) and answers: class numbers (B,), or values (B, k) in own units."""
        ground, first, k = self._ground, self.done, self._ground.classes
        self.done = end = first + len(losses)
        self._loss += float(np.add.reduce(losses, dtype=np.float64))
        targets = ground.targets[first:end]
        if k:
            self.marks[first:end] = answers
            self._confusion += np.bincount(targets * k + answers, minlength=k * k).reshape(k, k)
            return
        away = answers - targets
        sizes = np.abs(away)
        with np.errstate(over="ignore"):
            self.marks[first:end] = sizes
        self._sizes += sizes.sum(0)
        self._squares += np.square(away).sum(0)
        low, high = np.searchsorted(ground.drawn, (first, end))
        self._pairs.append(np.array(answers[ground.drawn[low:high] - first], np.float64))

    def scores(self, *, mean: bool) -> SetScores:
        """Returns the scores of a whole set; `mean` says that the loss is the mean over the samples."""
        count, loss = self.done, self._loss / self.done if mean else self._loss
        if self._ground.classes:
            return _of_classes(count, loss, self._confusion)
        drawn = self._ground.drawn
        pairs = Pairs(
            rows=Array.of(drawn),
            targets=Array.of(np.ascontiguousarray(self._ground.targets[drawn])),
            answers=Array.of(np.concatenate(self._pairs)),
        )
        spread, squares = self._ground.spread, self._squares
        return SetScores(
            count=count,
            loss=loss,
            r_squared=tuple(float(1 - s / t) if t > 0 else None for s, t in zip(squares, spread, strict=True)),
            mae=tuple(float(size) / count for size in self._sizes),
            rmse=tuple(float(square / count) ** 0.5 for square in squares),
            pairs=pairs,
        )

    # ---- which samples

    def cell(self, target: int, answer: int) -> Rows:
        """Returns the rows of a cell of the confusion matrix, in their order."""
        return np.flatnonzero((self._ground.targets == target) & (self.marks == answer))

    def worst(self, column: int) -> Rows:
        """Returns all rows of values, those first whose answer is farthest from the target of a column."""
        return np.argsort(-self.marks[:, column], kind="stable")


def _of_classes(count: int, loss: float, confusion: npt.NDArray[np.int64]) -> SetScores:
    hits, real, answered = np.diagonal(confusion), confusion.sum(1), confusion.sum(0)
    precision, recall, f1 = _shares(hits, answered), _shares(hits, real), _shares(2 * hits, real + answered)
    return SetScores(
        count=count,
        loss=loss,
        accuracy=float(hits.sum()) / count,
        confusion=Array.of(confusion),
        precision=precision,
        recall=recall,
        f1=f1,
        macro_precision=_mean(precision),
        macro_recall=_mean(recall),
        macro_f1=_mean(f1),
    )


def _shares(parts: npt.NDArray[np.int64], wholes: npt.NDArray[np.int64]) -> tuple[float | None, ...]:
    return tuple(int(part) / int(whole) if whole else None for part, whole in zip(parts, wholes, strict=True))


def _mean(values: tuple[float | None, ...]) -> float | None:
    there = [value for value in values if value is not None]
    return sum(there) / len(there) if there else None
