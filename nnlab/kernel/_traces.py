"""Reads the tracebacks that `faulthandler` writes when a kernel crashes or is asked where it hangs."""

from __future__ import annotations

import re

_place = re.compile(r'File "(?P<file>.*?)", line (?P<line>\d+) in (?P<method>\S+)')
_crashes = "Fatal Python error", "Windows fatal exception"


def crash_in(words: str) -> str:
    """Returns the part of a kernel's last words that tells of its crash; "" where they only tell where it once was."""
    return words[max(words.rfind(begin) for begin in _crashes) :] if any(map(words.count, _crashes)) else ""


def place_in(trace: str, path: str) -> tuple[int, str]:
    """Returns the innermost line of a file (or of a file in a folder) in a traceback, and the function it is in.

    (0, "") where it is not there. faulthandler prints the most recent call first.
    """
    for found in _place.finditer(trace):
        file = found["file"]
        if file == path or file.startswith((path + "/", path + "\\")):
            return int(found["line"]), found["method"]
    return 0, ""
