"""What a person is asked for a row: a number for each column, a word for the columns that are made of one category."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One question: a column, or the columns that are made of one category, with its words."""

    name: str
    columns: tuple[int, ...]
    words: tuple[str, ...] = ()


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
    single = (len(field.words) == 1 for field in made)
    return tuple(
        Field(names[field.columns[0]], field.columns) if one else field for field, one in zip(made, single, strict=True)
    )
