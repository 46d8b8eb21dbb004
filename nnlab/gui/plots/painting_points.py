"""What brush, eraser and hand do to painted points: pure functions from points to points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nnlab.experiment.facts import DataFacts
from nnlab.records.painting import Kind, Painted, most_points, roles, rounded

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spot:
    """A round place of the plane as it is seen: its middle and how far it reaches across and upwards, in own units."""

    x: float
    y: float
    across: float
    upwards: float

    def inside(self, points: Numbers) -> Rows:
        """Returns which of the points (N, 3) lie in it."""
        return np.flatnonzero(self._away(points) <= 1)

    def nearest(self, points: Numbers) -> Rows:
        """Returns which of the points in it is the nearest to its middle, none where it has none."""
        away = self._away(points)
        return np.array([np.argmin(away)]) if len(away) and away.min() <= 1 else np.zeros(0, np.int64)

    def _away(self, points: Numbers) -> Numbers:
        return np.hypot((points[:, 0] - self.x) / self.across, (points[:, 1] - self.y) / self.upwards)


@dataclass(frozen=True)
class Ground:
    """The visible plane (low and high of both numbers): points stay on it."""

    low: tuple[float, float]
    high: tuple[float, float]

    def fitted(self, at: Numbers) -> Numbers:
        """Returns places (N, 2) on the plane, no more exact than can be seen."""
        columns = [np.clip(rounded(at[:, i], self.low[i], self.high[i]), self.low[i], self.high[i]) for i in range(2)]
        return np.column_stack(columns)


def sprayed(
    drawn: Painted, spot: Spot, ground: Ground, third: float, count: int, share: float, rng: np.random.Generator
) -> Painted:
    """Returns the points with so many more anywhere in a spot, of a class or with a value."""
    turn, away = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(0, 1, count))
    at = np.column_stack([spot.x + spot.across * away * np.cos(turn), spot.y + spot.upwards * away * np.sin(turn)])
    seen = (at >= ground.low).all(axis=1) & (at <= ground.high).all(axis=1)
    return added(drawn, ground.fitted(at[seen]), third, share)


def added(drawn: Painted, at: Numbers, third: float, share: float) -> Painted:
    """Returns the points with others (N, 2), as many as there is room for; those there keep their role."""
    at = at[: max(0, most_points - len(drawn))]
    same = drawn.test[drawn.points[:, 2] == third] if drawn.kind == "classes" else drawn.test
    tests = int(same.sum())
    fresh = np.column_stack([at, np.full(len(at), third)])
    return replace(
        drawn,
        points=np.concatenate([drawn.points, fresh]),
        test=np.concatenate([drawn.test, roles(len(at), tests, len(same) - tests, share)]),
    )


def erased(drawn: Painted, rows: Rows) -> Painted:
    """Returns the points without some."""
    return replace(drawn, points=np.delete(drawn.points, rows, axis=0), test=np.delete(drawn.test, rows))


def moved(drawn: Painted, rows: Rows, across: float, upwards: float, ground: Ground) -> Painted:
    """Returns the points with some moved."""
    points = drawn.points.copy()
    points[rows, :2] = ground.fitted(points[rows, :2] + (across, upwards))
    return replace(drawn, points=points)


def shaken(drawn: Painted, rows: Rows, spot: Spot, ground: Ground, rng: np.random.Generator) -> Painted:
    """Returns the points with some moved at random, a tenth of the spot's reach about."""
    points = drawn.points.copy()
    by = rng.normal(0, 0.1, (len(rows), 2)) * (spot.across, spot.upwards)
    points[rows, :2] = ground.fitted(points[rows, :2] + by)
    return replace(drawn, points=points)


def without_class(drawn: Painted, label: int) -> Painted:
    """Returns the points without a class and all that are of it; the classes behind it move up."""
    kept = drawn.points[:, 2] != label
    points = drawn.points[kept].copy()
    points[points[:, 2] > label, 2] -= 1
    classes = drawn.classes[:label] + drawn.classes[label + 1 :]
    return replace(drawn, points=points, test=drawn.test[kept], classes=classes)


def as_kind(drawn: Painted, kind: Kind) -> Painted:
    """Returns the same points as classes, as values or as a curve; values that classes become can be painted."""
    shown = drawn.shown
    if kind == "values" and len(drawn):
        third = drawn.points[:, 2]
        shown = (*shown[:4], min(shown[4], float(third.min())), max(shown[5], float(third.max())))
    return replace(drawn, kind=kind, shown=shown)


def taken_over(data: DataFacts, train: tuple[Numbers, Numbers], test: tuple[Numbers, Numbers]) -> Painted:
    """Returns the samples (x, y) of other data as painted points, with its names, classes and own units.

    The data has two columns, or one with a value over it.
    """
    edges = [_wider(low, high) for low, high in zip(data.low, data.high, strict=True)]
    value = _wider(data.target_low, data.target_high)
    curve = len(data.columns) == 1
    shown = (*edges, value, value) if curve else (*edges, value)
    parts = []
    for x, y in (train, test):
        first = np.asarray(y, np.float64).reshape(len(x), -1)[:, :1]
        third = np.zeros_like(first) if curve else first
        parts.append(np.column_stack([np.asarray(x, np.float64)[:, :2], *((first,) if curve else ()), third]))
    points = np.concatenate(parts)
    for column, (low, high) in enumerate(shown[:2]):
        points[:, column] = rounded(points[:, column], low, high, digits=4)
    if data.targets == "values" and not curve:
        points[:, 2] = rounded(points[:, 2], *value, digits=4)
    return Painted(
        kind="classes" if data.targets == "classes" else "curve" if curve else "values",
        points=points,
        test=np.repeat([False, True], [len(parts[0]), len(parts[1])]),
        classes=data.classes or ("0", "1"),
        names=(*data.columns, "y")[:2],
        shown=tuple(edge for pair in shown for edge in pair),
    )


def _wider(low: float, high: float) -> tuple[float, float]:
    return (low, high) if high > low else (low - 1.0, high + 1.0)
