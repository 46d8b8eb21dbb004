"""Random formulas, each with the NumPy expression that it means."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from nnlab.records.formulas import Call, Column, Comparison, Constant, Node, Number

columns = ("x1", "x2", "petal length", "身高", "sin")
unary = {
    "neg": np.negative, "sin": np.sin, "cos": np.cos, "tan": np.tan, "arctan": np.arctan, "tanh": np.tanh,
    "exp": np.exp, "log": np.log, "ln": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10,
    "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign, "floor": np.floor, "round": np.round,
    "relu": lambda a: np.where(a > 0, a, 0 * a), "step": lambda a: np.where(a > 0, 1.0, 0 * a),
}  # fmt: skip
binary = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "pow": np.power,
    "min": np.minimum, "max": np.maximum,
}  # fmt: skip
compared = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}

leaves = st.one_of(
    st.builds(Number, st.floats(0, 1e300, allow_subnormal=True).map(abs) | st.integers(0, 9).map(float)),
    st.sampled_from([Constant("pi"), Constant("e")]),
    st.sampled_from([Column(name) for name in columns]),
)


def _grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(lambda name, a: Call(name, (a,)), st.sampled_from(sorted(unary)), parts),
        st.builds(lambda name, a, b: Call(name, (a, b)), st.sampled_from(sorted(binary)), parts, parts),
    )


numbers: st.SearchStrategy[Node] = st.recursive(leaves, _grown, max_leaves=12)
_comparisons = st.one_of(
    st.builds(lambda sign, a, b: Comparison((sign,), (a, b)), st.sampled_from(sorted(compared)), numbers, numbers),
    st.builds(
        lambda s, t, a, b, c: Comparison((s, t), (a, b, c)), *[st.sampled_from(sorted(compared))] * 2, *[numbers] * 3
    ),
)  # fmt: skip
truths: st.SearchStrategy[Node] = st.recursive(
    _comparisons,
    lambda parts: st.one_of(
        st.builds(lambda a: Call("not", (a,)), parts),
        st.builds(lambda name, a, b: Call(name, (a, b)), st.sampled_from(["and", "or"]), parts, parts),
    ),
    max_leaves=4,
)


def meant(node: Node, x: dict[str, np.ndarray]) -> np.ndarray:
    """Computes a tree by NumPy's own functions, written a second time."""
    if isinstance(node, Number):
        return np.float64(node.value)
    if isinstance(node, Constant):
        return np.float64({"pi": math.pi, "e": math.e}[node.name])
    if isinstance(node, Column):
        return x[node.name]
    parts = [meant(part, x) for part in node.parts]
    if isinstance(node, Comparison):
        pairs = zip(node.signs, parts, parts[1:], strict=False)
        return np.logical_and.reduce([compared[sign](a, b) + np.zeros(3) > 0 for sign, a, b in pairs])
    if node.function in ("and", "or"):
        return parts[0] & parts[1] if node.function == "and" else parts[0] | parts[1]
    if node.function == "not":
        return ~parts[0]
    return unary[node.function](*parts) if len(parts) == 1 else binary[node.function](*parts)
