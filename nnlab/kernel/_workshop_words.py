"""What is told of a workshop's process that hung, took too long, or died."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from nnlab.kernel import messages as m
from nnlab.kernel._process import how
from nnlab.kernel._slot import Call, memory_exit
from nnlab.kernel._traces import place_in
from nnlab.records import ComponentInfo, Problem, Value

much = 256 << 20  # bytes in memory, from which on they are told of


class Lost(NamedTuple):
    """Why no answer came: the process ended, a call hung, or all of it took too long."""

    why: Literal["ended", "hung", "late"]
    call: Call | None = None


def worded(
    lost: Lost,
    file: m.PluginFile | None,
    info: ComponentInfo | None,
    seconds: float,
    code: int,
    filled: int,
    trace: str,
) -> Problem:
    """Returns the problem that names plugin, method, limit and line.

    Without `info` the file was being imported. `code` is how the process ended, `filled` the memory it had then, and
    `trace` where it was.
    """
    path = file.path if file is not None else info.file if info is not None else ""
    line, function = place_in(trace, path) if path else (0, "")
    if info is None:
        plugin, method = (file.name or Path(file.path).stem) if file is not None else "", "import"
    else:
        line = line or info.line
        plugin = lost.call.plugin if lost.call is not None else info.id
        method = lost.call.method if lost.call is not None else function
    values: dict[str, Value] = {"plugin": plugin, "method": method, "seconds": seconds}
    if lost.why == "ended":
        values = {**values, **how(code)}
    problem = _problem(lost, values, code, filled)
    place = {"plugin": plugin, "stage": method, "file": path, "line": line, "traceback": trace}
    return msgspec.structs.replace(problem, **place)


def _problem(lost: Lost, values: dict[str, Value], code: int, filled: int) -> Problem:
    method = values["method"]
    if method and ((lost.why == "ended" and code == memory_exit) or (lost.why != "ended" and filled > much)):
        return Problem(code="workshop.filled", values=values)
    if method == "import":
        return Problem(code="plugin.killed" if lost.why == "ended" else "plugin.hung", values=values)
    if lost.why == "ended":
        return Problem(code="workshop.ended" if method else "workshop.ended_somewhere", values=values)
    return Problem(code="workshop.hung" if lost.why == "hung" and method else "workshop.late", values=values)


def resident(pid: int) -> int:
    """Returns the bytes of memory a process fills; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError, AttributeError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
