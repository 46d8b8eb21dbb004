"""`nnlab new-plugin`: a plugin of one's own to begin with, as a file or as a package."""

import shlex
from pathlib import Path

import typer

from nnlab.cli.help import Command
from nnlab.cli.options import Call, Shared, flag, text, word
from nnlab.records import fail, home, kinds
from nnlab.records.words import Words


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr(
        "Write a plugin to begin with: it works, and comments say what to change.\n\n"
        "It becomes a file in your plugin folder, where nnlab finds it; with --package, a package for pip in the "
        "present folder. A file that is there already is never touched."
    )
    kind_argument = word("KIND", tr("What it is to be, one of: {kinds}").format(kinds=", ".join(kinds)))
    name_argument = word("NAME", tr("What you call it, such as “my swish”"))
    package_flag = flag("--package", tr("Write a package with an entry point, a test and a README"))
    test_flag = flag("--test", tr("Write a test for pytest beside the file (a package always has one)"))
    folder_option = text("--folder", tr("DIR"), tr("The folder to write into"))

    @app.command("new-plugin", cls=Command, help=about)
    def new_plugin(
        context: typer.Context,
        kind: str = kind_argument,
        name: str = name_argument,
        package: bool = package_flag,
        test: bool = test_flag,
        folder: str = folder_option,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> None:
        _write(context.obj.with_shared(lang), kind, name, package, test, folder)


def _write(call: Call, asked: str, name: str, package: bool, test: bool, folder: str) -> None:
    """Raises ProblemError where kind or name cannot be one, or something is there already."""
    from nnlab.authoring.package import write_file, write_package

    kind = next((kind for kind in kinds if kind == asked.lower()), None)
    if kind is None:
        raise fail("new.kind", name=asked, kinds=", ".join(kinds))
    language = call.words.language
    if package:
        written = write_package(folder or ".", kind, name, language)
    else:
        written = write_file(folder or home().plugins, kind, name, language, with_test=test)
    call.report.result(
        {
            "kind": kind,
            "id": written.plugin.id,
            "class": written.plugin.class_name,
            "file": written.file,
            "files": list(written.files),
        }
    )
    for file in written.files:
        call.report.say(call.words.tr("{file} is written.").format(file=file))
    _say_what_next(call, written.file, written.command, package, folder)


def _say_what_next(call: Call, file: str, command: str, package: bool, folder: str) -> None:
    tr = call.words.tr
    found = not package and (not folder or Path(folder).resolve() == home().plugins.resolve())
    place = "" if found else f" --plugins {shlex.quote(file if package else str(Path(file).parent))}"
    call.report.say("")
    call.report.say(tr("Change it with any editor, then:"))
    call.report.say(f"  nnlab check {shlex.quote(file)}")
    call.report.say(f"  {command}{place}")
    if found:
        call.report.say(tr("An open window has it within two seconds, and again each time you save it."))
    else:
        call.report.say(f"  nnlab{place}")
