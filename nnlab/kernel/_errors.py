"""Turns whatever came out of the session into a Problem: the border of the kernel process."""

from __future__ import annotations

import contextlib
import traceback

from nnlab.records import Problem, ProblemError


def problem_of(error: BaseException) -> Problem:
    """Returns what to tell of an exception."""
    if isinstance(error, ProblemError):
        return error.problem
    text = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError):
        return Problem(code="kernel.memory", values={"limit": _limit_mb()}, traceback=text)
    return Problem(code="kernel.failed", values={"error": f"{type(error).__name__}: {error}"}, traceback=text)


def _limit_mb() -> int:
    with contextlib.suppress(ImportError, OSError):
        import resource

        return resource.getrlimit(resource.RLIMIT_AS)[0] >> 20
    return 0
