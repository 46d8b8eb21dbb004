"""Writes a tree as text that is read as the same tree, with no bracket that is not needed."""

from __future__ import annotations

from nnlab.records.formulas.tree import Call, Column, Comparison, Constant, Node, Number, quoted

_levels = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7, "^": 8}
_atom = 9


def level(node: Node) -> int:
    """Returns how strongly a node holds together: 1 (or) to 9 (a name, a number, a function)."""
    if isinstance(node, Comparison):
        return 4
    return _levels.get(node.function, _atom) if isinstance(node, Call) else _atom


def written(node: Node) -> str:
    """Returns the text of a tree: `x1 * (x2 + 1) ^ 2`."""
    if isinstance(node, Number):
        return f"{node.value:.0f}" if node.value.is_integer() and node.value < 1e15 else repr(node.value)
    if isinstance(node, Constant):
        return node.name
    if isinstance(node, Column):
        return quoted(node.name)
    if isinstance(node, Comparison):
        made = _within(node.parts[0], 5)
        for sign, part in zip(node.signs, node.parts[1:], strict=True):
            made += f" {sign} {_within(part, 5)}"
        return made
    own = level(node)
    if node.function == "neg":
        return "-" + _within(node.parts[0], own)
    if node.function == "not":
        return "not " + _within(node.parts[0], own)
    if own == _atom:
        return f"{node.function}({', '.join(map(written, node.parts))})"
    left, right = node.parts
    if node.function == "^":  # binds to the right, and takes a sign behind it
        return f"{_within(left, own + 1)} ^ {_within(right, 7)}"
    return f"{_within(left, own)} {node.function} {_within(right, own + 1)}"


def _within(node: Node, least: int) -> str:
    return written(node) if level(node) >= least else f"({written(node)})"
