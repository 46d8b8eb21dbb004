"""The options that several commands share, worded in one language, and how their texts become values."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from nnlab.cli.report import Report
from nnlab.records import fail
from nnlab.records.words import Words, languages


@dataclasses.dataclass(frozen=True, kw_only=True)
class Call:
    """What a command is called with beside its own arguments; options before the command's name are in it already."""

    report: Report
    lang: str = ""
    plugins: tuple[str, ...] = ()
    safe_mode: bool = False

    @property
    def words(self) -> Words:
        """The words of the command's language."""
        return self.report.words

    def with_shared(self, lang: str, plugins: Sequence[str] = (), safe_mode: bool = False) -> Call:
        """Returns the call with the shared options behind the command's name added.

        Raises ProblemError `command.choice` or `command.plugins_folder`.
        """
        if lang:
            one_of("--lang", lang, languages)
        for folder in plugins:
            if not Path(folder).exists():
                raise fail("command.plugins_folder", folder=folder)
        return dataclasses.replace(
            self,
            lang=lang or self.lang,
            plugins=(*self.plugins, *plugins),
            safe_mode=self.safe_mode or safe_mode,
        )


class Shared:
    """Options of several commands."""

    def __init__(self, words: Words) -> None:
        tr = words.tr
        self.lang = text("--lang", "|".join(languages), tr("The language of help and messages, and of the window"))
        self.json = flag("--json", tr("Print one JSON object on stdout and nothing else there"))
        self.traceback = flag("--traceback", tr("Show where in the program a problem came up"))
        self.plugins = texts(
            "--plugins", tr("DIR"), tr("A folder with more plugins, or one plugin (may be said several times)")
        )
        self.safe_mode = flag("--safe-mode", tr("Load only the plugins that came with nnlab"))


def text(option: str, metavar: str, help_text: str, default: str = "") -> Any:
    """Returns an option that takes a text."""
    return typer.Option(default, option, metavar=metavar, help=help_text)


def texts(option: str, metavar: str, help_text: str) -> Any:
    """Returns an option that may be said several times."""
    return typer.Option((), option, metavar=metavar, help=help_text)


def flag(option: str, help_text: str) -> Any:
    """Returns an option that is there or not."""
    return typer.Option(False, option, help=help_text)


def word(metavar: str, help_text: str) -> Any:
    """Returns an argument that must be there."""
    return typer.Argument(..., metavar=metavar, help=help_text)


def whole_number(option: str, value: str, low: int, high: int) -> int:
    """Returns a number given as text. Raises ProblemError `command.whole_number`."""
    try:
        number = int(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise fail("command.whole_number", option=option, low=low, high=high, value=value)
    return number


def one_of(option: str, value: str, choices: Sequence[str]) -> str:
    """Returns the value if it is one of the choices. Raises ProblemError `command.choice`."""
    if value not in choices:
        raise fail("command.choice", option=option, choices=", ".join(choices), value=value)
    return value


def size(value: str, low: int = 320, high: int = 8192) -> tuple[int, int]:
    """Returns width and height of a text such as 1920x1080. Raises ProblemError `command.size`."""
    width, _, height = value.lower().replace("×", "x").partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise fail("command.size", low=low, high=high, value=value)
    sides = int(width), int(height)
    if not all(low <= side <= high for side in sides):
        raise fail("command.size", low=low, high=high, value=value)
    return sides
