"""The contracts of schedules, regularizers, initializers and metrics."""

from __future__ import annotations

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.records import Text, Value
from nnlab.testing._desk import Desk
from nnlab.testing._differences import shown, slopes, tolerance
from nnlab.testing._same import Seed, same

_zero = Text("weights of 0", "全为 0 的权重")


def check_schedule(desk: Desk) -> None:
    """A rate is a finite number, never below 0, of its arguments alone, and does not grow for ever."""
    times = [(t, t // 10) for t in range(0, 400, 7)]
    times += [(10 * epoch, epoch) for epoch in (100, 499, 500, 501, 1000, 10_000, 100_000, 1_000_000, 10_000_000)]
    lr = 0.1
    with desk.trying():
        rates = [_rate(desk, lr, t, epoch) for t, epoch in times]
        again = [_rate(desk, lr, t, epoch) for t, epoch in reversed(times)][::-1]
        if not same(rates, again):
            desk.fault("testing.impure", "rate")
        desk.measure("rate", rates[-1] / lr, first=shown(rates[0]), last=shown(rates[-1]))
        if max(rates[-3:]) > 100 * max(lr, *rates[:40]):
            t, epoch = times[-1]
            desk.fault("testing.rate_grows", "rate", came=shown(rates[-1]), t=t, epoch=epoch)
        for odd in (1e-6, 10.0):
            _rate(desk, odd, 0, 0)


def _rate(desk: Desk, lr: float, t: int, epoch: int) -> float:
    came = desk.call("rate", lr, t, epoch, about=Text(f"step {t}, epoch {epoch}", f"第 {t} 步、第 {epoch} 轮"))
    rate = desk.method("rate").number(came)
    if not (np.isfinite(rate) and rate >= 0):
        desk.fault("testing.rate", "rate", came=shown(rate), t=t, epoch=epoch)
    return rate


def check_regularizer(desk: Desk) -> None:
    """A penalty is one finite number, and its gradient is its slope."""
    with desk.trying():
        for shape in ((3, 2), (1, 1), (4, 3, 2, 2)):
            for dtype in (np.float64, np.float32):
                w = desk.rng.standard_normal(shape).astype(dtype)
                number = desk.method("penalty").number(desk.pure("penalty", w, other=(w + 1,)))
                desk.finite("penalty", np.asarray(number))
                gradient = desk.array("gradient", desk.pure("gradient", w, other=(w + 1,)), shape)
                desk.same_dtype("gradient", gradient, dtype)
                desk.finite("gradient", gradient)
    if desk.stuck():
        return
    with desk.trying():
        for shape in ((3, 2), (1, 1), (4, 3, 2, 2)):
            _penalty_slope(desk, shape)
    with desk.trying():
        zero = np.zeros((3, 2))
        penalty = desk.method("penalty").number(desk.call("penalty", zero, about=_zero))
        desk.finite("gradient", desk.array("gradient", desk.call("gradient", zero), (3, 2)), _zero)
        if penalty != 0:
            desk.fault("testing.penalty_zero", "penalty", "warning", came=shown(penalty))
        for size in (1e2, 1e8, 1e100):
            w, about = size * np.array([[1.0, -1.0]]), Text(f"weights of ±{size:g}", f"权重 ±{size:g}")
            desk.finite("penalty", np.asarray(desk.call("penalty", w, about=about)), about)
            desk.finite("gradient", np.asarray(desk.call("gradient", w, about=about)), about)


def _penalty_slope(desk: Desk, shape: tuple[int, ...]) -> None:
    penalty = desk.quick("penalty")
    compared = []
    for size in (0.1, 1.0, 10.0):
        w, way = size * desk.rng.standard_normal(shape), desk.rng.standard_normal(shape)
        way /= np.sqrt((way**2).sum())
        at_zero = np.asarray(penalty(w), np.float64)
        measured = slopes(lambda t, w=w, way=way: np.asarray(penalty(w + t * way)), at_zero, 0.1)  # type: ignore[misc]
        gradient = np.asarray(desk.call("gradient", w))
        given = np.asarray((gradient * way).sum())
        floor = max(1e-2 * float(np.abs(gradient).max()), 1e-9)
        compared.append(not measured.kinked(floor))
        if not compared[-1]:
            continue
        error = float(measured.relative_error(given, floor))
        place: dict[str, Value] = {
            "given": shown(float(given)),
            "measured": shown(float(measured.value)),
            "relative_error": shown(error),
        }
        desk.measure("gradient", error, **place)
        if error > tolerance:
            desk.fault("testing.penalty_gradient", "gradient", **place)
    desk.rough("gradient", compared)


def check_initializer(desk: Desk) -> None:
    """Start weights are finite floats of the shape asked for, drawn from the stream given and from nothing else."""
    with desk.trying():
        for fan_in, fan_out in ((3, 5), (1, 1), (100, 40), (1000, 1), (1, 300)):
            came = desk.pure("weights", Seed(), fan_in, fan_out, other=(Seed(9), 2, 2))
            weights = desk.array("weights", came, (fan_in, fan_out))
            if weights.dtype.kind != "f":
                desk.same_dtype("weights", weights, np.float64)
            size = float(np.abs(weights).max())
            desk.measure("largest", size, std=shown(float(weights.std())), fan_in=fan_in, fan_out=fan_out)
            if desk.finite("weights", weights, Text.of(f"fan_in = {fan_in}, fan_out = {fan_out}")) and size > 100:
                said: dict[str, Value] = {"largest": shown(size), "fan_in": fan_in, "fan_out": fan_out}
                desk.fault("testing.large_weights", "weights", "warning", **said)


def check_metric(desk: Desk) -> None:
    """A score is one finite number, and the order of the samples does not matter."""
    for about, y, target in _scored(desk):
        with desk.trying():
            other = (y[::-1].copy(), target[::-1].copy())
            number = desk.method("value").number(desk.pure("value", y, target, other=other))
            desk.finite("value", np.asarray(number), about)
            order = desk.rng.permutation(len(y))
            moved = desk.method("value").number(desk.call("value", y[order], target[order]))
            if not np.isclose(number, moved, 1e-9, 1e-12, equal_nan=True):
                desk.fault("testing.order", "value", came=shown(number), moved=shown(moved))


def _scored(desk: Desk) -> list[tuple[Text, AnyArray, AnyArray]]:
    rng = desk.rng
    if getattr(desk.component, "takes", "values") == "labels":
        drawn = rng.integers(0, 3, (2, 40))
        one, two = np.zeros(10, np.int64), np.ones(10, np.int64)
        pairs = [
            (Text("three classes", "三个类别"), drawn[0], drawn[1]),
            (Text("two classes", "两个类别"), drawn[0] % 2, drawn[1] % 2),
        ]
        alike = [
            (Text("all right", "全部正确"), drawn[0], drawn[0]),
            (Text("one class alone", "只有一个类别"), one, one),
            (Text("all wrong", "全部错误"), one, two),
        ]
        return [*pairs, *alike, (Text("one sample", "单个样本"), two[:1], one[:1])]
    made = [
        (Text(f"{k} outputs", f"{k} 个输出"), rng.standard_normal((40, k)), rng.standard_normal((40, k)))
        for k in (1, 3)
    ]
    level = np.ones((10, 1))
    return [
        *made,
        (Text("all right", "全部正确"), made[0][1], made[0][1]),
        (Text("targets all alike", "目标全部相同"), made[0][1][:10], level),
    ]
