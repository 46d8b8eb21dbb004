"""Looks at a plugin's text without running it: which components it seems to declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nnlab.records import Kind
from nnlab.records.components import kinds

_class = re.compile(r"^class[ \t]+(\w+)[ \t]*\(([^()\n]*)\)", re.MULTILINE)


def declared(text: str) -> Iterator[tuple[Kind, str]]:
    """Yields kind and name of each class that is written as a component; what runs may be another matter."""
    bases = {kind.capitalize(): kind for kind in kinds}
    for found in _class.finditer(text):
        for base in found.group(2).split(","):
            kind = bases.get(base.strip().rpartition(".")[2])
            if kind is not None:
                yield kind, found.group(1)
