"""The row that is asked about: a sample of the data, its means, or what a person makes of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from nnlab.gui.plots.samples import Samples

Part = Literal["train", "test"]


@dataclass(frozen=True)
class Taken:
    """A sample: which one of which part, and its target, a class number or values."""

    part: Part
    row: int
    target: tuple[float, ...]


class Row(QObject):
    """Holds the numbers of all columns, in own units. `taken` is the sample while nothing of it was changed.

    Signals:
        changed: other numbers, or another sample.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.values: tuple[float, ...] = ()
        self.taken: Taken | None = None
        self.part: Part = "train"
        self.place = 0  # of the sample that was taken last, in its part
        self._samples = Samples()
        self._names: tuple[str, ...] = ()
        self._random = random.Random()

    @property
    def train_x(self) -> np.ndarray:
        """The training samples, (N, columns)."""
        return self._samples.train_x

    def show_samples(self, samples: Samples, names: tuple[str, ...]) -> None:
        """Takes other data. What was typed stays where the columns are the same; else the first sample is taken."""
        same = names == self._names and len(self.values) == len(names)
        self._samples, self._names = samples, names
        if not self.count(self.part):
            self.part = "train"
        if not same or self.taken is not None:
            self.take(self.part, self.place if same and self.place < self.count(self.part) else 0)

    def count(self, part: Part) -> int:
        """Returns how many samples a part has."""
        return len(self._samples.train_x if part == "train" else self._samples.test_x)

    def take(self, part: Part, place: int) -> None:
        """Takes a sample; beyond the ends is the last or first one."""
        count = self.count(part)
        if not count:
            return
        x, y = self._samples.train_x, self._samples.train_y
        if part == "test":
            x, y = self._samples.test_x, self._samples.test_y
        self.part, self.place = part, place % count
        self.values = tuple(x[self.place].astype(float).tolist())
        target = tuple(np.atleast_1d(y[self.place]).astype(float).tolist())
        self.taken = Taken(part, self.place, target)
        self.changed.emit()

    def step(self, by: int) -> None:
        """Takes the next sample, or another one after it."""
        self.take(self.part, self.place + by)

    def draw(self) -> None:
        """Takes any sample."""
        if self.count(self.part):
            self.take(self.part, self._random.randrange(self.count(self.part)))

    def take_means(self) -> None:
        """Takes the mean of every column."""
        x = self._samples.train_x
        if len(x):
            with np.errstate(all="ignore"):
                self.put_all(np.nanmean(x.astype(float), axis=0).tolist())

    def put(self, columns: Sequence[int], values: Sequence[float]) -> None:
        """Changes some columns."""
        made = list(self.values)
        for column, value in zip(columns, values, strict=True):
            made[column] = float(value)
        self.put_all(made)

    def put_all(self, values: Sequence[float]) -> None:
        """Changes all columns."""
        if tuple(values) != self.values:
            self.values, self.taken = tuple(values), None
            self.changed.emit()
