"""What a recording computes with single numbers, such as 1 - beta**t: in Python's own double precision."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.engine.recording._graph import Node, reached
from nnlab.engine.recording._operations import operations
from nnlab.engine.recording._trouble import NotRecordable

Pair = Callable[[Any, Any], Any]


class Numbers:
    """Fills 0-d arrays from 0-d arrays; all are read before one is written, so they may be the same.

    Python's own arithmetic takes a quarter of NumPy's time on single numbers; where it raises (1 / 0, sqrt(-1)), the
    same is done by NumPy, which gives inf or nan.
    """

    def __init__(self, wanted: list[Node]) -> None:
        nodes = reached(wanted)
        self.inputs = tuple(node.name for node in nodes if node.op == "input")
        self._nodes, self._wanted = nodes, wanted
        self._values: list[Any] = [None] * len(nodes)
        self._steps: list[tuple[Pair, int, int, int]] = []
        place = {node: at for at, node in enumerate(nodes)}
        for node in nodes:
            if node.constant:
                self._values[place[node]] = bool(node.value) if node.logical else node.value
            elif node.op != "input":
                self._add(node, [place[one] for one in node.args], place[node])
        self._reads = [place[node] for node in nodes if node.op == "input"]
        self._writes = [place[node] for node in wanted]

    def __call__(self, *arrays: AnyArray) -> None:
        values = self._values.copy()
        try:
            for place, array in zip(self._reads, arrays, strict=False):
                values[place] = array.item()
            for function, out, first, second in self._steps:
                values[out] = function(values[first], values[second])
            for place, array in zip(self._writes, arrays[len(self._reads) :], strict=False):
                array[()] = values[place]
        except (ArithmeticError, TypeError, ValueError):  # the root of a number below 0 is complex
            self._slowly(arrays)

    def _add(self, node: Node, args: list[int], out: int) -> None:
        """Adds the step of a node, by functions of two numbers written in C where there are some."""
        front = _fronts.get(node.op)
        if node.op == "where":  # chosen from the pair of its branches
            pair = self._new(None)
            self._steps += [(_both, pair, args[1], args[2]), (_choose, out, args[0], pair)]
        elif len(args) > 2:
            raise NotRecordable("unknown", f"np.{node.op} of single numbers")
        elif front is not None:
            self._steps.append((front[0], out, self._new(front[1]), args[0]))
        elif node.op == "sqrt":
            self._steps.append((operator.pow, out, args[0], self._new(0.5)))
        else:
            self._steps.append((_quick.get(node.op) or _slow(node.op), out, args[0], args[-1]))

    def _new(self, value: float | None) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def _slowly(self, arrays: tuple[AnyArray, ...]) -> None:
        count = len(self.inputs)
        known = {name: np.float64(array[()]) for name, array in zip(self.inputs, arrays[:count], strict=True)}
        made: dict[Node, Any] = {}
        with np.errstate(all="ignore"):
            for node in self._nodes:
                if node.op == "input":
                    made[node] = known[node.name]
                elif node.constant:
                    made[node] = bool(node.value) if node.logical else np.float64(node.value)
                else:
                    made[node] = operations[node.op].call(*[made[one] for one in node.args])
            for node, array in zip(self._wanted, arrays[count:], strict=True):
                np.copyto(array, made[node], "unsafe")


def _both(x: Any, y: Any) -> Any:
    return x, y


def _choose(test: Any, branches: Any) -> Any:
    return branches[0] if test else branches[1]


def _slow(op: str) -> Pair:
    """Returns an operation by NumPy, of one or two numbers."""
    call, finish = operations[op].call, bool if operations[op].logical else float
    if operations[op].arity == 1:
        return lambda x, _: finish(call(x))
    return lambda x, y: finish(call(x, y))


_quick: Mapping[str, Pair] = MappingProxyType(
    {
        "add": operator.add,
        "subtract": operator.sub,
        "multiply": operator.mul,
        "divide": operator.truediv,
        "greater": operator.gt,
        "greater_equal": operator.ge,
        "less": operator.lt,
        "less_equal": operator.le,
        "equal": operator.eq,
        "not_equal": operator.ne,
        "power": operator.pow,
        "float": lambda x, _: float(x),
    }
)
_fronts: Mapping[str, tuple[Pair, float]] = MappingProxyType(
    {"negative": (operator.mul, -1.0), "reciprocal": (operator.truediv, 1.0)}
)
