"""A picture, as far as there is one, with what went wrong while it was drawn."""

from __future__ import annotations

from dataclasses import dataclass

from nnlab.records import Problem
from nnlab.records.grades import Picture


@dataclass(frozen=True)
class Drawing:
    """`problem` may stand beside a picture: the function is drawn though its derivative fails."""

    picture: Picture | None = None
    problem: Problem | None = None
