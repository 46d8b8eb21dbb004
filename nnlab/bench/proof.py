"""Whether all parties do the same work: after a few epochs they must stand at the same losses, weights and maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnlab.bench.parties import Party, parties
from nnlab.bench.workloads import Floats, Workload

epochs = 2
exactly, roughly = 1e-9, 0.02


@dataclass(frozen=True)
class Apart:
    """How far a party is from nnlab, as a share of the size: all numbers in float64, losses in the workload's dtype.

    In float32 the weights drift apart by rounding alone, since Adam divides rounding by rounding: a tutorial loop in
    float32 and one in float64 differ by 5 % after two epochs of W5. So the sharp comparison is made in float64, by the
    same code, over the first ten batches and a half.
    """

    exact: float
    losses: float

    @property
    def same_work(self) -> bool:
        """Tells whether rounding explains it."""
        return self.exact <= exactly and self.losses <= roughly


def agree(work: Workload, taking_part: Mapping[str, Party]) -> dict[str, Apart]:
    """Trains all from the start and returns how far each is from nnlab."""
    _begin(taking_part, max(1, work.piece))
    losses = {name: _apart(np.array(party.losses), _losses(taking_part)) for name, party in taking_part.items()}
    if work.dtype == "float64" and work.samples <= 1000:
        exact, same = work, dict(taking_part)
    else:
        exact = replace(work, dtype="float64", samples=min(work.samples, work.batch * 21 // 2))
        same = parties(exact, [name for name in taking_part if name not in ("nnlab", "naive")])
    _begin(same, max(epochs, work.piece))
    ours = same.pop("nnlab")
    return {name: Apart(_all(party, ours, exact), losses[name]) for name, party in same.items()}


def _begin(taking_part: Mapping[str, Party], count: int) -> None:
    for party in taking_part.values():
        party.begin()
        party.train(count)


def _losses(taking_part: Mapping[str, Party]) -> Floats:
    return np.array(taking_part["nnlab"].losses)


def _all(party: Party, ours: Party, work: Workload) -> float:
    found = [_apart(np.array(party.losses), np.array(ours.losses))]
    found += [_apart(a, b) for a, b in zip(party.weights(), ours.weights(), strict=True)]
    if work.maps:  # these are float32
        found += [_apart(a, b) * exactly / 1e-5 for a, b in zip(party.maps(), ours.maps(), strict=True)]
    return max(found)


def _apart(a: Floats, b: Floats) -> float:
    if a.shape != b.shape:
        return float("inf")
    size = float(np.linalg.norm(b))
    return float(np.linalg.norm(np.asarray(a, np.float64) - b)) / (size or 1.0)
