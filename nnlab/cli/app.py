"""All commands of nnlab as one typer application, made for one language."""

from collections.abc import Sequence
from typing import Any

import typer

from nnlab.cli import bench, check, new_plugin, opening, plugins, predict, presets, shot, table, train
from nnlab.cli.help import Command, Group
from nnlab.cli.options import Call, Shared, flag
from nnlab.cli.report import Report
from nnlab.records import ProblemError, fail
from nnlab.records.words import Words

_usage_error: type[Exception] = typer.BadParameter.__bases__[0]  # typer keeps its name to itself


def call(arguments: Sequence[str], report: Report) -> int:
    """Parses the arguments and runs the command.

    Raises ProblemError with the mistake, where the arguments are no command line, and whatever the command raises.
    """
    command = typer.main.get_command(make_app(report.words))
    try:
        code = command.main(args=list(arguments), prog_name="nnlab", standalone_mode=False, obj=Call(report=report))
    except _usage_error as error:
        raise _mistake(error, _path(command, arguments)) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == 130:  # the parser's way to say it
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def make_app(words: Words) -> typer.Typer:
    """Returns the application with help in the language of `words`."""
    tr = words.tr
    shared = Shared(words)
    app = typer.Typer(
        cls=Group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    version_flag = flag("--version", tr("Show nnlab's version and end"))

    @app.callback(
        invoke_without_command=True,
        help=tr(
            "A lab in which you see neural networks learn.\n\n"
            "Without a command the window opens, with a file's experiment if one is named. "
            "“nnlab COMMAND --help” tells more about a command."
        ),
    )
    def nnlab(
        context: typer.Context,
        version: bool = version_flag,
        lang: str = shared.lang,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        as_json: bool = shared.json,
        traceback: bool = shared.traceback,
    ) -> None:
        context.obj = context.obj.with_shared(lang, plugins, safe_mode)
        if version:
            context.obj.report.result({"version": _version()})
            context.obj.report.say(f"nnlab {_version()}")
            raise typer.Exit(0)
        if context.invoked_subcommand is None:
            raise typer.Exit(opening.open_app(context.obj, None))

    _add_open(app, shared)
    for module in (presets, train, predict, table, plugins, check, new_plugin, shot, bench):
        module.add(app, words, shared)
    return app


def _add_open(app: typer.Typer, shared: Shared) -> None:
    file_argument = typer.Argument("", metavar="[FILE]")

    @app.command(Group.file_command, cls=Command, hidden=True)
    def open_file(
        context: typer.Context,
        file: str = file_argument,
        lang: str = shared.lang,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        as_json: bool = shared.json,
        traceback: bool = shared.traceback,
    ) -> int:
        return opening.open_app(context.obj.with_shared(lang, plugins, safe_mode), file)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("nnlab")
    except PackageNotFoundError:  # a checkout that nobody installed
        import tomllib
        from pathlib import Path

        project = Path(__file__).resolve().parents[2] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def _path(application: Any, arguments: Sequence[str]) -> str:
    """Returns the command that was meant, as help is asked of it."""
    return next((f"nnlab {word}" for word in arguments if word in application.commands), "nnlab")


def _mistake(error: Any, command: str) -> ProblemError:
    """Returns the sentence for what the parser says; its own are English only."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = ", ".join(sorted(error.possibilities or ()))
        code = "command.near_option" if near else "command.no_option"
        return fail(code, option=error.option_name, near=near, command=command)
    if kind == "BadOptionUsage":
        return fail("command.no_value", option=error.option_name, command=command)
    if kind == "MissingParameter":
        return fail("command.missing", name=str(error.param.metavar or error.param.name), command=command)
    return fail("command.usage", reason=error.format_message(), command=command)
