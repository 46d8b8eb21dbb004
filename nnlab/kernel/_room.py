"""How much memory the kernel may have, how much it has, and which plugin holds it."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np

_most_objects = 200_000
_beside = 1 << 30  # address space for what is mapped and not filled: libraries, stacks, shared memory


def limit_memory(size: int) -> None:
    """Lets allocations beyond so many bytes fail with MemoryError instead of the whole machine slowing down.

    On Linux what counts is the memory that can be written to, not what is only mapped. macOS may not keep to it, and
    Windows has no such limit.
    """
    if size <= 0:
        return
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_DATA, (size, size))
            resource.setrlimit(resource.RLIMIT_AS, (mapped() + size + _beside,) * 2)
        else:
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def allowed() -> int:
    """Returns the limit in bytes; 0 where there is none."""
    with contextlib.suppress(ImportError, OSError):
        import resource

        which = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        size = resource.getrlimit(which)[0]
        return 0 if size == resource.RLIM_INFINITY else size
    return 0


def used() -> int:
    """Returns the bytes that the limit counts: those that can be written to on Linux, else the most there ever were."""
    if sys.platform == "linux":
        return _pages(5)
    with contextlib.suppress(ImportError, OSError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most << 10
    return 0


def mapped() -> int:
    """Returns the bytes of address space in use (Linux)."""
    return _pages(0)


def held_by(modules: Iterable[ModuleType]) -> int:
    """Returns about how many bytes can be reached from what modules and their classes keep."""
    modules = tuple(modules)
    names = {module.__name__ for module in modules}
    seen: set[int] = set()
    waiting: list[Any] = [vars(module) for module in modules]
    total = 0
    while waiting and len(seen) < _most_objects:
        one = waiting.pop()
        if id(one) in seen or not _theirs(one, names):
            continue
        seen.add(id(one))
        with contextlib.suppress(Exception):  # a plugin's own class may have a __sizeof__ that fails
            total += sys.getsizeof(one)
        waiting += gc.get_referents(one)
    return total


def _theirs(one: Any, names: set[str]) -> bool:
    """Tells whether an object may belong to modules: no other module, class or function does."""
    if isinstance(one, (type, FunctionType)):
        return getattr(one, "__module__", "") in names
    return not isinstance(one, (ModuleType, BuiltinFunctionType, np.ufunc, np.dtype))


def _pages(field: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError), open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")
    return 0
