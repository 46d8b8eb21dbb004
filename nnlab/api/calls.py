"""A method takes the arguments it names: binds it to the canonical positional arguments of its kind."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from nnlab.api.components import Component
from nnlab.api.methods import Method, methods
from nnlab.records import fail

_positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def defines(component: Component | type[Component], method: str) -> bool:
    """Tells whether a component has a method (one set to None counts as missing)."""
    return getattr(component, method, None) is not None


def bind(component: Component, method: str) -> Callable[..., Any]:
    """Returns the method as a function of all arguments of `methods[kind][method]`, by position.

    `bind(swish, "derivative")(z, a)` works whether the plugin wrote `derivative(self, z)`, `(self, a)` or
    `(self, z, a)`. A method to which there is only one argument to give may call it as it likes. Input shapes of a
    layer's `shape`, `parameters` and `buffers` come last, one for each input.

    Raises ProblemError where the method is missing or names an argument that is not known.
    """
    known = methods[component.kind][method]
    if not defines(component, method):
        raise _missing(type(component), method)
    function = getattr(component, method)
    owner = f"{type(component).__name__}.{method}"
    taken = _taken(function, known, owner)
    if taken is None:
        return function  # type: ignore[no-any-return]
    if known.many:
        return _with_shapes(function, len(known.arguments), taken)
    return _picking(function, len(known.arguments), taken)


def check_methods(cls: type[Component]) -> None:
    """Raises ProblemError where a class lacks a method of its kind, or a method names an unknown argument."""
    for name, known in methods[cls.kind].items():
        if not defines(cls, name):
            if known.required:
                raise _missing(cls, name)
            continue
        static = inspect.getattr_static(cls, name)
        function = getattr(cls, name)
        if not callable(function):
            raise fail("method.callable", owner=cls.__name__, method=name)
        _taken(function, known, f"{cls.__name__}.{name}", skip=1 if inspect.isfunction(static) else 0)


def _missing(cls: type[Component], method: str) -> Exception:
    own = [name for name in vars(cls) if not name.startswith("_") and callable(getattr(cls, name))]
    near = difflib.get_close_matches(method, own, 1)
    takes = ", ".join(("self", *methods[cls.kind][method].arguments))
    if near:
        return fail("method.misspelt", owner=cls.__name__, method=method, near=near[0])
    return fail("method.missing", owner=cls.__name__, method=method, takes=takes, kind=cls.kind)


def _taken(function: Callable[..., Any], known: Method, owner: str, skip: int = 0) -> Sequence[int] | None:
    """Returns the places of the canonical arguments that a function wants, or None where it wants them as they are.

    Arguments with a default of their own are left alone unless they bear a known name.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())[skip:]
    except (TypeError, ValueError):
        return None  # a built-in that does not tell: it gets everything
    wanted = [p for p in parameters if p.kind in _positional and (p.default is p.empty or p.name in known.arguments)]
    open_end = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    strict = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    for name in strict:
        raise fail("method.keyword", owner=owner, name=name)
    if known.many:
        return [known.arguments.index(p.name) for p in wanted if p.name in known.arguments]
    if open_end:
        return None
    if len(known.arguments) == 1 and len(wanted) == 1:
        return None
    for parameter in wanted:
        if parameter.name not in known.arguments:
            names = ", ".join(known.arguments)
            near = difflib.get_close_matches(parameter.name, known.arguments, 1)
            raise fail("method.argument", owner=owner, name=parameter.name, known=near[0] if near else names)
    places = [known.arguments.index(p.name) for p in wanted]
    return None if places == list(range(len(known.arguments))) else places


def _with_shapes(function: Callable[..., Any], count: int, taken: Sequence[int]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        return function(*[arguments[place] for place in taken], *arguments[count:])

    return call


def _picking(function: Callable[..., Any], count: int, taken: Sequence[int]) -> Callable[..., Any]:
    """Returns a function of `count` arguments that hands on some of them; the usual cases without a loop, for speed."""
    if len(taken) == 0:
        return lambda *arguments: function()
    if len(taken) == 1:
        (one,) = taken
        return lambda *arguments: function(arguments[one])
    if len(taken) == 2:
        first, second = taken
        return lambda *arguments: function(arguments[first], arguments[second])
    return lambda *arguments: function(*[arguments[place] for place in taken])
