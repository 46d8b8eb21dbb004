"""NumPy functions and array methods that are no ufuncs but can be recorded, each by a rule `rule(tracer, *args)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlab.engine.recording._graph import full

if TYPE_CHECKING:
    from nnlab.engine.recording._symbol import Symbol, Tracer

Rule = Callable[..., Any]


def _like(fill: float) -> Rule:
    def rule(tracer: Tracer, x: Symbol, dtype: Any = None, shape: Any = None, **_: Any) -> Symbol:
        return _filled(tracer, x, fill, dtype, shape)

    return rule


def _full_like(tracer: Tracer, x: Symbol, fill: Any, dtype: Any = None, shape: Any = None, **_: Any) -> Symbol:
    return _filled(tracer, x, fill, dtype, shape)


def _filled(tracer: Tracer, x: Symbol, fill: Any, dtype: Any, shape: Any) -> Symbol:
    if shape is not None:
        tracer.stop("unknown", "shape=")
    kind = np.dtype(x.dtype if dtype is None else dtype).kind
    if kind not in "fb" and dtype not in (int, np.int64):
        tracer.stop("unknown", f"dtype {dtype}")
    node = tracer.node(fill)
    made = tracer.truth(node) if kind == "b" else tracer.number(node)
    return type(x)(tracer, made, x.shape)


def _where(tracer: Tracer, condition: Any, *choices: Any) -> Any:
    if len(choices) != 2:
        tracer.stop("unknown", "np.where(condition)")
    return tracer.apply("where", condition, *choices)


def _clip(tracer: Tracer, x: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **bounds: Any) -> Any:
    low = bounds.pop("min", a_min)
    high = bounds.pop("max", a_max)
    if bounds:
        tracer.stop("unknown", f"np.clip({next(iter(bounds))}=)")
    made = x
    if low is not None and high is not None:
        made = tracer.apply("clip", x, low, high)
    elif low is not None:
        made = tracer.apply("maximum", x, low)
    elif high is not None:
        made = tracer.apply("minimum", x, high)
    return made if out is None else out.become(made)


def _copied(tracer: Tracer, x: Symbol, *_: Any, **__: Any) -> Symbol:
    return x.same()


def _astype(tracer: Tracer, x: Symbol, dtype: Any, *_: Any, **__: Any) -> Symbol:
    kind = np.dtype(dtype).kind
    if kind == "b":
        return type(x)(tracer, tracer.truth(x.node), x.shape)
    if kind == "f" or (kind in "iu" and x.node.logical):
        return type(x)(tracer, tracer.number(x.node), x.shape)
    return tracer.apply("trunc", x) if kind == "i" else tracer.stop("unknown", f".astype({dtype})")


def _reduction(op: str) -> Rule:
    def rule(tracer: Tracer, x: Symbol, axis: Any = None, *rest: Any, keepdims: Any = False, **more: Any) -> Symbol:
        return _reduced(tracer, op, x, axis, rest, bool(keepdims), more)

    return rule


def _reduced(
    tracer: Tracer, op: str, x: Symbol, axis: Any, rest: tuple[Any, ...], keepdims: bool, more: dict[str, Any]
) -> Symbol:
    if rest or any(value is not None and value is not np._NoValue for value in more.values()):
        tracer.stop("reduces", f"np.{op}({', '.join(more) or '...'})")
    last = axis in (-1, 1, (1,), (-1,)) and not isinstance(axis, bool)
    if not last or len(x.shape) != 2 or (x.shape[1] == 1 and x.node.rank != full):
        tracer.stop("reduces", f"np.{op}" if axis is None else f"np.{op}(axis={axis})")
    node = tracer.number(x.node)
    make, count = tracer.simplifier.make, tracer.simplifier.const(x.shape[1])
    if node.rank != full:  # the same number in each column
        made = make("multiply", node, count) if op == "sum" else node
    elif op == "mean":
        made = make("divide", make("sum", node), count)
    else:
        made = make(op, node)
    return type(x)(tracer, made, (x.shape[0], 1) if keepdims else (x.shape[0],))


def _norm(tracer: Tracer, x: Symbol, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    if ord not in (None, 2) or axis is None:
        tracer.stop("reduces", "np.linalg.norm")
    return tracer.apply("sqrt", _reduced(tracer, "sum", tracer.apply("multiply", x, x), axis, (), bool(keepdims), {}))


def _stops(code: str, name: str) -> Rule:
    def rule(tracer: Tracer, *_: Any, **__: Any) -> Any:
        tracer.stop(code, f"np.{name}")

    return rule


def _shape(tracer: Tracer, x: Symbol) -> Any:
    return x.shape


def _ndim(tracer: Tracer, x: Symbol) -> int:
    return x.ndim


def _size(tracer: Tracer, x: Symbol, axis: int | None = None) -> int:
    return x.size if axis is None else x.shape[axis]


def _expand_dims(tracer: Tracer, x: Symbol, axis: Any) -> Symbol:
    if len(x.shape) != 1 or axis not in (-1, 1):
        tracer.stop("unknown", "np.expand_dims")
    return x[:, None]


def _item(tracer: Tracer, x: Symbol, *_: Any) -> Any:
    tracer.stop("branches", ".item()")


_reductions = {name: _reduction(op) for name, op in {"sum": "sum", "mean": "mean", "max": "max", "min": "min"}.items()}
_whole = ("any", "all", "prod", "std", "var", "norm", "median", "cumsum", "argmax", "argmin", "dot", "count_nonzero")

functions: Mapping[str, Rule] = MappingProxyType(
    {
        "where": _where,
        "clip": _clip,
        "zeros_like": _like(0.0),
        "ones_like": _like(1.0),
        "empty_like": _like(0.0),
        "full_like": _full_like,
        "copy": _copied,
        "astype": _astype,
        "shape": _shape,
        "ndim": _ndim,
        "size": _size,
        "expand_dims": _expand_dims,
        **_reductions,
        "amax": _reductions["max"],
        "amin": _reductions["min"],
        **{name: _stops("reduces", name) for name in _whole},
        "norm": _norm,
    }
)

methods: Mapping[str, Rule] = MappingProxyType(
    {
        "clip": _clip,
        "copy": _copied,
        "astype": _astype,
        "item": _item,
        **_reductions,
        **{name: _stops("reduces", name) for name in _whole},
    }
)
