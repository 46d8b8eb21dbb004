"""The last pass before compiling: choices that NumPy makes slowly give way to arithmetic.

It comes after the chain rule, which has to see what the plugin wrote: at 0, where(z >= 0, z, s z) has slope 1 and
maximum(z, s z) has slope s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from nnlab.engine.recording._graph import Node, Stages, reached, scalar
from nnlab.engine.recording._simplify import Simplifier

_comparisons = {"greater": "less_equal", "greater_equal": "less", "less": "greater_equal", "less_equal": "greater"}
_turned = {"greater": "less", "greater_equal": "less_equal", "less": "greater", "less_equal": "greater_equal"}


def lowered(stages: Stages, simplifier: Simplifier) -> Stages:
    """Returns the same values, computed with fewer and cheaper calls."""
    roots = [root for made in stages.values() for root in made.values()]
    order = reached(roots)
    lowering = _Lowering(simplifier, Counter(one for node in order for one in node.args))
    for node in order:
        lowering.lower(node)
    done = {name: {out: lowering.done[root] for out, root in made.items()} for name, made in stages.items()}
    return _units(done, simplifier)


def _units(stages: Stages, simplifier: Simplifier) -> Stages:
    """Takes 1 where x > 0, else 0, from max(x, 0) if that is known, as it is where relu lets through."""
    order = reached([root for made in stages.values() for root in made.values()])
    tops = set(order)
    done: dict[Node, Node] = {}
    for node in order:
        made = simplifier.graph.make(node.op, *(done[one] for one in node.args)) if node.args else node
        if made.op == "float" and made.args[0].op == "greater" and _is(made.args[0].args[1], 0.0):
            top = simplifier.graph.make("maximum", made.args[0].args[0], simplifier.const(0.0))
            made = simplifier.graph.make("unit", top) if top in tops else made
        done[node] = made
    return {name: {out: done[root] for out, root in made.items()} for name, made in stages.items()}


class _Lowering:
    def __init__(self, simplifier: Simplifier, uses: Mapping[Node, int]) -> None:
        self._make, self._const, self._uses = simplifier.make, simplifier.const, uses
        self.done: dict[Node, Node] = {}

    def lower(self, node: Node) -> None:
        """Lowers a node whose arguments are lowered."""
        args = tuple(self.done[one] for one in node.args)
        made = node
        if args:
            made = self._where(*args) if node.op == "where" else self._make(node.op, *args)
        rule = _rules.get(made.op)
        if rule is not None:
            made = rule(self, node, *made.args) or made
        if made.op == "where":
            made = self._where(*made.args)
        if made.op == "sign" and _above(made.args[0]):
            made = self._make("unit", made.args[0])
        self.done[node] = self.done[made] = made

    def _where(self, c: Node, a: Node, b: Node) -> Node:
        if a.constant and b.constant and a.value != b.value:
            return self._two(c, a.value, b.value)
        if _is(b, 0.0) and a.op == "float":
            return self._make("float", self._make("logical_and", c, a.args[0]))
        if _is(b, 0.0) and a.op == "multiply" and a.args[0].constant and a.args[1].op == "float":
            return self._make("multiply", a.args[0], self._where(c, a.args[1], b))
        return self._bent(c, a, b) or self._make("where", c, a, b)

    def compared(self, node: Node, a: Node, b: Node) -> Node | None:
        """Returns x > s x, as the slope of max(x, s x) asks, from the sign of x; and max(x, low) < high from x."""
        share, op = _slope(b, a), node.op
        for inner, sign, tests in (
            ("maximum", 1, ("less", "less_equal")),
            ("minimum", -1, ("greater", "greater_equal")),
        ):
            if a.op == inner and op in tests and b.constant:
                for c, x in (a.args, a.args[::-1]):
                    if c.constant and sign * c.value < sign * b.value:
                        return self._make(op, x, b)
        if share is None or share == 1 or b.constant:
            return None
        return self._make(op if share < 1 else _turned[op], a, self._const(0.0))

    def minimum(self, node: Node, a: Node, b: Node) -> Node | None:
        """Returns min(max(x, low), high) as clip(x, low, high)."""
        for high, inner in ((a, b), (b, a)):
            if high.constant and inner.op == "maximum":
                for low, x in (inner.args, inner.args[::-1]):
                    if low.constant and low.value <= high.value:
                        return self._make("clip", x, low, high)
        return None

    def multiply(self, node: Node, a: Node, b: Node) -> Node | None:
        """Returns x [x > 0] as max(x, 0)."""
        for x, mask in ((a, b), (b, a)):
            test = mask.args[0] if mask.op == "float" else None
            if (
                test is not None
                and test.op in ("greater", "greater_equal")
                and test.args[0] is x
                and _is(test.args[1], 0)
            ):
                return self._make("maximum", x, test.args[1])
        return None

    def divide(self, node: Node, a: Node, b: Node) -> Node | None:
        """Returns a / (sqrt(s v) + e), s and e being single numbers, as (a / sqrt(s)) / (sqrt(v) + e / sqrt(s))."""
        if b.op != "add" or self._uses[node.args[1]] > 1:
            return None
        for e, root in (b.args, b.args[::-1]):
            inside = root.args[0] if root.op == "sqrt" and e.rank == scalar else None
            if inside is None or inside.op != "multiply":
                continue
            for s, v in (inside.args, inside.args[::-1]):
                if s.rank == scalar and not s.constant and v.rank != scalar:
                    make, front = self._make, self._make("reciprocal", self._make("sqrt", s))
                    below = make("add", make("sqrt", v), make("multiply", e, front))
                    return make("divide", make("multiply", front, a), below)
        return None

    def _two(self, c: Node, a: float, b: float) -> Node:
        """Returns where(c, a, b) of two numbers from the 0 and 1 of c."""
        make, const = self._make, self._const
        yes = make("float", c)
        if b == 0:
            return make("multiply", const(a), yes)
        if 0 <= b <= a <= 1:
            return make("clip", yes, const(b), const(a))
        if c.op in _comparisons and (a == 0 or 0 <= a <= b <= 1):
            return self._two(make("logical_not", c), b, a)
        if abs(a) + abs(b) < 1e30:
            return make("add", const(b), make("multiply", const(a - b), yes))
        return make("where", c, const(a), const(b))

    def _bent(self, c: Node, a: Node, b: Node) -> Node | None:
        """Returns where(x > 0, p x, q x), a line bent at 0, as the larger or the smaller of the two."""
        if c.op not in _comparisons or not _is(c.args[1], 0.0):
            return None
        x = c.args[0]
        right, left = (_slope(one, x) for one in ((a, b) if c.op.startswith("greater") else (b, a)))
        if right is None or left is None:
            return None
        return self._make("maximum" if right >= left else "minimum", a, b)


_rules: Mapping[str, Callable[..., Node | None]] = MappingProxyType(
    {
        "divide": _Lowering.divide,
        "multiply": _Lowering.multiply,
        "minimum": _Lowering.minimum,
        **dict.fromkeys(_comparisons, _Lowering.compared),
    }
)


def _is(node: Node, value: float) -> bool:
    return node.constant and node.value == value


def _above(x: Node) -> bool:
    """Tells whether a value is surely not below 0."""
    if x.op == "maximum":
        return any(one.constant and one.value >= 0 for one in x.args)
    return x.op in ("absolute", "exp", "float", "sqrt") or (x.op == "multiply" and x.args[0] is x.args[1])


def _slope(node: Node, x: Node) -> float | None:
    """Returns p of p x, None where it is nothing of that kind."""
    if node is x:
        return 1.0
    if node.constant:
        return 0.0 if node.value == 0 else None
    if node.op == "negative" and node.args[0] is x:
        return -1.0
    if node.op == "multiply":
        for c, rest in (node.args, node.args[::-1]):
            if c.constant and rest is x:
                return c.value
    return None
