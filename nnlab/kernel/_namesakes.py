"""Remembers what names stand for in NumPy, in Python's own and in nnlab's modules and classes, and puts them back.

A plugin that replaces `np.tanh` would change the numbers of every other component. Nothing here may be called through a
name that a plugin could have replaced, so all that is used is bound when this file is read.
"""

from __future__ import annotations

import builtins
import operator
import sys
from types import ModuleType
from typing import Any

_all, _map, _is, _len, _tuple, _type, _isinstance, _setattr, _delattr = (
    all, map, operator.is_, len, tuple, type, isinstance, setattr, delattr,
)  # fmt: skip
_modules = sys.modules
_missing = object()
_ours = ("nnlab.", "nnlab_plugins.bundled.")
_numpy: tuple[str, ...] = ("numpy", "numpy.linalg", "numpy.random", "numpy.fft", "numpy.ma")
_numpy += ("numpy._core.umath", "numpy._core.numeric")
_numpy += ("numpy._core.fromnumeric", "numpy._core.multiarray", "numpy._core._methods", "math", "operator", "builtins")
_quiet = ("__warningregistry__", "__doc__", "__builtins__", "_")
_left = {"numpy._core.numeric": ("_",), "builtins": ("_", "__import__")}


class Namesakes:
    """The names of some modules and classes, with what they stood for when `remember` was called last."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[ModuleType, dict[str, Any], tuple[Any, ...]]] = {}
        self._classes: dict[type, tuple[dict[str, Any], tuple[Any, ...]]] = {}
        self._imports = builtins.__import__

    def remember(self) -> None:
        """Takes note of the modules that were imported since, and of new names in those that were known."""
        for name, module in list(_modules.items()):
            if name in _numpy or f"{name}.".startswith(_ours):
                self._take(name, module)

    def _take(self, name: str, module: ModuleType) -> None:
        inside = dict(vars(module))
        self._kept[name] = module, inside, tuple(vars(module).values())
        for value in inside.values():
            if isinstance(value, type) and value.__module__ == name and f"{name}.".startswith(_ours):
                self._classes[value] = dict(vars(value)), tuple(vars(value).values())

    def changed(self) -> list[str]:
        """Puts back what is no longer as it was, and returns the names."""
        found: list[str] = []
        if builtins.__import__ is not self._imports:
            builtins.__import__ = self._imports
            found.append("builtins.__import__")
        for name, (module, inside, values) in self._kept.items():
            if _modules.get(name, _missing) is not module:
                _modules[name] = module
                found.append(f"sys.modules['{name}']")
            now = module.__dict__
            if _len(now) != _len(values) or not _all(_map(_is, now.values(), values)):
                self._repair(name, now, inside, found)
                self._kept[name] = module, inside, _tuple(now.values())
        for cls, (own, held) in self._classes.items():
            there = cls.__dict__
            if _len(there) != _len(held) or not _all(_map(_is, there.values(), held)):
                self._mend(cls, own, found)
                self._classes[cls] = own, _tuple(cls.__dict__.values())
        return found

    def _repair(self, name: str, now: dict[str, Any], inside: dict[str, Any], found: list[str]) -> None:
        for key in inside:
            if now.get(key, _missing) is not inside[key] and key not in _quiet:
                now[key] = inside[key]
                found.append(f"{name}.{key}")
        for key in _tuple(now):
            if key not in inside:
                inside[key] = now[key]  # such as a part of a package that was imported since

    def _mend(self, cls: type, own: dict[str, Any], found: list[str]) -> None:
        for key in own:
            if cls.__dict__.get(key, _missing) is not own[key] and key not in _quiet:
                _type.__setattr__(cls, key, own[key])
                found.append(f"{cls.__module__}.{cls.__qualname__}.{key}")
        for key in _tuple(cls.__dict__):
            if key not in own:
                own[key] = cls.__dict__[key]
