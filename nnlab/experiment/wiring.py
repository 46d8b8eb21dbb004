"""The simple way out where a layer refuses the shapes that feed it: a layer or a connection more, or another join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.edits.components import set_param
from nnlab.experiment.edits.connections import connect
from nnlab.experiment.edits.joining import beside, joins
from nnlab.experiment.edits.layers import add_before, add_layer, remove_layer, set_kind
from nnlab.experiment.facts import Facts, shapes_of
from nnlab.experiment.slots import info_of, layers_path
from nnlab.records import ComponentInfo, Problem, ProblemError, Shape

Infos = Sequence[ComponentInfo]


def rewired(experiment: Experiment, problem: Problem, infos: Infos, facts: Facts | None) -> Experiment | None:
    """Returns the experiment with the inputs of a layer made to fit, or None where it takes a person to say how.

    A join with one input gets another one of the same shape, or goes; a sum of unequal shapes becomes a concatenation;
    a layer that takes one input gets a join before it; a dense layer that is fed by an image or a sequence gets a
    flatten before it; a recurrent layer that gets the last state of another gets all of its states.
    """
    layer = next((one for one in experiment.network.layers if one.id == problem.values.get("layer")), None)
    if problem.code != "layer.shape" or facts is None or layer is None:
        return None
    shapes = shapes_of(facts)
    fed = [shapes[source] for source in layer.inputs if source in shapes]
    if len(fed) < len(layer.inputs):
        return None
    try:
        if layer.kind.id in joins and len(fed) == 1:
            return _paired(experiment, layer, shapes, infos)
        if layer.kind.id in joins:
            return _beside_each_other(experiment, layer, fed, infos)
        if len(fed) > 1:
            return _joined(experiment, layer, fed, infos)
        if layer.kind.id == "dense" and len(fed[0]) > 1:
            return _with(experiment, layer, "flatten", infos)
        return _with_sequence(experiment, layer, fed[0], infos)
    except ProblemError:
        return None  # what cannot be connected is no way out


def _paired(experiment: Experiment, layer: LayerSpec, shapes: Mapping[str, Shape], infos: Infos) -> Experiment | None:
    """Returns the experiment with a join that joins two, or without it."""
    source = _another(experiment, layer, shapes)
    if source is not None:
        return connect(experiment, source, layer.id, infos)
    return None if layer is experiment.network.layers[-1] else remove_layer(experiment, layer.id, infos)


def _beside_each_other(experiment: Experiment, layer: LayerSpec, fed: list[Shape], infos: Infos) -> Experiment | None:
    """Returns the experiment with a concatenation of what cannot be added, images and sequences in one row first."""
    if info_of(infos, "layer", "concatenate") is None:
        return None
    made = experiment if layer.kind.id == "concatenate" else set_kind(experiment, layer.id, "concatenate", infos)
    return _flattened(made, layer, fed, infos)


def _flattened(experiment: Experiment, layer: LayerSpec, fed: list[Shape], infos: Infos) -> Experiment | None:
    if len({beside(shape) for shape in fed}) == 1:
        return experiment
    if info_of(infos, "layer", "flatten") is None:
        return None
    for source, shape in zip(layer.inputs, fed, strict=True):
        if len(shape) > 1:
            experiment = add_layer(experiment, source, kind="flatten", infos=infos, before=layer.id)
    return experiment


def _joined(experiment: Experiment, layer: LayerSpec, fed: list[Shape], infos: Infos) -> Experiment | None:
    """Returns the experiment with all that feeds a layer joined before it."""
    equal = len(set(fed)) == 1
    made = _flattened(experiment, layer, fed, infos)
    return None if made is None else _with(made, layer, "add" if equal else "concatenate", infos)


def _with_sequence(experiment: Experiment, layer: LayerSpec, fed: Shape, infos: Infos) -> Experiment | None:
    """Returns the experiment with the recurrent layer before this one giving all of its states."""
    before = next((one for one in experiment.network.layers if one.id == layer.inputs[0]), None)
    kinds = [info_of(infos, "layer", one.kind.id) for one in (before, layer) if one is not None]
    recurrent = [info for info in kinds if info is not None and info.param("sequence") is not None]
    if before is None or len(fed) != 1 or len(recurrent) < 2 or before.kind.values.get("sequence") is True:
        return None
    return set_param(experiment, f"{layers_path}{before.id}.kind", "sequence", True, infos)


def _with(experiment: Experiment, layer: LayerSpec, kind: str, infos: Infos) -> Experiment | None:
    if info_of(infos, "layer", kind) is None:
        return None
    return add_before(experiment, layer.id, kind=kind, infos=infos)


def _another(experiment: Experiment, layer: LayerSpec, shapes: Mapping[str, Shape]) -> str | None:
    """Returns what else of the same shape may feed a join: the nearest on the way back to the inputs."""
    layers = {one.id: one for one in experiment.network.layers}
    wanted, edge, seen = shapes[layer.inputs[0]], list(layer.inputs), set(layer.inputs)
    while edge:
        source = edge.pop(0)
        before = [one for one in (layers[source].inputs if source in layers else ()) if one not in seen]
        for one in before:
            if shapes.get(one) == wanted:
                return one
        seen.update(before)
        edge.extend(before)
    return None
