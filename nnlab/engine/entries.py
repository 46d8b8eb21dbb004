"""An entry of a plan: a bound callable with its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Entry = tuple[Callable[..., Any], tuple[Any, ...]]


def run(entries: list[Entry]) -> None:
    """Does one after another."""
    for function, args in entries:
        function(*args)
