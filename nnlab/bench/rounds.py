"""Interleaved rounds: who is measured beside whom, on which thread, and what the numbers say together.

Seconds are the processor's (`process_time`): with one thread they are the clock's on a machine that does nothing else,
and what other processes take is nobody's fault.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import get_clock_info, perf_counter, process_time

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nnlab.bench.parties import Party
from nnlab.bench.workloads import Workload


@dataclass(frozen=True)
class Pace:
    """How many rounds, and how long each party works in one, in seconds."""

    rounds: int
    seconds: float


full, quick = Pace(7, 0.3), Pace(2, 0.01)
clock = process_time if get_clock_info("process_time").resolution < 1e-5 else perf_counter  # Windows counts in 16 ms
_most_epochs = 4000  # beyond 4096 points nnlab measures its loss more rarely, and no longer does the same work


@dataclass(frozen=True)
class Task:
    """What is timed: `begin` is not, `go(n)` does n pieces and is. No more than `most` pieces follow one `begin`."""

    begin: Callable[[], None]
    go: Callable[[int], None]
    most: int


def training(party: Party, work: Workload) -> Task:
    """Returns the task of training; the first epoch after the start, in which all is made once, is not timed."""

    def begin() -> None:
        party.begin()
        party.train(1)

    return Task(begin, lambda n: party.train(n * work.piece), max(1, _most_epochs // work.piece))


def drawing(party: Party) -> Task:
    """Returns the task of drawing maps."""

    def go(n: int) -> None:
        for _ in range(n):
            party.maps()

    return Task(party.maps, go, 10_000)  # type: ignore[arg-type]


def interleave(
    tasks: Mapping[str, Task], pace: Pace, told: Callable[[int], None] = lambda done: None
) -> dict[str, list[float]]:
    """Returns the seconds of one piece, for each task one number a round.

    All do the same pieces from the same start again and again: as many in one go as the slowest does in a round's time.
    A round takes the tasks in turn, every other round backwards, and its number is the mean of a task's goes (a median
    would spare the fast, whose goes are many, what other processes take from the slow).
    `told` hears how many rounds are done.
    """
    pieces = _pieces(tasks, pace)
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for done in range(pace.rounds):
        for name in list(tasks)[:: -1 if done % 2 else 1]:
            with _uncollected():
                goes = [_timed(tasks[name], pieces)]
                while sum(goes) < pace.seconds and len(goes) < 100:
                    goes.append(_timed(tasks[name], pieces))
            found[name].append(sum(goes) / len(goes) / pieces)
        told(done + 1)
    return found


def _pieces(tasks: Mapping[str, Task], pace: Pace) -> int:
    slowest = max(min(_timed(task, 1) for _ in range(2)) for task in tasks.values())
    return max(1, min(int(pace.seconds / max(slowest, 1e-9)), *(task.most for task in tasks.values())))


def _timed(task: Task, pieces: int) -> float:
    task.begin()
    before = clock()
    task.go(pieces)
    return clock() - before


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the garbage collector still, as `timeit` does: in whose turn it would come is chance."""
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True)
class Ratio:
    """How many times as long as nnlab a party takes: the median of all rounds, and the middle half of them."""

    median: float
    low: float
    high: float


def ratio(seconds: list[float], ours: list[float]) -> Ratio:
    """Returns the ratio of two parties' rounds, each divided by the one beside it."""
    each = sorted(a / b for a, b in zip(seconds, ours, strict=True))
    quarter = (len(each) - 1) // 4
    return Ratio(median(each), each[quarter], each[-1 - quarter])


@contextmanager
def one_thread(peers: tuple[str, ...]) -> Iterator[None]:
    """Holds BLAS, OpenMP and PyTorch to one thread; what they bring has to be loaded before.

    What is there already is also kept from the garbage collector, which would else walk through all of PyTorch between
    two goes.
    """
    if "torch" in peers:
        import torch

        torch.set_num_threads(1)
    if "sklearn" in peers:
        import sklearn.neural_network  # noqa: F401 - brings libraries with threads of their own
    gc.freeze()
    try:
        with threadpool_limits(1):
            yield
    finally:
        gc.unfreeze()
