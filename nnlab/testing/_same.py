"""Arguments and results compared bit by bit, whatever they are made of; and arrays nobody can write to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Seed:
    """Stands for a random generator among arguments: every call gets a new one, so that equal calls draw the same."""

    number: int = 5


def frozen(value: Any) -> Any:
    """Returns a copy of a value in which every array is read-only; a Seed becomes a new generator."""
    if isinstance(value, Seed):
        return np.random.Generator(np.random.PCG64(value.number))
    if isinstance(value, np.ndarray):
        made = value.copy()
        made.flags.writeable = False
        return made
    if isinstance(value, dict):
        return {name: frozen(item) for name, item in value.items()}
    if type(value) in (tuple, list):
        return type(value)(frozen(item) for item in value)
    return value


def same(first: Any, second: Any) -> bool:
    """Tells whether two values are equal to the bit: arrays with their dtype and shape, NaN equal to NaN.

    Objects that nobody can look into count as equal (what a layer saves for `backward` may be anything).
    """
    if isinstance(first, (np.ndarray, np.generic)) or isinstance(second, (np.ndarray, np.generic)):
        return _same_arrays(first, second)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[name], second[name]) for name in first)
    if isinstance(first, (tuple, list)) and isinstance(second, (tuple, list)):
        return len(first) == len(second) and all(same(*pair) for pair in zip(first, second, strict=True))
    if isinstance(first, float) and isinstance(second, float):
        return first == second or (first != first and second != second)
    plain = (bool, int, str, type(None))
    return first == second if isinstance(first, plain) or isinstance(second, plain) else type(first) is type(second)


def _same_arrays(first: Any, second: Any) -> bool:
    one, two = np.asarray(first), np.asarray(second)
    if one.dtype != two.dtype or one.shape != two.shape:
        return False
    if one.dtype.kind not in "fc":
        return bool(np.array_equal(one, two))
    return bool(np.array_equal(one, two, equal_nan=True))
