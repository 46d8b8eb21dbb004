"""The contract of a loss: its gradient, one number a sample, dtypes, purity and extreme outputs."""

from __future__ import annotations

import numpy as np

from nnlab.api import Loss
from nnlab.engine.border import AnyArray
from nnlab.records import Text, Value
from nnlab.testing._desk import Desk
from nnlab.testing._differences import shown, slopes, tolerance

Sampled = tuple[AnyArray, AnyArray, AnyArray]  # outputs, targets, and the direction of each sample


def check_loss(desk: Desk) -> None:
    with desk.trying():
        _shapes_and_dtypes(desk)
    if not desk.stuck():
        with desk.trying():
            _rows_apart(desk)
    if desk.stuck():
        return
    with desk.trying():
        _extremes(desk)
    if desk.has("gradient"):
        with desk.trying():
            _gradient(desk)


def widths(loss: Loss) -> tuple[int, ...]:
    """Returns the numbers of outputs to try: classes need at least two."""
    several = loss.targets in ("classes", "one_hot") or loss.takes == "distribution"
    return (2, 4) if several else (1, 3)


def outputs(loss: Loss, rng: np.random.Generator, rows: int, k: int) -> AnyArray:
    """Draws outputs of the kind the loss takes."""
    drawn = 2 * rng.standard_normal((rows, k))
    if loss.takes == "probability":
        return np.asarray(0.02 + 0.96 / (1 + np.exp(-drawn)))
    if loss.takes == "distribution":
        powers = np.exp(drawn / 2)
        return np.asarray(powers / powers.sum(1, keepdims=True))
    return drawn


def targets(loss: Loss, rng: np.random.Generator, rows: int, k: int) -> AnyArray:
    """Draws targets in the coding the loss wants."""
    labels = rng.integers(0, k, rows)
    if loss.targets == "classes":
        return labels
    if loss.targets == "one_hot":
        return np.asarray(np.eye(k)[labels])
    if loss.targets in ("zero_one", "plus_minus_one"):
        drawn = np.asarray(rng.integers(0, 2, (rows, k)), float)
        return drawn if loss.targets == "zero_one" else 2 * drawn - 1
    if loss.takes == "probability":
        return np.asarray(rng.random((rows, k)))
    if loss.takes == "distribution":
        powers = rng.random((rows, k)) + 0.05
        return np.asarray(powers / powers.sum(1, keepdims=True))
    return 2 * rng.standard_normal((rows, k))


def _typed(target: AnyArray, dtype: type) -> AnyArray:
    return target if target.dtype.kind == "i" else target.astype(dtype)


def _loss(desk: Desk) -> Loss:
    assert isinstance(desk.component, Loss)
    return desk.component


def _shapes_and_dtypes(desk: Desk) -> None:
    loss = _loss(desk)
    for dtype in (np.float64, np.float32):
        for k in widths(loss):
            for rows in (1, 2, 7):
                y = outputs(loss, desk.rng, rows, k).astype(dtype)
                target = _typed(targets(loss, desk.rng, rows, k), dtype)
                other = (outputs(loss, desk.rng, rows, k).astype(dtype), target)
                value = desk.array("value", desk.pure("value", y, target, other=other), (rows,))
                desk.same_dtype("value", value, dtype)
                desk.finite("value", value)
                if dtype is np.float32:
                    desk.near_float64("value", value, y, target)
                if desk.has("gradient"):
                    gradient = desk.array("gradient", desk.pure("gradient", y, target, other=other), y.shape)
                    desk.same_dtype("gradient", gradient, dtype)
                    desk.finite("gradient", gradient)
                    if dtype is np.float32:
                        desk.near_float64("gradient", gradient, y, target)


def _rows_apart(desk: Desk) -> None:
    """Finds fault where a sample's value or gradient depends on the other samples: the reduction is the engine's."""
    loss = _loss(desk)
    for k in widths(loss):
        y, target = outputs(loss, desk.rng, 6, k), targets(loss, desk.rng, 6, k)
        for name in ("value", "gradient"):
            if not desk.has(name):
                continue
            whole = np.asarray(desk.call(name, y, target))
            alone = [np.asarray(desk.call(name, y[row : row + 1], target[row : row + 1])) for row in range(6)]
            if not np.allclose(whole, np.concatenate(alone), 1e-9, 1e-12, equal_nan=True):
                desk.fault("testing.mixes_samples", name)


def _gradient(desk: Desk) -> None:
    """Compares each sample's gradient with differences of its value: along random directions, and output by output."""
    loss = _loss(desk)
    compared = [
        _compared(desk, y, target, way)
        for k in widths(loss)
        for y, target, way in (_at_random(loss, desk.rng, k), *_sweeps(loss, desk.rng, k))
    ]
    desk.rough("gradient", np.concatenate(compared))


def _at_random(loss: Loss, rng: np.random.Generator, k: int) -> Sampled:
    rows = 200
    y, target = outputs(loss, rng, rows, k), targets(loss, rng, rows, k)
    way = rng.standard_normal((rows, k))
    return y, target, way / np.sqrt((way**2).sum(1, keepdims=True))


def _sweeps(loss: Loss, rng: np.random.Generator, k: int) -> list[Sampled]:
    """Returns one output at a time over all it may be, the others resting, for some targets."""
    made = []
    share = loss.takes in ("probability", "distribution")
    over = np.linspace(0.01, 0.99, 491) if share else sweep()
    for unit in (0, k - 1) if k > 1 else (0,):
        for _ in range(4):
            y = np.repeat(outputs(loss, rng, 1, k), len(over), axis=0)
            if loss.takes == "distribution":
                others = y.sum(1) - y[:, unit]
                y *= ((1 - over) / others)[:, np.newaxis]
            y[:, unit] = over
            way = np.zeros_like(y)
            way[:, unit] = 1
            made.append((y, np.repeat(targets(loss, rng, 1, k), len(over), axis=0), way))
    return made


def sweep() -> AnyArray:
    """Returns the outputs at which slopes are measured one by one: closely from -8 to 8, ever wider to ±64."""
    far = np.geomspace(8.1, 64, 40)
    return np.concatenate([-far[::-1], np.linspace(-8, 8, 801) + 0.0113, far])


def _compared(desk: Desk, y: AnyArray, target: AnyArray, way: AnyArray) -> AnyArray:
    """Finds fault with a gradient that is no slope of the value; returns where it could be compared."""
    loss, value = _loss(desk), desk.quick("value")
    room = 0.1 if loss.takes in ("probability", "distribution") else 1.0  # stays inside (0, 1)
    with np.errstate(all="ignore"):
        measured = slopes(lambda t: np.asarray(value(y + t * way, target)), np.asarray(value(y, target)), room)
    given = (np.asarray(desk.call("gradient", y, target)) * way).sum(1)
    kinked = measured.kinked()
    error = np.where(kinked, 0, measured.relative_error(given, 1e-2))
    worst = int(np.argmax(error))
    place: dict[str, Value] = {
        "worst_y": tuple(shown(one) for one in y[worst]),
        "target": tuple(shown(one) for one in np.atleast_1d(target[worst])),
        "given": shown(given[worst]),
        "measured": shown(measured.value[worst]),
        "relative_error": shown(error[worst]),
    }
    desk.measure("gradient", error[worst], kinks=int(kinked.sum()), **place)
    if error[worst] > tolerance:
        desk.fault("testing.loss_gradient", "gradient", **place)
    return ~kinked


def _extremes(desk: Desk) -> None:
    loss = _loss(desk)
    k = widths(loss)[-1]
    for dtype in (np.float64, np.float32):
        for about, y in _extreme_outputs(loss, k, dtype):
            for shift in range(k):
                labels = (np.arange(len(y)) + shift) % k
                target = _typed(_extreme_targets(loss, labels, k), dtype)
                said = Text(f"y = {about.en} ({np.dtype(dtype)})", f"y = {about.zh_CN}（{np.dtype(dtype)}）")
                value = desk.array("value", desk.call("value", y, target, about=said), (len(y),))
                if desk.finite("value", value, said) and desk.has("gradient"):
                    gradient = desk.array("gradient", desk.call("gradient", y, target, about=said), y.shape)
                    desk.finite("gradient", gradient, said)


def _extreme_outputs(loss: Loss, k: int, dtype: type) -> list[tuple[Text, AnyArray]]:
    if loss.takes in ("probability", "distribution"):
        sure: AnyArray = np.eye(k, dtype=dtype)
        edge = np.finfo(dtype).tiny
        near: AnyArray = np.where(sure > 0, dtype(1) - np.finfo(dtype).epsneg, edge).astype(dtype)
        return [(Text("exactly 0 and 1", "恰为 0 和 1"), sure), (Text("next to 0 and 1", "紧邻 0 和 1"), near)]
    sizes = (1e2, 1e4, 1e8, 1e15) if dtype is np.float32 else (1e2, 1e4, 1e8, 1e16, 1e100)
    signs = np.where(np.arange(2 * k).reshape(2, k) % 2, 1.0, -1.0)
    return [(Text.of(f"±{size:g}"), (size * signs).astype(dtype)) for size in sizes]


def _extreme_targets(loss: Loss, labels: AnyArray, k: int) -> AnyArray:
    if loss.targets == "classes":
        return labels
    hot = np.asarray(np.eye(k)[labels])
    return 2 * hot - 1 if loss.targets == "plus_minus_one" else hot
