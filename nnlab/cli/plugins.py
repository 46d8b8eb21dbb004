"""`nnlab plugins`: every component, and every problem of a plugin."""

from typing import Any

import typer

from nnlab.cli.help import Command
from nnlab.cli.options import Call, Shared
from nnlab.records import Choice, ComponentInfo, ParamSpec, Problem
from nnlab.records.sentences.kinds import kinds, origins
from nnlab.records.words import Words


def add(app: typer.Typer, words: Words, shared: Shared) -> None:
    """Adds the command to the application."""
    about = words.tr(
        "List every component with id, kind, origin and parameters, and every problem of a plugin.\n\n"
        "Each plugin is tried in a process of its own first. The exit code is 0 even where some have problems."
    )

    @app.command("plugins", cls=Command, help=about)
    def plugins(
        context: typer.Context,
        plugins: list[str] = shared.plugins,
        safe_mode: bool = shared.safe_mode,
        as_json: bool = shared.json,
        lang: str = shared.lang,
        traceback: bool = shared.traceback,
    ) -> None:
        call = context.obj.with_shared(lang, plugins, safe_mode)
        from nnlab.cli.worker import Worker

        with Worker(call.report, call.plugins, call.safe_mode) as worker:
            worker.settle()
        if call.report.as_json:
            call.report.result(
                {
                    "components": [_component(info, call.words) for info in worker.catalog],
                    "problems": [_problem(problem, call) for problem in worker.problems],
                }
            )
        else:
            _print_table(worker.catalog, call.words)
        for problem in worker.problems:
            call.report.problem(problem)


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
