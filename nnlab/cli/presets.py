"""`nnlab presets` and `nnlab new`: the experiments that come with nnlab."""

import typer

from nnlab.cli import source
from nnlab.cli.help import Command
from nnlab.cli.options import Shared, flag, word
from nnlab.records import fail
from nnlab.records.words import Words


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the commands to the application."""
    _add_presets(app, words, shared)
    _add_new(app, words, shared)


def _add_presets(app: typer.Typer, words: Words, shared: Shared) -> None:
    about = words.tr("List the experiments that come with nnlab, by id and title.")

    @app.command("presets", cls=Command, help=about)
    def presets(
        context: typer.Context,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> None:
        call = context.obj.with_shared(lang)
        from nnlab.experiment.presets import presets as all_presets

        listed = [(preset.id, call.words.text(preset.title)) for preset in all_presets()]
        call.report.result({"presets": [{"id": ident, "title": title} for ident, title in listed]})
        width = max(len(ident) for ident, _ in listed)
        for ident, title in listed:
            call.report.say(f"{ident:{width}}  {title}")


def _add_new(app: typer.Typer, words: Words, shared: Shared) -> None:
    tr = words.tr
    about = tr("Write a preset's experiment to a file, for the window or for “nnlab train”.")
    preset_argument = word("PRESET", tr("A preset's id, as “nnlab presets” lists it"))
    out_argument = word("OUT.nnlab", tr("The file to write"))
    force_flag = flag("--force", tr("Replace the file if it is there already"))

    @app.command("new", cls=Command, help=about)
    def new(
        context: typer.Context,
        preset: str = preset_argument,
        out: str = out_argument,
        force: bool = force_flag,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> None:
        call = context.obj.with_shared(lang)
        from nnlab.experiment.file import ExperimentFile, save
        from nnlab.experiment.presets import preset as named
        from nnlab.experiment.presets import presets

        known = [one.id for one in presets()]
        if preset not in known:
            raise fail("command.no_preset", name=preset, presets=", ".join(known))
        path = source.writable(out, ".nnlab")
        if path.exists() and path.stat().st_size and not force:
            raise fail("command.exists", file=out)
        save(path, ExperimentFile(experiment=named(preset)))
        call.report.result({"preset": preset, "file": out})
        call.report.say(call.words.tr("{file} is written.").format(file=out))
