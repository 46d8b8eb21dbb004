"""Names that people give to layers and neurons: one line of visible characters, not too long to be drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from msgspec.structs import replace

from nnlab.experiment.document import Network
from nnlab.records import Problem, ProblemError, fail

longest_name = 60  # characters
_turning = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # the way text runs


def fit_name(name: str, path: str) -> str:
    """Returns a name as it is kept, without blanks around it.

    Raises ProblemError `edit.name_long`, or `edit.name_sign` for characters that cannot be seen.
    """
    made = name.strip()
    if len(made) > longest_name:
        raise fail("edit.name_long", path=path, longest=longest_name, length=len(made))
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in _turning for one in made):
        raise fail("edit.name_sign", path=path)
    return made


def wrong_names(network: Network) -> Iterator[Problem]:
    """Yields what is wrong with the names of neurons, none of which an edit makes."""
    for layer in network.layers:
        for name in layer.neurons:
            try:
                fit_name(name, f"network.layers.{layer.id}.neurons")
            except ProblemError as error:
                yield replace(error.problem, values={**error.problem.values, "layer": layer.id})
