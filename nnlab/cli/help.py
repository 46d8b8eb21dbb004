"""The help of a command, worded in the user's language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from nnlab.records import fail
from nnlab.records.words import Words


class Command(TyperCommand):
    """A command whose help is in the language of its call."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes usage, what the command does, arguments and options."""
        words = ctx.obj.words
        arguments = [str(param.metavar) for param in self.params if param.param_type_name == "argument"]
        usage = " ".join([ctx.command_path, "[OPTIONS]", *arguments])
        formatter.write("\n".join(_page(words, formatter.width, [usage], self.help or "", self.get_params(ctx))) + "\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the arguments. Raises ProblemError `command.extra` for a word too many."""
        ctx.allow_extra_args = True
        left: list[str] = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            path = ctx.command_path.removesuffix(" " + Group.file_command)
            raise fail("command.extra", word=ctx.args[0], command=path)
        return left


class Group(TyperGroup):
    """The commands; a first word that is none of them is a file to open."""

    file_command = "[FILE]"  # the name of a hidden command, which nobody types

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Returns name, command and remaining arguments. Raises ProblemError `command.no_file`."""
        if args[0] not in self.commands or args[0] == self.file_command:
            if not Path(args[0]).exists():
                raise fail("command.no_file", word=args[0])
            return self.file_command, self.commands[self.file_command], args
        return args[0], self.commands[args[0]], args[1:]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes usage, what nnlab does, its commands and options."""
        words = ctx.obj.words
        path = ctx.command_path
        usages = [f"{path} [OPTIONS] [FILE]", f"{path} [OPTIONS] COMMAND ..."]
        shown = [(name, command) for name, command in self.commands.items() if not command.hidden]
        commands = [(name, (command.help or "").split("\n\n")[0]) for name, command in shown]
        lines = _page(words, formatter.width, usages, self.help or "", self.get_params(ctx), commands)
        formatter.write("\n".join(lines) + "\n")


def _page(
    words: Words,
    width: int,
    usages: list[str],
    about: str,
    params: Iterable[Any],
    commands: list[tuple[str, str]] | None = None,
) -> Iterator[str]:
    params = list(params)
    usage = words.tr("Usage:")
    for place, line in enumerate(usages):
        yield f"{usage if place == 0 else ' ' * cells(usage)} {line}"
    for paragraph in about.split("\n\n"):
        yield ""
        yield from wrapped(paragraph, width)
    yield from _table(words.tr("Commands:"), commands or [], width)
    for title, kind in ((words.tr("Arguments:"), "argument"), (words.tr("Options:"), "option")):
        rows = [_row(param, words) for param in params if param.param_type_name == kind]
        yield from _table(title, rows, width)


def _row(param: Any, words: Words) -> tuple[str, str]:
    if param.param_type_name == "argument":
        return param.metavar, param.help or ""
    takes = "" if param.is_flag else f" {param.metavar}"
    about = words.tr("Show this help and end") if param.name == "help" else param.help or ""
    if param.default and isinstance(param.default, str):
        about = words.tr("{about} (else {default})").format(about=about, default=param.default)
    return ", ".join(param.opts) + takes, about


def _table(title: str, rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield title
    first = min(max(cells(name) for name, _ in rows), 26)
    for name, about in rows:
        lines = list(wrapped(about, width - first - 4)) or [""]
        if cells(name) > first:
            yield f"  {name}"
        else:
            yield f"  {name}{' ' * (first - cells(name))}  {lines.pop(0)}".rstrip()
        for line in lines:
            yield f"  {' ' * first}  {line}"


def cells(text: str) -> int:
    """Returns how many columns of a terminal a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Breaks a text into lines: between words, and between Chinese characters."""
    line = ""
    for piece in _pieces(text):
        if line and cells(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for letter in text:
        wide = unicodedata.east_asian_width(letter) == "W"
        closing = letter in "，。；：、！？）”" or (letter in ",.;:)" and piece)
        behind = piece[-1:] == " " or unicodedata.east_asian_width(piece[-1:] or " ") in "WF"
        if piece and letter != " " and not closing and (wide or behind):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
