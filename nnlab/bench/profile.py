"""Where a step of an experiment goes: every call of its plan with its time, and how each plugin takes part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np

from nnlab.bench.rounds import clock
from nnlab.engine import Line, Verdict
from nnlab.session import Run


@dataclass(frozen=True)
class Timed:
    """One call of a step: for which layer and stage, whose it is, in which way, and its microseconds.

    `how` is "native" (the engine's own), "recorded" (a plugin's, replayed) or "called" (a plugin's, as it is); `share`
    is its part of all calls.
    """

    node: str
    stage: str
    component: str
    how: str
    call: str
    us: float
    share: float


@dataclass(frozen=True)
class Plugin:
    """How a plugin's method takes part: "recorded", or "called" for the reason `code`, with its `detail`."""

    component: str
    method: str
    how: str
    code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Profile:
    """A step: its calls in their order, the plugins, and the microseconds of a whole step through `nnlab.Run`."""

    name: str
    calls: tuple[Timed, ...]
    plugins: tuple[Plugin, ...]
    step_us: float

    @property
    def calls_us(self) -> float:
        """The microseconds of all calls."""
        return sum(one.us for one in self.calls)


def profile(run: Run, seconds: float = 0.5) -> Profile:
    """Measures a run's step, first as a whole, then call by call on one batch; the run is no longer good for more.

    Raises ProblemError where the experiment cannot be trained.
    """
    name = run.experiment.name
    step_us = _whole(run, seconds)
    lines, verdicts = run.plan()
    times = _each(lines, seconds)
    total = sum(times) or 1.0
    calls = tuple(
        Timed(one.node, one.stage, one.component, one.how, one.call, us, us / total)
        for one, us in zip(lines, times, strict=True)
    )
    return Profile(name, calls, _plugins(lines, verdicts), step_us)


def _whole(run: Run, seconds: float) -> float:
    steps = run.steps()
    for _ in range(3):  # the first make what is kept
        next(steps)
    began, count = clock(), 0
    while count < 3 or clock() - began < seconds:
        for _ in range(10):
            next(steps)
        count += 10
    spent = clock() - began
    steps.close()  # type: ignore[attr-defined]
    return spent / count * 1e6


def _each(lines: Iterable[Line], seconds: float) -> list[float]:
    """Returns each call's microseconds: the median over many passes through all, less what the clock itself takes."""
    entries = [line.entry for line in lines]
    passes: list[list[float]] = [[] for _ in entries]
    idle: list[float] = []
    began = perf_counter()
    with np.errstate(all="ignore"):  # the same batch again and again may run away
        while len(idle) < 5 or perf_counter() - began < seconds:
            for times, (function, args) in zip(passes, entries, strict=True):
                before = perf_counter()
                function(*args)
                times.append(perf_counter() - before)
            before = perf_counter()
            idle.append(perf_counter() - before)
    nothing = median(idle)
    return [max(0.0, median(times) - nothing) * 1e6 for times in passes]


def _plugins(lines: Iterable[Line], verdicts: Iterable[Verdict]) -> tuple[Plugin, ...]:
    found: dict[tuple[str, str], Plugin] = {}
    for one in verdicts:
        component = type(one.component).__name__
        how = "recorded" if one.recorded else "called"
        found[component, one.method] = Plugin(component, one.method, how, one.code, one.detail)
    told = {component for component, _ in found}
    for line in lines:
        if line.how == "called" and line.component not in told:
            found.setdefault((line.component, line.call), Plugin(line.component, line.call, "called"))
    return tuple(found.values())
