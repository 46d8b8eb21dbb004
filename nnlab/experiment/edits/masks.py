"""Edits of masks: freezing parameters of a layer where they are, and cutting them out (0, for good)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, Mask, Place
from nnlab.experiment.facts import Facts
from nnlab.experiment.masking import canonical, covers, every, everything, mask_of, shown, with_mask, wrong
from nnlab.experiment.slots import layer_of
from nnlab.records import ProblemError, Shape, fail

Part = Literal["frozen", "cut"]


def freeze(
    experiment: Experiment, layer: str, places: Iterable[Place] = everything, facts: Facts | None = None
) -> Experiment:
    """Returns the experiment with parameters of a layer frozen: training leaves them as they are. All, if not said.

    `Place(name="weights", at=(0, 1))` is one weight, `at=(0,)` a row, no `at` the whole array. Raises ProblemError
    `edit.layer`, `mask.index`, and `mask.name` or `mask.place` where `facts` know the layer's arrays.
    """
    return _add(experiment, layer, "frozen", places, facts)


def unfreeze(
    experiment: Experiment, layer: str, places: Iterable[Place] = everything, facts: Facts | None = None
) -> Experiment:
    """Returns the experiment with parameters of a layer trained again.

    Taking a part out of what is frozen as a whole needs `facts` (ProblemError `mask.part`).
    """
    return _remove(experiment, layer, "frozen", places, facts)


def cut(experiment: Experiment, layer: str, places: Iterable[Place], facts: Facts | None = None) -> Experiment:
    """Returns the experiment with parameters of a layer cut: they are 0 and stay 0. Raises as `freeze`."""
    return _add(experiment, layer, "cut", places, facts)


def uncut(
    experiment: Experiment, layer: str, places: Iterable[Place] = everything, facts: Facts | None = None
) -> Experiment:
    """Returns the experiment with parameters of a layer trained again, from 0. Raises as `unfreeze`."""
    return _remove(experiment, layer, "cut", places, facts)


def set_mask(experiment: Experiment, layer: str, part: Part, places: Iterable[Place]) -> Experiment:
    """Returns the experiment with exactly these parameters of a layer frozen (or cut)."""
    layer_of(experiment, layer)
    found = tuple(places)
    _check(layer, found, None)
    return with_mask(experiment, _with(mask_of(experiment, layer), part, canonical(found)))


def all_frozen(experiment: Experiment, layer: str) -> bool:
    """Says whether a layer is frozen as a whole."""
    return mask_of(experiment, layer).frozen == everything


def _add(experiment: Experiment, layer: str, part: Part, places: Iterable[Place], facts: Facts | None) -> Experiment:
    layer_of(experiment, layer)
    mask, found = mask_of(experiment, layer), tuple(places)
    _check(layer, found, _shapes(facts, layer))
    return with_mask(experiment, _with(mask, part, canonical((*getattr(mask, part), *found))))


def _remove(experiment: Experiment, layer: str, part: Part, places: Iterable[Place], facts: Facts | None) -> Experiment:
    layer_of(experiment, layer)
    mask, found, shapes = mask_of(experiment, layer), tuple(places), _shapes(facts, layer)
    _check(layer, found, shapes)
    left: tuple[Place, ...] = getattr(mask, part)
    for place in found:
        left = tuple(rest for one in left for rest in _without(one, place, layer, shapes))
    return with_mask(experiment, _with(mask, part, canonical(left)))


def _with(mask: Mask, part: Part, places: tuple[Place, ...]) -> Mask:
    return replace(mask, frozen=places) if part == "frozen" else replace(mask, cut=places)


def _without(one: Place, gone: Place, layer: str, shapes: dict[str, Shape] | None) -> Iterator[Place]:
    """Yields what is left of a place: it, nothing, or all its parts but one."""
    if covers(gone, one):
        return
    if not covers(one, gone):
        yield one
        return
    if shapes is None:
        raise fail("mask.part", layer=layer, place=shown(gone), whole=shown(one))
    parts = (
        [Place(name=name) for name in shapes]
        if one.name == every
        else [replace(one, at=(*one.at, at)) for at in range(shapes[one.name][len(one.at)])]
    )
    for part in parts:
        yield from _without(part, gone, layer, shapes)


def _shapes(facts: Facts | None, layer: str) -> dict[str, Shape] | None:
    return next((found.arrays for found in facts.layers if found.id == layer), None) if facts else None


def _check(layer: str, places: tuple[Place, ...], shapes: dict[str, Shape] | None) -> None:
    for place in places:
        if any(at < 0 for at in place.at):
            raise fail("mask.index", layer=layer, place=shown(place))
        problem = wrong(layer, place, shapes) if shapes is not None else None
        if problem is not None:
            raise ProblemError(problem)
