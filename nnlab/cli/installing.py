"""What `nnlab plugins` does beside listing: installing a file, turning plugins off and on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from nnlab.authoring import installing
from nnlab.catalog import PluginSource, discover, discover_bundled
from nnlab.cli.options import Call
from nnlab.cli.worker import Worker
from nnlab.records import fail, home
from nnlab.records.sentences.kinds import kinds
from nnlab.records.settings import Settings, load_settings, save_settings


def install(call: Call, paths: Sequence[str], *, replacing: bool) -> int:
    """Copies plugins into the user's folder, tries them and says what they bring; 1 where one cannot be loaded.

    Raises ProblemError before anything is copied where one is no plugin, or would replace another text unasked.
    """
    if not paths:
        raise fail("command.missing", name="FILE", command="nnlab plugins install")
    tr, report = call.words.tr, call.report
    plans = [installing.plan(path, home().plugins) for path in paths]
    for plan in plans:
        if plan.fate == "replaces" and not replacing:
            raise fail("install.differs", target=plan.target, file=plan.source)
    for plan in plans:
        installing.install(plan, replacing=replacing)
        said = tr("{target} has that text already") if plan.fate == "same" else tr("Installed: {target}")
        report.say(said.format(target=plan.target))
    report.say(tr("Plugins run with your rights: like any program, they can read and change your files."))
    targets = {plan.target for plan in plans}
    settings = load_settings(home())[0]
    disabled = tuple(path for path in settings.disabled_plugins if path not in targets)
    _keep(settings, replace(settings, disabled_plugins=disabled, foreign_allowed=True))
    with Worker(report, call.plugins, call.safe_mode) as worker:
        worker.settle()
    brought = [info for info in worker.catalog if _inside(info.file, targets)]
    problems = [problem for problem in worker.problems if _inside(problem.file, targets)]
    for info in brought:
        report.say(f"  {call.words.tr(kinds[info.kind])} {info.id}: {call.words.text(info.name)}")
    for problem in problems:
        report.problem(problem)
    report.result(
        {
            "installed": [
                {"source": plan.source, "file": plan.target, "sha256": plan.sha256, "was": plan.fate} for plan in plans
            ],
            "components": [{"kind": info.kind, "id": info.id, "file": info.file} for info in brought],
            "problems": [{"code": one.code, "sentence": report.sentence(one), "file": one.file} for one in problems],
        }
    )
    return 1 if any(problem.level == "error" for problem in problems) else 0


def switch(call: Call, names: Sequence[str], *, on: bool) -> int:
    """Turns plugins off, or on again, for every later start.

    Raises ProblemError `plugins.none_such` or `plugins.bundled`.
    """
    tr, report = call.words.tr, call.report
    if not names:
        raise fail("command.missing", name="NAME", command=f"nnlab plugins {'enable' if on else 'disable'}")
    settings = load_settings(home())[0]
    found = [_named(name, call, settings) for name in names]
    paths = tuple(dict.fromkeys(found))
    others = tuple(path for path in settings.disabled_plugins if path not in paths)
    kept = others if on else (*others, *paths)
    _keep(settings, replace(settings, disabled_plugins=kept, foreign_allowed=settings.foreign_allowed or on))
    for path in paths:
        report.say((tr("Turned on: {name}") if on else tr("Turned off: {name}")).format(name=path))
    if on:
        report.say(tr("Plugins run with your rights: like any program, they can read and change your files."))
    report.result({"enabled" if on else "disabled": list(paths)})
    return 0


def _keep(before: Settings, after: Settings) -> None:
    if after != before:
        save_settings(home(), after)


def _named(name: str, call: Call, settings: Settings) -> str:
    """Returns the path of a plugin that is named by its path, its file or its name."""
    sources = discover(call.plugins)
    known = ", ".join(source.name for source in sources) or "-"
    place = os.path.abspath(name)
    for source in sources:
        if place == source.path or name in (source.path, source.name, Path(source.path).name):
            return source.path
    if name in settings.disabled_plugins or place in settings.disabled_plugins:
        return name if name in settings.disabled_plugins else place  # its file is gone
    if any(_means(source, name, place) for source in discover_bundled()):
        raise fail("plugins.bundled", name=name, known=known)
    raise fail("plugins.none_such", name=name, known=known)


def _means(source: PluginSource, name: str, place: str) -> bool:
    return place == source.path or name in (source.name, Path(source.path).name)


def _inside(file: str, targets: set[str]) -> bool:
    return bool(file) and any(str(path) in targets for path in (Path(file), *Path(file).parents))
