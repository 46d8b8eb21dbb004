"""What a formula is made of: a small tree of frozen records; `place` is where each begins in the text, from 1."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

many = 20  # parts of min and max


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was written out; never negative."""

    value: float
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """pi or e."""

    name: str
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the data, by its name."""

    name: str
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator (`+ - * / ^`, `neg`, `and`, `or`, `not`) of its parts."""

    function: str
    parts: tuple[Node, ...]
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Parts with a sign between each two; `0 < x < 1` is true where both are."""

    signs: tuple[str, ...]
    parts: tuple[Node, ...]
    place: int = field(default=0, compare=False)


Node = Number | Constant | Column | Call | Comparison


class Function(NamedTuple):
    """How a function or operator is computed, and how many parts it takes."""

    compute: Callable[..., Any]
    least: int = 1
    most: int = 1


def _step(a: Any) -> Any:
    return np.sign(np.maximum(a, 0))


def _least(*parts: Any) -> Any:
    made = parts[0]
    for part in parts[1:]:
        made = np.minimum(made, part)
    return made


def _most(*parts: Any) -> Any:
    made = parts[0]
    for part in parts[1:]:
        made = np.maximum(made, part)
    return made


constants = {"pi": math.pi, "π": math.pi, "e": math.e}
functions: dict[str, Function] = {
    "sin": Function(np.sin),
    "cos": Function(np.cos),
    "tan": Function(np.tan),
    "arctan": Function(np.arctan),
    "tanh": Function(np.tanh),
    "exp": Function(np.exp),
    "log": Function(np.log),
    "ln": Function(np.log),
    "log1p": Function(np.log1p),
    "log2": Function(np.log2),
    "log10": Function(np.log10),
    "sqrt": Function(np.sqrt),
    "abs": Function(np.abs),
    "sign": Function(np.sign),
    "floor": Function(np.floor),
    "round": Function(np.rint),
    "relu": Function(lambda a: np.maximum(a, 0)),
    "step": Function(_step),
    "pow": Function(np.power, 2, 2),
    "min": Function(_least, 2, many),
    "max": Function(_most, 2, many),
}
operators: dict[str, Function] = {
    "+": Function(np.add, 2, 2),
    "-": Function(np.subtract, 2, 2),
    "*": Function(np.multiply, 2, 2),
    "/": Function(np.divide, 2, 2),
    "^": Function(np.power, 2, 2),
    "neg": Function(np.negative),
}
logic: dict[str, Callable[..., Any]] = {"and": np.logical_and, "or": np.logical_or, "not": np.logical_not}
comparisons: dict[str, Callable[..., Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def is_truth(node: Node) -> bool:
    """Tells whether a node is true or false rather than a number."""
    return isinstance(node, Comparison) or (isinstance(node, Call) and node.function in logic)


def quoted(name: str) -> str:
    """Returns a column's name as formulas write it: in braces where it is no single word."""
    plain = re.fullmatch(r"[^\W\d]\w*", name) and name not in (*functions, *constants, *logic)
    return name if plain else f"{{{name}}}"
