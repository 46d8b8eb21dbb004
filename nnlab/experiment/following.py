"""Masks and names follow their neurons: what an edit of inputs and layers does to the places and units they name."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, KeptUnits, LayerSpec, Mask, Place
from nnlab.experiment.fitting import units_in
from nnlab.experiment.masking import with_masks
from nnlab.experiment.structure import in_order
from nnlab.records import ComponentInfo

no_units: KeptUnits = MappingProxyType({})
Moved = dict[int, int] | None  # where each unit went, those that are gone left out; None: all are where they were


def masks_after(
    before: Experiment, after: Experiment, infos: Sequence[ComponentInfo] = (), kept: KeptUnits = no_units
) -> Experiment:
    """Returns an edited experiment with the masks its layers had before, each still on the same weights.

    Every edit of inputs, layers or neurons ends with it: `return masks_after(experiment, made, infos)`. A layer that is
    gone takes its mask along; a neuron that is gone its places, in its own layer and in those it feeds; inputs are
    known by their names; what grows keeps all. `kept` says which neurons are left, else they are the first ones. The
    names of neurons follow, too. Where it cannot be told which weight is which, only whole arrays stay. (A layer's new
    id: `nnlab.experiment.masking.masks_renamed`.)
    """
    after = _named(before, after, infos, kept)
    if not after.network.masks:
        return after
    old = {layer.id: layer for layer in before.network.layers}
    masks = {mask.layer: mask for mask in after.network.masks}
    moved: dict[str, Moved] = dict.fromkeys([layer.id for layer in after.network.layers])
    moved["input"] = _inputs(before.network.inputs, after.network.inputs)
    found: list[Mask] = []
    for layer in in_order(after.network.layers):
        was = old.get(layer.id)
        own = _units(was, layer, infos, kept.get(layer.id)) if was is not None else None
        fed = _fed(was, layer, moved, after, infos) if was is not None else None
        if was is not None and layer.id in masks:
            found.append(_follow(masks[layer.id], was, layer, fed, own))
        has_units = units_in(layer, infos) is not None
        moved[layer.id] = own if has_units else fed
    return with_masks(after, found)


def _inputs(before: Sequence[str], after: Sequence[str]) -> Moved:
    if tuple(before) == tuple(after):
        return None
    return {place: list(after).index(name) for place, name in enumerate(before) if name in after}


def _named(before: Experiment, after: Experiment, infos: Sequence[ComponentInfo], kept: KeptUnits) -> Experiment:
    """Returns the experiment with each name of a neuron at the neuron that had it."""
    old = {layer.id: layer for layer in before.network.layers}
    layers = tuple(_with_names(layer, old.get(layer.id), infos, kept) for layer in after.network.layers)
    if layers == after.network.layers:
        return after
    return replace(after, network=replace(after.network, layers=layers))


def _with_names(layer: LayerSpec, was: LayerSpec | None, infos: Sequence[ComponentInfo], kept: KeptUnits) -> LayerSpec:
    if not layer.neurons:
        return layer
    names: Sequence[str] = layer.neurons
    if was is not None and layer.id in kept:
        names = [was.neurons[unit] if 0 <= unit < len(was.neurons) else "" for unit in kept[layer.id]]
    return replace(layer, neurons=trimmed(names[: units_in(layer, infos) or 0]))


def trimmed(names: Sequence[str]) -> tuple[str, ...]:
    """Returns names by unit without the empty ones at the end."""
    last = max((place for place, name in enumerate(names) if name), default=-1)
    return tuple(names[: last + 1])


def _units(was: LayerSpec, layer: LayerSpec, infos: Sequence[ComponentInfo], kept: tuple[int, ...] | None) -> Moved:
    if kept is not None:
        return {unit: place for place, unit in enumerate(kept)}
    before, after = units_in(was, infos), units_in(layer, infos)
    if before is None or after is None or after >= before:
        return None
    return _first(after)


def _first(count: int) -> Moved:
    return {place: place for place in range(count)}


def _fed(
    was: LayerSpec, layer: LayerSpec, moved: dict[str, Moved], after: Experiment, infos: Sequence[ComponentInfo]
) -> Moved:
    """Returns where the units that feed a layer went."""
    if was.inputs == layer.inputs and all(moved[source] is None for source in layer.inputs):
        return None
    if len(was.inputs) != 1 or len(layer.inputs) != 1:
        return {}
    if was.inputs == layer.inputs:
        return moved[layer.inputs[0]]
    width = _width(layer.inputs[0], after, infos)  # another layer feeds it now: as many weights as both have are kept
    return {} if width is None else _first(width)


def _width(source: str, experiment: Experiment, infos: Sequence[ComponentInfo]) -> int | None:
    if source == "input":
        return len(experiment.network.inputs)
    layer = next(layer for layer in experiment.network.layers if layer.id == source)
    units = units_in(layer, infos)
    if units is None and len(layer.inputs) == 1:
        return _width(layer.inputs[0], experiment, infos)
    return units


def _follow(mask: Mask, was: LayerSpec, layer: LayerSpec, fed: Moved, own: Moved) -> Mask:
    whole = was.kind.id != layer.kind.id
    if not whole and fed is None and own is None:
        return mask

    def places(found: tuple[Place, ...]) -> tuple[Place, ...]:
        if whole or layer.kind.id != "dense":
            return tuple(place for place in found if not place.at)
        made = (_dense(place, fed, own) for place in found)
        return tuple(place for place in made if place is not None)

    return replace(mask, frozen=places(mask.frozen), cut=places(mask.cut))


def _dense(place: Place, fed: Moved, own: Moved) -> Place | None:
    """Returns where a place of weights (row: what feeds it, column: its neuron) or bias (its neuron) went."""
    axes = (fed, own) if place.name == "weights" else (own,)
    at = []
    for index, moved in zip(place.at, axes, strict=False):
        if moved is not None and index not in moved:
            return None
        at.append(index if moved is None else moved[index])
    return replace(place, at=tuple(at))
