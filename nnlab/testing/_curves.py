"""Curves: an activation over z, a loss along the prediction, a schedule over epochs, a penalty over w."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from nnlab.api import Loss
from nnlab.engine.border import AnyArray
from nnlab.records import Problem, ProblemError, Text
from nnlab.records.grades import CurvePicture, Line
from nnlab.testing._differences import Slopes, slopes, tolerance
from nnlab.testing._drawing import Drawing
from nnlab.testing._kinks import Kink, kinks
from nnlab.testing._seat import Seat, with_gaps
from nnlab.testing.report import Report

_points = 481
_sides = (6.0, 12.0, 64.0)  # an activation is drawn from -6 to 6, unless something is wrong farther away
_one_unit = Text("z of one of two units, the other at 0", "两个单元之一的 z，另一个为 0")
_rate_at_start = 0.1
_most_s = 0.5  # for what is measured beside a curve
_batches = 10  # in an epoch of a schedule's picture

Curve = Callable[[AnyArray], AnyArray]


def activation_curve(seat: Seat, report: Report | None) -> Drawing:
    """Draws f, the slope the plugin gives and the measured one, marks the kinks and where the slope is most wrong.

    Of a function that is not elementwise (softmax), the first of two units is drawn.
    """
    two = not _elementwise(seat)
    rest = np.zeros if two else None

    def units(x: AnyArray) -> AnyArray:
        z = x[:, np.newaxis]
        return np.concatenate([z, rest(z.shape)], axis=1) if rest is not None else z

    def value(x: AnyArray) -> AnyArray:
        z = units(x)
        return seat.array("forward", z.shape, z)[:, 0]

    def slope(x: AnyArray) -> AnyArray:
        z = units(x)
        a = seat.array("forward", z.shape, z)
        if seat.has("backward"):
            grad = np.zeros_like(z)
            grad[:, 0] = 1
            return seat.array("backward", z.shape, z, a, grad)[:, 0]
        return seat.array("derivative", z.shape, z, a)[:, 0]

    side = _side(report)
    x = np.linspace(-side, side, _points)
    given = slope if seat.has("backward") or (seat.has("derivative") and not two) else None
    across = _one_unit if two else Text("z", "z")
    return _drawn(value, given, x, across, report=report, edges=np.linspace(-side - 0.03, side + 0.03, 1601))


def loss_curve(seat: Seat, report: Report | None) -> Drawing:
    """Draws value and gradient along the prediction for one target; of a distribution, one class takes from another."""
    loss = seat.component
    assert isinstance(loss, Loss)
    target, shown = _target(loss)
    share = loss.takes in ("probability", "distribution")
    x = np.linspace(0.01, 0.99, _points) if share else np.linspace(shown - 4, shown + 4, _points)
    k = target.shape[-1] if target.ndim == 2 else 2
    way = np.zeros(k)
    way[0] = 1
    if loss.takes == "distribution":
        way[1] = -1

    def outputs(x: AnyArray) -> AnyArray:
        start = np.eye(k)[k - 1] if loss.takes == "distribution" else np.zeros(k)
        return np.asarray(start + x[:, np.newaxis] * way)

    def value(x: AnyArray) -> AnyArray:
        return seat.array("value", x.shape, outputs(x), _repeated(target, len(x)))

    def slope(x: AnyArray) -> AnyArray:
        y = outputs(x)
        return np.asarray((seat.array("gradient", y.shape, y, _repeated(target, len(x))) * way).sum(1))

    across = Text("prediction y", "预测 y")
    given = slope if seat.has("gradient") else None
    edges = np.linspace(x[0] + 1e-3, x[-1] - 1e-3, 801)
    return _drawn(value, given, x, across, room=0.1 if share else 1.0, target=shown, edges=edges)


def penalty_curve(seat: Seat, report: Report | None) -> Drawing:
    """Draws the penalty of a single weight, and its gradient."""
    x = np.linspace(-3, 3, 241)

    def value(x: AnyArray) -> AnyArray:
        return np.array([seat.number("penalty", np.array([[w]])) for w in x])

    def slope(x: AnyArray) -> AnyArray:
        return np.array([seat.array("gradient", (1, 1), np.array([[w]]))[0, 0] for w in x])

    across = Text("weight w", "权重 w")
    return _drawn(value, slope if seat.has("gradient") else None, x, across, edges=None)


def rate_curve(seat: Seat, report: Report | None) -> Drawing:
    """Draws the learning rate over epochs of ten steps, from 0.1 on, until little changes any more."""

    def rate(epochs: AnyArray) -> AnyArray:
        return np.array([seat.number("rate", _rate_at_start, int(e * _batches), int(e)) for e in epochs])

    last = 100
    far = rate(np.array([100.0, 200, 500, 1000, 2000, 5000, 10000]))
    for end, here in zip((100, 200, 500, 1000, 2000, 5000), far[:-1], strict=True):
        last = end
        if abs(here - far[-1]) <= 0.02 * max(_rate_at_start, abs(far[-1])):
            break
    epochs = np.linspace(0, last, 401)
    line = Line(role="value", x=with_gaps(epochs), y=with_gaps(rate(epochs)))
    return Drawing(CurvePicture(lines=(line,), across=Text("epoch", "轮")))


def _drawn(
    value: Curve,
    slope: Curve | None,
    x: AnyArray,
    across: Text,
    *,
    report: Report | None = None,
    room: float = 1.0,
    target: float | None = None,
    edges: AnyArray | None,
) -> Drawing:
    """Draws a function, its slope as it is given and as it is measured; a failing slope is left out and told.

    Of a function that takes its time, no slope is measured and no kink is looked for: the picture follows typing.
    """
    began = time.perf_counter()
    y = value(x)
    once = time.perf_counter() - began
    measured = slopes(lambda t: value(x + t), y, room) if 16 * once < _most_s else None
    looks = edges is not None and 220 * once * len(edges) / len(x) < _most_s
    bent = kinks(lambda column: value(column[:, 0])[:, np.newaxis], edges) if edges is not None and looks else ()
    lines = [Line(role="value", x=with_gaps(x), y=with_gaps(y))]
    problem: Problem | None = None
    worst: tuple[float, ...] = ()
    if slope is not None:
        try:
            given = slope(x)
            lines.append(Line(role="slope", x=with_gaps(x), y=with_gaps(given)))
            worst = _worst(x, y, given, measured, bent) if measured is not None else ()
        except ProblemError as error:
            problem = error.problem
    if measured is not None:
        numeric = np.where(measured.kinked(), np.nan, measured.value)
        lines.append(Line(role="numeric", x=with_gaps(x), y=with_gaps(numeric)))
    told = _told_worst(report)
    picture = CurvePicture(
        lines=tuple(lines),
        across=across,
        worst=told or worst,
        kinks=tuple(kink.x for kink in bent),
        target=target,
    )
    return Drawing(picture, problem)


def _worst(x: AnyArray, y: AnyArray, given: AnyArray, measured: Slopes, bent: tuple[Kink, ...]) -> tuple[float, ...]:
    """Returns the place where a slope is most wrong, if it is wrong."""
    free = ~measured.kinked() & np.isfinite(y)
    for kink in bent:
        free &= np.abs(x - kink.x) > 1e-4
    error = np.where(free, measured.relative_error(given), 0)
    return (float(x[int(np.argmax(error))]),) if error.max() > tolerance else ()


def _elementwise(seat: Seat) -> bool:
    z = np.array([[0.3, -0.7, 1.1], [0.4, 0.2, -0.9]])
    moved = z.copy()
    moved[:, 1] += 0.5
    first, second = seat.array("forward", z.shape, z), seat.array("forward", z.shape, moved)
    return np.array_equal(first[:, [0, 2]], second[:, [0, 2]], equal_nan=True)


def _told_worst(report: Report | None) -> tuple[float, ...]:
    """Returns the place a report names as the most wrong one, if there is one."""
    measure = report.measure("derivative") if report is not None else None
    if measure is None or not measure.worst > tolerance:
        return ()
    worst = measure.values.get("worst_x")
    return (float(worst),) if isinstance(worst, int | float) else ()


def _side(report: Report | None) -> float:
    """Returns how far to draw, so that what is wrong can be seen."""
    worst = max((abs(x) for x in _told_worst(report)), default=0.0)
    return next((side for side in _sides if worst <= side), _sides[-1])


def _target(loss: Loss) -> tuple[AnyArray, float]:
    """Returns a target in the coding the loss wants, one row, and how it is shown."""
    if loss.targets == "classes":
        return np.array([0]), 1.0
    if loss.targets == "one_hot":
        return np.array([[1.0, 0.0]]), 1.0
    if loss.targets in ("zero_one", "plus_minus_one"):
        return np.array([[1.0]]), 1.0
    if loss.takes == "distribution":
        return np.array([[0.7, 0.3]]), 0.7
    return (np.array([[0.7]]), 0.7) if loss.takes == "probability" else (np.array([[0.0]]), 0.0)


def _repeated(target: AnyArray, rows: int) -> AnyArray:
    return np.repeat(target, rows, axis=0)
