"""Who takes part: nnlab, the tutorial loop, and the libraries that a user would pick instead."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Protocol

from nnlab.bench.naive import Naive
from nnlab.bench.ours import Nnlab
from nnlab.bench.workloads import Floats, Workload, given
from nnlab.records import fail

libraries = {"torch": "PyTorch", "sklearn": "scikit-learn"}


class Party(Protocol):
    """Trains one workload: from `begin()` on, `train(epochs)` goes on and on."""

    @property
    def losses(self) -> list[float]:
        """The training losses measured since `begin()`."""

    def begin(self) -> None:
        """Goes back to the start weights and the first batch order."""

    def train(self, epochs: int) -> None:
        """Trains so many epochs more."""

    def maps(self) -> list[Floats]:
        """Returns each layer's activations over the plane, (units, size, size), float32."""

    def weights(self) -> list[Floats]:
        """Returns each layer's weights (n_in, n_out)."""


def missing() -> tuple[str, ...]:
    """Returns the libraries that are not installed."""
    return tuple(name for name in libraries if find_spec(name) is None)


def parties(work: Workload, peers: Iterable[str] = ()) -> dict[str, Party]:
    """Returns nnlab, the naive loop and the named libraries with the same numbers; imports only what is named.

    Raises ProblemError `bench.peer_changed` where a library no longer has the parts that are driven.
    """
    numbers = given(work)
    ours = Nnlab(work, numbers)
    points = ours.points() if work.maps else None
    found: dict[str, Party] = {"nnlab": ours, "naive": Naive(work, numbers, points)}
    if "torch" in peers:
        from nnlab.bench.torch_peer import Torch

        found["torch"] = Torch(work, numbers, points)
    if "sklearn" in peers:
        try:
            from nnlab.bench.sklearn_peer import Sklearn
        except ImportError as error:  # what is used is not its public door
            raise fail("bench.peer_changed", name=libraries["sklearn"], reason=str(error)) from error
        found["sklearn"] = Sklearn(work, numbers, points)
    return found
