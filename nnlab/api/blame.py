"""Turns an exception out of plugin code into a Problem that names the plugin, its file and line."""

from __future__ import annotations

import dis
import traceback
from pathlib import Path

import msgspec

from nnlab.records import Problem, ProblemError, Value

_raise = dis.opmap["RAISE_VARARGS"]
_longest = 500  # letters of an exception's text: more is no sentence


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
    text = told(error) if inner_file else ""  # one without a line of the plugin tells its author nothing
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
    """Returns an exception as `Type: message`, cut to a readable length, even where the message itself raises."""
    try:
        message = str.__str__(str(error))
    except BaseException as broken:  # a plugin's own exception class may be broken, too
        if interrupted(broken):
            raise
        message = ""
    name = type(error).__name__
    if isinstance(error, SyntaxError) and isinstance(error.msg, str):
        message = error.msg  # without file and line, which stand beside it
    if len(message) > _longest:
        message = f"{message[:_longest]}..."
    return f"{name}: {message}" if message else name


def told(error: BaseException) -> str:
    """Returns an exception's traceback, the end of a very long one, even where the exception cannot show itself."""
    try:
        return "".join(traceback.format_exception(error))[-20_000:]
    except BaseException as broken:  # as above
        if interrupted(broken):
            raise
        return describe(error)


def interrupted(error: BaseException) -> bool:
    """Tells whether it is the Ctrl-C of whoever runs the program, not a KeyboardInterrupt that the code raises itself.

    The one of a signal comes up between two instructions, so the innermost place is not at a `raise`.
    """
    at = error.__traceback__
    if not isinstance(error, KeyboardInterrupt) or at is None:
        return False
    while at.tb_next is not None:
        at = at.tb_next
    return at.tb_frame.f_code.co_code[at.tb_lasti] != _raise


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
