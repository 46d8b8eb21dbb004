"""Foreign plugins of an experiment: which it uses, their texts as a file encloses them, and what is missing here.

Nothing here runs a plugin. `nnlab.authoring.installing` copies an enclosed text to the user's plugins, on demand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from nnlab.experiment.document import Event, Experiment
from nnlab.experiment.slots import fill, info_of, pick, slots
from nnlab.records import ComponentInfo, Problem, Value
from nnlab.records.plugin_names import free_name, safe_name

largest_plugin, largest_plugins = 1 << 20, 8 << 20  # bytes of one text, and of all in a file


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Enclosed(_Record, frozen=True):
    """The text of a foreign plugin as an experiment file holds it: data, until somebody installs it.

    `file_name` has no folder; `origin` and `version` are those it was loaded with; `components` are "kind:id".
    """

    name: str
    file_name: str
    text: str
    sha256: str
    origin: str = ""
    version: str = ""
    components: tuple[str, ...] = ()


class Named(_Record, frozen=True):
    """A plugin that an experiment uses and a file cannot hold: a folder, or an installed package."""

    name: str
    origin: str = ""
    version: str = ""
    components: tuple[str, ...] = ()


class Foreign(_Record, frozen=True):
    """A plugin that did not come with nnlab, as the catalogue tells of it; `file` is where its component stands."""

    name: str
    file: str
    origin: str
    version: str
    sha256: str
    components: tuple[str, ...]


class Gathered(_Record, frozen=True):
    """What a file shall hold of the plugins an experiment uses, and what is to be said of those it cannot."""

    plugins: tuple[Enclosed, ...] = ()
    named: tuple[Named, ...] = ()
    problems: tuple[Problem, ...] = ()


class Lack(_Record, frozen=True):
    """An enclosed plugin that is "missing" here, or of which another text is loaded ("other").

    `used` are the experiment's components that are missing or other, `mine` those here that stand in their place.
    """

    plugin: Enclosed
    state: Literal["missing", "other"]
    used: tuple[str, ...]
    mine: tuple[ComponentInfo, ...] = ()


def experiments_of(
    experiment: Experiment, began: Experiment | None = None, events: Iterable[Event] = ()
) -> tuple[Experiment, ...]:
    """Returns every document a run went through: doing it again needs the plugins of all of them."""
    found = (experiment, began, *(event.experiment for event in events))
    return tuple(one for one in found if one is not None)


def used_by(experiments: Iterable[Experiment]) -> tuple[str, ...]:
    """Returns the components that experiments use as "kind:id", each once."""
    found = {
        f"{slot.kind}:{slot.chosen.id}": None for one in experiments for slot in slots(one) if slot.chosen is not None
    }
    return tuple(found)


def foreign(experiments: Iterable[Experiment], infos: Sequence[ComponentInfo]) -> tuple[Foreign, ...]:
    """Returns the plugins that experiments use and that did not come with nnlab, by name."""
    known = {_key(info): info for info in infos}
    used = [known[key] for key in used_by(experiments) if key in known]
    groups = {_group(info): info for info in reversed(used) if info.origin != "bundled"}
    found = [
        Foreign(
            name=info.plugin,
            file=info.file,
            origin=info.origin,
            version=info.version,
            sha256=info.sha256,
            components=tuple(sorted(_key(other) for other in infos if _group(other) == group)),
        )
        for group, info in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.file)))


def gather(
    experiments: Sequence[Experiment],
    infos: Sequence[ComponentInfo],
    carried: Gathered = Gathered(),  # noqa: B008 - frozen
    texts: Mapping[str, str] = {},
) -> Gathered:
    """Reads the texts of the foreign plugins that experiments use, to be enclosed; whatever cannot be is said.

    The text is the one that is loaded: `texts` holds it by digest where the file has another by now. `carried` is what
    the experiment's file held: what is missing here and still used stays in it.
    """
    plugins: list[Enclosed] = []
    named: list[Named] = []
    problems: list[Problem] = []
    for one in foreign(experiments, infos):
        found = _read(one, texts)
        if isinstance(found, Enclosed):
            plugins.append(found)
            continue
        problems.append(found)
        named.append(Named(name=one.name, origin=one.origin, version=one.version, components=one.components))
    known, used = {_key(info) for info in infos}, used_by(experiments)

    def still(components: Sequence[str]) -> bool:
        return any(key in used and key not in known for key in components)

    plugins += [plugin for plugin in carried.plugins if still(plugin.components)]
    named += [plugin for plugin in carried.named if still(plugin.components)]
    kept, beyond = _within(plugins)
    return Gathered(
        plugins=_own_names(kept),
        named=tuple(sorted(named, key=lambda one: (one.name, one.version, one.components))),
        problems=(*problems, *beyond),
    )


def followed(experiment: Experiment, infos: Sequence[ComponentInfo], seen: Collection[str]) -> Experiment:
    """Returns an experiment as made with the texts loaded now, where it was made with one that was seen to change.

    Others stay: that a text is not the one an experiment was made with is for the user to accept.
    """
    for place in slots(experiment):
        made = place.chosen.made if place.chosen is not None else None
        info = info_of(infos, place.kind, place.chosen.id) if place.chosen is not None else None
        if place.chosen is not None and made is not None and info is not None and made.sha256 in seen:
            experiment = fill(experiment, place, pick(info, place.chosen.values))
    return experiment


def lacks(
    plugins: Iterable[Enclosed], experiments: Iterable[Experiment], infos: Sequence[ComponentInfo]
) -> tuple[Lack, ...]:
    """Returns the enclosed plugins that are not here as they are enclosed, as far as experiments use them."""
    known, used, found = {_key(info): info for info in infos}, used_by(experiments), []
    for plugin in plugins:
        needed = [key for key in plugin.components if key in used]
        missing = tuple(key for key in needed if key not in known)
        other = tuple(key for key in needed if key in known and known[key].sha256 != plugin.sha256)
        mine = tuple(known[key] for key in other)
        if missing:
            found.append(Lack(plugin=plugin, state="missing", used=missing, mine=mine))
        elif other:
            found.append(Lack(plugin=plugin, state="other", used=other, mine=mine))
    return tuple(found)


def ids_of(components: Iterable[str]) -> str:
    """Returns the ids of "kind:id", for a sentence."""
    return ", ".join(dict.fromkeys(component.partition(":")[2] for component in components))


def digest_of(text: str) -> str:
    """Returns the sha256 by which a text is known: that of a file that holds it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _key(info: ComponentInfo) -> str:
    return f"{info.kind}:{info.id}"


def _group(info: ComponentInfo) -> tuple[str, str, str]:
    return info.origin, info.plugin, info.sha256


def _read(one: Foreign, texts: Mapping[str, str]) -> Enclosed | Problem:
    values: dict[str, Value] = {"name": one.name, "version": one.version, "components": ids_of(one.components)}
    place, text = Path(one.file), texts.get(one.sha256)
    if text is not None and digest_of(text) != one.sha256:
        text = None  # its lines end as on another system

    def problem(code: str, **more: Value) -> Problem:
        return Problem(code=code, level="warning", values={**values, **more}, plugin=one.name, file=one.file)

    if one.origin == "entry_point":
        return problem("enclosed.package")
    if text is None:
        try:
            with open(place, "rb") as file:
                data = file.read(largest_plugin + 1)
        except OSError as error:
            return problem("enclosed.unreadable", detail=error.strerror or str(error))
        if len(data) > largest_plugin:
            return problem("enclosed.large", allowed=largest_plugin >> 20)
        if hashlib.sha256(data).hexdigest() != one.sha256:
            return problem("enclosed.folder" if _in_folder(place, one.name) else "enclosed.changed")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return problem("enclosed.encoding")
    return Enclosed(
        name=one.name,
        file_name=safe_name(place.name),
        text=text,
        sha256=one.sha256,
        origin=one.origin,
        version=one.version,
        components=one.components,
    )


def _in_folder(place: Path, name: str) -> bool:
    return any(parent.name == name and (parent / "__init__.py").is_file() for parent in place.parents)


def _within(plugins: Iterable[Enclosed]) -> tuple[list[Enclosed], list[Problem]]:
    """Returns the plugins that fit into one file, and what is to be said of the others."""
    room, kept, beyond = largest_plugins, [], []
    for plugin in sorted(plugins, key=lambda one: (one.name, one.file_name, one.sha256)):
        room -= len(plugin.text.encode())
        if room >= 0:
            kept.append(plugin)
            continue
        values: dict[str, Value] = {"name": plugin.name, "allowed": largest_plugins >> 20}
        beyond.append(Problem(code="enclosed.too_many", level="warning", values=values, plugin=plugin.name))
        room += len(plugin.text.encode())
    return kept, beyond


def _own_names(plugins: Iterable[Enclosed]) -> tuple[Enclosed, ...]:
    return tuple(_named_apart(plugins))


def _named_apart(plugins: Iterable[Enclosed]) -> Iterator[Enclosed]:
    taken: set[str] = set()
    for plugin in plugins:
        name = free_name(plugin.file_name, lambda name: name.casefold() in taken)
        taken.add(name.casefold())
        yield msgspec.structs.replace(plugin, file_name=name)
