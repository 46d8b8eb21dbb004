"""Turns an exception out of plugin code into a Problem that names the plugin, its file and line."""

from __future__ import annotations

import traceback
from pathlib import Path

import msgspec

from nnlab.records import Problem, ProblemError, Value


def blame(
    error: BaseException,
    code: str,
    *,
    plugin: str,
    stage: str,
    file: str,
    line: int = 0,
    **values: Value,
) -> Problem:
    """Returns the Problem of an exception: a ProblemError keeps its code, any other gets `code` and `error`.

    `file` is the plugin's file or folder; the line is that of the innermost frame within it, else `line`.
    """
    inner_file, inner_line = _place(error, file)
    text = _traceback(error) if inner_file else ""  # one without a line of the plugin tells its author nothing
    inner_file, inner_line = inner_file or file, inner_line or line
    if isinstance(error, ProblemError):
        problem = error.problem
        at_home = bool(problem.file) and _within(problem.file, file) and problem.line > 0
        return msgspec.structs.replace(
            problem,
            plugin=problem.plugin or plugin,
            stage=problem.stage or stage,
            file=problem.file if at_home else inner_file,
            line=problem.line if at_home else inner_line,
            traceback=problem.traceback or text,
        )
    return Problem(
        code=code,
        values={**values, "error": describe(error)},
        plugin=plugin,
        stage=stage,
        file=inner_file,
        line=inner_line,
        traceback=text,
    )


def describe(error: BaseException) -> str:
    """Returns an exception as `Type: message`, even where the message itself raises."""
    try:
        message = str.__str__(str(error))
    except Exception:  # a plugin's own exception class may be broken, too
        message = ""
    name = type(error).__name__
    if isinstance(error, SyntaxError) and isinstance(error.msg, str):
        message = error.msg  # without file and line, which stand beside it
    return f"{name}: {message}" if message else name


def _traceback(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))[-20_000:]
    except Exception:  # as above
        return describe(error)


def _within(file: str, home: str) -> bool:
    return file == home or (home != "" and Path(home) in Path(file).parents)


def _place(error: BaseException, home: str) -> tuple[str, int]:
    if isinstance(error, SyntaxError) and error.filename and _within(error.filename, home):
        return error.filename, error.lineno or 0
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if _within(frame.filename, home)]
    if not inside and not Path(home).is_absolute():
        inside = frames[-1:]  # an entry point does not tell where its files lie
    return (inside[-1].filename, inside[-1].lineno or 0) if inside else ("", 0)
