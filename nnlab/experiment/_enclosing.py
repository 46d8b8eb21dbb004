"""Enclosed plugins as members of a file: each text once, under a name that is nothing but a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from nnlab.experiment._body import Plugin
from nnlab.experiment._zips import DamagedError, TooLargeError
from nnlab.experiment.enclosed import Enclosed, largest_plugin, largest_plugins
from nnlab.records import fail
from nnlab.records.plugin_names import is_safe

_folder = "plugins/"


_longest = 200  # letters of what is said of a plugin


def plugin_member(plugin: Enclosed) -> Plugin:
    """Returns what the text of the document says of an enclosed plugin."""
    return Plugin(
        name=plugin.name,
        file_name=plugin.file_name,
        origin=plugin.origin,
        version=plugin.version,
        components=plugin.components,
    )


def pack_plugins(plugins: Sequence[Enclosed], file: str) -> dict[str, bytes]:
    """Returns the members of enclosed plugins, in their order.

    Raises ProblemError for a name that a file may not hold, UnicodeEncodeError, and TypeError where a digest is not
    that of its text.
    """
    _check_names([plugin.file_name for plugin in plugins], file)
    members = {_member(place, plugin.file_name): plugin.text.encode() for place, plugin in enumerate(plugins)}
    for plugin, data in zip(plugins, members.values(), strict=True):
        if hashlib.sha256(data).hexdigest() != plugin.sha256:
            raise TypeError(f"{plugin.file_name}: sha256")
    return members


def unpack_plugins(said: Sequence[Plugin], members: Mapping[str, bytes], file: str) -> tuple[Enclosed, ...]:
    """Returns the enclosed plugins of a file.

    Raises ProblemError for bad names and texts, DamagedError where members are missing or nobody names them.
    """
    _check_names([plugin.file_name for plugin in said], file)
    for plugin in said:
        for shown in (plugin.name, plugin.origin, plugin.version, *plugin.components):
            if not shown.isprintable() or len(shown) > _longest:  # it will stand in terminals and sentences
                raise fail("file.plugin_name", file=file, name=ascii(shown[:40]))
    names = [_member(place, plugin.file_name) for place, plugin in enumerate(said)]
    there = [name for name in members if name.startswith(_folder)]
    if set(names) != set(there):
        raise DamagedError("plugins")
    return tuple(_enclosed(plugin, members[name], file) for plugin, name in zip(said, names, strict=True))


def check_texts(members: Mapping[str, bytes]) -> None:
    """Raises TooLargeError where the texts among the members of a file are beyond the limits, one or all together."""
    sizes = [len(data) for name, data in members.items() if name.startswith(_folder)]
    for size, allowed in ((max(sizes, default=0), largest_plugin), (sum(sizes), largest_plugins)):
        if size > allowed:
            raise TooLargeError(size, allowed)


def _member(place: int, file_name: str) -> str:
    return f"{_folder}{place + 1}-{file_name}"


def _check_names(names: Sequence[str], file: str) -> None:
    seen = set()
    for name in names:
        if not is_safe(name):
            raise fail("file.plugin_name", file=file, name=ascii(name[:40]))
        if name.casefold() in seen:
            raise fail("file.plugin_twice", file=file, name=name)
        seen.add(name.casefold())


def _enclosed(plugin: Plugin, data: bytes, file: str) -> Enclosed:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise fail("file.plugin_text", file=file, name=plugin.file_name) from None
    return Enclosed(
        name=plugin.name,
        file_name=plugin.file_name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        origin=plugin.origin,
        version=plugin.version,
        components=plugin.components,
    )
