"""Names of plugin files and folders: which are safe, and how one is made of any other."""

from __future__ import annotations

import re
from collections.abc import Callable

_longest = 100
_reserved = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
_stem = re.compile(r"(?!\d)\w[\w-]*")  # letters of any language, as in a module's name; "-" is common


def is_safe(name: str) -> bool:
    """Tells whether a name is that of a plugin's file and nothing else: no folder, no trick of any system."""
    stem, dot, ending = name.partition(".")
    return (
        len(name.encode("utf-8", "replace")) <= _longest
        and dot + ending == ".py"
        and _stem.fullmatch(stem) is not None
        and not stem.startswith("_")
        and stem.casefold() not in _reserved
    )


def safe_name(name: str) -> str:
    """Returns a safe name as near to the given one as may be."""
    if is_safe(name):
        return name
    stem = re.sub(r"[^\w-]+", "_", name.removesuffix(".py")).strip("_-")
    while len(stem.encode()) > _longest - 10:
        stem = stem[:-1]
    names = (f"{stem}.py", f"plugin_{stem}.py" if stem else "", "plugin.py")
    return next(made for made in names if is_safe(made))


def free_name(name: str, taken: Callable[[str], bool], ending: str = ".py") -> str:
    """Returns the name, or with a number behind it the first that is not taken."""
    stem, number, made = name.removesuffix(ending), 1, name
    while taken(made):
        number += 1
        made = f"{stem}_{number}{ending}"
    return made
