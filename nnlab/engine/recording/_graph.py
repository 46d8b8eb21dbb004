"""The graph of a recording: what a plugin computes, each value once.

Nodes are hash-consed: asking for the same operation on the same nodes gives the same node, so two computations are
equal exactly if they are one object.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

from nnlab.engine.recording._operations import operations

scalar, column, full = 0, 1, 2  # how far a node spreads: one number, one of each sample, one of each unit


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Node:
    """A value: an input (`op` "input"), a constant ("const"), or an operation on other nodes.

    `logical` marks truth values; `rank` is scalar, column or full.
    """

    op: str
    args: tuple[Node, ...]
    value: float
    name: str
    rank: int
    logical: bool
    index: int

    @property
    def constant(self) -> bool:
        """Tells whether it is a number known while recording."""
        return self.op == "const"

    def __repr__(self) -> str:
        if self.op == "input":
            return self.name
        return repr(self.value) if self.constant else f"{self.op}({', '.join(map(repr, self.args))})"


Stages = dict[str, dict[str, Node]]  # of each stage the node of each output


class Graph:
    """Makes nodes, each once; `make` takes them as they are, `_simplify.Simplifier` rewrites them first."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Node] = {}

    def input(self, name: str, rank: int) -> Node:
        """Returns the input of this name."""
        return self._node("input", (), 0.0, name, rank, False)

    def const(self, value: float, *, logical: bool = False) -> Node:
        """Returns a constant; 0.0 and -0.0 are two."""
        return self._node("const", (), float(value), "", scalar, logical)

    def make(self, op: str, *args: Node) -> Node:
        """Returns the node of an operation; two that commute share one."""
        known = operations[op]
        if known.commutes and args[0].index > args[1].index:
            args = (args[1], args[0], *args[2:])
        rank = max(one.rank for one in args) if known.reduces is None else column
        return self._node(op, args, 0.0, "", rank, known.logical)

    def _node(self, op: str, args: tuple[Node, ...], value: float, name: str, rank: int, logical: bool) -> Node:
        bits = 0 if math.isnan(value) else struct.pack("d", value)
        key = (op, *(one.index for one in args), bits, name, logical)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(op, args, value, name, rank, logical, len(self._nodes))
        return found


def reached(roots: list[Node]) -> list[Node]:
    """Returns all nodes the roots are made of, arguments before what uses them, in the order of the roots."""
    done: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in done:
            for one in node.args:
                visit(one)
            done[node] = None

    for root in roots:
        visit(root)
    return list(done)
