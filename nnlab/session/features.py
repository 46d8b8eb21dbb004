"""Input features: columns of the data, and a few functions of them, by a fixed grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.engine import AnyArray
from nnlab.records import fail

_power = re.compile(r"(?P<a>.+)\^(?P<n>[2-9])")
_wave = re.compile(r"(?P<wave>sin|cos)\((?P<a>.+)\)")


@dataclass(frozen=True)
class Feature:
    """One input of the network: a function ("column", "power", "product", "sin" or "cos") of one or two columns."""

    name: str
    function: str
    columns: tuple[int, ...]
    exponent: int = 1

    def of(self, x: AnyArray) -> AnyArray:
        """Returns its values (N,) for rows x (N, columns)."""
        first: AnyArray = x[:, self.columns[0]]
        if self.function == "power":
            return np.power(first, self.exponent)
        if self.function == "product":
            return np.multiply(first, x[:, self.columns[1]])
        if self.function == "sin":
            return np.sin(first)
        return np.cos(first) if self.function == "cos" else first


def parse(text: str, names: Sequence[str]) -> Feature:
    """Returns the feature a text names: a column, `a^2` to `a^9`, `a*b`, `sin(a)` or `cos(a)`.

    Raises ProblemError `input.unknown`, listing the columns.
    """
    known = {name: index for index, name in enumerate(names)}
    clean = text.strip()
    if clean in known:
        return Feature(text, "column", (known[clean],))
    power, wave = _power.fullmatch(clean), _wave.fullmatch(clean)
    if power and power["a"].strip() in known:
        return Feature(text, "power", (known[power["a"].strip()],), int(power["n"]))
    if wave and wave["a"].strip() in known:
        return Feature(text, wave["wave"], (known[wave["a"].strip()],))
    for place, letter in enumerate(clean):
        left, right = clean[:place].strip(), clean[place + 1 :].strip()
        if letter == "*" and left in known and right in known:
            return Feature(text, "product", (known[left], known[right]))
    raise fail("input.unknown", input=text, known=", ".join(names))


def parse_all(texts: Sequence[str], names: Sequence[str]) -> tuple[Feature, ...]:
    """Returns every feature; raises ProblemError where there is none, or one is unknown or twice there."""
    if not texts:
        raise fail("input.none")
    for text in texts:
        if texts.count(text) > 1:
            raise fail("input.twice", input=text)
    return tuple(parse(text, names) for text in texts)
