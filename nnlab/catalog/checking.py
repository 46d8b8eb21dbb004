"""Checks what a plugin's hook returned, and describes a component class as a plain record."""

from __future__ import annotations

from typing import Any

from nnlab.api import Component, Dataset, bases
from nnlab.api.blame import describe
from nnlab.api.calls import check_methods
from nnlab.api.specs import exact, worded
from nnlab.catalog.source import PluginSource
from nnlab.records import ComponentInfo, Kind, Text, fail


def check_class(cls: Any, kind: Kind, hook: str) -> None:
    """Raises ProblemError where something a hook returned is no usable component class of its kind."""
    base = bases[kind]
    if not isinstance(cls, type):
        shown = type(cls).__name__
        code = "hook.instance" if isinstance(cls, Component) else "hook.class"
        raise fail(code, hook=hook, owner=shown)
    if not issubclass(cls, base):
        other = next((known.__name__ for known in bases.values() if issubclass(cls, known)), cls.__mro__[-2].__name__)
        raise fail("hook.kind", hook=hook, owner=cls.__name__, base=base.__name__, other=other)
    if cls is base:
        raise fail("hook.base", hook=hook, owner=cls.__name__)
    if "__init__" in vars(cls):  # one of @dataclass
        raise fail("component.init", owner=cls.__name__)
    try:
        component = cls()
        hash(component)
    except Exception as error:
        raise fail("component.make", owner=cls.__name__, error=describe(error)) from error
    check_methods(component)


def info_of(cls: type[Component], source: PluginSource, fallback_help: str = "") -> ComponentInfo:
    """Returns what a component class tells about itself as exact plain values."""
    file, line = cls.declared_at
    return ComponentInfo(
        kind=cls.kind,
        id=exact(cls.id),
        name=worded(cls.name),
        help=worded(cls.help or fallback_help),
        tex=exact(cls.tex),
        origin=source.origin,
        plugin=source.name,
        file=exact(file),
        line=int(line),
        version=source.version,
        sha256=source.sha256,
        params=cls.params,
        traits={trait: exact(getattr(cls, trait)) for trait in cls.traits},
        source=worded(cls.source) if issubclass(cls, Dataset) else Text("", ""),
        license=worded(cls.license) if issubclass(cls, Dataset) else Text("", ""),
    )
