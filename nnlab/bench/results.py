"""Measures the workloads, one after the other, and holds what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from nnlab.bench import proof
from nnlab.bench.parties import parties
from nnlab.bench.rounds import Pace, Ratio, drawing, interleave, ratio, training
from nnlab.bench.workloads import Goal, Workload, goals

Told = Callable[[str, int, int], None]
everybody = ("nnlab", "naive", "torch", "sklearn")


@dataclass(frozen=True)
class Result:
    """One workload: each party's median in the workload's unit, its ratio to nnlab, and how far from nnlab it came out.

    `gflops` are there where the products of the matrices are the work.
    """

    work: Workload
    values: dict[str, float]
    ratios: dict[str, Ratio]
    apart: dict[str, proof.Apart]
    gflops: dict[str, float]

    @property
    def goal(self) -> Goal:
        """What nnlab means to reach."""
        return goals[self.work.id]

    @property
    def other_work(self) -> tuple[str, ...]:
        """The parties that came out elsewhere than rounding explains: they did other work."""
        return tuple(name for name, far in self.apart.items() if not far.same_work)

    def json(self) -> dict[str, Any]:
        """Returns the result as JSON says it; a party that was not there is null."""
        found: dict[str, Any] = {name: self.values.get(name) for name in everybody}
        found["unit"] = self.work.unit
        found["ratios"] = {name: vars(one) for name, one in self.ratios.items()}
        found["goal"] = vars(self.goal)
        found["apart"] = {name: vars(far) for name, far in self.apart.items()}
        found["same_work"] = not self.other_work
        return {**found, "gflops": self.gflops} if self.gflops else found


def measure(works: Iterable[Workload], peers: tuple[str, ...], pace: Pace, told: Told) -> Iterator[Result]:
    """Yields the result of each workload; `told` hears its id, how many rounds are done, and of how many."""
    for work in works:
        told(work.id, 0, pace.rounds)
        taking_part = parties(work, peers)
        apart = proof.agree(work, taking_part)
        make = drawing if work.maps else lambda party, work=work: training(party, work)
        tasks = {name: make(party) for name, party in taking_part.items()}
        seconds = interleave(tasks, pace, lambda done, work=work: told(work.id, done, pace.rounds))  # type: ignore[misc]
        values = {name: work.shown(median(each)) for name, each in seconds.items()}
        ratios = {name: ratio(each, seconds["nnlab"]) for name, each in seconds.items() if name != "nnlab"}
        gflops = {name: work.flop / median(each) / 1e9 for name, each in seconds.items()} if work.id == "W5" else {}
        yield Result(work, values, ratios, apart, gflops)
