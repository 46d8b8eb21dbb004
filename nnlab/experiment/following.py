"""Masks and names follow their neurons: what an edit of inputs and layers does to the places and units they name."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, KeptUnits, LayerSpec, Mask, Place
from nnlab.experiment.fields import most_units
from nnlab.experiment.fitting import units_in
from nnlab.experiment.identity import Units, input_units, matched, own_units, summed
from nnlab.experiment.masking import with_masks
from nnlab.experiment.slots import info_of
from nnlab.experiment.structure import begin, in_order
from nnlab.records import ComponentInfo

no_units: KeptUnits = MappingProxyType({})
# the kinds that give on what they get and those that make their own, for where no catalogue is at hand
_making_own = ("dense", "conv2d", "rnn", "lstm", "gru")
_giving_on = ("dropout", "batch_norm", "layer_norm", "flatten", "max_pool", "average_pool", "add", "concatenate")
Flow = Units | str
Flows = dict[str, Flow]
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
    flows = _flows(before, infos), _flows(after, infos, kept)
    found: list[Mask] = []
    for layer in after.network.layers:
        was = old.get(layer.id)
        if was is not None and layer.id in masks:
            found.append(_follow(masks[layer.id], was, layer, flows, _own(was, layer, infos, kept.get(layer.id))))
    return with_masks(after, found)


def _flows(experiment: Experiment, infos: Sequence[ComponentInfo], kept: KeptUnits = no_units) -> Flows:
    """Returns what comes out of the inputs and of each layer; text where it cannot be told without running code."""
    made: Flows = {begin: input_units(experiment.network.inputs)}
    for layer in in_order(experiment.network.layers):
        fed = [made[source] for source in layer.inputs if source in made]
        made[layer.id] = _flow(layer, fed, infos, kept.get(layer.id))
    return made


def _flow(layer: LayerSpec, fed: list[Flow], infos: Sequence[ComponentInfo], kept: tuple[int, ...] | None) -> Flow:
    units = units_in(layer, infos)
    if units is not None and layer.kind.values.get("sequence") is True:
        return repr((layer.id, layer.kind, kept))  # each neuron once a step, and nobody knows here how many steps
    if units is not None:
        return own_units(layer.id, min(units, most_units), kept)
    known = [flow for flow in fed if not isinstance(flow, str)]
    info = info_of(infos, "layer", layer.kind.id)
    if layer.kind.id in _making_own or (info is not None and info.param("filters") is not None):
        return repr((layer.id, layer.kind))  # its own, of a number that nobody knows here
    gives_on = layer.kind.id in _giving_on or info is not None
    if not gives_on or not fed or len(known) < len(fed) or len(layer.inputs) > len(fed):
        return repr((layer.id, layer.kind, hash(tuple(fed))))
    if layer.kind.id == "concatenate":
        return tuple(unit for flow in known for unit in flow)
    return summed(known) if layer.kind.id == "add" else known[0]


def _in(layer: LayerSpec, flows: Flows) -> Flow:
    """Returns what feeds a layer; where several do, which needs a join before it, all of them in order."""
    fed = [flows.get(source, "") for source in layer.inputs]
    known = [flow for flow in fed if not isinstance(flow, str)]
    return tuple(unit for flow in known for unit in flow) if len(known) == len(fed) else repr(hash(tuple(fed)))


def _named(before: Experiment, after: Experiment, infos: Sequence[ComponentInfo], kept: KeptUnits) -> Experiment:
    """Returns the experiment with each name of a neuron at the neuron that had it."""
    old = {layer.id: layer for layer in before.network.layers}
    layers = tuple(_with_names(layer, old.get(layer.id), infos, kept) for layer in after.network.layers)
    if layers == after.network.layers:
        return after
    return replace(after, network=replace(after.network, layers=layers))


def _with_names(layer: LayerSpec, was: LayerSpec | None, infos: Sequence[ComponentInfo], kept: KeptUnits) -> LayerSpec:
    if not layer.neurons or (was is not None and was.kind == layer.kind):
        return layer
    names: Sequence[str] = layer.neurons
    if was is not None and layer.id in kept:
        names = [was.neurons[unit] if 0 <= unit < len(was.neurons) else "" for unit in kept[layer.id]]
    return replace(layer, neurons=trimmed(names[: units_in(layer, infos) or 0]))


def trimmed(names: Sequence[str]) -> tuple[str, ...]:
    """Returns names by unit without the empty ones at the end."""
    last = max((place for place, name in enumerate(names) if name), default=-1)
    return tuple(names[: last + 1])


def _own(was: LayerSpec, layer: LayerSpec, infos: Sequence[ComponentInfo], kept: tuple[int, ...] | None) -> Moved:
    if kept is not None:
        return {unit: place for place, unit in enumerate(kept)}
    before, after = units_in(was, infos), units_in(layer, infos)
    if before is None or after is None or after >= before:
        return None
    return {unit: unit for unit in range(after)}


def _follow(mask: Mask, was: LayerSpec, layer: LayerSpec, flows: tuple[Flows, Flows], own: Moved) -> Mask:
    whole = was.kind.id != layer.kind.id
    before, after = _in(was, flows[0]), _in(layer, flows[1])
    if not whole and before == after and own is None:
        return mask
    fed: Moved = {}
    if before == after:
        fed = None
    elif not isinstance(before, str) and not isinstance(after, str):
        fed = {old: new for new, old in enumerate(matched(before, after)) if old >= 0}

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
