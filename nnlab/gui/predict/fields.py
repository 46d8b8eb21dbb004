"""How the columns of the data are asked for: as a number along a range, as one of few values, or as a word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_few = 6  # values that are offered as a choice
_looked = 2000  # rows that are looked at


@dataclass(frozen=True)
class Field:
    """One question: a column, or the columns that are made of one category, with its words."""

    name: str
    columns: tuple[int, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extent:
    """What a column holds: its range, whether all is whole, and its values where they are few."""

    low: float
    high: float
    whole: bool
    values: tuple[float, ...] = ()


def fields_of(names: tuple[str, ...]) -> tuple[Field, ...]:
    """Returns the questions for columns of these names: neighbours `city=Bern`, `city=Basel` are one."""
    made: list[Field] = []
    for place, name in enumerate(names):
        start, equals, word = name.partition("=")
        last = made[-1] if made else None
        if equals and last is not None and last.words and last.name == start:
            made[-1] = Field(start, (*last.columns, place), (*last.words, word))
        else:
            made.append(Field(start, (place,), (word,)) if equals else Field(name, (place,)))
    return tuple(field if len(field.words) != 1 else Field(names[field.columns[0]], field.columns) for field in made)


def extent_of(column: npt.NDArray[np.floating], low: float, high: float) -> Extent:
    """Finds what a column (N,) holds; `low` and `high` are its range in all rows."""
    seen = column[:: max(1, len(column) // _looked)]
    seen = seen[np.isfinite(seen)]
    found = np.unique(seen)
    whole = bool(len(found)) and bool((found == np.round(found)).all())
    few = 2 <= len(found) <= _few and len(seen) >= 2 * len(found)
    values = tuple(float(value) for value in found) if few else ()
    if not (np.isfinite(low) and np.isfinite(high)):
        low, high = 0.0, 1.0
    return Extent(low, high if high > low else low + 1, whole, values)
