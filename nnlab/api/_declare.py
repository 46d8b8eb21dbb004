"""What happens when a component class is complete: it becomes a keyword-only dataclass that knows its parameters."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from typing import TYPE_CHECKING, Any

from nnlab.api.methods import methods
from nnlab.api.specs import exact, specs, worded
from nnlab.records import fail

if TYPE_CHECKING:
    from nnlab.api.components import Component


def snake_case(name: str) -> str:
    """Returns lower_snake of a class name, capitals in a row kept together: LeakyRelu -> leaky_relu, HalfSSE -> half_sse."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", parts).lower()


def title(name: str) -> str:
    """Returns a class name as words: LeakyRelu -> Leaky relu."""
    words = snake_case(name).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def declare(cls: type[Component], *, base: bool, root: type[Component]) -> None:
    """Completes a component class in place.

    Raises ProblemError where a parameter, the id or a text is wrong.
    """
    doc = cls.__dict__.get("__doc__")
    cls.__annotations__ = _fields(cls, base, root)
    if not base and "__init__" in cls.__dict__:
        raise fail("component.init", owner=cls.__name__)
    cls.__doc__ = doc or cls.__name__  # else dataclass puts a signature there
    dataclasses.dataclass(init=False, repr="__repr__" not in cls.__dict__, unsafe_hash=True, kw_only=True)(cls)
    cls.__doc__ = doc
    if base:
        return
    for name in ("id", "name", "help", "native"):
        if name not in cls.__dict__:
            setattr(cls, name, "")
    cls.id = cls.id or snake_case(cls.__name__)
    cls.name = cls.name or title(cls.__name__)
    cls.help = cls.help or first_paragraph(doc)
    cls.params = specs(cls)
    _exact_texts(cls)


def first_paragraph(doc: str | None) -> str:
    """Returns the first paragraph of a docstring as one line."""
    return " ".join(inspect.cleandoc(doc or "").split("\n\n")[0].split())


def _fields(cls: type[Component], base: bool, root: type[Component]) -> dict[str, Any]:
    """Returns the class's annotations with those of its parameters in the order of declaration.

    A missing annotation is taken from the default; a constant such as `gives: str = ...` is no parameter.
    """
    own = inspect.get_annotations(cls)
    if base:
        return own
    constants = {*vars(root), *cls.traits, *methods[cls.kind]}
    known = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]  # those of the classes above
    made = {}
    for name, value in list(cls.__dict__.items()):
        declared = isinstance(value, dataclasses.Field)
        if declared and (name in constants or name.startswith("_")):
            raise fail("param.name", owner=cls.__name__, name=name)
        if name in constants or name.startswith("_") or _is_classvar(own.get(name)):
            continue
        if not declared and name not in own and name in known:
            above = known[name]  # `learning_rate = 0.1`: another default for an inherited parameter
            setattr(cls, name, dataclasses.field(default=value, metadata=above.metadata))
            made[name] = above.type
        elif declared or name in own:
            default = value.default if declared else value
            made[name] = own.get(name, type(default))
    missing = {name: kind for name, kind in own.items() if name not in made and name not in cls.__dict__}
    for name, kind in missing.items():
        if name not in constants and not name.startswith("_") and not _is_classvar(kind):
            raise fail("param.default", owner=cls.__name__, name=name)
    return made


def _is_classvar(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return annotation.replace("typing.", "").startswith("ClassVar")
    return annotation is typing.ClassVar or typing.get_origin(annotation) is typing.ClassVar


def _exact_texts(cls: type[Component]) -> None:
    for name in ("name", "help"):
        try:
            worded(getattr(cls, name))
        except (TypeError, ValueError):
            raise fail("component.text", owner=cls.__name__, name=name) from None
    for name in ("id", "tex", "native"):
        try:
            setattr(cls, name, exact(getattr(cls, name)))
        except TypeError:
            raise fail("component.text", owner=cls.__name__, name=name) from None
    if not cls.id.isidentifier() or cls.id != cls.id.lower():
        raise fail("component.id", owner=cls.__name__, id=cls.id)
    for trait, allowed in cls.allowed.items():
        value = getattr(cls, trait)
        if value not in allowed:
            shown = ", ".join(repr(item) for item in allowed)
            raise fail("component.trait", owner=cls.__name__, name=trait, value=repr(value), allowed=shown)
