"""`nnlab shot`: a picture of the real, complete window, without a display."""

import os
from pathlib import Path
from typing import Literal, cast

import typer

from nnlab.cli import source
from nnlab.cli.help import Command
from nnlab.cli.opening import has_display
from nnlab.cli.options import Shared, one_of, size, text, whole_number, word
from nnlab.records import fail
from nnlab.records.words import Words

themes = ("light", "dark", "projector")
panels = ("scores", "predict", "paint")


def readable(file: str) -> Path:
    """Returns the path of a file that is there. Raises ProblemError `file.not_found`."""
    if not Path(file).is_file():
        raise fail("file.not_found", file=file)
    return Path(file).absolute()


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    tr = words.tr
    about = tr("Train, then save a picture of the real, complete window. No display is needed.")
    what = word("FILE_OR_PRESET", tr("A .nnlab file, or a preset's id as “nnlab presets” lists it"))
    out_argument = word("OUT.png", tr("The picture to write"))
    epochs_option = text("--epochs", "N", tr("How many epochs to train first"), default="0")
    size_option = text("--size", tr("WIDTHxHEIGHT"), tr("The window's size in pixels"), default="1920x1080")
    bench_option = text("--workbench", "PLUGIN.py", tr("Show this plugin in the workbench, with its grade"))
    panel_option = text("--panel", "|".join(panels), tr("Show a panel that is closed at first"))
    theme_option = text("--theme", "|".join(themes), tr("The window's theme"), default="light")

    @app.command("shot", cls=Command, help=about)
    def shot(
        context: typer.Context,
        experiment: str = what,
        out: str = out_argument,
        epochs: str = epochs_option,
        window_size: str = size_option,
        theme: str = theme_option,
        workbench: str = bench_option,
        panel: str = panel_option,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> None:
        call = context.obj.with_shared(lang, plugins, safe_mode)
        number = whole_number("--epochs", epochs, 0, 10**9)
        width, height = size(window_size)
        colours = cast(Literal["light", "dark", "projector"], one_of("--theme", theme, themes))
        opened = cast(Literal["", "scores", "predict", "paint"], one_of("--panel", panel, panels) if panel else "")
        path = source.writable(out, ".png")
        read = source.read(experiment)
        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from nnlab.gui.shot import take  # Qt, only when a window is wanted

        take(
            read,
            path,
            epochs=number,
            size=(width, height),
            theme=colours,
            language=call.words.language,
            plugins=call.plugins,
            safe_mode=call.safe_mode,
            workbench=readable(workbench) if workbench else None,
            panel=opened,
        )
        call.report.result({"file": out, "width": width, "height": height, "epochs": number})
        call.report.say(call.words.tr("{file} is written.").format(file=out))
