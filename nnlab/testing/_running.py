"""How a component takes part in training: as the engine's own twin, recorded, or called as it is, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.api import Activation, Layer, Loss, Optimizer, Regularizer
from nnlab.catalog import Catalog
from nnlab.engine import Programs, Store
from nnlab.engine.activations import has_twin
from nnlab.engine.layers import is_dense
from nnlab.engine.losses import twin_of
from nnlab.engine.parameters import Block, Layout
from nnlab.engine.updates import Updater
from nnlab.records import Problem
from nnlab.records.grades import How
from nnlab.testing._beside import beside
from nnlab.testing._same import Seed
from nnlab.testing._seat import Seat

# why a method is called as it is, by the recording's own code
_reasons = {
    "own_backward": "testing.why_backward",
    "draws": "testing.why_draws",
    "branches": "testing.why_branches",
    "reduces": "testing.why_reduces",
    "unknown": "testing.why_unknown",
    "state": "testing.why_state",
    "differs": "testing.why_differs",
    "raises": "testing.why_raises",
    "shape": "testing.why_shape",
}
_plain_numbers = ("float()", "int()", "complex()")  # what a recording cannot give
_partners = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}


@dataclass(frozen=True)
class Running:
    """`why` tells what keeps it from being recorded; None where it is, or where it is the engine's own."""

    how: How
    why: Problem | None = None


def running(seat: Seat, catalog: Catalog | None) -> Running:
    """Asks the engine, as a run would. Raises ProblemError where a method fails."""
    component, programs = seat.component, Programs(seat.border)
    if isinstance(component, Activation):
        if has_twin(component, seat.border):
            return Running("native")
        recorded = programs.activation(component, "float64") is not None
    elif isinstance(component, Loss):
        if _paired(seat, component, catalog):
            return Running("native")
        k, kind = outputs_of(component), "int64" if component.targets == "classes" else "float64"
        recorded = programs.loss_gradient(component, k, "float64", kind, 1.0) is not None
    elif isinstance(component, Optimizer):
        updater = updater_of(seat, component, 12)
        if updater.how != "called":
            return Running(updater.how)
        recorded = False
    elif isinstance(component, Regularizer):
        recorded = programs.regularizer(component, "float64") is not None
    else:
        return Running("native") if isinstance(component, Layer) and _dense(seat, component) else _called(seat, "")
    if recorded:
        return Running("recorded")
    verdict = next((one for one in programs.verdicts() if one.component is component and not one.recorded), None)
    return _called(seat, verdict.code if verdict is not None else "", verdict.detail if verdict is not None else "")


def outputs_of(loss: Loss) -> int:
    """Returns with how many outputs a loss is looked at: classes need two."""
    return 2 if loss.targets in ("classes", "one_hot") or loss.takes == "distribution" else 1


def updater_of(seat: Seat, optimizer: Optimizer, size: int) -> Updater:
    """Returns the optimizer at work on so many parameters, as in a run."""
    layout = Layout((Block("layer", ("weights",), ((size,),), ("weights",), dense=False),))
    store, grads = Store(layout, "float64"), Store(layout, "float64")
    rng = np.random.Generator(np.random.PCG64(1))
    store.flat[...], grads.flat[...] = rng.standard_normal(size), rng.standard_normal(size)
    updater = Updater(optimizer, store, grads, seat.border)
    updater.begin()
    return updater


def _paired(seat: Seat, loss: Loss, catalog: Catalog | None) -> bool:
    """Tells whether the engine has a twin of a loss behind the activation it belongs to."""
    partner = beside(catalog, "activation", _partners[loss.native]) if loss.native in _partners else None
    return isinstance(partner, Activation) and twin_of(partner, loss, outputs_of(loss), seat.border) is not None


def _dense(seat: Seat, layer: Layer) -> bool:
    if layer.native != "dense":
        return False
    made = seat.shaped("parameters", ((3,),), Seed(0))
    return is_dense(layer, ((3,),), {name: np.shape(array) for name, array in made.items()})


def _called(seat: Seat, code: str, detail: str = "") -> Running:
    cls = type(seat.component)
    file, line = cls.declared_at
    values = {"owner": cls.__name__, "kind": cls.kind, "detail": detail}
    known = _reasons.get(code, "testing.why_kind")
    if code == "branches" and detail in _plain_numbers:
        known = "testing.why_numbers"
    return Running(
        "called", Problem(code=known, values={**values}, level="note", plugin=cls.__name__, file=file, line=line)
    )
