"""The kernel's catalogue: what came with nnlab, then what the client says is safe to load."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from nnlab.catalog import Catalog, PluginSource, discover, discover_bundled
from nnlab.kernel import messages as m
from nnlab.kernel._guard import Guard
from nnlab.kernel._slot import Named, SlotWriter
from nnlab.records import Problem

Tell = Callable[[m.FromKernel], None]


class Plugins:
    """Loads plugins and says so. The clock of the slot runs while one is imported."""

    def __init__(self, slot: SlotWriter, tell: Tell) -> None:
        self.catalog = Catalog()
        self._slot = slot
        self._tell = tell
        self._loads = 0
        self._whole = False
        slot.locate, slot.owner = self.locate, self.owner
        self.guard = Guard(slot, lambda problem: tell(m.Remark(problem=problem)), self.keepers)

    def hello(self, message: m.Hello) -> None:
        """Loads the bundled plugins, then the proven ones of all that are found, or what worked last in their place."""
        self._whole = message.bundled
        if message.bundled:
            self._load_all(discover_bundled())
        self._ready()
        if not message.discover:
            return
        found = discover(message.plugin_dirs)
        proven = set(message.proven) - set(message.quarantined)
        older = {file.path: _source(file) for file in message.older}
        safe = []
        for source in found:
            if source.path in message.disabled:
                continue
            if source.sha256 in proven or (not source.sha256 and source.path not in older):
                safe.append(source)
            elif source.path in older:
                safe.append(older[source.path])
        loads = {source.path: source.sha256 for source in safe}
        self._tell(m.Found(files=tuple(_file(source) for source in found), loading=len(safe), loads=loads))
        if safe:
            self._loaded(safe)

    def load(self, message: m.Load) -> None:
        """Loads the files of a message."""
        self._loaded([_source(file) for file in message.files])

    def unload(self, message: m.Unload) -> None:
        """Forgets the plugins at the paths of a message."""
        for path in message.paths:
            self.catalog.unload(path)
        self._slot.forget_names()
        self._count()

    def locate(self, name: str) -> tuple[str, str, str]:
        """Returns component and method of a bundled call that the session names `Class.method`; its file is ours."""
        owner, _, method = name.rpartition(".")
        return owner, method, ""

    def owner(self, cls: type) -> str:
        """Returns the path of the user's plugin a class is from; "" for what came with nnlab."""
        for loaded in self.catalog.loaded:
            if loaded.source.origin != "bundled" and any(one is cls for _, one in loaded.components):
                return loaded.source.path
        return ""

    def path_of(self, file: str) -> str:
        """Returns the path of the user's plugin that a file belongs to; "" for any other file."""
        for loaded in self.catalog.loaded:
            path = loaded.source.path
            ours = any(info.file == file for info, _ in loaded.components)
            if file and loaded.source.origin != "bundled" and (ours or Path(path) in (Path(file), *Path(file).parents)):
                return path
        return ""

    def _guarded(self) -> None:
        """Takes note of what all plugins share, nnlab's own code among it."""
        if self._whole:
            importlib.import_module("nnlab.session")  # not before: Ready need not wait for the engine
        self.guard.begin()

    def keepers(self) -> list[tuple[Named, tuple[ModuleType, ...]]]:
        """Returns the modules of each of the user's plugins."""
        found = []
        for loaded in self.catalog.loaded:
            name = loaded.components[0][1].__module__ if loaded.components else ""
            if loaded.source.origin != "bundled" and name:
                inside = tuple(one for known, one in list(sys.modules.items()) if f"{known}.".startswith(f"{name}."))
                found.append(((loaded.source.name, "import", loaded.source.path), inside))
        return found

    def _loaded(self, sources: list[PluginSource]) -> None:
        self._load_all(sources)
        self._count()

    def _count(self) -> None:
        self._loads += 1
        self._ready()

    def _load_all(self, sources: list[PluginSource] | tuple[PluginSource, ...]) -> None:
        for done, source in enumerate(sources):
            if source.origin == "bundled":
                self.catalog.load(source)
                continue
            self._tell(m.Loading(plugin=source.name, done=done, total=len(sources)))
            self._slot.forget_names()
            self._guarded()
            self.guard.forget(source.path)
            call = source.name, "import", source.path
            self._slot.begin(call)
            try:
                self.catalog.load(source)
            except Exception:
                self._slot.end()
                self.guard.look(call)
                raise
            self._slot.end()  # not after what ends the process: then the plugin shall be named
            self.guard.look(call)
        self._slot.forget_names()

    def _ready(self) -> None:
        problems: tuple[Problem, ...] = self.catalog.problems
        brought = tuple(
            m.Brought(
                path=loaded.source.path,
                sha256=loaded.source.sha256,
                seconds=loaded.seconds,
                components=tuple(f"{info.kind}:{info.id}" for info, _ in loaded.components),
            )
            for loaded in self.catalog.loaded
        )
        self._tell(m.Ready(catalog=self.catalog.infos, problems=problems, loads=self._loads, brought=brought))


def _file(source: PluginSource) -> m.PluginFile:
    return m.PluginFile(
        path=source.path,
        origin=source.origin,
        sha256=source.sha256,
        kind=source.kind,
        name=source.name,
        version=source.version,
    )


def _source(file: m.PluginFile) -> PluginSource:
    name = file.name or Path(file.path).stem
    return PluginSource(file.path, file.origin, file.sha256, file.kind, name, file.version, file.text)
