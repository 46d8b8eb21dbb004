"""Names of plugin files: which may come out of an experiment file, and how one is made of any other."""

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
    stem = re.sub(r"[^\w-]+", "_", name.removesuffix(".py")).lstrip("_-")
    while len(stem.encode()) > _longest - 10:
        stem = stem[:-1]
    made = f"{stem}.py"
    return made if is_safe(made) else f"plugin_{stem}.py" if is_safe(f"plugin_{stem}.py") else "plugin.py"


def free_name(name: str, taken: Callable[[str], bool]) -> str:
    """Returns the name, or with a number behind it the first that is not taken."""
    stem, number, made = name.removesuffix(".py"), 1, name
    while taken(made):
        number += 1
        made = f"{stem}_{number}.py"
    return made
