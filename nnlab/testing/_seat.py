"""A component with the border to it: its methods called with arrays it cannot write to, calmly."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from nnlab.api import Component
from nnlab.api.methods import methods
from nnlab.engine.border import AnyArray, Border, Watch
from nnlab.records import Array, Shape
from nnlab.testing._same import frozen


class Seat:
    """Calls a component's methods by all arguments of their kind in their order; raises ProblemError alone."""

    def __init__(self, component: Component, watch: Watch | None = None) -> None:
        self.component = component
        self.border = Border(watch)

    def has(self, name: str) -> bool:
        return self.border.has(self.component, name)

    def call(self, name: str, *args: Any) -> Any:
        """Returns what a method gives for copies of these arguments."""
        known = methods[self.component.kind][name]
        method = self.border.method(self.component, name, *known.arguments, rest=known.many)
        return method.of(*(frozen(arg) for arg in args))

    def shaped(self, name: str, shapes: tuple[Shape, ...], *args: Any) -> Any:
        """Returns what a layer's method gives that is asked about the shapes of its inputs."""
        known = methods[self.component.kind][name]
        method = self.border.method(self.component, name, *known.arguments, rest=True)
        given = [frozen(args[known.arguments.index(one)]) for one in method.names]
        return method(*given, *shapes)

    def array(self, name: str, shape: tuple[int, ...], *args: Any) -> AnyArray:
        """Returns a method's array as float64. Raises ProblemError where it has another shape or no real numbers."""
        known = methods[self.component.kind][name]
        method = self.border.method(self.component, name, *known.arguments, rest=known.many)
        return np.array(method.array(self.call(name, *args), shape), np.float64)

    def number(self, name: str, *args: Any) -> float:
        """Returns a method's number. Raises ProblemError where it is none."""
        known = methods[self.component.kind][name]
        return self.border.method(self.component, name, *known.arguments).number(self.call(name, *args))


@contextmanager
def calm() -> Iterator[None]:
    """Lets NumPy and Python warn of nothing: what is wrong shows in the numbers."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def with_gaps(y: AnyArray) -> Array:
    """Returns numbers as a record, NaN where they are not finite."""
    return Array.of(np.where(np.isfinite(y), y, np.nan).astype(np.float64))
