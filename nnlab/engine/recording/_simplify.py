"""Shorter ways to the same number, found while recording.

A call costs a tiny network as much as its arithmetic, so constants are folded and multiplied together, and costly
functions give way to cheap ones. Results agree with the plugin's code to a few units in the last place.
"""

from __future__ import annotations

import math

import numpy as np

from nnlab.engine.recording._graph import Graph, Node, scalar
from nnlab.engine.recording._operations import operations

_safe = 1e30  # constants multiply together within 1/safe and safe, which float32 holds as well
_powers = 6  # the largest whole power taken by multiplying


class Simplifier:
    """Makes nodes of a graph by the shortest way it knows; `make` is the only door."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def const(self, value: float) -> Node:
        """Returns a constant."""
        return self.graph.const(value)

    def make(self, op: str, *args: Node) -> Node:
        """Returns a node that equals the operation."""
        if all(one.constant for one in args):
            return self._folded(op, args)
        rule = getattr(self, f"_{op}", None)
        made = rule(*args) if rule is not None else None
        return self.graph.make(op, *args) if made is None else made

    def _folded(self, op: str, args: tuple[Node, ...]) -> Node:
        with np.errstate(all="ignore"):
            value = operations[op].call(*[bool(one.value) if one.logical else np.float64(one.value) for one in args])
        return self.graph.const(float(value), logical=operations[op].logical)

    # sums
    def _add(self, a: Node, b: Node) -> Node | None:
        for x, y in ((a, b), (b, a)):
            if _is(y, 0.0):
                return x
            if y.op == "negative":
                return self.make("subtract", x, y.args[0])
        (one, first), (other, second) = _factor(a), _factor(b)
        return self.make("multiply", self.const(one + other), first) if first is second else None

    def _subtract(self, a: Node, b: Node) -> Node | None:
        if _is(b, 0.0):
            return a
        if _is(a, 0.0):
            return self.make("negative", b)
        return self.make("add", a, b.args[0]) if b.op == "negative" else None

    def _negative(self, x: Node) -> Node | None:
        if x.op == "negative":
            return x.args[0]
        if x.op == "subtract":
            return self.make("subtract", x.args[1], x.args[0])
        factor, rest = _factor(x)
        return self.make("multiply", self.const(-factor), rest) if factor != 1 else None

    # products
    def _multiply(self, a: Node, b: Node) -> Node | None:
        for c, x in ((a, b), (b, a)):
            if c.constant:
                return self._scaled(c.value, x)
            if c.rank == scalar and x.rank != scalar:
                return self._scaled_by(c, x)
        if a.rank == b.rank == scalar:
            for s, x in ((a, b), (b, a)):
                if x.op == "reciprocal":
                    return self.make("divide", s, x.args[0])
        return self._signed("multiply", a, b)

    def _scaled(self, c: float, x: Node) -> Node | None:
        if c == 0:
            return self.const(0.0)
        if c == 1:
            return x
        if c == -1:
            return self.make("negative", x)
        if x.op == "negative":
            return self.make("multiply", self.const(-c), x.args[0])
        if x.op == "divide" and x.args[0].constant and _tame(c * x.args[0].value):
            return self.make("divide", self.const(c * x.args[0].value), x.args[1])
        factor, rest = _factor(x)
        if factor != 1 and _tame(c * factor):
            return self.make("multiply", self.const(c * factor), rest)
        return None

    def _scaled_by(self, s: Node, x: Node) -> Node | None:
        """Lets numbers meet each other before they meet an array: lr * (m / c) = (lr / c) * m."""
        if x.op == "negative":
            return self.make("negative", self.make("multiply", s, x.args[0]))
        if x.op == "multiply":
            for c, rest in (x.args, x.args[::-1]):
                if c.rank == scalar:
                    return self.make("multiply", self.make("multiply", s, c), rest)
        return None

    def _divide(self, a: Node, b: Node) -> Node | None:
        if b.constant and _tame(b.value):
            return self.make("multiply", self.const(1 / b.value), a)
        if b.rank == scalar and a.rank != scalar and not b.constant:
            return self.make("multiply", self.make("reciprocal", b), a)
        if _is(a, 0.0):
            return self.const(0.0)
        if _is(a, 1.0):
            return self.make("reciprocal", b)
        return self._signed("divide", a, b)

    def _signed(self, op: str, a: Node, b: Node) -> Node | None:
        if a.op == "negative" and b.op == "negative":
            return self.make(op, a.args[0], b.args[0])
        return None

    # powers and roots
    def _square(self, x: Node) -> Node:
        return self.make("multiply", x, x)

    def _power(self, x: Node, n: Node) -> Node | None:
        if not n.constant:
            return None
        value = n.value
        if value == 0:
            return self.const(1.0)
        if value in (0.5, -1.0):
            return self.make("sqrt" if value > 0 else "reciprocal", x)
        if x.rank != scalar and value.is_integer() and 1 <= abs(value) <= _powers:
            made = self._whole(x, int(abs(value)))
            return made if value > 0 else self.make("reciprocal", made)
        return None

    _float_power = _power

    def _whole(self, x: Node, n: int) -> Node:
        if n == 1:
            return x
        half = self._whole(x, n // 2)
        made = self.make("multiply", half, half)
        return self.make("multiply", made, x) if n % 2 else made

    def _reciprocal(self, x: Node) -> Node | None:
        if x.op == "reciprocal":
            return x.args[0]
        if x.op == "divide" and x.rank == scalar:
            return self.make("divide", x.args[1], x.args[0])
        return None

    def _sqrt(self, x: Node) -> Node | None:
        if x.op == "reciprocal" and x.rank == scalar:
            return self.make("reciprocal", self.make("sqrt", x.args[0]))
        return None

    # what is nothing
    def _positive(self, x: Node) -> Node:
        return x

    def _fabs(self, x: Node) -> Node:
        return self.make("absolute", x)

    def _absolute(self, x: Node) -> Node | None:
        return self.make("absolute", x.args[0]) if x.op == "negative" else None

    def _float(self, x: Node) -> Node | None:
        return None if x.logical else x

    def _logical_not(self, x: Node) -> Node | None:
        return x.args[0] if x.op == "logical_not" else None

    # choices
    def _where(self, c: Node, a: Node, b: Node) -> Node | None:
        if c.constant:
            return a if c.value else b
        if a is b:
            return a
        return None

    def _heaviside(self, x: Node, h: Node) -> Node | None:
        if h.constant and h.value in (0.0, 1.0):
            test = self.make("greater_equal" if h.value else "greater", x, self.const(0.0))
            return self.make("where", test, self.const(1.0), self.const(0.0))
        return None

    def _clip(self, x: Node, low: Node, high: Node) -> Node | None:
        if _is(low, -math.inf):
            return self.make("minimum", x, high)
        return self.make("maximum", x, low) if _is(high, math.inf) else None


def _is(node: Node, value: float) -> bool:
    return node.constant and node.value == value


def _tame(value: float) -> bool:
    return 1 / _safe < abs(value) < _safe


def _factor(node: Node) -> tuple[float, Node]:
    """Returns a node as a constant times another."""
    if node.op == "multiply":
        for c, x in (node.args, node.args[::-1]):
            if c.constant:
                return c.value, x
    return 1.0, node
