"""What a call costs in training, beside tanh, SGD or MSE: measured in turns, the quickest of many counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from nnlab.api import Activation, Layer, Loss, Optimizer, Regularizer
from nnlab.catalog import Catalog
from nnlab.engine import Programs
from nnlab.engine.activations import backward_call, forward_call, has_twin, twins
from nnlab.engine.entries import Entry, run
from nnlab.engine.losses import gradient_call
from nnlab.engine.recording import Pool
from nnlab.records import ProblemError
from nnlab.records.grades import Cost
from nnlab.testing._beside import beside
from nnlab.testing._layer import tried
from nnlab.testing._loss import outputs, targets
from nnlab.testing._running import outputs_of, updater_of
from nnlab.testing._same import Seed
from nnlab.testing._seat import Seat, calm

units, rows, parameters = 8, 32, 1000  # a layer, a batch, and a vector of weights as they are usual in a lesson
_round_s, _rounds, _most_s = 4e-4, 25, 0.3
_partners = {"activation": "tanh", "optimizer": "sgd", "loss": "mse"}

Call = Callable[[], Any]


def cost(seat: Seat, catalog: Catalog | None) -> Cost | None:
    """Returns the seconds of one call as it runs in training.

    An activation forward and backward for 32 samples of 8 units; a loss's gradient for 32 samples; an optimizer's step
    of 1000 parameters; a layer forward and backward for 32 samples. Raises ProblemError where a method fails.
    """
    kind = seat.component.kind
    own = call_of(seat)
    if own is None:
        return None
    partner = beside(catalog, kind, _partners[kind]) if kind in _partners else None
    other = call_of(Seat(partner)) if partner is not None else None
    with calm():
        seconds, beside_seconds = timed(own, other)
    named = _partners[kind] if other is not None else ""
    return Cost(seconds=seconds, beside=named, beside_seconds=beside_seconds)


def timed(own: Call, other: Call | None) -> tuple[float, float]:
    """Returns the seconds of one call each; the other's are 0 where there is none."""
    began = time.perf_counter()
    counts = [_count(call) for call in (own, other) if call is not None]
    best = [float("inf"), 0.0 if other is None else float("inf")]
    for done in range(_rounds):
        for place, call in enumerate((own, other)):
            if call is not None:
                best[place] = min(best[place], _seconds(call, counts[place]))
        if done >= 2 and time.perf_counter() - began > _most_s:
            break
    return best[0], best[1]


def _count(call: Call) -> int:
    """Returns how many calls fill a round; the first one only makes what is kept."""
    call()
    return max(1, int(_round_s / max(_seconds(call, 1), 1e-7)))


def _seconds(call: Call, count: int) -> float:
    began = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - began) / count


def call_of(seat: Seat) -> Call | None:
    """Returns what training calls; None for what cannot be tried alone."""
    component, rng = seat.component, np.random.Generator(np.random.PCG64(3))
    if isinstance(component, Activation):
        return _activation(seat, component, rng)
    if isinstance(component, Loss):
        return _loss(seat, component, rng)
    if isinstance(component, Optimizer):
        updater = updater_of(seat, component, parameters)
        return lambda: updater.step(1e-6)
    if isinstance(component, Regularizer):
        return _penalty(seat, component, rng)
    if isinstance(component, Layer):
        return _layer(seat, component, rng)
    return _other(seat, rng)


def _activation(seat: Seat, activation: Activation, rng: np.random.Generator) -> Call:
    shape = units, rows
    z, a, grad, d = rng.standard_normal(shape), np.empty(shape), rng.standard_normal(shape), np.empty(shape)
    recorded = Programs(seat.border).activation(activation, "float64")
    entries: list[Entry] = []
    if has_twin(activation, seat.border):
        entries += twins[activation.native](z, a)
    elif recorded is None:
        entries.append((forward_call(activation, (units,), z, a, seat.border), ()))
    if recorded is not None:
        bound = recorded.bind({"z": z}, {"a": a, "slope": d}, Pool())
        entries += [*(bound.entries("forward") if not entries else []), *bound.entries("slope")]
        entries.append((np.multiply, (grad, d, d)))
    else:
        entries.append((backward_call(activation, (units,), z, a, grad, d, seat.border), ()))
    return lambda: run(entries)


def _loss(seat: Seat, loss: Loss, rng: np.random.Generator) -> Call:
    k = outputs_of(loss)
    y, target = np.ascontiguousarray(outputs(loss, rng, rows, k).T), targets(loss, rng, rows, k)
    grad = np.empty_like(y)
    recorded = Programs(seat.border).loss_gradient(loss, k, "float64", target.dtype, 1.0)
    if recorded is not None:
        t = np.ascontiguousarray(target.T, np.float64)
        entries = recorded.bind({"y": y, "target": t}, {"grad": grad}, Pool()).entries("gradient")
    else:
        entries = [(gradient_call(loss, y, target, grad, None, seat.border), ())]
    return lambda: run(entries)


def _penalty(seat: Seat, regularizer: Regularizer, rng: np.random.Generator) -> Call:
    w = rng.standard_normal(parameters)
    recorded = Programs(seat.border).regularizer(regularizer, "float64")
    if recorded is None:
        return lambda: seat.array("gradient", w.shape, w)
    entries = recorded.bind({"w": w}, {"grad": np.empty_like(w)}, Pool()).entries("gradient")
    return lambda: run(entries)


def _layer(seat: Seat, layer: Layer, rng: np.random.Generator) -> Call | None:
    """Returns forward and backward behind the first inputs that the layer takes."""
    for shapes in tried:
        try:
            seat.shaped("shape", shapes)
            p, buffers = seat.shaped("parameters", shapes, Seed(0)), seat.shaped("buffers", shapes)
        except ProblemError:
            continue
        drawn = tuple(rng.standard_normal((rows, *shape)) for shape in shapes)
        return _both(seat, layer, drawn if len(drawn) > 1 else drawn[0], p, buffers)
    return None


def _both(seat: Seat, layer: Layer, x: Any, p: Any, buffers: Any) -> Call:
    forward = seat.border.method(layer, "forward", "x", "p", "buffers", "training", "rng")
    backward = seat.border.method(layer, "backward", "grad", "saved", "p")
    noise = np.random.Generator(np.random.PCG64(1))
    grad = np.ones_like(forward.of(x, p, buffers, True, noise)[0])

    def both() -> None:
        backward.of(grad, forward.of(x, p, buffers, True, noise)[1], p)

    return both


def _other(seat: Seat, rng: np.random.Generator) -> Call | None:
    kind = seat.component.kind
    if kind == "schedule":
        return lambda: seat.call("rate", 0.1, 1000, 100)
    if kind == "initializer":
        return lambda: seat.call("weights", Seed(0), units, units)
    if kind == "dataset":
        return lambda: seat.call("sample", Seed(0))
    if getattr(seat.component, "takes", "values") == "labels":
        labels = rng.integers(0, 2, (2, rows))
        return lambda: seat.call("value", labels[0], labels[1])
    values = rng.standard_normal((2, rows, 1))
    return lambda: seat.call("value", values[0], values[1])
