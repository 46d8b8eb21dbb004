"""Checkpoint and history as npz: numbers as arrays to the last bit, the rest as JSON members."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from nnlab.experiment._npz import from_npz, to_npz
from nnlab.experiment._zips import DamagedError, Limits
from nnlab.records import Array, Checkpoint, Column, History

_metrics = "metrics/"


def checkpoint_to_npz(checkpoint: Checkpoint) -> bytes:
    """Returns a checkpoint as npz: its arrays by their names, `checkpoint.json`, and `stop.json` (numbers in hex)."""
    rest = msgspec.structs.replace(checkpoint, arrays={}, stop={})
    texts = {
        "checkpoint.json": msgspec.json.encode(rest, order="deterministic"),
        "stop.json": msgspec.json.encode(
            {name: float(value).hex() for name, value in checkpoint.stop.items()}, order="deterministic"
        ),
    }
    return to_npz(dict(sorted(checkpoint.arrays.items())), texts)


def checkpoint_from_npz(data: bytes, limits: Limits) -> Checkpoint:
    """Returns the checkpoint of an npz. Raises DamagedError or TooLargeError."""
    arrays, texts = from_npz(data, limits)
    try:
        rest = msgspec.json.decode(texts["checkpoint.json"], type=Checkpoint)
        stop = msgspec.json.decode(texts["stop.json"], type=dict[str, str])
        numbers = {name: float.fromhex(value) for name, value in stop.items()}
    except (KeyError, ValueError, OverflowError, RecursionError) as error:
        raise DamagedError("checkpoint.json") from error
    return msgspec.structs.replace(rest, arrays=arrays, stop=numbers)


def history_to_npz(history: History) -> bytes:
    """Returns a history as npz: epoch, train_loss, test_loss, and each metric by its name."""
    arrays = {
        "epoch": Array.of(np.array(history.epoch, dtype=np.int64)),
        "train_loss": _floats(history.train_loss),
        "test_loss": _floats(history.test_loss),
    }
    arrays.update({_metrics + column.name: _floats(column.values) for column in history.columns})
    return to_npz(arrays)


def history_from_npz(data: bytes, limits: Limits) -> History:
    """Returns the history of an npz. Raises DamagedError or TooLargeError."""
    arrays, _ = from_npz(data, limits)
    try:
        history = History(
            epoch=tuple(int(epoch) for epoch in _column(arrays["epoch"], "int64")),
            train_loss=tuple(_column(arrays["train_loss"], "float64")),
            test_loss=tuple(_column(arrays["test_loss"], "float64")),
            columns=tuple(
                Column(name.removeprefix(_metrics), tuple(_column(array, "float64")))
                for name, array in arrays.items()
                if name.startswith(_metrics)
            ),
        )
    except KeyError as error:
        raise DamagedError("history.npz") from error
    lengths = {len(values) for values in (history.train_loss, history.test_loss)}
    lengths.update(len(column.values) for column in history.columns)
    if not lengths <= {len(history.epoch), 0}:
        raise DamagedError("history.npz")
    return history


def _floats(values: Sequence[float]) -> Array:
    return Array.of(np.array(values, dtype=np.float64))


def _column(array: Array, kind: str) -> list[float]:
    if array.dtype != kind or len(array.shape) != 1:
        raise DamagedError("history.npz")
    values: list[float] = array.numpy().tolist()
    return values
