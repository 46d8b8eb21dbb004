"""The chain rule on graphs: from a value back to what it was computed from."""

from __future__ import annotations

from nnlab.engine.recording._graph import Node, column, full, reached
from nnlab.engine.recording._rules import choices, rules
from nnlab.engine.recording._simplify import Simplifier
from nnlab.engine.recording._trouble import NotRecordable


class Chain:
    """Differentiates nodes of one graph by one input.

    What depends on it element by element gets its slope forwards, so that a choice also chooses between slopes and no
    0 * inf comes up; through sums over the outputs it goes backwards.
    """

    def __init__(self, simplifier: Simplifier, by: Node, columns: int = 1) -> None:
        self._simplifier, self._by, self._columns = simplifier, by, columns
        self._slopes: dict[Node, Node] = {by: self.const(1.0)}

    def make(self, op: str, *args: Node) -> Node:
        """Returns the node of an operation."""
        return self._simplifier.make(op, *args)

    def const(self, value: float) -> Node:
        """Returns a constant."""
        return self._simplifier.const(value)

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
        if node.op in choices:
            return choices[node.op](self, node, inner)
        made = self.const(0.0)
        parts = self._parts(node)
        if node.op == "multiply" and node.args[0] is node.args[1]:
            return self.product(self.const(2.0), node.args[0], inner[0])
        for part, slope in zip(parts, inner, strict=True):
            if part is not None and not (slope.constant and slope.value == 0):
                made = self.make("add", made, self.product(part, slope))
        return made

    def _parts(self, node: Node) -> tuple[Node | None, ...]:
        rule = rules.get(node.op)
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
