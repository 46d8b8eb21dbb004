"""One BLAS thread while a network trains or is measured: the same bits everywhere, and no fight for cores."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]


class BlasThreads:
    """Pins BLAS to one thread in this process for a while; cheap where it has only one."""

    def __init__(self) -> None:
        self._controller: ThreadpoolController | None = None

    def one(self) -> AbstractContextManager[Any]:
        """Returns a context in which BLAS uses one thread."""
        if self._controller is None:
            self._controller = ThreadpoolController()
        libraries = self._controller.select(user_api="blas").lib_controllers
        if all(library.num_threads == 1 for library in libraries):
            return nullcontext()
        limited: AbstractContextManager[Any] = self._controller.limit(limits=1, user_api="blas")
        return limited
