"""Painted points as the text that an experiment holds: "x1 x2 class; ...", with * behind a point kept for testing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from nnlab.records.components import Value
from nnlab.records.problems import fail

Kind = Literal["classes", "values", "curve"]
Numbers = npt.NDArray[np.float64]

most_points = 5000
_whole = re.compile(r"\.0(?=[ ;*]|$)")  # behind a whole number
painted_id = "painted"
usual_shown = (-5.5, 5.5, -5.5, 5.5, -1.0, 1.0)
start_points = (
    "-2.9 2.6 0;-2.4 3.1 0*;-2 2.3 0;-3.3 2 0*;-2.6 1.7 0;2.6 -2.4 1;3.2 -2.1 1*;2.1 -1.9 1;2.9 -3 1*;3.6 -2.7 1"
)


def _none() -> Any:
    return np.zeros((0, 3))


@dataclass(frozen=True, kw_only=True, eq=False)
class Painted:
    """Points (N, 3): the first and the second number are where they stand, the third is their class or value.

    `kind` says what they are: of "classes" or with "values" on a plane, or a "curve": the second number is the value
    over the only column. `test` marks those for testing (N,). `shown` are the ranges (low, high) of the two numbers and
    of the third as a value, which plots show at least.
    """

    kind: Kind = "classes"
    points: Numbers = field(default_factory=_none)
    test: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    classes: tuple[str, ...] = ("0", "1")
    names: tuple[str, ...] = ("x1", "x2")
    shown: tuple[float, ...] = usual_shown

    def __len__(self) -> int:
        return len(self.points)

    @property
    def x(self) -> Numbers:
        """The inputs, (N, 2), or (N, 1) of a curve."""
        return self.points[:, : 1 if self.kind == "curve" else 2]

    @property
    def y(self) -> npt.NDArray[Any]:
        """The class numbers (N,), or the values (N, 1)."""
        if self.kind == "classes":
            return np.clip(np.round(self.points[:, 2]), 0, len(self.classes) - 1).astype(np.int64)
        return self.points[:, 1:2] if self.kind == "curve" else self.points[:, 2:3]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return self.names[: 1 if self.kind == "curve" else 2]

    @property
    def extent(self) -> tuple[tuple[float, float], ...]:
        """The range of each input that is shown at least, and that of values behind them."""
        across, upwards, value = zip(self.shown[::2], self.shown[1::2], strict=True)
        if self.kind == "curve":
            return across, upwards
        return (across, upwards) if self.kind == "classes" else (across, upwards, value)

    def values(self) -> dict[str, Value]:
        """Returns the values of the data set `painted`."""
        return {
            "what": self.kind,
            "points": written(self.points, self.test),
            "classes": ";".join(name.replace(";", ",") for name in self.classes),
            "names": ";".join(name.replace(";", ",") for name in self.names),
            "shown": self.shown,
        }


def painted(values: Mapping[str, Any]) -> Painted:
    """Reads the values of the data set `painted`; what is not given is as at the start.

    Raises ProblemError `painted.point`, `painted.many` or `painted.shown`.
    """
    kind = values.get("what", "classes")
    points, test = read_points(str(values.get("points", start_points)))
    shown = tuple(float(edge) for edge in values.get("shown", usual_shown))
    if len(shown) != 6 or not all(low < high for low, high in zip(shown[::2], shown[1::2], strict=True)):
        raise fail("painted.shown")
    names = _listed(str(values.get("names", "x1;x2")))
    return Painted(
        kind=cast(Kind, kind) if kind in get_args(Kind) else "classes",
        points=points,
        test=test,
        classes=_listed(str(values.get("classes", "0;1"))) or ("0",),
        names=(*names, *("x1", "x2")[len(names) :])[:2],
        shown=shown,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(";") if (name := part.strip()))


def written(points: Numbers, test: npt.NDArray[np.bool_]) -> str:
    """Returns the text of points (N, 3): "-1.25 0.5 1;3 2 0*"."""
    rows = [f"{a!r} {b!r} {c!r}" for a, b, c in (points + 0.0).tolist()]
    for place in np.flatnonzero(test).tolist():
        rows[place] += "*"
    return _whole.sub("", ";".join(rows))


def read_points(text: str) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Returns the points (N, 3) of a text, and which are for testing.

    Raises ProblemError `painted.point` naming the first that cannot be read, or `painted.many`.
    """
    rows = [row for part in text.split(";") if (row := part.strip())]
    if len(rows) > most_points:
        raise fail("painted.many", count=len(rows), most=most_points)
    test = np.array([row.endswith("*") for row in rows], bool)
    split = [row.removesuffix("*").split() for row in rows]
    try:
        points = np.array(split, np.float64).reshape(len(rows), 3)
    except ValueError:
        points = np.full((1, 3), np.nan)
    if not np.isfinite(points).all():
        place = next(place for place, row in enumerate(split) if not _readable(row))
        raise fail("painted.point", place=place + 1, text=rows[place][:40])
    return points, test


def _readable(row: list[str]) -> bool:
    try:
        return len(row) == 3 and all(math.isfinite(float(number)) for number in row)
    except ValueError:
        return False


def rounded(numbers: Numbers, low: float, high: float, digits: int = 3) -> Numbers:
    """Returns numbers of a range rounded to a thousandth of it (more `digits`: finer), so that their text is short."""
    return np.round(numbers, digits - math.floor(math.log10(high - low)))


def roles(fresh: int, tests: int, others: int, share: float) -> npt.NDArray[np.bool_]:
    """Marks which of so many fresh points of one class are for testing, so that the class keeps its test share.

    `tests` and `others` are the points it has already. The first one is for training; nothing is drawn at random.
    """
    made = np.zeros(fresh, bool)
    for place in range(fresh):
        if tests + 1 <= share * (tests + others + 1):
            made[place], tests = True, tests + 1
        else:
            others += 1
    return made


def shared(drawn: Painted, share: float) -> Painted:
    """Returns the same points with roles for another test share; no more of them change than must."""
    test = drawn.test.copy()
    labels = drawn.y if drawn.kind == "classes" else np.zeros(len(drawn), np.int64)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        wanted = min(math.floor(share * len(mine)), len(mine) - 1)
        excess = int(test[mine].sum()) - wanted
        some = mine[test[mine]] if excess > 0 else mine[~test[mine]]
        chosen = np.linspace(0, len(some) - 1, abs(excess)).round().astype(int)
        test[some[chosen]] = excess < 0
    return replace(drawn, test=test)


def trainable(drawn: Painted) -> Painted:
    """Returns the same points, one of them for training where all were for testing."""
    if not len(drawn) or not drawn.test.all():
        return drawn
    test = drawn.test.copy()
    test[0] = False
    return replace(drawn, test=test)
