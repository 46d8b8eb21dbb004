"""From a list of arguments to an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from nnlab.cli.report import ReaderLeft, Report, WorkError
from nnlab.cli.words import has_flag, language
from nnlab.records import Problem, ProblemError
from nnlab.records.words import Words

fine, work_failed, refused, interrupted = 0, 1, 2, 130


def run(arguments: Sequence[str]) -> int:
    """Runs a command and returns its exit code; every problem becomes one sentence on stderr."""
    arguments = list(arguments)
    show = has_flag(arguments, "--traceback") or os.environ.get("NNLAB_TRACEBACK", "") not in ("", "0")
    report = Report(Words(language(arguments)), as_json=has_flag(arguments, "--json"), traceback=show)
    try:
        return _command(arguments, report)
    except ReaderLeft:
        for stream in (sys.stdout, sys.stderr):  # what Python still wants to flush at its end goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return fine


def _command(arguments: list[str], report: Report) -> int:
    from nnlab.cli.app import call  # typer, after the language is known

    try:
        return call(arguments, report)
    except ProblemError as error:
        _show(report)
        if isinstance(error, WorkError):
            report.error(error.problem, *error.after)
            return work_failed
        report.error(error.problem)
        return refused
    except KeyboardInterrupt:
        report.error(Problem(code="command.interrupted", level="note"))
        return interrupted
    except ReaderLeft:
        raise
    except Exception as error:
        _show(report)
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        report.error(Problem(code="command.bug", values={"reason": reason}))
        return work_failed


def _show(report: Report) -> None:
    if report.traceback:
        report.note(traceback.format_exc().rstrip())
