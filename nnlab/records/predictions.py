"""What a network answers for one row, in a form that people read."""

from __future__ import annotations

from typing import Literal

import msgspec

Meaning = Literal["values", "probabilities", "each", "scores"]


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer for one row.

    `outputs` are the network's outputs; where the targets are values, in their own units. `label` is the number of the
    class that wins, None for values and where an output is not finite; `shares` has one number from 0 to 1 for each
    class. `means` says what they are: "probabilities" sum to 1; "each" class has a probability of its own, which need
    not; "scores" are no probabilities, only brought into that range to be compared.
    """

    means: Meaning = "values"
    outputs: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    label: int | None = None
