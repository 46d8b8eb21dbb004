"""What messages of both directions are made of: their base, speeds, views, and plugin files."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.records.scores import Part


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """The base of all messages."""

    run: int = 0
    rev: int = 0


class Speed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast to train: so many units a second; 0 is as fast as possible."""

    per_second: float = 60.0
    unit: Literal["batch", "epoch"] = "epoch"


Unit = Literal["sample", "batch", "epoch"]


class MapsView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="maps"):
    """Each neuron's activation over the plane of two columns, size x size, or along the one column that the network
    reads, in float32; nothing where samples are pictures or sequences.

    `at` are values of all columns in the data's own units, at which those beside the pair stand; empty: their means.
    Columns or values that the data does not have are passed over.
    """

    size: int
    columns: tuple[int, int] = (0, 1)
    at: tuple[float, ...] = ()


class BoundaryView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="boundary"):
    """The network's output over the plane of two columns, size x size (fewer where samples are pictures or sequences),
    or along the only column that there is, or that is read, float32. `columns` and `at` as in MapsView."""

    size: int
    columns: tuple[int, int] = (0, 1)
    at: tuple[float, ...] = ()


class WeightsView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="weights"):
    """All weights (n_in, n_out) and biases."""


class ProbeView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="probe"):
    """z, a and dL/dz of every neuron for one sample: a row of the training set, or a point in the data's own units.

    A point that is no sample has no target, so no gradient.
    """

    row: int | None = 0
    point: tuple[float, ...] | None = None


class SampleView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="sample"):
    """What each layer makes of one sample that is a picture or a sequence: a row of the training set, or a point in the
    data's own units. Of the first units only, and no longer than `side` along any side."""

    row: int | None = 0
    point: tuple[float, ...] | None = None
    side: int = 56
    units: int = 12


class PredictView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="predict"):
    """What the network answers for a point in the data's own units; NaN is a missing number. `asked` counts the points,
    so that who asks knows which of them an answer is for."""

    point: tuple[float, ...]
    asked: int = 0


class ScoresView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="scores"):
    """Accuracy, confusion matrix and the like, of training and test samples: of just the present state when training
    pauses, else of one not long ago."""


class PageView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="page"):
    """What the network answers for `count` samples of a set, from the place `first` on; with `wrong`, of those that are
    answered wrongly."""

    part: Part = "train"
    first: int = 0
    count: int = 24
    wrong: bool = False


class TopView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="top"):
    """The training samples to which a neuron answers most."""

    layer: str
    unit: int
    count: int = 6


View = MapsView | BoundaryView | WeightsView | ProbeView | SampleView | PredictView | ScoresView | PageView | TopView


class PluginFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plugin file (or folder with `__init__.py`, or entry point) to load: where it is and what it belongs to.

    With `text`, that is loaded instead of what stands in the file: what is being typed, or the last version that
    worked; `sha256` is then the text's.
    """

    path: str
    origin: str
    sha256: str
    kind: Literal["file", "folder", "entry_point"] = "file"
    name: str = ""
    version: str = ""
    text: str | None = None
