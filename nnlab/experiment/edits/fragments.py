"""Layers on the clipboard: copied from one experiment as text, pasted into another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from nnlab.experiment.document import Experiment, LayerSpec, Mask, Network, Place
from nnlab.experiment.edits.connections import with_layers
from nnlab.experiment.edits.moving import put_behind
from nnlab.experiment.fitting import units_in
from nnlab.experiment.following import trimmed
from nnlab.experiment.labels import fit_name
from nnlab.experiment.masking import mask_of, with_masks, wrong_masks
from nnlab.experiment.slots import layer_of
from nnlab.experiment.structure import begin, fresh_ids, structure_of
from nnlab.records import ComponentInfo, ProblemError, fail

most_layers, longest_text = 64, 1 << 20  # bytes
_format, _version = "nnlab-layers", 1


class Fragment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Layers without the network they stood in: what is fed from outside names no source there ("input").

    A layer's further sources outside the fragment, such as a skip connection into a join, are left out.
    """

    format: str = _format
    version: int = _version
    layers: tuple[LayerSpec, ...]
    masks: tuple[Mask, ...] = ()


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


def copied(experiment: Experiment, layers: Sequence[str]) -> Fragment:
    """Returns layers as they can be pasted, in their order, with their settings, names and masks.

    Raises ProblemError `edit.layer`, or `fragment.empty` for no layer.
    """
    ids = {layer_of(experiment, layer).id for layer in layers}
    if not ids:
        raise fail("fragment.empty")
    found = tuple(layer for layer in experiment.network.layers if layer.id in ids)
    masks = (mask_of(experiment, layer.id) for layer in found)
    return Fragment(
        layers=tuple(_cut_out(layer, ids) for layer in found),
        masks=tuple(mask for mask in masks if mask.frozen or mask.cut),
    )


def _cut_out(layer: LayerSpec, ids: set[str]) -> LayerSpec:
    """Returns a layer with its sources among those copied; the first one outside stands as "input"."""
    main = layer.inputs[0] if layer.inputs[0] in ids else begin
    others = [source for source in layer.inputs[1:] if source in ids]
    return replace(layer, inputs=tuple(dict.fromkeys([main, *others])))


def fragment_text(fragment: Fragment) -> str:
    """Returns layers as text for the clipboard."""
    return msgspec.json.encode(fragment, order="deterministic").decode()


def fragment_of(text: str) -> Fragment:
    """Returns the layers of a text, which may be anything.

    Raises ProblemError `fragment.none` where it holds no layers, `fragment.newer`, `fragment.large` or
    `fragment.damaged`.
    """
    if not re.match(r"\s*\{", text[:100]):
        raise fail("fragment.none")
    try:
        data = text[: longest_text + 1].encode()
        head = msgspec.json.decode(data, type=_Head) if len(data) <= longest_text else None
    except (ValueError, RecursionError):  # half a character is a ValueError, too
        raise fail("fragment.none") from None
    if head is None:
        raise fail("fragment.large")
    if head.format != _format:
        raise fail("fragment.none")
    if head.version > _version:
        raise fail("fragment.newer")
    try:
        found = msgspec.json.decode(data, type=Fragment)
    except (ValueError, RecursionError) as error:
        raise fail("fragment.damaged", detail=str(error)) from None
    if len(found.layers) > most_layers:
        raise fail("fragment.large")
    _check(found)
    return found


def _check(fragment: Fragment) -> None:
    """Raises ProblemError where layers, names or masks of a text are none that an edit makes."""
    if not fragment.layers:
        raise fail("fragment.none")
    ids = [layer.id for layer in fragment.layers]
    alone = Network(inputs=("x",), layers=fragment.layers, masks=fragment.masks)
    try:
        for problem in (*structure_of(alone), *wrong_masks(alone)):
            if problem.code != "network.after_output":
                raise ProblemError(problem)
        for layer in fragment.layers:
            for name in (layer.name, *layer.neurons):
                fit_name(name, f"network.layers.{layer.id}.name")
    except ProblemError as error:
        raise fail("fragment.damaged", detail=f"{error.problem.code} ({', '.join(ids)[:60]})") from None


def pasted(
    experiment: Experiment, fragment: Fragment, after: str, infos: Sequence[ComponentInfo] = (), *, before: str = ""
) -> tuple[Experiment, tuple[str, ...]]:
    """Returns the experiment with copied layers behind another one, or behind "input", and the ids they have there.

    What `after` fed is fed by the last of them, with `before` only that layer. Masks come along where the layer has
    those weights in its new place. Raises ProblemError `edit.layer`, `edit.after_output` or `edit.not_connected`.
    """
    present = experiment.network.layers
    if after != begin:
        layer_of(experiment, after)
    if after == present[-1].id:
        raise fail("edit.after_output", layer=after)
    fresh = dict(zip([layer.id for layer in fragment.layers], fresh_ids(experiment, len(fragment.layers)), strict=True))
    new = tuple(_as(layer, fresh) for layer in fragment.layers)
    made = with_layers(experiment, put_behind(present, new, after, before), infos)
    masks = [replace(mask, layer=fresh[mask.layer]) for mask in fragment.masks]
    fitting = (_fitting(mask, made, infos) for mask in masks)
    return with_masks(made, [*made.network.masks, *fitting]), tuple(fresh.values())


def _as(layer: LayerSpec, fresh: dict[str, str]) -> LayerSpec:
    inputs = tuple(fresh.get(source, source) for source in layer.inputs)
    return replace(layer, id=fresh[layer.id], inputs=inputs, neurons=trimmed(layer.neurons))


def _fitting(mask: Mask, experiment: Experiment, infos: Sequence[ComponentInfo]) -> Mask:
    """Returns a mask with the places that the pasted layer surely has: whole arrays, and rows that something feeds."""
    layer = layer_of(experiment, mask.layer)
    rows = _width(experiment, layer.inputs[0], infos)

    def there(places: tuple[Place, ...]) -> Iterator[Place]:
        for place in places:
            by_row = place.name == "weights" and layer.kind.id == "dense"
            if not place.at or place.name == "bias" or (by_row and place.at[0] < rows):
                yield place

    return replace(mask, frozen=tuple(there(mask.frozen)), cut=tuple(there(mask.cut)))


def _width(experiment: Experiment, source: str, infos: Sequence[ComponentInfo]) -> int:
    """Returns how many units surely come out of a source."""
    if source == begin:
        return len(experiment.network.inputs)
    layer = layer_of(experiment, source)
    units = units_in(layer, infos)
    return units if units is not None else _width(experiment, layer.inputs[0], infos) if len(layer.inputs) == 1 else 0
