"""The work of `nnlab check`: finds what is meant, and has it graded in a workshop's process."""

from __future__ import annotations

import dataclasses
import queue
from collections.abc import Iterator
from pathlib import Path

from nnlab.catalog import PluginSource, discover
from nnlab.catalog.source import sources_at
from nnlab.kernel.messages import PluginFile
from nnlab.kernel.workshop import Tried, Work, Workshop
from nnlab.records import ComponentInfo, Problem, bundled, fail, home
from nnlab.records.grades import Grade
from nnlab.records.settings import load_settings

_look_s = 0.1  # Ctrl-C is heard so often


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which components of a file are to be graded: all, or those of a kind or an id."""

    kind: str = ""
    component: str = ""

    def fits(self, info: ComponentInfo) -> bool:
        return self.kind in ("", info.kind) and self.component in ("", info.id)


@dataclasses.dataclass(frozen=True)
class Graded:
    """One component with its grade; None where its process hung or died, which `problems` tell of."""

    info: ComponentInfo
    grade: Grade | None
    problems: tuple[Problem, ...]


class Grader:
    """Loads files and grades their components, one after the other; leaving the `with` block ends the process.

    No plugin's code runs in this process.
    """

    def __init__(self) -> None:
        settings, _ = load_settings(home())
        self._came: queue.SimpleQueue[Tried] = queue.SimpleQueue()
        self._workshop = Workshop(self._came.put, memory=settings.kernel_memory << 20 or None)
        self._count = 0

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self._workshop.close()

    def load(self, file: PluginFile | None) -> Tried:
        """Returns what a file brings (None: all that came with nnlab), and what is wrong with it."""
        self._count += 1
        return self._asked(Work(id=self._count, key="load", what="load", file=file))

    def graded(self, file: PluginFile | None, infos: tuple[ComponentInfo, ...]) -> Iterator[Graded]:
        """Yields one component after the other, as soon as it is graded."""
        for info in infos:
            self._count += 1
            work = Work(id=self._count, key="grade", what="grade", file=file, kind=info.kind, component=info.id)
            tried = self._asked(work)
            yield Graded(info, tried.grade, tried.problems)

    def _asked(self, work: Work) -> Tried:
        self._workshop.ask(work)
        while True:
            try:
                return self._came.get(timeout=_look_s)
            except queue.Empty:
                continue


def files_of(name: str) -> tuple[PluginFile | None, ...]:
    """Returns the plugins at a path, or the user's plugin of a name; (None,) where what came with nnlab is meant."""
    if Path(name).exists():
        inside = bundled("plugins").resolve()
        if inside in (Path(name).resolve(), *Path(name).resolve().parents):
            return (None,)
        found = sources_at(name, "given")
        if not found:
            raise fail("command.no_plugins_in", folder=name)
        return tuple(_file(source) for source in found)
    users = [source for source in discover() if name in (source.name, Path(source.path).name)]
    return tuple(_file(source) for source in users[:1]) or (None,)


def meant(name: str, infos: tuple[ComponentInfo, ...], wanted: Wanted) -> tuple[ComponentInfo, ...]:
    """Returns the components that came with nnlab and are meant by a path, an id or `kind:id`.

    Raises ProblemError `command.no_plugin`.
    """
    if Path(name).exists():
        place = Path(name).resolve()
        found = [info for info in infos if place in (Path(info.file).resolve(), *Path(info.file).resolve().parents)]
    else:
        kind, _, ident = name.rpartition(":")
        found = [info for info in infos if info.id == ident and kind in ("", info.kind)]
        if not found:
            raise fail("command.no_plugin", name=name)
    return tuple(info for info in found if wanted.fits(info))


def nothing(wanted: Wanted, infos: tuple[ComponentInfo, ...]) -> Problem:
    """Words that none of the components is of that kind or id."""
    known = ", ".join(f"{info.kind}:{info.id}" for info in infos)
    return Problem(code="command.no_component", values={"wanted": _named(wanted), "known": known})


def _named(wanted: Wanted) -> str:
    return ":".join(part for part in (wanted.kind, wanted.component) if part)


def _file(source: PluginSource) -> PluginFile:
    return PluginFile(
        path=source.path,
        origin=source.origin,
        sha256=source.sha256,
        kind=source.kind,
        name=source.name,
        version=source.version,
    )
