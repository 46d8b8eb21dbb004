"""Formulas as mathematics writes them: `x1^2` is x₁², `sin(x1*x2)` sin(x₁x₂), `sqrt(x1)` √x₁."""

from __future__ import annotations

import re
from functools import lru_cache

from nnlab.records import ProblemError
from nnlab.records.formulas import Call, Column, Comparison, Constant, Node, Number, level, read_formula

subscripts = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_powers = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_signs = {"<=": " ≤ ", ">=": " ≥ ", "==": " = ", "!=": " ≠ ", "<": " < ", ">": " > "}
_short = re.compile(r"[^\W\d_]\d*")
_indexed = re.compile(r"([^\W\d_])(\d+)")
_atom = 9


@lru_cache(maxsize=512)
def formula_label(text: str) -> str:
    """Returns a formula as mathematics writes it; a text that is none stays as it is."""
    if text.isidentifier() and text != "pi":
        return _column(text)  # a table may have thousands of columns, and all but a few are single words
    try:
        return _shown(read_formula(text).tree)
    except ProblemError:
        return text


def _column(name: str) -> str:
    found = _indexed.fullmatch(name)
    return found[1] + found[2].translate(subscripts) if found else name


def _shown(node: Node) -> str:
    if isinstance(node, Number):
        return f"{node.value:.6g}"
    if isinstance(node, Constant):
        return "π" if node.name == "pi" else node.name
    if isinstance(node, Column):
        return _column(node.name)
    if isinstance(node, Comparison):
        made = _within(node.parts[0], 5)
        return made + "".join(
            _signs[sign] + _within(part, 5) for sign, part in zip(node.signs, node.parts[1:], strict=True)
        )
    return _operator(node) or _function(node)


def _operator(node: Call) -> str:
    own = level(node)
    if node.function == "neg":
        return "−" + _within(node.parts[0], own)
    if node.function == "not":
        return "not " + _within(node.parts[0], own)
    if own == _atom:
        return ""
    left, right = node.parts
    if node.function == "^":
        return _within(left, own + 1) + _exponent(right)
    if node.function == "*":
        first, second = _factor(left, own), _factor(right, own + 1)
        return first + ("" if _touch(left, right) else "·") + second
    if node.function == "/":
        return f"{_factor(left, own)}/{_factor(right, own + 1)}"
    sign = "−" if node.function == "-" else node.function
    return f"{_within(left, own)} {sign} {_within(right, own + 1)}"


def _function(node: Call) -> str:
    parts = [_shown(part) for part in node.parts]
    simple = isinstance(node.parts[0], (Column, Number, Constant))
    if node.function == "abs":
        return f"|{parts[0]}|"
    if node.function == "sqrt":
        return f"√{parts[0]}" if simple else f"√({parts[0]})"
    if node.function == "pow":
        return _within(node.parts[0], _atom) + _exponent(node.parts[1])
    if len(parts) == 1 and simple:
        return f"{node.function} {parts[0]}"
    return f"{node.function}({', '.join(parts)})"


def _exponent(node: Node) -> str:
    text = _shown(node).replace("−", "-")
    return text.translate(_powers) if re.fullmatch(r"-?\d+", text) else "^" + _within(node, _atom)


def _touch(left: Node, right: Node) -> bool:
    """Tells whether a product is clear without a sign: 2x, x₁x₂, 2 sin x; not 2·3, age·height."""
    while isinstance(left, Call) and left.function in ("*", "^"):
        left = left.parts[0] if left.function == "^" else left.parts[1]
    while isinstance(right, Call) and right.function in ("*", "^"):
        right = right.parts[0]
    letter = isinstance(right, Column) and bool(_short.fullmatch(right.name))
    return letter and (isinstance(left, Number) or (isinstance(left, Column) and bool(_short.fullmatch(left.name))))


def _factor(node: Node, least: int) -> str:
    """Returns a part of a product: sin(x), where sin x would seem to go on."""
    if isinstance(node, Call) and len(node.parts) == 1 and node.function not in ("neg", "not", "abs", "sqrt"):
        return f"{node.function}({_shown(node.parts[0])})"
    return _within(node, least)


def _within(node: Node, least: int) -> str:
    """Returns a part in the brackets it needs; a function of one letter without them, too, where powers follow."""
    bare = isinstance(node, Call) and node.function not in ("abs", "sqrt", "min", "max") and level(node) == _atom
    if level(node) >= least and not (bare and least >= _atom):
        return _shown(node)
    return f"({_shown(node)})"
