"""What the tests of the bundled plugins share: the components by kind, made with their defaults."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.api import Component
from nnlab.catalog import Catalog, load_catalog


@functools.cache
def bundled_catalog() -> Catalog:
    """Returns the catalogue of the bundled plugins, loaded once for all tests (it is only read)."""
    return load_catalog()


def ids(kind: str) -> list[str]:
    """Returns the ids of a kind."""
    return [info.id for info in bundled_catalog().infos if info.kind == kind]


def made(kind: str, ident: str, **values: Any) -> Any:
    """Makes a bundled component."""
    component: Component = bundled_catalog().cls(kind, ident)(**values)
    return component


def locked(values: Any, dtype: Any = np.float64) -> npt.NDArray[Any]:
    """Returns numbers as a read-only array, as plugin code gets them."""
    array = np.array(values, dtype=dtype)
    array.flags.writeable = False
    return array


def slope(function: Any, at: npt.NDArray[Any], step: float = 6e-6) -> npt.NDArray[Any]:
    """Returns d sum(function) / d at, element by element, by central differences."""
    grad = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        high, low = at.copy(), at.copy()
        high[place] += step
        low[place] -= step
        grad[place] = (np.sum(function(high)) - np.sum(function(low))) / (high[place] - low[place])
    return grad
