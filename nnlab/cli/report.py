"""What a command says: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import math
import sys
from typing import Any, TextIO

from nnlab.records import Problem, ProblemError
from nnlab.records.words import Words


class WorkError(ProblemError):
    """Something went wrong in the work itself, such as in training: exit code 1, where others give 2.

    `source` is the kind of message that told of it, `left` what the work gave until then, and `after` what is said
    behind the problem: what became of that.
    """

    def __init__(self, problem: Problem, *, source: type | None = None) -> None:
        super().__init__(problem)
        self.source = source
        self.left: Any = None
        self.after: tuple[Problem, ...] = ()


class ReaderLeft(Exception):  # noqa: N818 - it is no error: `nnlab plugins | head` has heard enough
    """Whoever read what a command writes has gone."""


class Report:
    """Writes for people, or with `as_json` one JSON object on stdout and nothing else there."""

    def __init__(self, words: Words, *, as_json: bool = False, traceback: bool = False) -> None:
        self.words = words
        self.as_json = as_json
        self.traceback = traceback

    def result(self, value: dict[str, Any]) -> None:
        """Writes the object, if JSON was asked for; numbers that JSON cannot hold become null."""
        if self.as_json:
            encoding = (sys.stdout.encoding or "").lower().replace("-", "")
            text = json.dumps(_finite(value), allow_nan=False, ensure_ascii=encoding != "utf8")
            self._write(sys.stdout, text)

    def say(self, text: str) -> None:
        """Writes a line for people, unless JSON was asked for."""
        if not self.as_json:
            self._write(sys.stdout, text)

    def note(self, text: str) -> None:
        """Writes a line beside the result."""
        self._write(sys.stderr, text)

    def sentence(self, problem: Problem) -> str:
        """Returns a problem in one line, with its place where the sentence does not name it."""
        text = " ".join(self.words.problem(problem).split())
        if not problem.file or problem.file in text:
            return text
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        return f"{text} ({place})"

    def problem(self, problem: Problem) -> None:
        """Writes a problem's sentence beside the result."""
        self.note(self.sentence(problem))
        if self.traceback and problem.traceback:
            self.note(problem.traceback.rstrip())

    def error(self, problem: Problem, *after: Problem, result: dict[str, Any] | None = None) -> None:
        """Writes the problem that ended the command, what follows from it, and in the JSON the result there is."""
        gap = "" if self.words.language == "zh_CN" else " "
        sentence = gap.join(self.sentence(one) for one in (problem, *after))
        self.note(sentence)
        if self.traceback and problem.traceback:
            self.note(problem.traceback.rstrip())
        self.result({**(result or {}), "error": {"code": problem.code, "sentence": sentence}})

    @staticmethod
    def _write(stream: TextIO, text: str) -> None:
        encoding = stream.encoding or "utf-8"
        try:
            stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
            stream.flush()
        except BrokenPipeError:
            raise ReaderLeft from None


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
