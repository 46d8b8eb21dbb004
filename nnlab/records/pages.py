"""Samples as they are looked at one by one: a page of a set, and those that a neuron answers to most."""

from __future__ import annotations

import msgspec

from nnlab.records.predictions import Prediction
from nnlab.records.scores import Part


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a network answers for some samples of a set: `rows` of it, one answer for each.

    It begins at the place `first`: the one that was `asked` for, or where there are fewer that of the last page.
    `total` counts the samples that could be turned to: all of the set, or where `wrong`, those that are answered
    wrongly among the first `searched` ones.
    """

    part: Part
    asked: int = 0
    first: int
    total: int
    rows: tuple[int, ...]
    answers: tuple[Prediction, ...]
    wrong: bool = False
    searched: int = 0


class Top(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The training samples that a neuron answers to most: their rows, and its largest activation for each."""

    layer: str
    unit: int
    rows: tuple[int, ...]
    values: tuple[float, ...]
