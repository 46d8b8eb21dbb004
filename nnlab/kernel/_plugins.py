"""The kernel's catalogue: what came with nnlab, then what the client says is safe to load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnlab.catalog import Catalog, PluginSource, discover, discover_bundled
from nnlab.kernel import messages as m
from nnlab.kernel._slot import SlotWriter
from nnlab.records import Problem

Tell = Callable[[m.FromKernel], None]


class Plugins:
    """Loads plugins and says so. The clock of the slot runs while one is imported."""

    def __init__(self, slot: SlotWriter, tell: Tell) -> None:
        self.catalog = Catalog()
        self._slot = slot
        self._tell = tell
        self._loads = 0
        slot.locate, slot.owner = self.locate, self.owner

    def hello(self, message: m.Hello) -> None:
        """Loads the bundled plugins, then the proven ones of all that are found."""
        if message.bundled:
            self._load_all(discover_bundled())
        self._ready()
        if not message.discover:
            return
        found = discover(message.plugin_dirs)
        proven = set(message.proven) - set(message.quarantined)
        safe = [source for source in found if source.sha256 in proven or not source.sha256]
        self._tell(m.Found(files=tuple(_file(source) for source in found), loading=len(safe)))
        if safe:
            self._loaded(safe)

    def load(self, message: m.Load) -> None:
        """Loads the files of a message."""
        self._loaded([_source(file) for file in message.files])

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

    def _loaded(self, sources: list[PluginSource]) -> None:
        self._load_all(sources)
        self._loads += 1
        self._ready()

    def _load_all(self, sources: list[PluginSource] | tuple[PluginSource, ...]) -> None:
        for done, source in enumerate(sources):
            if source.origin == "bundled":
                self.catalog.load(source)
                continue
            self._tell(m.Loading(plugin=source.name, done=done, total=len(sources)))
            self._slot.forget_names()
            self._slot.begin((source.name, "import", source.path))
            try:
                self.catalog.load(source)
            except Exception:
                self._slot.end()
                raise
            self._slot.end()  # not after what ends the process: then the plugin shall be named
        self._slot.forget_names()

    def _ready(self) -> None:
        problems: tuple[Problem, ...] = self.catalog.problems
        self._tell(m.Ready(catalog=self.catalog.infos, problems=problems, loads=self._loads))


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
    return PluginSource(file.path, file.origin, file.sha256, file.kind, name, file.version)
