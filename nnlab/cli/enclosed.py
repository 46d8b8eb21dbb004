"""Foreign plugins in the file of a command: run on request, missed in one sentence, and put into the file it writes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from nnlab.authoring.installing import plan_text
from nnlab.cli.options import Call
from nnlab.experiment.document import Experiment
from nnlab.experiment.enclosed import (
    Enclosed,
    Gathered,
    experiments_of,
    foreign,
    gather,
    ids_of,
    lacks,
    used_by,
)
from nnlab.experiment.file import ExperimentFile, load
from nnlab.records import ComponentInfo, Problem, Value, fail, home


@contextmanager
def trusting(source: ExperimentFile, call: Call, name: str) -> Iterator[Call]:
    """Gives the call with the plugins that a source encloses, and says which of them will run.

    They win over those installed, as every homework is trained with its own text. Raises ProblemError
    `enclosed.safe_mode`.
    """
    if not source.plugins:
        yield call
        return
    if call.safe_mode:
        raise fail("enclosed.safe_mode")
    for plugin in source.plugins:
        values: dict[str, Value] = {"name": plugin.name, "sha256": plugin.sha256[:8], "file": name}
        values["components"] = ids_of(plugin.components)
        call.report.problem(Problem(code="enclosed.running", level="note", values=values))
    with unpacked(source.plugins) as folder:
        yield dataclasses.replace(call, plugins=(str(folder), *call.plugins))


@contextmanager
def written_out(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Gives paths of plugins, with those that an experiment file encloses as files in its place.

    Raises ProblemError `enclosed.none` and those of a file that cannot be read.
    """
    with ExitStack() as kept:
        found: list[str] = []
        for path in paths:
            if Path(path).suffix.lower() != ".nnlab":
                found.append(path)
                continue
            plugins = _held(path)
            folder = kept.enter_context(unpacked(plugins))
            found += [str(folder / plugin.file_name) for plugin in plugins]
        yield tuple(found)


def show(call: Call, paths: Sequence[str]) -> int:
    """Prints the text of every plugin that files enclose, to be read before it is installed."""
    if not paths:
        raise fail("command.missing", name="FILE.nnlab", command="nnlab plugins show")
    plugins = [plugin for path in paths for plugin in _held(path)]
    for plugin in plugins:
        call.report.say(f"# {plugin.file_name} · {', '.join(plugin.components)} · sha256 {plugin.sha256[:8]}")
        call.report.say(plain(plugin.text))
    call.report.result({"plugins": [msgspec.to_builtins(plugin) for plugin in plugins]})
    return 0


def plain(text: str) -> str:
    """Returns a text without what a terminal would obey or hide."""
    lines = text.replace("\r\n", "\n").rstrip("\n")
    return "".join(one if one.isprintable() or one in "\n\t" else f"<U+{ord(one):04X}>" for one in lines)


@contextmanager
def unpacked(plugins: Iterable[Enclosed]) -> Iterator[Path]:
    """Gives a folder that holds the texts of plugins as long as the `with` block lasts, to be named as `--plugins`."""
    with TemporaryDirectory(prefix="nnlab-enclosed-") as folder:
        for plugin in plugins:
            (Path(folder) / plugin.file_name).write_bytes(plugin.text.encode())
        yield Path(folder)


def _held(path: str) -> tuple[Enclosed, ...]:
    plugins = load(path).plugins
    if not plugins:
        raise fail("enclosed.none", file=path)
    return plugins


def say_missing(source: ExperimentFile, experiment: Experiment, catalog: Sequence[ComponentInfo], name: str) -> None:
    """Raises ProblemError where a plugin that a source encloses or names is not here.

    One that is installed with this very text and was not loaded has a problem of its own to tell.
    """
    for lack in lacks(source.plugins, [experiment], catalog):
        plugin = lack.plugin
        if lack.state == "missing" and not _lies_here(plugin):
            raise fail("enclosed.missing", file=name, name=plugin.name, components=ids_of(lack.used))
    known = {f"{info.kind}:{info.id}" for info in catalog}
    for named in source.named:
        absent = [key for key in named.components if key in used_by([experiment]) and key not in known]
        if absent:
            raise fail("enclosed.elsewhere", name=named.name, version=named.version, components=ids_of(absent))


def _lies_here(plugin: Enclosed) -> bool:
    return plan_text(plugin.text.encode(), plugin.file_name, home().plugins).fate == "same"


def with_plugins(
    file: ExperimentFile, source: ExperimentFile, catalog: Sequence[ComponentInfo], *, enclose: bool
) -> tuple[ExperimentFile, tuple[Problem, ...]]:
    """Returns a file with the texts of the foreign plugins it uses, and what there is to say of them.

    They are put into it where `enclose` says so, or the source held some.
    """
    run = experiments_of(file.experiment, file.began, file.events)
    if enclose or source.plugins:
        gathered = gather(run, catalog, Gathered(plugins=source.plugins, named=source.named))
        return msgspec.structs.replace(file, plugins=gathered.plugins, named=gathered.named), gathered.problems
    said: list[Problem] = []
    for one in foreign(run, catalog):
        values: dict[str, Value] = {"name": one.name, "components": ids_of(one.components)}
        said.append(Problem(code="enclosed.not_asked", level="note", values=values))
    return file, tuple(said)
