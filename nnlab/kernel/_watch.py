"""Watches the folders of plugins: a saved, renamed or removed file is told of within a fraction of a second."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from nnlab.kernel import messages as m
from nnlab.records.plugin_files import folder_digest, parts_of, plugins_at, plugins_in

Looked = Callable[[tuple[m.PluginFile, ...]], None]
Place = tuple[str, str]  # path, origin

quiet_ms = 50  # a save counts as finished when nothing has happened for so long
burst_ms = 200  # ... but what goes on for longer is looked at now and then
look_ms = 400  # what the system does not tell of (the target of a link, a network drive) is noticed by looking
gone_s = 0.3  # editors remove a file and put another in its place: only after this it counts as removed
text_most = 4 << 20  # bytes; a larger file is loaded from where it lies


class Watch:
    """Looks at the plugin files once, and again whenever something may have changed.

    `looked(files)` gets all files there are, in the thread of the watch, whenever they are others than before.
    """

    def __init__(self, places: Iterable[Place], looked: Looked) -> None:
        self._places = tuple(places)
        self._looked = looked
        self._known: tuple[m.PluginFile, ...] | None = None
        self._ended = threading.Event()
        self._wake = threading.Event()  # ends the present wait of the system's watch
        self._thread = threading.Thread(target=self._run, name="nnlab watch", daemon=True)

    def start(self) -> None:
        """Begins to watch."""
        if not self._thread.is_alive():
            self._thread.start()

    def look_again(self) -> None:
        """Looks at once."""
        self._wake.set()

    def close(self) -> None:
        """Stops watching."""
        self._ended.set()
        self._wake.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wake.clear()
            try:
                self._watch()
            except Exception:  # the system gives no more watches, say: then there is only looking
                logging.getLogger(__name__).debug("plugin folders cannot be watched", exc_info=True)
                self._look()
                self._wake.wait(look_ms / 1000)

    def _watch(self) -> None:
        """Watches until the folders are others than those that are watched, or somebody wakes it."""
        from watchfiles import watch  # late: the window need not wait for it

        folders, stamps = self._folders(), self._stamp()
        self._look()
        changes = watch(
            *folders,
            watch_filter=None,
            debounce=burst_ms,
            step=quiet_ms,
            stop_event=self._wake,
            rust_timeout=look_ms,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        )
        for found in changes:
            now = self._stamp()  # before the look: what changes during it is looked at again
            if found or now != stamps:
                stamps = now
                self._look()
            if self._ended.is_set() or self._folders() != folders:
                return

    def _folders(self) -> tuple[str, ...]:
        """Returns the folders that plugins lie in, or the nearest ones there are."""
        found: dict[str, None] = {}
        for path, origin in self._places:
            place = Path(path)
            while not place.is_dir() and place != place.parent:
                place = place.parent
            found[str(place)] = None
            for plugin in _plugins(path, origin):
                if plugin.is_dir():
                    found[str(plugin)] = None
                    found.update(dict.fromkeys(str(part.parent) for part in parts_of(plugin)))
                elif plugin.is_symlink():
                    found[str(plugin.resolve().parent)] = None
        return tuple(sorted(name for name in found if os.path.isdir(name)))

    def _stamp(self) -> object:
        """Returns what changes whenever a file does, without reading any."""
        stamps = []
        for path, origin in self._places:
            for plugin in _plugins(path, origin):
                for part in sorted(parts_of(plugin)) if plugin.is_dir() else (plugin,):
                    try:
                        status = part.stat()
                    except OSError:
                        stamps.append((str(part), 0, 0, 0))
                        continue
                    stamps.append((str(part), status.st_mtime_ns, status.st_size, status.st_ino))
        return stamps

    def _look(self) -> None:
        files = self._files()
        known = {file.path for file in self._known or ()}
        if known - {file.path for file in files}:
            self._ended.wait(gone_s)
            files = self._files()
        if files != self._known and not self._ended.is_set():
            self._known = files
            self._looked(files)

    def _files(self) -> tuple[m.PluginFile, ...]:
        made: dict[str, m.PluginFile] = {}
        for place, origin in self._places:
            for path in _plugins(place, origin):
                made.setdefault(str(path), plugin_file(path, origin))
        return tuple(made.values())


def _plugins(place: str, origin: str) -> tuple[Path, ...]:
    """Returns the plugins at a place, as the catalogue finds them: the user's folder need not exist."""
    return plugins_in(place) if origin == "user" else plugins_at(place)


def plugin_file(path: Path, origin: str) -> m.PluginFile:
    """Returns what lies at a path, with its text where it is one file that can be read as text."""
    if path.is_dir():
        return m.PluginFile(str(path), origin, folder_digest(path), "folder", path.name)
    try:
        data = path.read_bytes()
    except OSError:
        return m.PluginFile(str(path), origin, "", "file", path.stem)
    text = None
    if len(data) <= text_most:
        try:
            text = importlib.util.decode_source(data)
        except (SyntaxError, UnicodeDecodeError):
            text = None  # loading it says what is wrong
    return m.PluginFile(str(path), origin, hashlib.sha256(data).hexdigest(), "file", path.stem, text=text)
