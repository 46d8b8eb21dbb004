"""The slope of every operation, for the chain rule.

At kinks the slope is that of the side where nothing happens: relu'(0) = 0, |x|' = 0 at 0, max(x, k) follows x only
above k, where() follows the branch it takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from nnlab.engine.recording._graph import Node

if TYPE_CHECKING:
    from nnlab.engine.recording._chain import Chain

Partials = Callable[["Chain", Node], "tuple[Node | None, ...]"]
Choice = Callable[["Chain", Node, list[Node]], Node]


def _divide(c: Chain, node: Node) -> tuple[Node, Node]:
    inverse = c.make("reciprocal", node.args[1])
    return inverse, c.product(c.const(-1.0), node, inverse)


def _multiply(c: Chain, node: Node) -> tuple[Node, Node]:
    return node.args[1], node.args[0]


def _power(c: Chain, node: Node) -> tuple[Node | None, Node | None]:
    x, n = node.args
    by_x = c.product(n, c.make("power", x, c.make("subtract", n, c.const(1.0))))
    by_n = None if n.constant else c.product(node, c.make("log", x))
    return by_x, by_n


def _where(c: Chain, node: Node, inner: list[Node]) -> Node:
    return c.make("where", node.args[0], inner[1], inner[2])


def _larger(op: str) -> Choice:
    def rule(c: Chain, node: Node, inner: list[Node]) -> Node:
        (a, b), (first, second) = node.args, inner
        if a.rank < b.rank or a.constant:  # the constant comes second: max(x, k) follows x only above k
            a, b, first, second = b, a, second, first
        return c.make("where", c.make(op, a, b), first, second)

    return rule


def _clip(c: Chain, node: Node, inner: list[Node]) -> Node:
    x, low, high = node.args
    inside = c.make("logical_and", c.make("greater", x, low), c.make("less", x, high))
    outside = c.const(0.0)
    if not (low.constant and high.constant):
        outside = c.make("where", c.make("less_equal", x, low), inner[1], inner[2])
    return c.make("where", inside, inner[0], outside)


def _backwards(choice: Choice) -> Partials:
    """Makes the rule by each argument from that of a choice."""

    def rule(c: Chain, node: Node) -> tuple[Node, ...]:
        one, zero = c.const(1.0), c.const(0.0)
        count = len(node.args)
        return tuple(choice(c, node, [one if at == place else zero for at in range(count)]) for place in range(count))

    return rule


def _sum(c: Chain, node: Node) -> tuple[Node]:
    return (c.const(1.0),)


def _extreme(c: Chain, node: Node) -> tuple[Node]:
    return (c.test("equal", node.args[0], node),)


def _hypot(c: Chain, node: Node) -> tuple[Node, Node]:
    return c.ratio(node.args[0], node), c.ratio(node.args[1], node)


def _logaddexp(c: Chain, node: Node) -> tuple[Node, Node]:
    first, second = (c.make("exp", c.make("subtract", one, node)) for one in node.args)
    return first, second


def _arctan2(c: Chain, node: Node) -> tuple[Node, Node]:
    y, x = node.args
    inverse = c.make("reciprocal", c.make("add", c.squared(x), c.squared(y)))
    return c.product(x, inverse), c.product(c.const(-1.0), y, inverse)


def _one(slope: Callable[[Chain, Node, Node], Node]) -> Partials:
    """Makes the rule of y = f(x) from `slope(chain, x, y)`."""
    return lambda c, node: (slope(c, node.args[0], node),)


def _inverse(make: Callable[[Chain, Node, Node], Node]) -> Partials:
    return _one(lambda c, x, y: c.make("reciprocal", make(c, x, y)))


def _rooted(sign: float, shift: float, front: float) -> Partials:
    """Makes the rule for front / sqrt(sign x^2 + shift)."""

    def slope(c: Chain, x: Node, y: Node) -> Node:
        inside = c.plus(c.product(c.const(sign), c.squared(x)), shift)
        return c.product(c.const(front), c.make("reciprocal", c.make("sqrt", inside)))

    return _one(slope)


choices: Mapping[str, Choice] = MappingProxyType(
    {
        "where": _where,
        "maximum": _larger("greater"),
        "fmax": _larger("greater"),
        "minimum": _larger("less"),
        "fmin": _larger("less"),
        "clip": _clip,
    }
)

_flat = "sign floor ceil trunc rint heaviside copysign"

rules: Mapping[str, Partials] = MappingProxyType(
    {
        "add": lambda c, node: (c.const(1.0), c.const(1.0)),
        "subtract": lambda c, node: (c.const(1.0), c.const(-1.0)),
        "multiply": _multiply,
        "divide": _divide,
        "power": _power,
        **{name: _backwards(choice) for name, choice in choices.items()},
        "sum": _sum,
        "max": _extreme,
        "min": _extreme,
        "hypot": _hypot,
        "logaddexp": _logaddexp,
        "arctan2": _arctan2,
        "negative": _one(lambda c, x, y: c.const(-1.0)),
        "absolute": _one(lambda c, x, y: c.make("sign", x)),
        "reciprocal": _one(lambda c, x, y: c.product(c.const(-1.0), y, y)),
        "sqrt": _one(lambda c, x, y: c.make("divide", c.const(0.5), y)),
        "cbrt": _inverse(lambda c, x, y: c.product(c.const(3.0), c.squared(y))),
        "exp": _one(lambda c, x, y: y),
        "exp2": _one(lambda c, x, y: c.product(c.const(math.log(2)), y)),
        "expm1": _one(lambda c, x, y: c.plus(y, 1.0)),
        "log": _inverse(lambda c, x, y: x),
        "log2": _one(lambda c, x, y: c.make("divide", c.const(1 / math.log(2)), x)),
        "log10": _one(lambda c, x, y: c.make("divide", c.const(1 / math.log(10)), x)),
        "log1p": _inverse(lambda c, x, y: c.plus(x, 1.0)),
        "sin": _one(lambda c, x, y: c.make("cos", x)),
        "cos": _one(lambda c, x, y: c.make("negative", c.make("sin", x))),
        "tan": _one(lambda c, x, y: c.plus(c.squared(y), 1.0)),
        "arcsin": _rooted(-1.0, 1.0, 1.0),
        "arccos": _rooted(-1.0, 1.0, -1.0),
        "arctan": _inverse(lambda c, x, y: c.plus(c.squared(x), 1.0)),
        "sinh": _one(lambda c, x, y: c.make("cosh", x)),
        "cosh": _one(lambda c, x, y: c.make("sinh", x)),
        "tanh": _one(lambda c, x, y: c.make("subtract", c.const(1.0), c.squared(y))),
        "arcsinh": _rooted(1.0, 1.0, 1.0),
        "arccosh": _rooted(1.0, -1.0, 1.0),
        "arctanh": _inverse(lambda c, x, y: c.make("subtract", c.const(1.0), c.squared(x))),
        "deg2rad": _one(lambda c, x, y: c.const(math.pi / 180)),
        "rad2deg": _one(lambda c, x, y: c.const(180 / math.pi)),
        **{name: (lambda c, node: (None,) * len(node.args)) for name in _flat.split()},
    }
)
