"""Finds plugins without importing them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from nnlab.catalog.source import PluginSource, file_digest, sources_at, sources_in
from nnlab.records import bundled, home

group = "nnlab"


def discover(
    plugin_dirs: Iterable[str | Path] = (), user: bool = True, entry_points: bool = True
) -> tuple[PluginSource, ...]:
    """Returns the plugins that do not come with nnlab, in the order in which they are loaded.

    First those of `plugin_dirs` (a folder of plugins, or one plugin's file or folder), then the user's folder, then
    installed packages with an entry point of group `nnlab`. A path that does not exist is returned as well, so that
    loading it says so.
    """
    found = [source for place in plugin_dirs for source in sources_at(place, "plugins")]
    if user:
        found += sources_in(home().plugins, "user")
    if entry_points:
        found += _installed()
    first: dict[str, PluginSource] = {}
    for source in found:
        first.setdefault(source.path, source)  # the user's folder may be given as a plugin folder, too
    return tuple(first.values())


def discover_bundled() -> tuple[PluginSource, ...]:
    """Returns the plugins that come with nnlab."""
    return sources_in(bundled("plugins"), "bundled", metadata_version())


def metadata_version() -> str:
    """Returns nnlab's own version, or "" in a checkout that is not installed."""
    try:
        return metadata.version("nnlab")
    except metadata.PackageNotFoundError:
        return ""


def _installed() -> list[PluginSource]:
    points = sorted(metadata.entry_points(group=group), key=lambda point: (point.name, point.value))
    return [
        PluginSource(point.value, "entry_point", _digest(point), "entry_point", point.name, _version(point))
        for point in points
    ]


def _version(point: metadata.EntryPoint) -> str:
    return str(point.dist.version) if point.dist is not None else ""


def _digest(point: metadata.EntryPoint) -> str:
    """Returns the digest of the module's file where the package tells where it is, else of name and version."""
    if point.dist is not None:
        base = point.module.replace(".", "/")
        for name in (f"{base}.py", f"{base}/__init__.py"):
            digest = file_digest(Path(str(point.dist.locate_file(name))))
            if digest:
                return digest
    return hashlib.sha256(f"{point.value} {_version(point)}".encode()).hexdigest()
