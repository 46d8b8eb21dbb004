"""The state of a run as plain values: time machine, crash recovery, resuming and saving are this one record."""

from __future__ import annotations

import msgspec

from nnlab.records.arrays import Array


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything a run needs to go on to the last bit.

    `arrays` names are paths: `parameters/<layer>/<name>` (as seen from outside: weights (n_in, n_out)),
    `optimizer/<name>` (flat, in the plugin's units), `buffers/<layer>/<name>`, `order` (the samples of this epoch).
    `streams` holds the state of each random stream as JSON. `components` are `kind:id:sha256`.
    """

    step: int = 0
    epoch: int = 0
    place: int = 0
    t: int = 0
    events: int = 0
    recorded: int = 0
    arrays: dict[str, Array] = {}
    streams: dict[str, str] = {}
    stop: dict[str, float] = {}
    components: tuple[str, ...] = ()


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A metric's name and its values, one per recorded epoch."""

    name: str
    values: tuple[float, ...]


class History(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was measured on the epoch grid: the values before the first update, then one per recorded epoch."""

    epoch: tuple[int, ...] = ()
    train_loss: tuple[float, ...] = ()
    test_loss: tuple[float, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def metrics(self) -> dict[str, tuple[float, ...]]:
        """The metrics by name: `train_accuracy`, `test_accuracy`, ..."""
        return {column.name: column.values for column in self.columns}
