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


def check_methods(component: Component) -> None:
    """Raises ProblemError where a component lacks a method of its kind, or one names an unknown argument."""
    for name, known in methods[component.kind].items():
        if known.required or defines(component, name):
            bind(component, name)


def _missing(cls: type[Component], method: str) -> Exception:
    own = [name for name in vars(cls) if name not in methods[cls.kind] and callable(getattr(cls, name))]
    near = difflib.get_close_matches(method, own, 1)
    takes = ", ".join(("self", *methods[cls.kind][method].arguments))
    if near:
        return fail("method.misspelt", owner=cls.__name__, method=method, near=near[0])
    return fail("method.missing", owner=cls.__name__, method=method, takes=takes, kind=cls.kind)


def _taken(function: Any, known: Method, owner: str) -> Sequence[int] | None:
    """Returns the places of the canonical arguments that a function wants, or None where it wants them as they are.

    An argument of another name may have a default and then keeps it.
    """
    if not callable(function):
        raise fail("method.callable", owner=owner)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None  # a built-in that does not tell: it gets everything
    names = known.arguments
    for parameter in parameters:
        bare = parameter.default is parameter.empty
        if parameter.kind is parameter.KEYWORD_ONLY and (bare or parameter.name in names):
            raise fail("method.keyword", owner=owner, name=parameter.name)
        if parameter.kind is parameter.VAR_POSITIONAL and not known.many:
            raise fail("method.star", owner=owner, name=parameter.name, known=", ".join(names))
        if not bare and parameter.name in names:
            raise fail("method.default", owner=owner, name=parameter.name)
    wanted = [p.name for p in parameters if p.kind in _positional and p.default is p.empty]
    if known.many:
        return [names.index(name) for name in wanted if name in names]
    if len(names) == 1 and len(wanted) == 1:
        return None
    for name in wanted:
        if name not in names:
            raise fail("method.argument", owner=owner, name=name, known=", ".join(names))
    places = [names.index(name) for name in wanted]
    return None if places == list(range(len(names))) else places


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
