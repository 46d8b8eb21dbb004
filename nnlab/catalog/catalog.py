"""The catalogue: every component that was loaded, every problem that was met, and the classes behind them."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import msgspec

from nnlab.api import Component
from nnlab.api.blame import blame
from nnlab.catalog.checking import check_class, info_of
from nnlab.catalog.discover import discover_bundled
from nnlab.catalog.importing import unload
from nnlab.catalog.loading import Loaded, Loader
from nnlab.catalog.source import PluginSource, source_of, sources_at
from nnlab.records import ComponentInfo, Problem, ProblemError, Value, fail

origins = ("bundled", "plugins", "user", "entry_point", "given")


class Choosing(Protocol):
    """A chosen component as an experiment names it."""

    @property
    def id(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Value]: ...


class Catalog:
    """Components by kind and id, in the order in which they were loaded. The first of two with one id stays."""

    def __init__(self) -> None:
        self._loader = Loader()
        self._loaded: dict[str, Loaded] = {}
        self._names: dict[str, str] = {}
        self._components: dict[tuple[str, str], tuple[ComponentInfo, type[Component]]] = {}
        self._problems: tuple[Problem, ...] = ()
        self._gone: dict[tuple[str, str], str] = {}  # components that were there, by the path they went with

    @property
    def infos(self) -> tuple[ComponentInfo, ...]:
        """Every component as a plain record."""
        return tuple(info for info, _ in self._components.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that went wrong while loading."""
        return self._problems

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """What came of each plugin, with the seconds its import took."""
        return tuple(self._loaded.values())

    def load(self, source: PluginSource) -> Loaded:
        """Loads a plugin; one that was loaded before is read anew and takes its old place."""
        name = self._module_name(source)
        if source.kind != "entry_point" and source.text is None:
            source = msgspec.structs.replace(source, sha256=source_of(source.path, source.origin).sha256)
        before = self._components
        self._loaded[source.path] = self._loader.load(source, name)
        self._merge()
        self._miss(source.path, before)
        return self._loaded[source.path]

    def take(self, loaded: Iterable[Loaded]) -> None:
        """Takes what came of plugins that were loaded before, by this catalogue or another of this process."""
        for one in loaded:
            self._module_name(one.source)
            self._loaded[one.source.path] = one
        self._merge()

    def unload(self, path: str) -> bool:
        """Forgets the plugin at a path with its components and its module; False where there is none."""
        before, loaded = self._components, self._loaded.pop(path, None)
        if loaded is None:
            return False
        unload(loaded.source, self._module_name(loaded.source))
        self._merge()
        self._miss(path, before)
        return True

    def load_file(self, path: str | Path, origin: str = "given") -> tuple[Loaded, ...]:
        """Loads the plugin at a path, or those inside it where it is a folder without `__init__.py`."""
        return tuple(self.load(source) for source in sources_at(path, origin))

    def add_class(self, cls: type[Component]) -> ComponentInfo:
        """Adds a component class that was passed directly (origin "given").

        Raises ProblemError where the class is not usable or its id is taken.
        """
        kind = getattr(cls, "kind", None)
        if not (isinstance(cls, type) and issubclass(cls, Component)) or kind is None:
            raise fail("component.class", owner=getattr(cls, "__name__", type(cls).__name__))
        file, line = cls.declared_at
        source = PluginSource(f"{file}:{cls.__qualname__}", "given", _class_digest(cls), "file", cls.__name__)
        try:
            check_class(cls, kind, "Catalog.add_class")
            info = info_of(cls, source)
        except Exception as error:
            raise ProblemError(
                blame(error, "component.check", plugin=cls.__name__, stage="check", file=file, line=line)
            ) from error
        taken = self._components.get((info.kind, info.id))
        if taken is not None and taken[0].file == info.file and taken[0].plugin == info.plugin:
            taken = None  # the same class again: a notebook cell was run anew
        if taken is not None:
            raise ProblemError(_duplicate(info, taken[0]))
        self._loaded[source.path] = Loaded(source, ((info, cls),), (), 0.0)
        self._merge()
        return info

    def info(self, kind: str, ident: str) -> ComponentInfo | None:
        """Returns a component's record."""
        found = self._components.get((kind, ident))
        return found[0] if found else None

    def cls(self, kind: str, ident: str) -> type[Component]:
        """Returns a component's class.

        Raises ProblemError `plugin.gone` for one whose file went or brings it no longer, else `plugin.unknown`, which
        names the known ids of its kind.
        """
        found = self._components.get((kind, ident))
        if found is None and (kind, ident) in self._gone:
            raise fail("plugin.gone", kind=kind, id=ident, file=self._gone[kind, ident])
        if found is None:
            known = ", ".join(known for known_kind, known in self._components if known_kind == kind)
            raise fail("plugin.unknown", kind=kind, id=ident, known=known)
        return found[1]

    def make(self, kind: str, chosen: Choosing) -> Component:
        """Makes a chosen component; raises ProblemError where it is unknown or a value does not fit."""
        return self.cls(kind, chosen.id)(**chosen.values)

    def _miss(self, path: str, before: Mapping[tuple[str, str], tuple[ComponentInfo, type[Component]]]) -> None:
        """Remembers which components went with what a plugin brought before."""
        self._gone.update(dict.fromkeys(before.keys() - self._components.keys(), path))
        for key in self._components.keys() & self._gone.keys():
            del self._gone[key]

    def _module_name(self, source: PluginSource) -> str:
        """Returns a module name that no other path of this catalogue has."""
        number = 1
        name = source.module
        while self._names.setdefault(name, source.path) != source.path:
            number += 1
            name = f"{source.module}_{number}"
        return name

    def _merge(self) -> None:
        """Puts together what all plugins brought; who is first depends on origin and name, not on when they came."""
        components: dict[tuple[str, str], tuple[ComponentInfo, type[Component]]] = {}
        problems: list[Problem] = []
        for loaded in sorted(self._loaded.values(), key=_rank):
            problems += loaded.problems
            for info, cls in loaded.components:
                first = components.setdefault((info.kind, info.id), (info, cls))
                if first[1] is not cls:
                    problems.append(_duplicate(info, first[0]))
        self._components = components
        self._problems = tuple(problems)


def load_catalog(files: Iterable[PluginSource | str | Path | type[Component]] = (), *, bundled: bool = True) -> Catalog:
    """Returns a catalogue of the bundled plugins and then of `files`: found sources, paths, or component classes.

    Bundled plugins are imported once in a process and anew when their text is another; all else is read each time.
    """
    catalog = Catalog()
    if bundled:
        catalog.take(_imported(discover_bundled()))
    for item in files:
        if isinstance(item, PluginSource):
            catalog.load(item)
        elif isinstance(item, (str, Path)):
            catalog.load_file(item)
        else:
            catalog.add_class(item)
    return catalog


@lru_cache(maxsize=1)
def _imported(sources: tuple[PluginSource, ...]) -> tuple[Loaded, ...]:
    """Loads plugins that many catalogues may share: their classes keep nothing, and what came of them is frozen."""
    catalog = Catalog()
    return tuple(catalog.load(source) for source in sources)


def _rank(loaded: Loaded) -> tuple[int, str]:
    source = loaded.source
    by_name = source.origin in ("bundled", "user", "entry_point")
    return origins.index(source.origin) if source.origin in origins else len(origins), source.name if by_name else ""


def _duplicate(second: ComponentInfo, first: ComponentInfo) -> Problem:
    return Problem(
        code="component.duplicate",
        values={"kind": second.kind, "id": second.id, "first": first.plugin, "first_file": first.file},
        plugin=second.plugin,
        stage="check",
        file=second.file,
        line=second.line,
    )


def _class_digest(cls: type) -> str:
    try:
        text = inspect.getsource(cls)
    except (OSError, TypeError):
        text = f"{cls.__module__}.{cls.__qualname__}"
    return hashlib.sha256(text.encode()).hexdigest()
