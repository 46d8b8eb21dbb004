"""Remembers what names stand for in NumPy, in Python's own and in nnlab's modules and classes, and puts them back.

A plugin that replaces `np.tanh` would change the numbers of every other component. Nothing here may be called through a
name that a plugin could have replaced, so all that `changed` uses is bound when this file is read.
"""

from __future__ import annotations

import operator
import sys
from types import ModuleType
from typing import Any

_all, _map, _is, _len, _tuple, _put = all, map, operator.is_, len, tuple, type.__setattr__
_modules = sys.modules
_missing = object()
_ours = ("nnlab.", "nnlab_plugins.bundled.")
_watched = frozenset((
    "builtins", "math", "operator", "random", "time", "os", "threading", "struct", "select", "queue", "inspect",
    "dataclasses", "traceback", "contextvars", "msgspec", "numpy", "numpy.linalg", "numpy.random", "numpy.fft",
    "numpy.ma", "numpy._core.umath", "numpy._core.numeric", "numpy._core.fromnumeric", "numpy._core.multiarray",
    "numpy._core._methods",
))  # fmt: skip
_passing = frozenset(("__warningregistry__", "__doc__", "__builtins__", "_", "_profile_hook", "_trace_hook"))


class Namesakes:
    """The names of some modules and classes, with what they stood for when `remember` was called last."""

    def __init__(self) -> None:
        self._there: dict[str, ModuleType] = {}
        self._kept: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[Any, ...]]] = {}
        self._classes: dict[type, tuple[dict[str, Any], tuple[Any, ...]]] = {}

    def remember(self) -> None:
        """Takes note of the modules that were imported since, and of new names in those that were known."""
        for name, module in list(_modules.items()):
            ours = f"{name}.".startswith(_ours)
            if ours or name in _watched:
                self._take(name, module, ours)
            if ours or name.partition(".")[0] in ("numpy", "msgspec", *sys.stdlib_module_names):
                self._there[name] = module

    def _take(self, name: str, module: ModuleType, ours: bool) -> None:
        now = vars(module)
        inside = dict(now)
        self._kept[name] = now, inside, tuple(now.values())
        for value in inside.values():
            if ours and isinstance(value, type) and value.__module__ == name:
                self._classes[value] = dict(vars(value)), tuple(vars(value).values())

    def changed(self) -> list[str]:
        """Puts back what is no longer as it was, and returns the names."""
        found: list[str] = []
        for name in self._there:
            if _modules.get(name, _missing) is not self._there[name]:
                _modules[name] = self._there[name]
                found.append(f"sys.modules['{name}']")
        for name, (now, inside, values) in self._kept.items():
            if _len(now) != _len(values) or not _all(_map(_is, now.values(), values)):
                self._repair(name, now, inside, found)
                self._kept[name] = now, inside, _tuple(now.values())
        for cls, (own, held) in self._classes.items():
            there = cls.__dict__
            if _len(there) != _len(held) or not _all(_map(_is, there.values(), held)):
                self._mend(cls, own, found)
                self._classes[cls] = own, _tuple(cls.__dict__.values())
        return found

    def _repair(self, name: str, now: dict[str, Any], inside: dict[str, Any], found: list[str]) -> None:
        for key in inside:
            if now.get(key, _missing) is not inside[key] and key not in _passing:
                now[key] = inside[key]
                found.append(f"{name}.{key}")
        for key in _tuple(now):
            if key not in inside:
                inside[key] = now[key]  # such as a part of a package that was imported since

    def _mend(self, cls: type, own: dict[str, Any], found: list[str]) -> None:
        for key in own:
            if cls.__dict__.get(key, _missing) is not own[key] and key not in _passing:
                _put(cls, key, own[key])
                found.append(f"{cls.__module__}.{cls.__qualname__}.{key}")
        for key in _tuple(cls.__dict__):
            if key not in own:
                own[key] = cls.__dict__[key]
