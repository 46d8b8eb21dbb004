"""The contract of an optimizer: pure updates, a steady state, any dimension, and the way to the bottom."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlab.api import Optimizer
from nnlab.engine.border import AnyArray
from nnlab.records import Level, Text, Value
from nnlab.testing._descent import default_rate, descend, surfaces
from nnlab.testing._desk import Desk, ordinary
from nnlab.testing._settings import usual

_none = Text("a gradient of 0", "梯度 0")

Step = tuple[AnyArray, dict[str, Any]]


def check_optimizer(desk: Desk) -> None:
    """Tries an optimizer; that it finds the bottom is asked of its defaults, with each switch and choice."""
    with desk.trying():
        _steps(desk)
    with desk.trying():
        _without_gradient(desk)
    if desk.found_errors():
        return
    with desk.trying():
        _extremes(desk)
    for surface in surfaces if desk.first or _as_usual(desk) else ():
        with desk.trying():
            best = descend(desk, surface)
            desk.measure(surface.name, best.left, learning_rate=best.rate, steps=best.steps)
            if not best.left <= surface.share:
                code = "testing.bowl" if surface.name == "bowl" else "testing.valley"
                said: dict[str, Value] = {"left": f"{best.left:.2g}", "rate": f"{best.rate:g}"}
                severity: Level = "error" if usual(desk.component) else "warning"
                desk.fault(code, "update", severity, steps=surface.steps, **said)


def _as_usual(desk: Desk) -> bool:
    assert isinstance(desk.component, Optimizer)
    return usual(desk.component) and desk.component.learning_rate == default_rate(desk.component)


def _steps(desk: Desk) -> None:
    """Takes three steps in several dimensions and both dtypes; each is called twice."""
    for dtype in (np.float64, np.float32):
        for n in (1, 2, 1000):
            w = desk.rng.standard_normal(n).astype(dtype)
            state = _state(desk, "init", desk.pure("init", w), None)
            wide = [part for part, kept in state.items() if kept.shape == w.shape and kept.dtype.kind == "f"]
            for part in wide:  # where it begins: it makes everything after it wide
                desk.same_dtype("init", state[part], dtype, part)
            if any(state[part].dtype != dtype for part in wide):
                continue
            for t in (1, 2, 3):
                g = desk.rng.standard_normal(n).astype(dtype)
                w, state = _step(desk, w, g, state, t, pure=True)
                desk.same_dtype("update", w, dtype)
                desk.finite("update", w)


def _step(
    desk: Desk, w: AnyArray, g: AnyArray, state: dict[str, Any], t: int, *, pure: bool, about: Text = ordinary
) -> Step:
    lr = float(getattr(desk.component, "learning_rate", 0.01))
    if pure:
        came = desk.pure("update", w, g, state, lr, t, other=(w + 1, -g, state, lr, t))
    else:
        came = desk.call("update", w, g, state, lr, t, about=about)
    if not isinstance(came, tuple) or len(came) != 2:
        raise desk.method("update").returned(came, "(w, state)")
    return desk.array("update", came[0], w.shape).copy(), _state(desk, "update", came[1], state)


def _state(desk: Desk, name: str, came: Any, before: dict[str, Any] | None) -> dict[str, Any]:
    """Returns a state that came: a dict of arrays whose names, shapes and dtypes stay as they are."""
    method = desk.method(name)
    if not isinstance(came, dict):
        raise method.returned(came, "a dict of arrays as the state", "由数组组成的字典作为状态")
    made = {}
    for part, value in came.items():
        if not isinstance(value, (np.ndarray, np.generic, int, float)) or np.asarray(value).dtype.kind not in "fiub":
            raise method.returned(value, f"an array as the state's {part!r}", f"数组作为状态的 {part!r}")
        made[part] = np.array(value)
    if before is not None:
        kinds = {part: (array.shape, str(array.dtype)) for part, array in made.items()}
        for part in before.keys() | made.keys():
            was = (before[part].shape, str(before[part].dtype)) if part in before else None
            if kinds.get(part) != was:
                desk.fault("testing.state", name, before=_kind(was), came=_kind(kinds.get(part)), part=str(part))
    return made


def _kind(what: tuple[tuple[int, ...], str] | None) -> str:
    return "-" if what is None else f"{what[1]} {what[0]}"


def _without_gradient(desk: Desk) -> None:
    """A parameter at 0 that has no gradient stays there, whatever the weight decay; one elsewhere stays finite."""
    state = _state(desk, "init", desk.call("init", np.array([0.0, 1.0])), None)
    w = np.array([0.0, 1.0])
    for t in range(1, 21):
        w, state = _step(desk, w, np.zeros(2), state, t, pure=False, about=_none)
    if not desk.finite("update", w, _none):
        return
    if w[0] != 0:
        desk.fault("testing.drifts", "update", "warning", came=f"{w[0]:.3g}")


def _extremes(desk: Desk) -> None:
    for dtype, sizes in ((np.float64, (1e-300, 1e-100, 1e8, 1e100)), (np.float32, (1e-38, 1e-20, 1e8, 1e15))):
        for size in sizes:
            w = np.ones(4, dtype)
            g = (size * np.array([1.0, -1.0, 0.5, 0.0])).astype(dtype)
            about = Text(*(f"{what} ±{size:g} ({np.dtype(dtype)})" for what in ("a gradient of", "梯度")))
            state = _state(desk, "init", desk.call("init", w, about=about), None)
            for t in (1, 2):
                w, state = _step(desk, w, g, state, t, pure=False, about=about)
            desk.finite("update", w, about)
