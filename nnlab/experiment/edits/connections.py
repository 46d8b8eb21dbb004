"""Edits of what feeds what: layers stay a graph without circles."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.following import masks_after
from nnlab.experiment.slots import layer_of
from nnlab.experiment.structure import begin, cycles, in_order
from nnlab.records import ComponentInfo, fail


def connect(experiment: Experiment, source: str, layer: str, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with a layer fed by one more: by another layer, or by "input".

    The layers are put in an order in which each comes after those that feed it. Raises ProblemError `edit.layer`,
    `edit.connected`, `edit.feed_output` or `edit.cycle`.
    """
    layers, found = experiment.network.layers, layer_of(experiment, layer)
    if source != begin:
        layer_of(experiment, source)
    if source in found.inputs:
        raise fail("edit.connected", source=source, layer=layer)
    if source == layers[-1].id and layer != source:
        raise fail("edit.feed_output", source=source, layer=layer)
    fed = replace(found, inputs=(*found.inputs, source))
    made = tuple(fed if other is found else other for other in layers)
    circle = next((cycle for cycle in cycles(made) if layer in cycle), None)
    if circle is not None and source in circle:
        raise fail("edit.cycle", source=source, layer=layer, cycle=" -> ".join(circle))
    return with_layers(experiment, in_order(made), infos)


def disconnect(experiment: Experiment, source: str, layer: str, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with a layer no longer fed by another one, or by "input".

    Raises ProblemError `edit.layer`, `edit.not_connected` or `edit.last_input`.
    """
    found = fed_by(experiment, source, layer)
    left = tuple(other for other in found.inputs if other != source)
    if not left:
        raise fail("edit.last_input", source=source, layer=layer)
    fed = replace(found, inputs=left)
    layers = tuple(fed if other is found else other for other in experiment.network.layers)
    return with_layers(experiment, layers, infos)


def fed_by(experiment: Experiment, source: str, layer: str) -> LayerSpec:
    """Returns a layer that a source feeds. Raises ProblemError `edit.not_connected`."""
    found = layer_of(experiment, layer)
    if source not in found.inputs:
        raise fail("edit.not_connected", source=source, layer=layer, known=", ".join(found.inputs))
    return found


def refed(layer: LayerSpec, instead: dict[str, tuple[str, ...]]) -> LayerSpec:
    """Returns a layer fed by others instead of those named."""
    if not any(source in instead for source in layer.inputs):
        return layer
    fed = [new for source in layer.inputs for new in instead.get(source, (source,))]
    return replace(layer, inputs=tuple(dict.fromkeys(fed)))


def with_layers(experiment: Experiment, layers: tuple[LayerSpec, ...], infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment with other layers, its masks still on the weights they were on."""
    made = replace(experiment, network=replace(experiment.network, layers=layers))
    return masks_after(experiment, made, infos)
