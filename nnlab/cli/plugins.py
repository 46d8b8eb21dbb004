"""`nnlab plugins`: every component, and every problem of a plugin; installs plugins, turns them off and on."""

from typing import TYPE_CHECKING, Any

import typer

from nnlab.cli.help import Command
from nnlab.cli.options import Call, Shared, flag, one_of
from nnlab.records import Choice, ComponentInfo, ParamSpec, Problem
from nnlab.records.sentences.kinds import kinds, origins
from nnlab.records.words import Words

if TYPE_CHECKING:
    from nnlab.kernel.messages import PluginState


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    about = words.tr(
        "List every component with id, kind, origin and parameters, and every problem of a plugin.\n\n"
        "Each plugin is tried in a process of its own first. The exit code is 0 even where some have problems.\n\n"
        "“nnlab plugins install FILE” copies a plugin (a .py file, or a folder with __init__.py) into your plugin "
        "folder, where nnlab finds it at every start; the exit code is 1 where it cannot be loaded. Plugins run with "
        "your rights: install only what you trust.\n\n"
        "FILE may also be an experiment (.nnlab) that encloses plugins; “nnlab plugins show FILE.nnlab” prints their "
        "text first.\n\n"
        "“nnlab plugins disable NAME” turns a plugin off for every later start, “nnlab plugins enable NAME” on again. "
        "NAME is a plugin's name, file or path."
    )
    what = typer.Argument(
        None,
        metavar="[install|show|enable|disable NAME...]",
        help=words.tr("What to do, else list; and with which plugins"),
    )
    replace = flag("--replace", words.tr("Let “install” replace a plugin that has another text"))

    @app.command("plugins", cls=Command, help=about)
    def plugins(
        context: typer.Context,
        what: list[str] = what,
        replace: bool = replace,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> int:
        call = context.obj.with_shared(lang, plugins, safe_mode)
        if what:
            return _change(call, what, replace)
        from nnlab.cli.worker import Worker

        with Worker(call.report, call.plugins, call.safe_mode) as worker:
            worker.settle()
        if call.report.as_json:
            call.report.result(
                {
                    "components": [_component(info, call.words) for info in worker.catalog],
                    "plugins": [_plugin(state) for state in worker.files],
                    "problems": [_problem(problem, call) for problem in worker.problems],
                }
            )
        else:
            _print_table(worker.catalog, call.words)
            for state in worker.files:
                if state.state == "disabled":
                    call.report.say(call.words.tr("Turned off: {name}").format(name=state.file.path))
        for problem in worker.problems:
            call.report.problem(problem)
        return 0


def _change(call: Call, words: list[str], replace: bool) -> int:
    from nnlab.cli import enclosed, installing

    verb = one_of("nnlab plugins", words[0], ("install", "show", "enable", "disable"))
    if verb == "show":
        return enclosed.show(call, words[1:])
    if verb == "install":
        with enclosed.written_out(words[1:]) as paths:
            return installing.install(call, paths, replacing=replace)
    return installing.switch(call, words[1:], on=verb == "enable")


def _plugin(state: "PluginState") -> dict[str, Any]:
    file = state.file
    return {
        "name": file.name,
        "path": file.path,
        "origin": file.origin,
        "version": file.version,
        "sha256": file.sha256,
        "state": state.state,
        "import_seconds": state.seconds,
        "components": list(state.components),
    }


def _component(info: ComponentInfo, words: Words) -> dict[str, Any]:
    return {
        "id": info.id,
        "kind": info.kind,
        "name": words.text(info.name),
        "help": words.text(info.help),
        "origin": info.origin,
        "plugin": info.plugin,
        "file": info.file,
        "line": info.line,
        "version": info.version,
        "sha256": info.sha256,
        "parameters": [_parameter(spec, words) for spec in info.params],
    }


def _parameter(spec: ParamSpec, words: Words) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": spec.name,
        "kind": spec.kind,
        "default": spec.default,
        "low": spec.low,
        "high": spec.high,
        "help": words.text(spec.help),
    }
    if spec.choices:
        made["choices"] = [_choice(choice, words) for choice in spec.choices]
    return made


def _choice(choice: Choice, words: Words) -> dict[str, str]:
    return {"value": choice.value, "label": words.text(choice.label)}


def _problem(problem: Problem, call: Call) -> dict[str, Any]:
    return {
        "code": problem.code,
        "level": problem.level,
        "sentence": call.report.sentence(problem),
        "plugin": problem.plugin,
        "stage": problem.stage,
        "file": problem.file,
        "line": problem.line,
    }


def _print_table(infos: tuple[ComponentInfo, ...], words: Words) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for title in (words.tr("Kind"), words.tr("Id"), words.tr("Name"), words.tr("Origin"), words.tr("Parameters")):
        table.add_column(title)
    console = Console(markup=False, highlight=False)
    last = ""
    for info in infos:
        kind = "" if console.is_terminal and info.kind == last else info.kind  # a line stands for itself in a pipe
        last = info.kind
        parameters = ", ".join(f"{spec.name}={_plain(spec)}" for spec in info.params)
        origin, shown = origins.get(info.origin, info.origin), kinds.get(kind, kind)
        table.add_row(words.tr(shown), info.id, words.text(info.name), words.tr(origin), parameters)
    if not console.is_terminal:
        console.width = 160  # piped into a file or a pager: no reason for 80 columns
    console.print(table)


def _plain(spec: ParamSpec) -> str:
    bounds = f" [{_number(spec.low)}, {_number(spec.high)}]" if spec.low is not None or spec.high is not None else ""
    return f"{spec.default}{bounds}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
