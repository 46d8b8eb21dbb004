"""Layers that nothing feeds or that lead to no output: what is said of them, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.edits.connections import with_layers
from nnlab.experiment.edits.joining import How, join, joins, ways_to_join
from nnlab.experiment.edits.layers import remove_layer
from nnlab.experiment.facts import Facts
from nnlab.experiment.structure import begin, cycles, in_order, unread
from nnlab.records import ComponentInfo, Problem, ProblemError, Value


def lost_layers(experiment: Experiment) -> Iterator[Problem]:
    """Yields a note for each layer that changes nothing: those that feed no other, and those that feed only such."""
    layers = experiment.network.layers
    by_id, needed = {layer.id: layer for layer in layers}, list[str]()
    edge = [layers[-1].id] if layers else []
    while edge:
        name = edge.pop()
        if name in by_id and name not in needed:
            needed.append(name)
            edge.extend(by_id[name].inputs)
    ends = unread(layers)
    for layer in layers:
        place: dict[str, Value] = {"path": f"network.layers.{layer.id}", "layer": layer.id, "fix": "unread"}
        if layer.id in ends:
            yield Problem(code="network.unread", level="note", values=place)
        elif layer.id not in needed:
            end = _end(layer.id, layers, ends)
            if end is not None:
                yield Problem(code="network.nowhere", level="note", values={**place, "end": end})


def _end(name: str, layers: Sequence[LayerSpec], ends: Sequence[str]) -> str | None:
    """Returns a layer that feeds no other and that a layer leads to."""
    seen, edge = {name}, [name]
    while edge:
        following = [layer.id for layer in layers if layer.id not in seen and edge[0] in layer.inputs]
        found = next((one for one in following if one in ends), None)
        if found is not None:
            return found
        seen.update(following)
        edge = [*edge[1:], *following]
    return None


def led_on(
    experiment: Experiment, problem: Problem, infos: Sequence[ComponentInfo], facts: Facts | None
) -> Experiment | None:
    """Returns the experiment with a layer that leads nowhere joined to what stands behind it, or without it.

    The first layer behind it is taken that a join lets it feed; its own weights and all others stay.
    """
    layers = in_order(experiment.network.layers)
    name = str(problem.values.get("end", problem.values.get("layer", "")))
    place = next((number for number, layer in enumerate(layers) if layer.id == name), None)
    if place is None or name not in unread(experiment.network.layers):
        return None
    for layer in layers[place + 1 :]:
        hows: tuple[How, ...] = ("concatenate", "add")
        own = tuple(how for how in joins if how == layer.kind.id)
        ways = ways_to_join(experiment, name, layer.id, infos, facts)
        how = next((one for one in own or hows if ways[one] is None), None)
        if how is not None:
            return join(experiment, name, layer.id, how, infos)
    try:
        return remove_layer(experiment, name, infos)
    except ProblemError:
        return None


def fed_again(experiment: Experiment, problem: Problem, infos: Sequence[ComponentInfo]) -> Experiment | None:
    """Returns the experiment with a layer's inputs made sound: each once, none that is not there, none in a circle.

    What would be fed by nothing then is fed by the layer before it, or by the network's inputs.
    """
    layers = experiment.network.layers
    name = str(problem.values.get("layer", ""))
    around = str(problem.values.get("cycle", "")).split(" -> ") if problem.code == "network.cycle" else []
    place = next((number for number, layer in enumerate(layers) if layer.id == (name or None)), None)
    if place is None:
        return None
    known = {begin, *(layer.id for layer in layers)} - set(around)
    inputs = tuple(dict.fromkeys(source for source in layers[place].inputs if source in known))
    before = layers[place - 1].id if place and not around else begin
    for fed in (inputs, (before,), (begin,)):
        made = tuple(replace(layer, inputs=fed) if layer.id == name else layer for layer in layers)
        if fed and not any(name in circle for circle in cycles(made)):
            return with_layers(experiment, in_order(made), infos)
    return None
