"""A plan, line by line: what a step of training consists of, for people and for the bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.engine.entries import Entry
from nnlab.engine.trainer import Trainer


@dataclass(frozen=True)
class Line:
    """One call of a step: for which layer and stage, of which component, in which way, and the call itself.

    `how` is "native" (the engine's own), "recorded" (a plugin's, replayed) or "called" (a plugin's, as it is).
    """

    node: str
    stage: str
    component: str
    how: str
    call: str
    entry: Entry


def listing(trainer: Trainer) -> list[Line]:
    """Returns the calls of the next step in their order. Raises ProblemError where a plugin fails."""
    entries, plan, batch = trainer.ready()
    made = []
    for part in plan.parts:
        for entry in part.make(batch):
            call = _own[part.stage] if part.how == "called" else _named(entry[0])
            made.append(Line(part.node, part.stage, part.what, part.how, call, entry))
    optimizer, updater = type(trainer.recipe.optimizer).__name__, trainer.updater
    for entry in entries[len(made) :]:
        if any(entry is one for one in updater.entries):
            call = "update" if updater.how == "called" else _named(entry[0])
            made.append(Line("", "update", optimizer, updater.how, call, entry))
        else:
            made.append(Line("", "restraints", "", "native", _named(entry[0]), entry))
    return made


_own = {"forward": "forward", "backward": "backward", "loss": "gradient"}  # what the plan calls as it is


def _named(function: Callable[..., Any]) -> str:
    """Returns what a call is known as: `multiply`, `dot`, `maximum.reduce`."""
    owner, name = getattr(function, "__self__", None), getattr(function, "__name__", type(function).__name__)
    return f"{owner.__name__}.{name}" if isinstance(owner, np.ufunc) else str(name)
