"""The arrays a plugin is called with while it is recorded: they look like NumPy's and write down what is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

import numpy as np

from nnlab.engine.recording._functions import functions, methods
from nnlab.engine.recording._graph import Node, full, scalar
from nnlab.engine.recording._operations import operations
from nnlab.engine.recording._simplify import Simplifier
from nnlab.engine.recording._trouble import NotRecordable
from nnlab.records import Shape

_both_logical = {"add": "logical_or", "maximum": "logical_or", "multiply": "logical_and", "minimum": "logical_and"}
_bitwise = {"bitwise_and": "logical_and", "bitwise_or": "logical_or", "bitwise_xor": "logical_xor"}
_shifts = {"invert": "logical_not", **_bitwise}
_alike = {"true_divide": "divide", "conjugate": "positive", "degrees": "rad2deg", "radians": "deg2rad"}


class Tracer:
    """Writes down one call of a plugin; keeps the first trouble, so that no plugin can swallow it."""

    def __init__(self, simplifier: Simplifier, dtype: np.dtype[Any]) -> None:
        self.simplifier, self.dtype = simplifier, dtype
        self.trouble: NotRecordable | None = None

    def stopped(self, code: str, detail: str = "") -> NotRecordable:
        """Makes the exception to raise, and remembers it."""
        self.trouble = self.trouble or NotRecordable(code, detail)
        return self.trouble

    def stop(self, code: str, detail: str = "") -> NoReturn:
        """Raises NotRecordable, and remembers it."""
        raise self.stopped(code, detail)

    def input(self, name: str, shape: Shape) -> Symbol:
        """Returns the symbol of an argument."""
        node = self.simplifier.graph.input(name, full if shape else scalar)
        return Symbol(self, node, shape, given=True)

    def node(self, value: Any, where: str = "") -> Node:
        """Returns the node of a symbol or a number."""
        if isinstance(value, Symbol):
            return value.node
        if isinstance(value, (bool, np.bool_)):
            return self.simplifier.graph.const(float(value), logical=True)
        if isinstance(value, (int, float, np.integer, np.floating)):
            return self.simplifier.const(float(value))
        if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "fiub":
            return self.node(value[()])
        if isinstance(value, np.ndarray):
            raise self.stopped("unknown", f"array {value.shape}")
        raise self.stopped("unknown", f"{where}({type(value).__name__})" if where else type(value).__name__)

    def apply(self, name: str, *values: Any) -> Symbol:
        """Returns the symbol of an operation on symbols and numbers."""
        name = _shifts.get(_alike.get(name, name), _alike.get(name, name))
        nodes = [self.node(value, f"np.{name}") for value in values]
        if name in _both_logical and all(one.logical for one in nodes):
            name = _both_logical[name]
        known = operations.get(name)
        if known is None or known.arity != len(nodes) or known.reduces:
            self.stop("unknown", f"np.{name}")
        shape = self._spread([getattr(value, "shape", ()) for value in values])
        return Symbol(self, self.simplifier.make(name, *self._cast(name, nodes)), shape)

    def _spread(self, shapes: list[Shape]) -> Shape:
        try:
            shape = np.broadcast_shapes(*shapes)
        except ValueError:
            self.stop("shape", " ".join(str(one) for one in shapes))
        for one in shapes:  # (batch,) beside (batch, 1) makes (batch, batch), and 1 column may not become more
            if len(one) not in (0, len(shape)) or (one and one[0] != shape[0]):
                self.stop("shape", " ".join(str(each) for each in shapes))
        return shape

    def _cast(self, name: str, nodes: list[Node]) -> list[Node]:
        if name == "where":
            return [self.truth(nodes[0]), *(self.number(one) for one in nodes[1:])]
        wants_truth = name.startswith("logical")
        return [self.truth(one) if wants_truth else self.number(one) for one in nodes]

    def truth(self, node: Node) -> Node:
        """Returns a node as a truth value."""
        make = self.simplifier.make
        return node if node.logical else make("not_equal", node, self.simplifier.const(0.0))

    def number(self, node: Node) -> Node:
        """Returns a truth value as 0.0 or 1.0, a number as it is."""
        return self.simplifier.make("float", node) if node.logical else node


class Symbol:
    """Stands for an array, or for one number where the shape is ()."""

    __array_priority__ = 1000
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, tracer: Tracer, node: Node, shape: Shape, *, given: bool = False) -> None:
        self.tracer, self.node, self.shape, self._given = tracer, node, shape, given

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def dtype(self) -> np.dtype[Any]:
        if self.node.logical:
            return np.dtype(bool)
        return self.tracer.dtype if self.shape else np.dtype(np.float64)

    def same(self) -> Symbol:
        """Returns a copy, which may be written to."""
        return Symbol(self.tracer, self.node, self.shape)

    def become(self, other: Symbol) -> Symbol:
        """Takes another's value in place; raises NotRecordable for an argument, whose owner is outside."""
        if self._given:
            self.tracer.stop("raises", "in-place write to an argument")
        if self.tracer._spread([self.shape, other.shape]) != self.shape:
            self.tracer.stop("shape", f"{self.shape} {other.shape}")
        self.node = other.node
        return self

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        out = options.pop("out", None)
        if method != "__call__":
            code = "reduces" if method in ("reduce", "accumulate", "reduceat") else "unknown"
            self.tracer.stop(code, f"np.{ufunc.__name__}.{method}")
        options.pop("casting", None)
        if options.pop("dtype", None) not in (None, float, np.float64, self.tracer.dtype):
            self.tracer.stop("unknown", f"np.{ufunc.__name__}(dtype=)")
        if options.pop("where", True) is not True or options:
            self.tracer.stop("unknown", f"np.{ufunc.__name__}(where=)")
        made = self.tracer.apply(ufunc.__name__, *inputs)
        if out is None:
            return made
        (into,) = out
        if not isinstance(into, Symbol):
            self.tracer.stop("state", f"np.{ufunc.__name__}(out=)")
        return into.become(made)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        name = getattr(function, "__name__", str(function))
        rule = functions.get(name)
        if rule is None:
            place = getattr(function, "__module__", "numpy").replace("numpy", "np")
            self.tracer.stop("unknown", f"{place}.{name}")
        try:
            return rule(self.tracer, *args, **kwargs)
        except TypeError as error:
            self.tracer.stop("unknown", f"np.{name}: {error}")

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        self.tracer.stop("unknown", f"np.{_caller()}")

    def __getattr__(self, name: str) -> Any:
        rule = methods.get(name)
        if rule is not None:
            return lambda *args, **kwargs: rule(self.tracer, self, *args, **kwargs)
        if name.startswith("__"):
            raise AttributeError(name)
        raise self.tracer.stopped("unknown", f".{name}")

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a number")
        return self.shape[0]

    def __getitem__(self, key: Any) -> Symbol:
        keys = key if isinstance(key, tuple) else (key,)
        if all(one is Ellipsis or (isinstance(one, slice) and one == slice(None)) for one in keys):
            return Symbol(self.tracer, self.node, self.shape, given=True)  # a view: writing to it would write here
        if len(self.shape) == 1 and len(keys) == 2 and keys[1] is None and keys[0] in (slice(None), Ellipsis):
            return Symbol(self.tracer, self.node, (*self.shape, 1))
        raise self.tracer.stopped("unknown", "indexing")

    def __setitem__(self, key: Any, value: Any) -> None:
        if key is Ellipsis or (isinstance(key, slice) and key == slice(None)):
            other = self.tracer.apply("positive", value)
            self.become(other)
            return
        self.tracer.stop("branches", "masked assignment" if isinstance(key, Symbol) else "item assignment")


def _caller() -> str:
    """Returns the name of the NumPy function that asks for a plain array."""
    name = "asarray"
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and str(frame.f_globals.get("__name__")).startswith("numpy"):
        name, frame = frame.f_code.co_qualname.partition(".")[0], frame.f_back
    return name


def _binary(name: str, *, swapped: bool = False, in_place: bool = False) -> Callable[[Symbol, Any], Any]:
    def compute(self: Symbol, other: Any) -> Any:
        if isinstance(other, (list, tuple)):
            self.tracer.stop("unknown", type(other).__name__)
        made = self.tracer.apply(name, *((other, self) if swapped else (self, other)))
        return self.become(made) if in_place and self.shape else made

    return compute


def _unary(name: str) -> Callable[[Symbol], Any]:
    return lambda self: self.tracer.apply(name, self)


def _stopping(code: str, detail: str) -> Callable[..., NoReturn]:
    def stop(self: Symbol, *_: Any) -> NoReturn:
        self.tracer.stop(code, detail)

    return stop


_arithmetic = "add subtract:sub multiply:mul divide:truediv floor_divide:floordiv remainder:mod power:pow"
_logic = "bitwise_and:and bitwise_or:or bitwise_xor:xor"
for _pair in f"{_arithmetic} {_logic}".split():
    _name, _, _short = _pair.partition(":")
    _short = _short or _name
    setattr(Symbol, f"__{_short}__", _binary(_name))
    setattr(Symbol, f"__r{_short}__", _binary(_name, swapped=True))
    setattr(Symbol, f"__i{_short}__", _binary(_name, in_place=True))
for _pair in ["lt:less", "le:less_equal", "gt:greater", "ge:greater_equal", "eq:equal", "ne:not_equal"]:
    _short, _, _name = _pair.partition(":")
    setattr(Symbol, f"__{_short}__", _binary(_name))
for _pair in ["neg:negative", "pos:positive", "abs:absolute", "invert:invert"]:
    _short, _, _name = _pair.partition(":")
    setattr(Symbol, f"__{_short}__", _unary(_name))
for _pair in ["bool:if", "float:float()", "int:int()", "index:range()", "complex:complex()", "contains:in"]:
    _short, _, _name = _pair.partition(":")
    setattr(Symbol, f"__{_short}__", _stopping("branches", _name))
for _pair in ["round:round()", "iter:for", "matmul:@", "rmatmul:@"]:
    _short, _, _name = _pair.partition(":")
    setattr(Symbol, f"__{_short}__", _stopping("unknown", _name))
