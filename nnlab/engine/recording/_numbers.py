"""What a recording computes with single numbers, such as 1 - beta**t: one Python function, in double precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlab.engine.border import AnyArray
from nnlab.engine.recording._graph import Node, reached
from nnlab.engine.recording._operations import operations

_signs = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
_tests = {"greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=", "equal": "==", "not_equal": "!="}


class Numbers:
    """Fills 0-d arrays from 0-d arrays; all are read before one is written, so they may be the same.

    Python's own arithmetic takes a tenth of NumPy's time on single numbers; where it raises (1 / 0, 10.0 ** 1000), the
    same is done by NumPy, which gives inf or nan.
    """

    def __init__(self, wanted: list[Node]) -> None:
        nodes = reached(wanted)
        self.inputs = tuple(node.name for node in nodes if node.op == "input")
        self._nodes, self._wanted = nodes, wanted
        self._quick = self._written()

    def __call__(self, *arrays: AnyArray) -> None:
        try:
            self._quick(*arrays)
        except (ArithmeticError, ValueError):
            self._slow(arrays)

    def _slow(self, arrays: tuple[AnyArray, ...]) -> None:
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

    def _written(self) -> Callable[..., None]:
        """Returns the function, written out as Python and compiled."""
        names: dict[Node, str] = {}
        known: dict[str, Any] = {"_number": float}
        lines = []
        reads = [f"i{place}" for place in range(len(self.inputs))]
        writes = [f"o{place}" for place in range(len(self._wanted))]
        for node in self._nodes:
            names[node] = name = f"v{len(names)}"
            if node.op == "input":
                lines.append(f"{name} = i{self.inputs.index(node.name)}.item()")
            elif node.constant:
                known[name] = bool(node.value) if node.logical else node.value
            else:
                lines.append(f"{name} = {self._text(node, [names[one] for one in node.args], known)}")
        lines += [f"{place}[()] = {names[node]}" for place, node in zip(writes, self._wanted, strict=True)]
        source = f"def numbers({', '.join(reads + writes)}):\n" + "".join(f"    {line}\n" for line in lines)
        exec(compile(source, "<recorded numbers>", "exec"), known)  # only names, constants and signs made above
        made: Callable[..., None] = known["numbers"]
        return made

    def _text(self, node: Node, args: list[str], known: dict[str, Any]) -> str:
        sign = _signs.get(node.op) or _tests.get(node.op)
        if sign is not None:
            return f"{args[0]} {sign} {args[1]}"
        if node.op == "where":
            return f"{args[1]} if {args[0]} else {args[2]}"
        if node.op == "negative":
            return f"-{args[0]}"
        if node.op == "reciprocal":
            return f"1.0 / {args[0]}"
        if node.op == "float":
            return f"_number({args[0]})"
        if node.op == "power":
            known["_power"] = _power
            return f"_power({args[0]}, {args[1]})"
        if node.op == "sqrt":
            return f"{args[0]} ** 0.5 if {args[0]} >= 0 else _number('nan')"
        known[f"_{node.op}"] = operations[node.op].call
        return f"_{node.op}({', '.join(args)})" if node.logical else f"_number(_{node.op}({', '.join(args)}))"


def _power(x: float, n: float) -> float:
    made: float = x**n
    return made if type(made) is float else float("nan")
