"""The simple way out where a layer refuses the shapes that feed it: one layer or one connection more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.edits.connections import connect
from nnlab.experiment.edits.joining import joins
from nnlab.experiment.edits.layers import add_before
from nnlab.experiment.facts import Facts, shapes_of
from nnlab.experiment.slots import info_of
from nnlab.records import ComponentInfo, Problem, ProblemError, Shape


def rewired(
    experiment: Experiment, problem: Problem, infos: Sequence[ComponentInfo], facts: Facts | None
) -> Experiment | None:
    """Returns the experiment with the inputs of a layer made to fit, or None where it takes a person to say how.

    A join with one input gets another one of the same shape; a layer that takes one input gets a join before it; a
    dense layer that is fed by an image or a sequence gets a flatten before it.
    """
    layer = next((one for one in experiment.network.layers if one.id == problem.values.get("layer")), None)
    if problem.code != "layer.shape" or facts is None or layer is None:
        return None
    shapes = shapes_of(facts)
    fed = [shapes.get(source) for source in layer.inputs]
    if any(shape is None for shape in fed):
        return None
    try:
        if layer.kind.id in joins:
            source = _another(experiment, layer, shapes) if len(fed) == 1 else None
            return connect(experiment, source, layer.id, infos) if source else None
        if len(fed) > 1:
            return _with(experiment, layer, "add" if len(set(fed)) == 1 else "concatenate", infos)
        if layer.kind.id == "dense" and len(fed[0] or ()) > 1:
            return _with(experiment, layer, "flatten", infos)
    except ProblemError:
        pass  # what cannot be connected is no way out
    return None


def _with(experiment: Experiment, layer: LayerSpec, kind: str, infos: Sequence[ComponentInfo]) -> Experiment | None:
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
