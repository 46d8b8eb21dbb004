"""The curves of the loss plot, gathered from frames: epochs, losses and metrics in arrays that grow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnlab.records import Column, History

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """A setting was changed at this epoch."""

    epoch: float
    text: str


class Curves:
    """What was measured so far, one number per recorded epoch; arrays returned are valid until the next `take`."""

    def __init__(self) -> None:
        self._length = 0
        self._rows: dict[str, Numbers] = {name: np.empty(256) for name in ("epoch", "train", "test")}

    def __len__(self) -> int:
        return self._length

    @property
    def epochs(self) -> Numbers:
        return self._rows["epoch"][: self._length]

    @property
    def train(self) -> Numbers:
        """The loss on the training samples."""
        return self._rows["train"][: self._length]

    @property
    def test(self) -> Numbers:
        """The loss on the test samples; NaN where there are none."""
        return self._rows["test"][: self._length]

    @property
    def metrics(self) -> dict[str, Numbers]:
        """The metrics by name: `train_accuracy`, `test_accuracy`, ..."""
        return {name[1:]: row[: self._length] for name, row in self._rows.items() if name.startswith(":")}

    def take(self, first: int, part: History) -> None:
        """Puts a part at its place in the whole and cuts what was behind; a part that would leave a gap is ignored."""
        if first > self._length:
            return
        count = len(part.epoch)
        if first == 0:
            self._rows = {name: row for name, row in self._rows.items() if not name.startswith(":")}
        self._grow(first + count)
        columns = {"epoch": part.epoch, "train": part.train_loss, "test": part.test_loss}
        columns.update({f":{column.name}": column.values for column in part.columns})
        for name, values in columns.items():
            row = self._rows.get(name)
            if row is None:
                row = self._rows[name] = np.full(len(self._rows["epoch"]), np.nan)
            row[first : first + count] = np.nan
            row[first : first + len(values)] = values
        self._length = first + count

    def record(self, length: int | None = None) -> History:
        """Returns the first `length` points as a plain record."""
        end = self._length if length is None else min(length, self._length)
        return History(
            epoch=tuple(int(n) for n in self.epochs[:end]),
            train_loss=tuple(self.train[:end].tolist()),
            test_loss=tuple(self.test[:end].tolist()) if not np.isnan(self.test[:end]).all() else (),
            columns=tuple(Column(name, tuple(row[:end].tolist())) for name, row in self.metrics.items()),
        )

    def _grow(self, needed: int) -> None:
        room = len(self._rows["epoch"])
        if needed <= room:
            return
        while room < needed:
            room *= 2
        for name, row in self._rows.items():
            wider = np.full(room, np.nan)
            wider[: self._length] = row[: self._length]
            self._rows[name] = wider
