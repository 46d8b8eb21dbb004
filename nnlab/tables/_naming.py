"""The names of columns: those of the header, and made ones where it has none."""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.records import Problem

_longest = 200


def named(header: Sequence[str], width: int, file: str) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Returns a different name for each column, and what is to be said of names that were made.

    A name that is there twice gets a number, one that is not there is x1, x2, ... by its place.
    """
    if not header:
        return tuple(f"x{place + 1}" for place in range(width)), ()
    said = [" ".join(name.split())[:_longest] for name in header]
    if len(said) == width - 1:
        said.insert(0, "")  # the names of rows stand in a column without a name
    taken = set(said)
    names: list[str] = []
    given: set[str] = set()
    without: list[str] = []
    twice: list[str] = []
    for place in range(width):
        name = said[place] if place < len(said) else ""
        if not name:
            name = _free(f"x{place + 1}", taken)
            without.append(name)
        elif name in given:
            name = _free(name, taken)
            twice.append(name)
        names.append(name)
        given.add(name)
        taken.add(name)
    remarks = []
    if without:
        remarks.append(_remark("table.unnamed", file, without))
    if twice:
        remarks.append(_remark("table.named_twice", file, twice))
    if len(said) > width:
        more = {"names": len(said), "columns": width}
        remarks.append(Problem(code="table.names", level="warning", file=file, values={**more}))
    return tuple(names), tuple(remarks)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name} ({number})"
        number += 1
    return free


def _remark(code: str, file: str, names: Sequence[str]) -> Problem:
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return Problem(code=code, level="note", file=file, values={"count": len(names), "names": shown})
