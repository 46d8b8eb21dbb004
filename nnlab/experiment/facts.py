"""What only running code knows of an experiment: shapes, counts and the data's own description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from nnlab.experiment.structure import begin
from nnlab.records import Problem, Shape


class LayerFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A layer's output shape (None where a problem stops it) and its parameter count.

    `matrix` is its weight matrix's shape (n_in, n_out), where it has one; `arrays` are the shapes of all its parameters
    by name, as seen from outside (None where nobody said).
    """

    id: str
    shape: Shape | None
    matrix: Shape | None = None
    arrays: dict[str, Shape] | None = None
    parameters: int = 0
    problem: Problem | None = None


class DataFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data: its columns with their ranges, its targets, and how many rows are for training and testing.

    `outputs` is the number of outputs the targets ask for: 1 for two classes or one value. `shape` is that of one
    sample as the network gets it: (inputs,), (channels, rows, columns) or (time, features); None where nobody said.
    `own_split` says that the data set names its samples for testing. `shift` and `scale` are the numbers of the
    scaling, one for each input: it gets (value - shift) / scale; empty where nothing is scaled. `target_shift` and
    `target_scale` are those of the targets, one for each value: the network learns (value - shift) / scale.

    `class_rows` are the rows of each class, (for training, for testing); empty where targets are values.

    `missing` counts the missing values of each column, as the data set gave them; empty where none is missing. `filled`
    is the number that each column's missing values got; empty where none was filled in. `dropped` rows were left out
    for a missing value, `unanswered` of them because it was the answer.
    """

    columns: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    targets: Literal["classes", "values"]
    classes: tuple[str, ...]
    outputs: int
    target_low: float
    target_high: float
    train_rows: int
    test_rows: int
    shape: Shape | None = None
    class_rows: tuple[tuple[int, int], ...] = ()
    own_split: bool = False
    shift: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    missing: tuple[int, ...] = ()
    filled: tuple[float, ...] = ()
    dropped: int = 0
    unanswered: int = 0
    target_shift: tuple[float, ...] = ()
    target_scale: tuple[float, ...] = ()


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a session found out about one revision of an experiment; `data` is None where the data could not be made."""

    data: DataFacts | None
    layers: tuple[LayerFacts, ...]
    parameters: int
    problems: tuple[Problem, ...] = ()


def shapes_of(facts: Facts) -> Mapping[str, Shape]:
    """Returns the shapes that are known, of "input" and of layers."""
    known = {layer.id: layer.shape for layer in facts.layers if layer.shape is not None}
    data = facts.data
    return known if data is None or data.shape is None else {begin: data.shape, **known}
