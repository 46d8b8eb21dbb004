"""A problem is a code and values; its sentence is worded in `nnlab.records.sentences`, in the reader's language."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.records.components import Value

Level = Literal["error", "warning", "note"]


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that went wrong: what (code, values), where (plugin, stage, file, line), and how Python said it."""

    code: str
    values: dict[str, Value] = {}
    level: Level = "error"
    plugin: str = ""
    stage: str = ""
    file: str = ""
    line: int = 0
    traceback: str = ""


class ProblemError(Exception):
    """Carries a Problem up to the place that can tell the user; its text is the English sentence."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        from nnlab.records.words import Words  # the words are loaded only when an error is read

        return Words("en").problem(self.problem)


def fail(code: str, /, *, file: str = "", **values: Value) -> ProblemError:
    """Makes the error of a code and its values, to be raised by the caller."""
    return ProblemError(Problem(code=code, values=values, file=file))
