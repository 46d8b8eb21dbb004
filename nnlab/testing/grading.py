"""The grader: the contract suite's findings with a verdict, how a component runs, what it costs, and its picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from nnlab.api import Component
from nnlab.api.blame import blame
from nnlab.api.specs import worded
from nnlab.catalog import Catalog
from nnlab.catalog.source import file_digest
from nnlab.engine.border import Watch
from nnlab.records import Level, Problem, ProblemError, Text
from nnlab.records.grades import Grade, Graded, Verdict
from nnlab.testing._cost import cost
from nnlab.testing._running import Running, running
from nnlab.testing._seat import Seat, calm
from nnlab.testing.contract import check
from nnlab.testing.pictures import drawn
from nnlab.testing.report import Report

_order: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}
Got = TypeVar("Got")


def grade(
    component: Component | type[Component],
    *,
    catalog: Catalog | None = None,
    watch: Watch | None = None,
    settings: int = 3,
    seed: int = 0,
) -> Grade:
    """Tries a component as `check` does and returns its report card; a fault of the component never raises.

    A class is tried with its default values and with up to `settings` random ones, an instance with its own alone; the
    picture, the way it runs and the cost are those of its defaults. `catalog` holds tanh, SGD, Adam and MSE, which it
    is compared with (else those that came with nnlab are loaded); `watch` is told of every call.

    Raises ProblemError `component.class` where it is no component at all.
    """
    began = time.perf_counter()
    report = check(component, settings=settings, seed=seed, watch=watch)
    cls = component if isinstance(component, type) else type(component)
    found = list(_told(report))
    ways = Running("")
    price = None
    drawing = drawn(component, report=report, watch=watch, catalog=catalog)
    if drawing.problem is not None:
        found.append(msgspec.structs.replace(drawing.problem, level="error"))
    if report.tried:
        seat = Seat(component() if isinstance(component, type) else component, watch)
        ways = _kept(lambda: running(seat, catalog), found, cls) or ways
        price = _kept(lambda: cost(seat, catalog), found, cls)
    findings = _sorted(found)
    return Grade(
        kind=cls.kind,
        id=cls.id,
        name=_name(cls),
        owner=cls.__name__,
        sha256=file_digest(Path(cls.declared_at[0])),
        verdict=_verdict(findings),
        findings=findings,
        measures=tuple(_measures(report)),
        how=ways.how,
        why=ways.why,
        cost=price,
        picture=drawing.picture,
        tried=report.tried,
        seconds=time.perf_counter() - began,
    )


def _kept(look: Callable[[], Got], found: list[Problem], cls: type[Component]) -> Got | None:
    """Returns what a further look gives; what goes wrong in it is one more finding."""
    try:
        with calm():
            return look()
    except (Exception, SystemExit) as error:  # a component may fail only now, or give what nobody can look at
        file, line = cls.declared_at
        found.append(
            blame(error, "testing.unchecked", plugin=cls.__name__, stage="-", file=file, line=line, owner=cls.__name__)
        )
        return None


def _told(report: Report) -> list[Problem]:
    """Returns the report's findings as problems, each with the settings it was found with."""
    return [
        msgspec.structs.replace(one.problem, values={**one.problem.values, "settings": one.settings})
        for one in report.findings
    ]


def _sorted(found: list[Problem]) -> tuple[Problem, ...]:
    """Returns findings by severity, each code of a method once."""
    first: dict[tuple[object, ...], Problem] = {}
    for one in sorted(found, key=lambda problem: _order[problem.level]):
        key = one.code, one.stage, *(one.values.get(name) for name in ("part", "what"))
        first.setdefault(key, one)
    return tuple(first.values())


def _verdict(findings: tuple[Problem, ...]) -> Verdict:
    levels = {one.level for one in findings}
    return "wrong" if "error" in levels else "warning" if "warning" in levels else "good"


def _measures(report: Report) -> list[Graded]:
    return [
        Graded(name=one.name, worst=one.worst, values={**one.values, "settings": one.settings})
        for one in report.measures
    ]


def _name(cls: type[Component]) -> Text:
    try:
        return worded(cls.name)
    except (ProblemError, TypeError, ValueError):
        return Text.of(cls.__name__)
