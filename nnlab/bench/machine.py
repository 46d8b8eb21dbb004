"""The machine as BLAS sees it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from threadpoolctl import threadpool_info  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Machine:
    """NumPy's BLAS with its version and kernel, its threads, and the kernel that the environment forces on it."""

    blas: str
    threads: int
    forced: str


def machine() -> Machine:
    """Returns the machine as it stands now."""
    forced = os.environ.get("OPENBLAS_CORETYPE", "")
    found = [library for library in threadpool_info() if library["user_api"] == "blas"]
    if not found:
        return Machine("unknown", 1, forced)
    own = next((one for one in found if "numpy" in one["filepath"]), found[0])
    parts = (own["internal_api"], own["version"], own.get("architecture"))
    return Machine(" ".join(str(part) for part in parts if part), int(own["num_threads"]), forced)
