"""The data a dataset draws."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.records import fail


@dataclasses.dataclass(frozen=True, kw_only=True)
class Table:
    """Data drawn by a dataset: x (N, *shape); y (N,) class numbers from 0, or (N, k) values.

    `names` are the columns' names, `classes` the classes' names (empty for values); `split` marks the rows for testing
    (N,), or is None where the app may split as it likes. Missing names are made: x1, x2, ... and 0, 1, ...
    `left_out` counts rows that are not here because their answer is missing.
    `extent` are the ranges (low, high) of the columns, and of values behind them, that plots show at least.

    NaN in x is a missing value: the experiment says what becomes of it. Raises ProblemError where the parts do not fit
    together or another number is not finite.
    """

    x: npt.NDArray[Any]
    y: npt.NDArray[Any]
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    split: npt.NDArray[np.bool_] | None = None
    left_out: int = 0
    extent: tuple[tuple[float, float], ...] = ()

    def __new__(cls, *parts: Any, **named: Any) -> Table:
        """Raises ProblemError where a part comes without its name; `__init__` has Python's words only for that."""
        if parts:
            raise fail("data.positional", count=len(parts))
        return super().__new__(cls)

    def __post_init__(self) -> None:
        x, y = np.asarray(self.x), np.asarray(self.y)
        for name, array, wrong in (("x", x, np.isinf), ("y", y, _not_finite)):
            if array.dtype.kind not in "fiub" or wrong(array).any():
                raise fail("data.numbers", name=name)
        if x.ndim < 2 or y.ndim not in (1, 2):
            raise fail("data.shape", x=str(x.shape), y=str(y.shape))
        if len(x) != len(y) or len(x) == 0:
            raise fail("data.rows", x=len(x), y=len(y))
        if y.ndim == 1:
            y = self._labels(y)
        names = tuple(str(name) for name in self.names) or tuple(f"x{i + 1}" for i in range(x.shape[1]))
        if x.ndim == 2 and len(names) != x.shape[1]:
            raise fail("data.names", names=len(names), columns=x.shape[1])
        split = None if self.split is None else np.asarray(self.split)
        if split is not None and (split.shape != (len(x),) or split.dtype != bool):
            raise fail("data.split", rows=len(x))
        for name, value in (("x", x), ("y", y), ("names", names), ("split", split)):
            object.__setattr__(self, name, value)

    def _labels(self, y: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        whole = y.astype(np.int64)
        if (whole != y).any() or whole.min() < 0:
            raise fail("data.labels")
        classes = tuple(str(name) for name in self.classes) or tuple(str(n) for n in range(int(whole.max()) + 1))
        if int(whole.max()) >= len(classes):
            raise fail("data.classes", label=int(whole.max()), classes=len(classes))
        object.__setattr__(self, "classes", classes)
        return whole


def _not_finite(array: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return np.asarray(~np.isfinite(array))
