"""Layers change their place or go: several at once, with what is wired among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.edits.connections import refed, with_layers
from nnlab.experiment.slots import layer_of
from nnlab.experiment.structure import begin, cycles, in_order
from nnlab.records import ComponentInfo, fail

Specs = tuple[LayerSpec, ...]


def remove_layers(experiment: Experiment, layers: Sequence[str], infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment without some layers; what fed each of them feeds the layers that it fed.

    Raises ProblemError `edit.layer` or `edit.remove_output`.
    """
    gone = {layer_of(experiment, layer).id: layer_of(experiment, layer) for layer in layers}
    output = experiment.network.layers[-1].id
    if output in gone:
        raise fail("edit.remove_output", layer=output)
    if not gone:
        return experiment
    return with_layers(experiment, without(experiment.network.layers, tuple(gone.values())), infos)


def move_layers(
    experiment: Experiment, layers: Sequence[str], after: str, infos: Sequence[ComponentInfo] = (), *, before: str = ""
) -> Experiment:
    """Returns the experiment with layers taken out of their place and put behind another one, or behind "input".

    What fed them feeds what they fed; what `after` fed is fed by the last of them. They keep their order, and what is
    wired among them where it begins and ends in one layer. A join takes its skip connections along. The output stays
    last. Where `after` is one of them, they stand behind what feeds it. With `before` only that layer is fed by them,
    and what else `after` feeds as it was. Raises ProblemError `edit.layer`, `edit.move_output`, `edit.after_output`,
    `edit.not_connected`, or `edit.move_join` where a skip connection would close a circle.
    """
    present = experiment.network.layers
    ids = {layer_of(experiment, layer).id for layer in layers}
    moved = tuple(one for one in present if one.id in ids)
    anchor = _anchor(experiment, after, moved)
    if present[-1] in moved:
        raise fail("edit.move_output", layer=present[-1].id)
    if anchor == present[-1].id:
        raise fail("edit.after_output", layer=anchor)
    if _stand_there(moved, anchor):
        return experiment
    made = put_behind(without(present, moved, main=True), moved, anchor, before)
    around = next(iter(cycles(made)), ())
    if around:
        join = next((one.id for one in moved if one.id in around and len(one.inputs) > 1), moved[0].id)
        raise fail("edit.move_join", layer=join, cycle=" -> ".join(around))
    return with_layers(experiment, made, infos)


def _anchor(experiment: Experiment, after: str, moved: Specs) -> str:
    """Returns what the moved layers will stand behind: the nearest that is not one of them."""
    ids = {layer.id for layer in moved}
    while after != begin:
        found = layer_of(experiment, after)
        if after not in ids:
            break
        after = found.inputs[0]
    return after


def _stand_there(moved: Specs, anchor: str) -> bool:
    """Says whether layers are behind an anchor already, one behind the other."""
    end = anchor
    for block in blocks(moved):
        if block[0].inputs[0] != end:
            return False
        end = block[-1].id
    return True


def without(layers: Specs, gone: Specs, *, main: bool = False) -> Specs:
    """Returns layers without some; their readers are fed by all that fed these (with `main`: by their first input)."""
    instead: dict[str, tuple[str, ...]] = {}
    for layer in in_order(gone):
        fed = layer.inputs[:1] if main else layer.inputs
        instead[layer.id] = refed(layer, instead).inputs[:1] if main and fed else refed(layer, instead).inputs
    return tuple(refed(layer, instead) for layer in layers if layer.id not in instead)


def put_behind(layers: Specs, new: Specs, anchor: str, before: str = "") -> Specs:
    """Returns layers with new ones behind an anchor, in an order in which each comes after what feeds it.

    With `before` only that layer is fed by them. Raises ProblemError `edit.not_connected` where the anchor does not.
    """
    reader = next((layer for layer in layers if layer.id == before), None)
    if before and (reader is None or anchor not in reader.inputs):
        said = ", ".join(reader.inputs) if reader is not None else "-"
        raise fail("edit.not_connected", source=anchor, layer=before, known=said)
    end, placed = anchor, list[LayerSpec]()
    for block in blocks(new):
        inner = {layer.id for layer in block}
        known = {layer.id for layer in (*layers, *placed)} | inner | {begin}
        placed.extend(_entered(layer, inner, end, known) for layer in block)
        end = block[-1].id
    rest = tuple(refed(layer, {anchor: (end,)}) if before in ("", layer.id) else layer for layer in layers)
    place = next((number for number, layer in enumerate(rest, 1) if layer.id == anchor), 0)
    return in_order((*rest[:place], *placed, *rest[place:]))


def _entered(layer: LayerSpec, block: set[str], end: str, known: set[str]) -> LayerSpec:
    """Returns a layer of a block fed from outside by the end of what stands before the block."""
    if layer.inputs and layer.inputs[0] in block:
        return replace(layer, inputs=tuple(one for one in layer.inputs if one in known))
    others = [one for one in layer.inputs[1:] if one in known]
    return replace(layer, inputs=tuple(dict.fromkeys([end, *others])))


def blocks(layers: Specs) -> tuple[Specs, ...]:
    """Returns what is wired together: each block begins and ends in one layer; what does not is single layers."""
    ids = {layer.id for layer in layers}
    group = {layer.id: layer.id for layer in layers}
    for layer in in_order(layers):
        for source in ids.intersection(layer.inputs):
            old, new = group[layer.id], group[source]
            group.update({name: new for name, one in group.items() if one == old})
    made = list[Specs]()
    for name in dict.fromkeys(group[layer.id] for layer in in_order(layers)):
        block = tuple(layer for layer in in_order(layers) if group[layer.id] == name)
        made.extend([block] if _closed(block) else [(layer,) for layer in block])
    return tuple(made)


def _closed(block: Specs) -> bool:
    ids = {layer.id for layer in block}
    inner: Mapping[str, set[str]] = {layer.id: ids.intersection(layer.inputs) for layer in block}
    read = set().union(*inner.values())
    enters = [layer for layer in block if not layer.inputs or layer.inputs[0] not in ids]
    return len(enters) == 1 == len(ids - read)
