"""What is measured on the epoch grid: every epoch, and beyond 4,096 points every 2nd, 4th, ..."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

from nnlab.records import Column, History

most = 4096


def stride_at(epoch: int, every: int = 1) -> int:
    """Returns the distance between recorded epochs once training has come so far: `every`, doubled as needed."""
    stride = every
    while epoch // stride + 1 > most:
        stride *= 2
    return stride


class Recorder:
    """Collects the points of a history."""

    def __init__(self, history: History | None = None) -> None:
        history = history or History()
        self.epoch = list(history.epoch)
        self.train_loss = list(history.train_loss)
        self.test_loss = list(history.test_loss)
        self.columns = {column.name: list(column.values) for column in history.columns}
        self.every = 1  # so many epochs lie between two points, at least

    def __len__(self) -> int:
        return len(self.epoch)

    def wants(self, epoch: int) -> bool:
        """Tells whether an epoch is on the grid."""
        return epoch % stride_at(epoch, self.every) == 0

    def ahead(self, epoch: int) -> int:
        """Returns how many epochs further the next one on the grid is."""
        stride = stride_at(epoch + 1, self.every)
        return stride - epoch % stride

    def add(self, epoch: int, train_loss: float, test_loss: float | None, metrics: Mapping[str, float]) -> None:
        """Adds a point; what was not measured at a point is NaN there (no test losses at all: none)."""
        points = len(self.epoch)
        for name in metrics:
            self.columns.setdefault(name, [nan] * points)
        for name, column in self.columns.items():
            column.append(metrics.get(name, nan))
        if test_loss is not None or self.test_loss:
            self.test_loss += [nan] * (points - len(self.test_loss))
            self.test_loss.append(nan if test_loss is None else test_loss)
        self.epoch.append(epoch)
        self.train_loss.append(train_loss)
        stride = stride_at(epoch, self.every)
        if len(self.epoch) > most or stride > stride_at(max(0, epoch - 1), self.every):
            self._thin(stride)

    def until(self, epoch: int) -> None:
        """Drops every point after an epoch."""
        count = sum(1 for one in self.epoch if one <= epoch)
        self.epoch = self.epoch[:count]
        for values in self._values():
            del values[count:]

    def since(self, first: int) -> History:
        """Returns the points from a place on."""
        return History(
            epoch=tuple(self.epoch[first:]),
            train_loss=tuple(self.train_loss[first:]),
            test_loss=tuple(self.test_loss[first:]),
            columns=tuple(Column(name, tuple(values[first:])) for name, values in self.columns.items()),
        )

    def _thin(self, stride: int) -> None:
        keep = [place for place, epoch in enumerate(self.epoch) if epoch % stride == 0]
        self.epoch = [self.epoch[place] for place in keep]
        for values in self._values():
            values[:] = [values[place] for place in keep if place < len(values)]

    def _values(self) -> list[list[float]]:
        return [self.train_loss, self.test_loss, *self.columns.values()]
