"""What a plugin's code can keep between calls: random numbers, globals, attributes. A recording would freeze them."""

from __future__ import annotations

import builtins
import dis
import random
import sys
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from nnlab.engine.border import Method
from nnlab.engine.recording._trouble import NotRecordable

_stores = ("STORE_GLOBAL", "DELETE_GLOBAL", "STORE_ATTR", "DELETE_ATTR")
_setters = ("setattr", "__setattr__", "__dict__", "globals", "vars")
_makers = {"random", "default_rng", "rng", "randn", "rand", "randint", "uniform", "normal", "standard_normal", "choice"}
# what may be called of Python's own: the others do something in the world, and would do it just once
_pure = {
    "abs",
    "all",
    "any",
    "divmod",
    "hasattr",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "max",
    "min",
    "next",
    "pow",
}
_pure |= {"round", "sorted", "sum"}
_modules = ("numpy", "math", "nnlab")
_deep = 3  # how far containers and objects are looked into


class Surroundings:
    """Sees whether methods, and the functions of the same plugin they call, leave anything behind.

    Raises NotRecordable `state` at once for code that stores outside of itself.
    """

    def __init__(self, methods: Iterable[Method]) -> None:
        self._components = [method.component for method in methods]
        self._functions: list[FunctionType] = []
        for method in methods:
            function = getattr(getattr(type(method.component), method.name, None), "__func__", None)
            self._visit(function or getattr(type(method.component), method.name, None), type(method.component))
        for function in self._functions:
            for code in _codes(function.__code__):
                _no_stores(code)
                _no_effects(code, function.__globals__)
        names = {name for function in self._functions for code in _codes(function.__code__) for name in code.co_names}
        self._random = bool(names & _makers)
        self._before = self._kept()
        self._drawn = self._draws()

    def check(self) -> None:
        """Raises NotRecordable `draws` or `state` if anything changed since the beginning."""
        if self.drew():
            raise NotRecordable("draws", "random numbers")
        if self._kept() != self._before:
            raise NotRecordable("draws" if self._random else "state", "something changed between calls")

    def drew(self) -> bool:
        """Tells whether random numbers were drawn, and gives them back to the generators everyone shares."""
        changed = self._draws() != self._drawn
        if changed:
            random.setstate(self._drawn[0])
            np.random.set_state(("MT19937", np.frombuffer(self._drawn[1], np.uint32), *self._drawn[2:]))
        return changed

    @property
    def mentions_random(self) -> bool:
        """Tells whether the code names a maker of random numbers."""
        return self._random

    def _draws(self) -> tuple[Any, ...]:
        state: Any = np.random.get_state()
        return random.getstate(), state[1].tobytes(), *state[2:]

    def _visit(self, function: Any, owner: type) -> None:
        function = getattr(function, "__func__", function)
        if isinstance(function, property):
            function = function.fget
        if not isinstance(function, FunctionType) or function in self._functions or not _own(function):
            return
        self._functions.append(function)
        for code in _codes(function.__code__):
            for name in code.co_names:
                self._visit(function.__globals__.get(name), owner)
                self._visit(getattr(owner, name, None), owner)
        for cell in function.__closure__ or ():
            self._visit(_content(cell), owner)

    def _kept(self) -> list[Any]:
        made: list[Any] = []
        for component in self._components:
            made.append(_print(vars(component), _deep))
            made.append([_print(value, _deep) for cls in type(component).__mro__ for value in _values(cls)])
        for function in self._functions:
            made.append(_print(function.__defaults__, _deep))
            made.append(_print(function.__kwdefaults__, _deep))
            made.append(_print(vars(function), _deep))
            made.append([_print(_content(cell), _deep) for cell in function.__closure__ or ()])
            names = [name for code in _codes(function.__code__) for name in code.co_names]
            made.append([_print(function.__globals__.get(name), _deep) for name in names])
        return made


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _no_stores(code: CodeType) -> None:
    for step in dis.get_instructions(code):
        outside = step.opname == "STORE_DEREF" and step.argval in code.co_freevars
        if step.opname in _stores or outside or (step.argval in _setters and "LOAD" in step.opname):
            raise NotRecordable("state", str(step.argval))


def _no_effects(code: CodeType, known: dict[str, Any]) -> None:
    """Raises NotRecordable for code that reaches beyond numbers: files, clocks, the screen, another module."""
    for step in dis.get_instructions(code):
        name = str(step.argval)
        if step.opname == "IMPORT_NAME" and name.partition(".")[0] not in _modules:
            raise NotRecordable("state", f"import {name}")
        if step.opname not in ("LOAD_GLOBAL", "LOAD_NAME"):
            continue
        value = known.get(name)
        if isinstance(value, ModuleType) and value.__name__.partition(".")[0] not in _modules:
            raise NotRecordable("state", name)
        builtin = value is None and name not in known and hasattr(builtins, name)
        if builtin and name not in _pure and not isinstance(getattr(builtins, name), type):
            raise NotRecordable("state", name)


def _own(function: FunctionType) -> bool:
    root = (function.__module__ or "").partition(".")[0]
    return root not in ("numpy", "nnlab") and root not in sys.stdlib_module_names


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _values(cls: type) -> list[Any]:
    if cls.__module__.startswith("nnlab.") or cls is object:
        return []
    return [value for name, value in vars(cls).items() if not name.startswith("__") and name != "params"]


def _print(value: Any, deep: int) -> Any:
    """Returns something that differs as soon as a value's content does."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return repr(value)
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes() if value.dtype != object else id(value)
    if isinstance(value, (np.random.Generator, np.random.RandomState)):
        state = value.bit_generator.state if isinstance(value, np.random.Generator) else value.get_state(legacy=False)
        return repr(state)
    if isinstance(value, np.generic):
        return repr(value)
    if deep and isinstance(value, dict):
        return [(repr(key), _print(one, deep - 1)) for key, one in value.items()]
    if deep and isinstance(value, (list, tuple, set, frozenset)):
        return [type(value).__name__, *(_print(one, deep - 1) for one in value)]
    plain = not isinstance(value, (type, FunctionType)) and hasattr(value, "__dict__")
    if deep and plain and not hasattr(value, "__spec__") and not isinstance(value, property):
        return id(value), _print(vars(value), deep - 1)
    return id(value)
