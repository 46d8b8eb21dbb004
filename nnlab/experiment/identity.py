"""Which unit is which before and after an edit: inputs by their names, neurons by layer and number.

A unit that comes out of a layer is known by where it was made, however many layers it went through since: dropout gives
on what it gets, a concatenation all of them in order, a sum units of several origins. So weights and masks stay with
the pair of units they stand between, wherever both stand now.
"""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.experiment.structure import begin

Origin = tuple[str, object, tuple[int, ...]]  # a layer's id or "input"; the number or name there; place in an image
Unit = tuple[Origin, ...]
Units = tuple[Unit, ...]


def input_units(names: Sequence[str]) -> Units:
    """Returns the network's inputs."""
    return tuple(((begin, name, ()),) for name in names)


def own_units(layer: str, count: int, kept: Sequence[int] | None = None) -> Units:
    """Returns the neurons of a layer, by the numbers they had before an edit that left those in `kept`."""
    if kept is None:
        return tuple(((layer, unit, ()),) for unit in range(count))
    names = [kept[unit] if unit < len(kept) else -1 for unit in range(count)]
    return tuple(((layer, name if name >= 0 else f"new {unit}", ()),) for unit, name in enumerate(names))


def summed(sources: Sequence[Units]) -> Units:
    """Returns what comes of adding units of several sources, one to one."""
    together = zip(*sources, strict=False)  # of sources that do not fit, the numbers they have in common
    return tuple(tuple(dict.fromkeys(origin for unit in units for origin in unit)) for units in together)


def placed(unit: Unit, place: tuple[int, ...]) -> Unit:
    """Returns one number of a unit that has many, such as a pixel of an image or a gate of a neuron."""
    return tuple((layer, name, (*where, *place)) for layer, name, where in unit)


def matched(before: Units, after: Units) -> tuple[int, ...]:
    """Returns for each unit after an edit which one it was before, -1 for one that was not there.

    Equal ones first, each once, in their order; then those with an origin in common, as in a sum that lost or got a
    source. Where one layer stands in the place of another, its units take the place of those: its first that of the
    first.
    """
    at = {unit: number for number, unit in enumerate(_told_apart(before))}
    found = [at.get(unit, -1) for unit in _told_apart(after)]
    if -1 not in found:
        return tuple(found)
    free = set(range(len(before))) - set(found)
    _share(before, after, found, free)
    _instead(before, after, found, free)
    return tuple(found)


def _told_apart(units: Units) -> list[tuple[Unit, int]]:
    """Returns units with how often each was there before, as one that comes both by itself and through dropout."""
    seen: dict[Unit, int] = {}
    made = []
    for unit in units:
        seen[unit] = seen.get(unit, -1) + 1
        made.append((unit, seen[unit]))
    return made


def _share(before: Units, after: Units, found: list[int], free: set[int]) -> None:
    """Finds those that have an origin in common."""
    of = {origin: number for number in sorted(free, reverse=True) for origin in before[number]}
    for place, unit in enumerate(after):
        number = next((of[origin] for origin in unit if origin in of), -1) if found[place] < 0 else -1
        if number in free:
            found[place] = number
            free.remove(number)


def _instead(before: Units, after: Units, found: list[int], free: set[int]) -> None:
    """Finds those of a layer that stands in the place of another one."""
    there = [list(dict.fromkeys(unit[0][0] for unit in units)) for units in (before, after)]
    gone = [layer for layer in there[0] if layer not in there[1]]
    come = [layer for layer in there[1] if layer not in there[0]]
    for old, new in zip(gone, come, strict=False):
        slots = {slot: number for slot, number in _slots(before, old).items() if number in free}
        for slot, place in _slots(after, new).items():
            if found[place] < 0 and slot in slots:
                found[place] = slots[slot]


def _slots(units: Units, layer: str) -> dict[tuple[int, tuple[int, ...]], int]:
    """Returns the places of a layer's units, by their order among each other and their place in an image."""
    names: dict[object, int] = {}
    made: dict[tuple[int, tuple[int, ...]], int] = {}
    for place, unit in enumerate(units):
        of, name, where = unit[0]
        if of == layer:
            made.setdefault((names.setdefault(name, len(names)), where), place)
    return made
