"""Which document and which events a checkpoint belongs to, so that going back to it keeps the run repeatable."""

from __future__ import annotations

import hashlib

import msgspec

from nnlab.experiment.document import Event, Experiment
from nnlab.records import Checkpoint

Line = tuple[Experiment, tuple[Event, ...]]


class Lineage:
    """Remembers (began, events) of every checkpoint taken, by digest."""

    def __init__(self) -> None:
        self._known: dict[str, Line] = {}
        self._last: tuple[Experiment, tuple[Event, ...], str] | None = None

    def of(self, began: Experiment, events: tuple[Event, ...]) -> str:
        """Returns the digest of a line and remembers it."""
        last = self._last
        if last is not None and last[0] is began and last[1] == events:
            return last[2]
        digest = hashlib.sha256(msgspec.json.encode((began, events), order="deterministic")).hexdigest()[:32]
        self._known[digest] = began, events
        self._last = began, events, digest
        return digest

    def find(self, checkpoint: Checkpoint) -> Line | None:
        """Returns the line a checkpoint was taken on, if it was taken here."""
        return self._known.get(checkpoint.streams.get("lineage", ""))
