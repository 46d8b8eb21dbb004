"""`check` and `assert_contract`: every kind's own checks, with default and with random settings."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from nnlab.api import Component
from nnlab.api.blame import blame, describe
from nnlab.catalog.checking import check_class
from nnlab.engine.border import Watch
from nnlab.records import ProblemError, fail
from nnlab.testing._activation import check_activation
from nnlab.testing._dataset import check_dataset
from nnlab.testing._desk import Desk
from nnlab.testing._layer import check_layer
from nnlab.testing._loss import check_loss
from nnlab.testing._optimizer import check_optimizer
from nnlab.testing._settings import described, variants
from nnlab.testing._small import check_initializer, check_metric, check_regularizer, check_schedule
from nnlab.testing._surroundings import Surroundings
from nnlab.testing.report import Finding, Measure, Report

_checks: dict[str, Callable[[Desk], None]] = {
    "activation": check_activation,
    "loss": check_loss,
    "optimizer": check_optimizer,
    "schedule": check_schedule,
    "regularizer": check_regularizer,
    "initializer": check_initializer,
    "layer": check_layer,
    "metric": check_metric,
    "dataset": check_dataset,
}


def check(
    component: Component | type[Component], *, settings: int = 3, seed: int = 0, watch: Watch | None = None
) -> Report:
    """Tries a component and returns what was found; a fault of the component never raises.

    A class is tried with its default values and with up to `settings` random ones that its parameters allow; an
    instance with its own values alone. `seed` draws all numbers: equal calls give equal reports. `watch` is told of
    every call.

    Raises ProblemError `component.class` where it is no component at all.
    """
    cls = component if isinstance(component, type) else type(component)
    if not issubclass(cls, Component) or not hasattr(cls, "kind"):
        raise fail("component.class", owner=cls.__name__)
    began = time.perf_counter()
    findings: list[Finding] = []
    measures: dict[str, Measure] = {}
    tried: list[str] = []
    surroundings = Surroundings()
    broken, all_made = _begun(component, settings, seed)
    for place, made in enumerate(all_made):
        desk = Desk(made, described(made), seed + place, surroundings, first=place == 0, watch=watch)
        desk.findings, desk.measures = findings, measures  # the worst of all settings
        tried.append(desk.settings)
        _checked(desk)
        if desk.found_errors():
            break  # other settings would say the same again
    return Report(
        owner=cls.__name__,
        kind=cls.kind,
        id=cls.id,
        tried=tuple(tried),
        findings=tuple(findings) or broken,
        measures=tuple(measures.values()),
        seconds=time.perf_counter() - began,
    )


def assert_contract(
    component: Component | type[Component], *, strict: bool = False, settings: int = 3, seed: int = 0
) -> Report:
    """Raises AssertionError with a sentence for each fault of a component; returns the report where there is none.

    With `strict`, warnings count as faults too: NumPy warns or infinity comes for extreme inputs.
    """
    report = check(component, settings=settings, seed=seed)
    report.raise_for_findings(strict=strict)
    return report


def _checked(desk: Desk) -> None:
    try:
        with desk.trying():
            _checks[desk.component.kind](desk)
    except (Exception, SystemExit) as error:  # what came from the component broke the check itself
        desk.fault("testing.unchecked", "-", error=describe(error))
    desk.look()  # after calls that were not watched one by one


def _begun(
    component: Component | type[Component], settings: int, seed: int
) -> tuple[tuple[Finding, ...], list[Component]]:
    """Returns why a class cannot even be made and called (loading its plugin would say so too), or what to try."""
    cls = component if isinstance(component, type) else type(component)
    try:
        check_class(cls, cls.kind, "nnlab.testing")
        return (), variants(component, settings, seed) if isinstance(component, type) else [component]
    except (Exception, SystemExit) as error:
        file, line = cls.declared_at
        problem = blame(error, "component.check", plugin=cls.__name__, stage="check", file=file, line=line)
        made = ProblemError(msgspec.structs.replace(problem, values={"owner": cls.__name__, **problem.values}))
        return (Finding.of(made, "error", f"{cls.__name__}()"),), []
