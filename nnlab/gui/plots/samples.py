"""What is drawn as dots on the output plot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nnlab.gui.slicing import Slice
from nnlab.kernel.messages import Points

Numbers = npt.NDArray[np.floating]
Rows = npt.NDArray[np.integer]
most_dots = 5_000  # of a part; more could not be told apart, and hold up the window
levels = 4  # of nearness to the slice
_edges = (0.6, 1.0, 1.5)  # between them, in standard deviations of the columns beside the pair
_most_compared = 1_000_000  # numbers
_most_near = 400_000  # numbers that say how near samples are: of more columns some do
_none = np.zeros((0, 2))


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Places (N, 1 or 2 columns) and targets, for training and testing.

    `train_rows` are the rows of which dots are drawn (None: all); `train_near` and `test_near` say for each drawn dot
    how far from the slice it lies, 0 is near and `levels` - 1 far (None: all lie in it).
    """

    train_x: Numbers = field(default_factory=lambda: _none)
    train_y: Numbers = field(default_factory=lambda: np.zeros(0))
    test_x: Numbers = field(default_factory=lambda: _none)
    test_y: Numbers = field(default_factory=lambda: np.zeros(0))
    train_rows: Rows | None = None
    test_rows: Rows | None = None
    train_near: Rows | None = None
    test_near: Rows | None = None

    @property
    def train(self) -> tuple[Numbers, Numbers, Rows | None]:
        """Places, targets and nearness of the training dots."""
        return _drawn(self.train_x, self.train_rows), _drawn(self.train_y, self.train_rows), self.train_near

    @property
    def test(self) -> tuple[Numbers, Numbers, Rows | None]:
        """Places, targets and nearness of the dots for testing."""
        return _drawn(self.test_x, self.test_rows), _drawn(self.test_y, self.test_rows), self.test_near


def same(one: Points, other: Points) -> bool:
    """Tells whether two messages hold the same samples: of very many, whether some and the means are."""
    pairs = [
        (getattr(one, name).numpy(), getattr(other, name).numpy())
        for name in ("train_x", "train_y", "test_x", "test_y")
    ]
    if any(a.shape != b.shape for a, b in pairs) or one.means != other.means:
        return False
    every = max(1, sum(a.size for a, _b in pairs) // _most_compared)
    return all(np.array_equal(a[::every], b[::every]) for a, b in pairs)


class Projection:
    """Samples seen from any slice; what does not depend on it is found once."""

    def __init__(self, points: Points) -> None:
        self._points = points
        parts = ((points.train_x, points.train_y), (points.test_x, points.test_y))
        self._parts = [(x.numpy(), y.numpy()) for x, y in parts]
        self._rows = [_thinned(len(x)) for x, _y in self._parts]
        x, rows = self._parts[0][0], self._rows[0]
        self._wide = x.ndim == 2 and x.shape[1] > 2
        self._spread = _drawn(x, rows).std(axis=0) if self._wide and len(x) else np.ones(0)

    def of(self, slice: Slice, beside: tuple[int, ...]) -> Samples:
        """Returns the samples over a pair of columns; `beside` are the others that count for how near they are."""
        (train_x, train_y), (test_x, test_y) = (self._seen(part, list(slice.columns)) for part in self._parts)
        row = np.array(slice.at or self._points.means)
        near = [self._near(x, rows, row, beside) for (x, _y), rows in zip(self._parts, self._rows, strict=True)]
        return Samples(
            train_x=train_x,
            train_y=train_y,
            test_x=test_x,
            test_y=test_y,
            train_rows=self._rows[0],
            test_rows=self._rows[1],
            train_near=near[0],
            test_near=near[1],
        )

    def along(self, column: int) -> Samples:
        """Returns the samples over one column."""
        (train_x, train_y), (test_x, test_y) = (self._seen(part, [column]) for part in self._parts)
        return Samples(
            train_x=train_x,
            train_y=train_y,
            test_x=test_x,
            test_y=test_y,
            train_rows=self._rows[0],
            test_rows=self._rows[1],
        )

    def _seen(self, part: tuple[Numbers, Numbers], columns: list[int]) -> tuple[Numbers, Numbers]:
        x, y = part
        if x.ndim != 2 or x.shape[1] <= max(columns):
            return np.zeros((0, len(columns))), y[:0]
        return _columns(x, columns), y

    def _near(self, x: Numbers, rows: Rows | None, row: Numbers, beside: tuple[int, ...]) -> Rows | None:
        if not self._wide or not beside or not len(x) or len(row) != x.shape[1] or max(beside) >= x.shape[1]:
            return None  # or it is a slice of data whose samples are on their way
        drawn = len(x) if rows is None else len(rows)
        columns = list(beside[:: max(1, len(beside) * drawn // _most_near)])
        spread = np.where(self._spread > 0, self._spread, 1)[columns]
        away = (_drawn(x, rows)[:, columns] - row[columns]) / spread
        return np.searchsorted(_edges, np.sqrt((away * away).mean(axis=1)))


def _columns(x: Numbers, columns: list[int]) -> Numbers:
    """Returns one or two columns of rows as a view: of a million rows a copy would take its time."""
    if len(columns) == 1:
        return x[:, columns[0] : columns[0] + 1]
    first, second = columns
    step = second - first
    end: int | None = second + (1 if step > 0 else -1)
    return x[:, first : end if end is not None and end >= 0 else None : step]


def _thinned(count: int) -> Rows | None:
    """Returns the rows whose dots are drawn, evenly through all; None for every one."""
    return np.linspace(0, count - 1, most_dots).astype(np.int64) if count > most_dots else None


def _drawn(values: Numbers, rows: Rows | None) -> Numbers:
    return values if rows is None else values[rows]
