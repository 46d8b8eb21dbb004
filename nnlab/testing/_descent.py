"""Small landscapes with a known bottom, and an optimizer's way down them at the learning rate that suits it best."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from nnlab.api import Optimizer
from nnlab.engine.border import AnyArray
from nnlab.testing._desk import Desk

factors = (1.0, 10.0, 0.1, 100.0, 0.01, 3.0, 0.3, 0.03, 30.0, 1000.0)  # times its default learning rate
patience = 5000  # steps without a better place, after which it goes in circles


@dataclass(frozen=True)
class Surface:
    """A loss over parameters whose least value is 0; `share` of the loss at the `start` is near enough."""

    name: str
    start: tuple[float, ...]
    share: float
    steps: int
    value: Callable[[AnyArray], float]
    gradient: Callable[[AnyArray], AnyArray]


@dataclass(frozen=True)
class Descent:
    """How an optimizer did at its best: the share of the loss that was left, the learning rate, the steps taken."""

    left: float
    rate: float
    steps: int


_slopes = np.geomspace(1, 100, 5)


def _rosenbrock(w: AnyArray) -> float:
    x, y = float(w[0]), float(w[1])
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def _rosenbrock_gradient(w: AnyArray) -> AnyArray:
    x, y = float(w[0]), float(w[1])
    return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


surfaces = (
    Surface(
        "bowl",
        (1.0, -1.0, 1.0, -1.0, 1.0),
        1e-3,
        3000,
        lambda w: float((_slopes * w * w).sum()) / 2,
        lambda w: np.asarray(_slopes * w),
    ),
    Surface("valley", (-1.2, 1.0), 1e-3, 20000, _rosenbrock, _rosenbrock_gradient),
)


def descend(desk: Desk, surface: Surface) -> Descent:
    """Returns the best of several descents; the first that comes near enough ends the search."""
    best = Descent(float("inf"), 0.0, 0)
    for rate in rates(desk):
        done = _descent(desk, surface, rate)
        if done.left < best.left:
            best = done
        if best.left <= surface.share:
            break
    return best


def rates(desk: Desk) -> Iterator[float]:
    """Yields the learning rate the optimizer has, then others around its default, within its bounds."""
    assert isinstance(desk.component, Optimizer)
    yield desk.component.learning_rate
    spec = next(spec for spec in desk.component.params if spec.name == "learning_rate")
    for factor in factors:
        rate = factor * default_rate(desk.component)
        if (spec.low is None or rate >= spec.low) and (spec.high is None or rate <= spec.high):
            yield rate


def default_rate(optimizer: Optimizer) -> float:
    """Returns the learning rate an optimizer has where nobody says another."""
    spec = next(spec for spec in optimizer.params if spec.name == "learning_rate")
    return float(spec.default)  # type: ignore[arg-type]


def _descent(desk: Desk, surface: Surface, rate: float) -> Descent:
    init, update = desk.quick("init"), desk.quick("update")
    w = np.array(surface.start)
    first = surface.value(w)
    least, at = 1.0, 0
    with np.errstate(all="ignore"):
        state = init(w)
        for t in range(1, surface.steps + 1):
            w, state = update(w, surface.gradient(w), dict(state), rate, t)
            if t % 20:
                continue
            left = surface.value(w) / first
            if left < least:
                least, at = left, t
            if left <= surface.share or not left < 1e6 or t - at > patience:
                break
    return Descent(least, rate, at)
