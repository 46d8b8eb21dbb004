"""The contract of an activation: slopes, shapes, dtypes, purity, extreme inputs, and what it says it gives."""

from __future__ import annotations

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.records import Text, Value
from nnlab.testing._desk import Desk
from nnlab.testing._differences import Slopes, shown, slopes, tolerance
from nnlab.testing._kinks import Kink, kinks

shapes: tuple[tuple[int, ...], ...] = ((1, 4), (2, 1), (7, 3), (2, 3, 4, 5), (3, 6, 2))
extremes: dict[type, tuple[float, ...]] = {
    np.float64: (1e2, 1e3, 1e8, 1e16, 1e100, 1e300),
    np.float32: (1e2, 1e3, 1e8, 1e16, 1e30),  # leaves room for a factor
}


def check_activation(desk: Desk) -> None:
    with desk.trying():
        _shapes_and_dtypes(desk)
    if not desk.stuck():
        with desk.trying():
            _rows_apart(desk)
    if desk.stuck():
        return  # with another shape or mixed rows, slopes say nothing
    elementwise = _elementwise(desk)
    with desk.trying():
        _extremes(desk)
    with desk.trying():
        _gives(desk)
    if desk.has("derivative"):
        if elementwise:
            with desk.trying():
                _derivative(desk)
        else:
            desk.fault("testing.not_elementwise", "derivative")
    elif elementwise:
        with desk.trying():
            _smoothness(desk)
    if desk.has("backward"):
        with desk.trying():
            _backward(desk)


def _shapes_and_dtypes(desk: Desk) -> None:
    for dtype in (np.float64, np.float32):
        for shape in shapes:
            z = (2 * desk.rng.standard_normal(shape)).astype(dtype)
            other = ((z[::-1] + 1).copy(),)
            a = desk.array("forward", desk.pure("forward", z, other=other), shape)
            desk.same_dtype("forward", a, dtype)
            desk.finite("forward", a)
            if dtype is np.float32:
                desk.near_float64("forward", a, z)
            if desk.has("derivative"):
                slope = desk.array("derivative", desk.pure("derivative", z, a), shape)
                desk.same_dtype("derivative", slope, dtype)
                if dtype is np.float32:
                    desk.near_float64("derivative", slope, z, a)
            if desk.has("backward"):
                grad = desk.rng.standard_normal(shape).astype(dtype)
                down = desk.array("backward", desk.pure("backward", z, a, grad), shape)
                desk.same_dtype("backward", down, dtype)


def _rows_apart(desk: Desk) -> None:
    z = 2 * desk.rng.standard_normal((5, 3))
    whole = np.asarray(desk.call("forward", z))
    alone = np.concatenate([np.asarray(desk.call("forward", z[row : row + 1])) for row in range(5)])
    if not np.allclose(whole, alone, 1e-9, 1e-12, equal_nan=True):
        desk.fault("testing.mixes_samples", "forward")


def _elementwise(desk: Desk) -> bool:
    """Tells whether a unit's output depends on that unit alone."""
    z = np.array([[0.3, -0.7, 1.1], [0.4, 0.2, -0.9]])
    moved = z.copy()
    moved[:, 1] += 0.5
    first, second = np.asarray(desk.call("forward", z)), np.asarray(desk.call("forward", moved))
    return np.array_equal(first[:, [0, 2]], second[:, [0, 2]], equal_nan=True)


def _extremes(desk: Desk) -> None:
    for dtype, sizes in extremes.items():
        for size in sizes:
            for x in (size, -size):
                about = Text.of(f"z = {x:g} ({np.dtype(dtype)})")
                z: AnyArray = np.array([[x], [x]], dtype)  # alone: softmax of it is 1
                _extreme(desk, z, about)
        together: AnyArray = np.array([[size, -size, 0.0, 1.0] for size in sizes], dtype)
        _extreme(desk, together, Text.of(f"z = ±{sizes[0]:g} … ±{sizes[-1]:g} ({np.dtype(dtype)})"))


def _extreme(desk: Desk, z: AnyArray, about: Text) -> None:
    a = desk.array("forward", desk.call("forward", z, about=about), z.shape)
    if not desk.finite("forward", a, about):
        return
    if desk.has("derivative") and z.shape[1] == 1:
        desk.finite("derivative", desk.array("derivative", desk.call("derivative", z, a, about=about), z.shape), about)
    if desk.has("backward"):
        down = desk.call("backward", z, a, np.ones_like(z), about=about)
        desk.finite("backward", desk.array("backward", down, z.shape), about)


def _gives(desk: Desk) -> None:
    gives = getattr(desk.component, "gives", "any")
    a = np.asarray(desk.call("forward", 4 * desk.rng.standard_normal((50, 4))))
    odd: float | None = None
    if gives in ("probability", "distribution") and not ((a >= 0) & (a <= 1)).all():
        odd = float(a.flat[int(np.argmax(np.abs(a - 0.5)))])
    elif gives == "distribution" and not np.allclose(a.sum(-1), 1, 1e-9, 1e-9):
        sums = a.sum(-1)
        odd = float(sums[int(np.argmax(np.abs(sums - 1)))])
    if odd is not None:
        desk.fault("testing.gives", "forward", gives=str(gives), came=shown(odd))


def grid() -> AnyArray:
    """Returns where slopes are measured: closely from -8 to 8, then ever wider to ±64; exact in binary."""
    near = np.linspace(-8, 8, 1601)  # no window of a hundredth is overlooked
    far = np.geomspace(8.01, 64, 120)
    x = np.concatenate([-far[::-1], near, far])
    return np.asarray(np.round((x + 0.0117) * 2**12) / 2**12)


def _smoothness(desk: Desk) -> tuple[Kink, ...]:
    """Finds kinks and jumps; where no derivative says what counts there, they are told as they are."""
    forward = desk.quick("forward")
    with np.errstate(all="ignore"):
        if np.asarray(forward(np.zeros((1, 1)))).dtype != np.float64:
            return ()  # steps of a coarser type look like kinks
        found = kinks(lambda x: np.asarray(forward(x), np.float64), np.linspace(-8.03, 8.03, 1601))
    desk.measure(
        "smoothness",
        len(found),
        kinks=tuple(shown(kink.x) for kink in found if not kink.jump),
        jumps=tuple(shown(kink.x) for kink in found if kink.jump),
    )
    for kink in () if desk.has("derivative") else found:
        said: dict[str, Value] = {
            "what": f"{kink.x:.4g}",
            "x": shown(kink.x),
            "left": shown(kink.left, 4),
            "right": shown(kink.right, 4),
        }
        desk.fault("testing.jump_there" if kink.jump else "testing.kink_there", "forward", "note", **said)
    return found


def _derivative(desk: Desk) -> None:
    found = _smoothness(desk)
    forward = desk.quick("forward")
    x = grid()
    with np.errstate(all="ignore"):
        measured = slopes(lambda t: forward((x + t)[:, np.newaxis])[:, 0], np.asarray(forward(x[:, np.newaxis]))[:, 0])
    z = x[:, np.newaxis]
    given = np.asarray(desk.call("derivative", z, desk.call("forward", z)))[:, 0]
    free = ~measured.kinked() & np.isfinite(measured.value)
    for kink in found:
        free &= np.abs(x - kink.x) > 1e-4
    desk.rough("derivative", free)
    error = np.where(free, measured.relative_error(given), 0)
    worst = int(np.argmax(error))
    place: dict[str, Value] = {
        "worst_x": shown(x[worst]),
        "given": shown(given[worst]),
        "measured": shown(measured.value[worst]),
        "relative_error": shown(error[worst]),
    }
    desk.measure("derivative", error[worst], kinks=tuple(shown(kink.x) for kink in found), **place)
    if error[worst] > tolerance:
        desk.fault("testing.derivative", "derivative", **_wrong(error, x), **place)
    for kink in found:
        _at_kink(desk, kink)


def _wrong(error: AnyArray, x: AnyArray) -> dict[str, Value]:
    """Returns from where to where the slope is wrong."""
    wrong = x[error > tolerance]
    return {"first_x": shown(wrong[0]), "last_x": shown(wrong[-1])}


def _at_kink(desk: Desk, kink: Kink) -> None:
    z = np.array([[kink.x]])
    given = float(np.asarray(desk.call("derivative", z, desk.call("forward", z)))[0, 0])
    said: dict[str, Value] = {
        "what": f"{kink.x:.4g}",
        "x": shown(kink.x),
        "left": shown(kink.left, 4),
        "right": shown(kink.right, 4),
        "given": shown(given, 4),
    }
    desk.fault("testing.jump" if kink.jump else "testing.kink", "derivative", "note", **said)
    low, high = sorted((kink.left, kink.right))
    if not np.isfinite(given) or (not kink.jump and not low - 1e-3 <= given <= high + 1e-3):
        desk.fault("testing.slope_at_kink", "derivative", "error" if not np.isfinite(given) else "warning", **said)


def _backward(desk: Desk) -> None:
    """Compares `backward` with differences along random directions: <backward(g), v> = d <g, f(z + t v)> / dt."""
    forward = desk.quick("forward")
    for shape in ((6, 4), (3, 1), (2, 3, 3)):
        z = 2 * desk.rng.standard_normal(shape)
        a = np.asarray(desk.call("forward", z))
        grad, way = desk.rng.standard_normal(shape), desk.rng.standard_normal(shape)
        way /= np.sqrt((way**2).sum(-1, keepdims=True))
        down = np.asarray(desk.call("backward", z, a, grad))
        with np.errstate(all="ignore"):
            measured = _along(forward, z, way, grad)
        given = (down * way).sum(-1).ravel()
        desk.rough("backward", ~measured.kinked())
        error = np.where(measured.kinked(), 0, measured.relative_error(given, 1e-2))
        worst = int(np.argmax(error))
        row = np.unravel_index(worst, shape[:-1])
        place: dict[str, Value] = {
            "worst_z": tuple(shown(value) for value in z[row]),
            "given": shown(given[worst]),
            "measured": shown(measured.value[worst]),
            "relative_error": shown(error[worst]),
        }
        desk.measure("backward", error[worst], **place)
        if error[worst] > tolerance:
            desk.fault("testing.backward", "backward", **place)


def _along(forward: object, z: AnyArray, way: AnyArray, grad: AnyArray) -> Slopes:
    assert callable(forward)

    def function(t: AnyArray) -> AnyArray:
        return np.asarray((grad * forward(z + t * way)).sum(-1)).ravel()

    return slopes(function, function(np.asarray(0.0)))
