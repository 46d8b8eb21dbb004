"""What the manager lists: components and files as one kind of record, made of the catalogue and the files' states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nnlab.experiment.document import Experiment
from nnlab.experiment.slots import Slot, slots
from nnlab.kernel import messages as m
from nnlab.records import ComponentInfo, Problem

State = Literal["loaded", "trying", "refused", "aside", "disabled", "held", "old"]


@dataclass(frozen=True)
class FileEntry:
    """A plugin file (or folder, or package) with what it brings now.

    `told` is None for what came with nnlab: that is always loaded. "held" is disabled until the user allows foreign
    plugins.
    """

    path: str
    name: str
    origin: str
    version: str
    state: State
    infos: tuple[ComponentInfo, ...] = ()
    told: m.PluginState | None = None
    took: float = 0.0

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.told.problems if self.told is not None else ()

    @property
    def seconds(self) -> float | None:
        """How long its import took; None where nobody measured it."""
        return (self.told.seconds if self.told is not None else self.took) or None

    @property
    def foreign(self) -> bool:
        return self.origin != "bundled"

    @property
    def own(self) -> bool:
        """Whether it lies in the user's plugin folder."""
        return self.origin == "user"


def file_entries(
    catalog: Sequence[ComponentInfo],
    states: Sequence[m.PluginState],
    held: Iterable[str] = (),
    took: Mapping[str, float] | None = None,
) -> tuple[FileEntry, ...]:
    """Returns every plugin: those the user added first, in the kernel's order, then those that came with nnlab.

    `took` are the seconds that imports took, by path.
    """
    waiting = set(held)
    by_id = {f"{info.kind}:{info.id}": info for info in catalog}
    made = [_foreign(state, by_id, waiting) for state in states]
    told = {(info.kind, info.id) for entry in made for info in entry.infos}
    others: dict[tuple[str, str], list[ComponentInfo]] = {}
    for info in catalog:
        if (info.kind, info.id) not in told:
            others.setdefault((info.origin, info.file), []).append(info)
    for (origin, path), infos in others.items():
        name = infos[0].plugin
        seconds = (took or {}).get(path, 0.0)
        made.append(FileEntry(path, name, origin, infos[0].version, "loaded", tuple(infos), None, seconds))
    return tuple(made)


def _foreign(state: m.PluginState, by_id: Mapping[str, ComponentInfo], held: set[str]) -> FileEntry:
    file = state.file
    named = (by_id.get(name) for name in state.components)
    infos = tuple(info for info in named if info is not None and _is_from(info, file))
    shown: State = state.state
    if shown == "disabled" and file.path in held:
        shown = "held"
    name = file.name or Path(file.path).stem
    return FileEntry(file.path, name, file.origin, file.version, shown, infos, state)


def _is_from(info: ComponentInfo, file: m.PluginFile) -> bool:
    """Tells whether a component of the catalogue is that of a file; two files may bring the same id."""
    if info.origin != file.origin:
        return False
    if file.kind == "entry_point":
        return info.plugin == file.name
    return info.file == file.path or Path(file.path) in Path(info.file).parents


def uses(experiment: Experiment, infos: Iterable[ComponentInfo]) -> tuple[Slot, ...]:
    """Returns the places of an experiment that hold one of these components."""
    wanted = {(info.kind, info.id) for info in infos}
    return tuple(slot for slot in slots(experiment) if slot.chosen and (slot.kind, slot.chosen.id) in wanted)


def matches(words: str, texts: Iterable[str]) -> bool:
    """Tells whether every word that was typed stands somewhere in these texts."""
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())
