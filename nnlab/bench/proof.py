"""Whether all parties do the same work: after a few epochs they must stand at the same losses, weights and maps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnlab.bench.parties import Party
from nnlab.bench.workloads import Floats, Workload

epochs = 2  # rounding doubles with every epoch or so; two tell a different order, rule or start from rounding


def apart(party: Party, ours: Party) -> float:
    """Returns how far two parties' losses, weights and maps are apart, as a share of their size."""
    pairs = [(np.array(party.losses), np.array(ours.losses)), *zip(party.weights(), ours.weights(), strict=True)]
    return max(_apart(a, b) for a, b in pairs)


def allowed(work: Workload, name: str) -> float:
    """Returns how far a party may be from nnlab by rounding alone.

    float64 agrees to nine digits, maps in float32 to five, and weights in float32 to about two once Adam has divided
    rounding by rounding; scikit-learn's Adam adds eps elsewhere, which shows in the fifth digit.
    """
    if work.dtype == "float32":
        return 0.02
    if name == "sklearn" and work.optimizer == "adam":
        return 1e-4
    return 1e-5 if work.maps else 1e-9


def agree(parties: Mapping[str, Party], work: Workload) -> dict[str, float]:
    """Trains all from the start and returns how far each is from nnlab."""
    for party in parties.values():
        party.begin()
        party.train(max(epochs, work.piece))
    ours = parties["nnlab"]
    found = {name: apart(party, ours) for name, party in parties.items() if name != "nnlab"}
    if work.maps:
        drawn = ours.maps()
        for name in found:
            found[name] = max(found[name], *map(_apart, parties[name].maps(), drawn))
    return found


def _apart(a: Floats, b: Floats) -> float:
    if a.shape != b.shape:
        return float("inf")
    size = float(np.linalg.norm(b))
    return float(np.linalg.norm(np.asarray(a, np.float64) - b)) / (size or 1.0)
