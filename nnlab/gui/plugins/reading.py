"""Looks at a plugin's text without running it: which components it seems to declare, and where its colours lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, String

from nnlab.records import Kind
from nnlab.records.components import kinds

Hue = Literal["keyword", "string", "comment", "number", "name"]
Span = tuple[int, int, Hue]  # start and length within a line

most_coloured = 100_000  # characters
_class = re.compile(r"^class[ \t]+(\w+)[ \t]*\(([^()\n]*)\)", re.MULTILINE)
_hues: tuple[tuple[object, Hue], ...] = (
    (Comment, "comment"),
    (String, "string"),
    (Number, "number"),
    (Keyword, "keyword"),
    (Name.Decorator, "name"),
    (Name.Class, "name"),
    (Name.Function, "name"),
)


def declared(text: str) -> Iterator[tuple[Kind, str]]:
    """Yields kind and name of each class that is written as a component; what runs may be another matter."""
    bases = {kind.capitalize(): kind for kind in kinds}
    for found in _class.finditer(text):
        for base in found.group(2).split(","):
            kind = bases.get(base.strip().rpartition(".")[2])
            if kind is not None:
                yield kind, found.group(1)


def spans(text: str) -> list[list[Span]]:
    """Returns the coloured spans of each line; what follows after `most_coloured` characters has none."""
    lines: list[list[Span]] = [[]]
    column = 0
    for token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text[:most_coloured]):
        hue = next((hue for family, hue in _hues if token in family), None)  # type: ignore[operator]
        for place, part in enumerate(value.split("\n")):
            if place:
                lines.append([])
                column = 0
            width = len(part.encode("utf-16-le")) // 2  # as Qt counts letters
            if hue is not None and part:
                lines[-1].append((column, width, hue))
            column += width
    return lines
