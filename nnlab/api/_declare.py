"""What happens when a component class is complete: it becomes a keyword-only dataclass that knows its parameters."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
import unicodedata
from typing import TYPE_CHECKING, Any

from nnlab.api.methods import methods
from nnlab.api.specs import exact, specs, worded
from nnlab.records import fail

if TYPE_CHECKING:
    from nnlab.api.components import Component

_longest = {"help": 4000, "tex": 2000, "source": 1000, "license": 1000}  # letters
_spaces = "\n\t\u200b\u200c\u200d\u00ad"


def snake_case(name: str) -> str:
    """Returns lower_snake of a class name, capitals in a row together: LeakyRelu -> leaky_relu, HalfSSE -> half_sse."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", parts).lower()


def title(name: str) -> str:
    """Returns a class name as words: LeakyRelu -> Leaky relu."""
    words = snake_case(name).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def declare(cls: type[Component], root: type[Component]) -> None:
    """Completes a component class in place; a base class of a kind (in the module of `root`) only becomes a dataclass.

    Raises ProblemError where a parameter, the id or a text is wrong.
    """
    base = cls.__module__ == root.__module__
    doc = cls.__dict__.get("__doc__")
    if not base:
        _usable(cls)
        cls.__annotations__ = _fields(cls, root)
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


def _usable(cls: type[Component]) -> None:
    kind = getattr(cls, "kind", None)
    if kind not in methods or cls.__dict__.get("kind", kind) != getattr(cls.__mro__[1], "kind", kind):
        raise fail("component.class", owner=cls.__name__)
    if "__init__" in cls.__dict__:
        raise fail("component.init", owner=cls.__name__)


def _fields(cls: type[Component], root: type[Component]) -> dict[str, Any]:
    """Returns the annotations of the class's parameters in the order of declaration.

    A missing annotation is taken from the default; a constant such as `gives: str = ...` is no parameter.
    """
    own = inspect.get_annotations(cls)
    above = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    bases = [parent for parent in cls.__mro__ if parent.__module__ == root.__module__]
    constants = {*methods[cls.kind], *(name for base in bases for name in vars(base))} - above.keys()
    made = {}
    for name, value in list(cls.__dict__.items()):
        declared = isinstance(value, dataclasses.Field)
        if name in constants or name.startswith("_"):
            if declared:
                raise fail("param.name", owner=cls.__name__, name=name)
            continue
        if _is_classvar(own.get(name)):
            continue
        if not declared and name not in own and name in above:
            setattr(cls, name, dataclasses.field(default=value, metadata=above[name].metadata))
            made[name] = above[name].type  # `learning_rate = 0.1`: another default for an inherited parameter
        elif declared or name in own:
            default = value.default if declared else value
            made[name] = own.get(name, type(default))
            if type(default).__hash__ is None:
                raise fail("param.kind", owner=cls.__name__, name=name, annotation=type(default).__name__)
    for name, annotation in own.items():
        bare = name not in cls.__dict__ and name not in constants and not name.startswith("_")
        if bare and not _is_classvar(annotation):
            raise fail("param.default", owner=cls.__name__, name=name)
    return made


def _is_classvar(annotation: Any) -> bool:
    if isinstance(annotation, str):
        return annotation.replace("typing.", "").startswith("ClassVar")
    return annotation is typing.ClassVar or typing.get_origin(annotation) is typing.ClassVar


def _exact_texts(cls: type[Component]) -> None:
    for name in ("name", "help", *(("source", "license") if cls.kind == "dataset" else ())):
        try:
            words = worded(getattr(cls, name))
        except (TypeError, ValueError):
            raise fail("component.text", owner=cls.__name__, name=name) from None
        _readable(cls, name, words.en)
        _readable(cls, name, words.zh_CN)
    for name in ("id", "tex", "native"):
        try:
            setattr(cls, name, exact(getattr(cls, name)))
        except TypeError:
            raise fail("component.text", owner=cls.__name__, name=name) from None
        _readable(cls, name, getattr(cls, name))
    if not cls.id.isidentifier() or cls.id != cls.id.lower():
        raise fail("component.id", owner=cls.__name__, id=cls.id)
    for trait, allowed in cls.allowed.items():
        value = getattr(cls, trait)
        if value not in allowed:
            shown = ", ".join(repr(item) for item in allowed)
            raise fail("component.trait", owner=cls.__name__, name=trait, value=repr(value), allowed=shown)


def _readable(cls: type[Component], name: str, text: str) -> None:
    """Raises ProblemError where a text is too long to be shown, or would change how what stands around it is shown."""
    most = _longest.get(name, 100)
    if len(text) > most:
        raise fail("component.text_long", owner=cls.__name__[:100], name=name, count=len(text), most=most)
    odd = next((one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in _spaces), None)
    if odd is not None:
        raise fail("component.text_control", owner=cls.__name__[:100], name=name, shown=ascii(odd))
