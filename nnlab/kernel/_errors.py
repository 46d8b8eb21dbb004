"""Turns whatever came out of the session into a Problem: the border of the kernel process."""

from __future__ import annotations

from nnlab.api.blame import describe, told
from nnlab.kernel._room import allowed
from nnlab.records import Problem, ProblemError


def problem_of(error: BaseException) -> Problem:
    """Returns what to tell of an exception."""
    if isinstance(error, ProblemError):
        return error.problem
    text = told(error)
    if isinstance(error, MemoryError):
        return Problem(code="kernel.memory", values={"limit": allowed() >> 20}, traceback=text)
    return Problem(code="kernel.failed", values={"error": describe(error)}, traceback=text)
