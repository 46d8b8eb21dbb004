"""The chain rule on graphs: from a value back to what it was computed from.

At kinks the slope is that of the side where nothing happens: relu'(0) = 0, |x|' = 0 at 0, max(x, k) follows x only
above k, where() follows the branch it takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from nnlab.engine.recording._graph import Node, column, full, reached
from nnlab.engine.recording._simplify import Simplifier
from nnlab.engine.recording._trouble import NotRecordable

Partials = Callable[["Chain", Node], "tuple[Node | None, ...]"]
Choice = Callable[["Chain", Node, list[Node]], Node]


class Chain:
    """Differentiates nodes of one graph by one input.

    What depends on it element by element gets its slope forwards, so that a choice also chooses between slopes and no
    0 * inf comes up; through sums over the outputs it goes backwards.
    """

    def __init__(self, simplifier: Simplifier, by: Node, columns: int = 1) -> None:
        self.make, self.const, self._columns = simplifier.make, simplifier.const, columns
        self._by = by
        self._slopes: dict[Node, Node] = {by: self.const(1.0)}

    def gradient(self, value: Node, seed: float) -> Node:
        """Returns seed * d value / d by, exactly; `value` may be one number of each sample.

        Raises NotRecordable `unknown` for an operation without a rule.
        """
        order = reached([value])
        depends = self._dependent(order)
        alone = self._elementwise(order, depends)
        made, owed = self.const(0.0), {value: self.const(seed)}
        for node in reversed(order):
            if node not in depends or node not in owed:
                continue
            if node in alone:
                made = self.make("add", made, self.product(owed[node], self._slope(node, depends)))
                continue
            for one, part in zip(node.args, self._parts(node), strict=True):
                if part is None or one not in depends:
                    continue
                share = self.product(owed[node], part)
                if one.rank == column and node.rank == full:
                    share = self._summed(share)
                owed[one] = self.make("add", owed[one], share) if one in owed else share
        return made

    def _dependent(self, order: list[Node]) -> set[Node]:
        found = {self._by}
        for node in order:
            if not node.logical and any(one in found for one in node.args):
                found.add(node)
        return found

    def _elementwise(self, order: list[Node], depends: set[Node]) -> set[Node]:
        found = {self._by}
        for node in order:
            if node in depends and node.rank == full and all(one in found for one in node.args if one in depends):
                found.add(node)
        return found

    def _slope(self, value: Node, depends: set[Node]) -> Node:
        """Returns d value / d by of what is elementwise."""
        for node in reached([value]):
            if node in depends and node not in self._slopes:
                inner = [self._slopes[one] if one in depends else self.const(0.0) for one in node.args]
                self._slopes[node] = self._forwards(node, inner)
        return self._slopes[value]

    def _forwards(self, node: Node, inner: list[Node]) -> Node:
        if node.op in _choices:
            return _choices[node.op](self, node, inner)
        made = self.const(0.0)
        parts = self._parts(node)
        if node.op == "multiply" and node.args[0] is node.args[1]:
            return self.product(self.const(2.0), node.args[0], inner[0])
        for part, slope in zip(parts, inner, strict=True):
            if part is not None and not (slope.constant and slope.value == 0):
                made = self.make("add", made, self.product(part, slope))
        return made

    def _parts(self, node: Node) -> tuple[Node | None, ...]:
        rule = _rules.get(node.op)
        if rule is None:
            raise NotRecordable("unknown", f"derivative of np.{node.op}")
        return rule(self, node)

    def _summed(self, share: Node) -> Node:
        if share.rank == full:
            return self.make("sum", share)
        return self.product(self.const(float(self._columns)), share)

    def product(self, *factors: Node) -> Node:
        """Multiplies with constants and signs in front, and e / (1 + e) as 1 - 1 / (1 + e), which never overflows."""
        if any(one.op == "where" for one in factors):
            return self._within(list(factors))
        factor, parts = 1.0, []
        for one in factors:
            number, rest = self._split(one)
            factor *= number
            parts += rest
        parts = self._tamed([leaf for part in parts for leaf in self._leaves(part)]) or parts
        made: Node | None = None
        for part in parts:
            made = part if made is None else self.make("multiply", made, part)
        front = self.const(factor)
        if made is None:
            return front
        if factor == 0:
            return self.const(0.0)
        return self.make("multiply", front, made) if factor != 1 else made

    def _within(self, factors: list[Node]) -> Node:
        """Multiplies into both branches of a choice if one of them is 0: beside inf, 0 has to stay 0."""
        for at, one in enumerate(factors):
            if one.op == "where" and any(each.constant and each.value == 0 for each in one.args[1:]):
                rest = factors[:at] + factors[at + 1 :]
                zero = self.const(0.0)
                a, b = (
                    zero if each.constant and each.value == 0 else self.product(each, *rest) for each in one.args[1:]
                )
                return self.make("where", one.args[0], a, b)
        made = factors[0]
        for one in factors[1:]:
            made = self.make("multiply", made, one)
        return made

    def _split(self, node: Node) -> tuple[float, list[Node]]:
        if node.constant:
            return node.value, []
        if node.op == "negative":
            factor, parts = self._split(node.args[0])
            return -factor, parts
        if node.op == "multiply" and node.args[0] is not node.args[1]:
            (one, first), (other, second) = (self._split(each) for each in node.args)
            return one * other, first + second
        return 1.0, [node]

    def _leaves(self, node: Node) -> list[Node]:
        return [leaf for one in node.args for leaf in self._leaves(one)] if node.op == "multiply" else [node]

    def _tamed(self, parts: list[Node]) -> list[Node] | None:
        """Returns the parts with e / (c + e) rewritten, None where there is nothing of that kind."""
        for root in parts:
            whole = root.args[0] if root.op == "reciprocal" else None
            if whole is None or whole.op != "add":
                continue
            for c, e in (whole.args, whole.args[::-1]):
                if c.constant and e in parts:
                    rest = list(parts)
                    rest.remove(root)
                    rest.remove(e)
                    share = self.make("subtract", self.const(1.0), self.make("multiply", c, root))
                    return self._tamed([*rest, share]) or [*rest, share]
        return None

    # helpers of the rules
    def ratio(self, a: Node, b: Node) -> Node:
        """Returns a / b."""
        return self.make("divide", a, b)

    def plus(self, x: Node, c: float) -> Node:
        """Returns x + c."""
        return self.make("add", x, self.const(c))

    def squared(self, x: Node) -> Node:
        """Returns x^2."""
        return self.make("multiply", x, x)

    def test(self, op: str, a: Node, b: Node) -> Node:
        """Returns 1 where a comparison holds, else 0."""
        return self.make("float", self.make(op, a, b))


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


_choices: Mapping[str, Choice] = MappingProxyType(
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

_rules: Mapping[str, Partials] = MappingProxyType(
    {
        "add": lambda c, node: (c.const(1.0), c.const(1.0)),
        "subtract": lambda c, node: (c.const(1.0), c.const(-1.0)),
        "multiply": _multiply,
        "divide": _divide,
        "power": _power,
        **{name: _backwards(choice) for name, choice in _choices.items()},
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
