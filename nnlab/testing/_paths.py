"""An optimizer's way over four small landscapes, beside SGD and Adam, each with the learning rate that suits it best.

Everybody's rate is chosen in the same way: of 0.001, 0.003, ... 3 and its own default, the one whose loss
is lowest after the last step.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from nnlab.api import Optimizer
from nnlab.catalog import Catalog
from nnlab.engine.border import AnyArray, readonly
from nnlab.records import Array, Problem, ProblemError, Text
from nnlab.records.grades import Path, PathsPicture, Surface
from nnlab.testing._beside import beside
from nnlab.testing._drawing import Drawing
from nnlab.testing._seat import Seat

steps = 120
_most_s = 0.2  # for one landscape: the picture follows typing
grid = 61  # points of a surface along each side
rates = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)

Name = Literal["bowl", "valley", "rosenbrock", "saddle"]


@dataclass(frozen=True)
class Landscape:
    """A loss over two weights, whose least value is 0, in the window in which it is drawn."""

    id: Name
    low: tuple[float, float]
    high: tuple[float, float]
    start: tuple[float, float]
    bottom: tuple[float, float]
    value: Callable[[Any, Any], Any]
    gradient: Callable[[float, float], tuple[float, float]]

    def far(self, x: float, y: float) -> bool:
        """Tells whether a place is out of sight, by more than half of the window's size."""
        wide, tall = (self.high[0] - self.low[0]) / 2, (self.high[1] - self.low[1]) / 2
        return not (self.low[0] - wide <= x <= self.high[0] + wide and self.low[1] - tall <= y <= self.high[1] + tall)


landscapes = (
    Landscape(
        "bowl",
        (-2.0, -2.0),
        (2.0, 2.0),
        (-1.6, 1.2),
        (0.0, 0.0),
        lambda x, y: (x * x + 2 * y * y) / 2,
        lambda x, y: (x, 2 * y),
    ),
    Landscape(
        "valley",
        (-2.0, -1.0),
        (2.0, 1.0),
        (-1.8, 0.6),
        (0.0, 0.0),
        lambda x, y: (x * x + 40 * y * y) / 2,
        lambda x, y: (x, 40 * y),
    ),
    Landscape(
        "rosenbrock",
        (-2.0, -1.0),
        (2.0, 3.0),
        (-1.2, 1.0),
        (1.0, 1.0),
        lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        lambda x, y: (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    ),
    Landscape(  # x = 0, y = 0 is the saddle; y = -1 and y = 1 are bottoms
        "saddle",
        (-2.0, -1.6),
        (2.0, 1.6),
        (-1.5, 0.02),
        (0.0, 1.0),
        lambda x, y: x * x / 2 + (y * y - 1) ** 2 / 4,
        lambda x, y: (x, y * (y * y - 1)),
    ),
)


@dataclass(frozen=True)
class Way:
    """One way down with one learning rate."""

    points: AnyArray
    losses: AnyArray
    left: bool
    rate: float

    @property
    def end(self) -> float:
        """The loss at the end; infinity for one that went out of sight."""
        last = float(self.losses[-1])
        return last if np.isfinite(last) and not self.left else float("inf")


def optimizer_paths(seat: Seat, catalog: Catalog | None) -> Drawing:
    """Draws an optimizer beside SGD and Adam; where its step fails, they are drawn alone and the problem is told."""
    optimizer = seat.component
    assert isinstance(optimizer, Optimizer)
    problem: Problem | None = None
    own: tuple[Way, ...] = ()
    try:
        own = ways(seat)
    except ProblemError as error:
        problem = error.problem
    parties: list[tuple[Optimizer, tuple[Way, ...], bool]] = [(optimizer, own, True)] if own else []
    for ident in ("sgd", "adam"):
        other = beside(catalog, "optimizer", ident)
        if isinstance(other, Optimizer) and _written(other) != _written(optimizer):
            parties.append((other, _known_ways(other), False))
    surfaces = tuple(
        Surface(
            id=land.id,
            low=land.low,
            high=land.high,
            z=Array.of(_heights(land)),
            start=land.start,
            bottom=land.bottom,
            paths=tuple(_path(party, found[place], own) for party, found, own in parties),
        )
        for place, land in enumerate(landscapes)
    )
    return Drawing(PathsPicture(surfaces=surfaces), problem)


def ways(seat: Seat) -> tuple[Way, ...]:
    """Returns the best way over each landscape. Raises ProblemError where the optimizer's methods fail."""
    default, *others = _rates(seat)
    made = []
    for land in landscapes:
        until = time.perf_counter() + _most_s
        tried = [_way(seat, land, default, until)]
        for rate in others:
            if time.perf_counter() > until:
                break  # an optimizer that takes its time is drawn with the rates there was time for
            tried.append(_way(seat, land, rate, until + _most_s))
        made.append(min(tried, key=lambda way: (way.end, way.rate)))
    return tuple(made)


@lru_cache(maxsize=4)
def _known_ways(optimizer: Optimizer) -> tuple[Way, ...]:
    """Returns the ways of a bundled optimizer, found once a process: they do not change."""
    return ways(Seat(optimizer))


def _rates(seat: Seat) -> list[float]:
    """Returns the optimizer's own learning rate, and those everybody tries, as far as its bounds allow."""
    spec = next((spec for spec in seat.component.params if spec.name == "learning_rate"), None)
    if spec is None:
        return list(rates)
    low, high = spec.low if spec.low is not None else 0.0, spec.high if spec.high is not None else float("inf")
    default = float(spec.default) if isinstance(spec.default, int | float) else rates[0]
    return [default, *(rate for rate in rates if low <= rate <= high and rate != default)]


def _way(seat: Seat, land: Landscape, rate: float, until: float) -> Way:
    init = seat.border.method(seat.component, "init", "w")
    update = seat.border.method(seat.component, "update", "w", "g", "state", "lr", "t")
    w = np.array(land.start)
    points, losses, left = [land.start], [float(land.value(*land.start))], False
    state = init.of(readonly(w))
    if not isinstance(state, dict):
        raise init.returned(state, "a dict of arrays as the state", "由数组组成的字典作为状态")
    for t in range(1, steps + 1):
        x, y = points[-1]
        came = update.of(readonly(w), readonly(np.array(land.gradient(x, y))), dict(state), rate, t)
        if not isinstance(came, tuple) or len(came) != 2 or not isinstance(came[1], dict):
            raise update.returned(came, "(w, state)")
        w, state = np.array(update.array(came[0], (2,)), np.float64), came[1]
        x, y = float(w[0]), float(w[1])
        if land.far(x, y):  # or no number at all
            left = True
            break
        points.append((x, y))
        losses.append(float(land.value(x, y)))
        if t % 8 == 0 and time.perf_counter() > until:
            break
    return Way(np.array(points), np.array(losses), left, rate)


def _written(optimizer: Optimizer) -> tuple[str, tuple[str, int]]:
    """Returns what tells an optimizer from others, even where its file was loaded twice."""
    return optimizer.id, type(optimizer).declared_at


def _path(optimizer: Optimizer, way: Way, own: bool) -> Path:
    return Path(
        name=Text.of(optimizer.name or type(optimizer).__name__).en,
        id=optimizer.id,
        own=own,
        points=Array.of(way.points),
        losses=Array.of(way.losses),
        left=way.left,
        learning_rate=way.rate,
    )


def _heights(land: Landscape) -> AnyArray:
    x, y = (np.linspace(land.low[axis], land.high[axis], grid) for axis in (0, 1))
    return np.ascontiguousarray(land.value(x[np.newaxis, :], y[:, np.newaxis]), np.float64)
