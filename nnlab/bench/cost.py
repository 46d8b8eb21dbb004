"""What a step costs against width, depth and batch: one of them is varied, the others stand still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from nnlab.bench.ours import Nnlab
from nnlab.bench.results import Told
from nnlab.bench.rounds import Pace, interleave, training
from nnlab.bench.workloads import Workload, given, workloads

widths, depths, batches = (4, 8, 16, 32, 64, 128, 256), (1, 2, 3, 4, 6, 8), (1, 2, 4, 16, 64, 256)
_width, _depth, _batch, _steps = 8, 2, 32, 50


def measure(pace: Pace, told: Told) -> dict[str, dict[int, float]]:
    """Returns microseconds a step by "width", "depth" and "batch", each with its share of the loss after the epoch.

    Tanh, Adam and float64 as in W2, 50 steps an epoch; 2 hidden layers of 8 neurons and batches of 32 where they stand
    still. Only nnlab is measured.
    """
    found: dict[str, dict[int, float]] = {"width": {}, "depth": {}, "batch": {}}
    short = Pace(max(1, pace.rounds // 3), pace.seconds / 4)
    settings = list(_settings())
    for done, (axis, value, work) in enumerate(settings):
        told("us", done, len(settings))
        seconds = interleave({"nnlab": training(Nnlab(work, given(work)), work)}, short)
        found[axis][value] = median(seconds["nnlab"]) / _steps * 1e6
    return found


def _settings() -> Iterator[tuple[str, int, Workload]]:
    for width in widths:
        yield "width", width, _work(width, _depth, _batch)
    for depth in depths:
        yield "depth", depth, _work(_width, depth, _batch)
    for batch in batches:
        yield "batch", batch, _work(_width, _depth, batch)


def _work(width: int, depth: int, batch: int) -> Workload:
    w2 = next(work for work in workloads if work.id == "W2")
    return replace(w2, sizes=(2, *[width] * depth, 1), batch=batch, samples=batch * _steps)
