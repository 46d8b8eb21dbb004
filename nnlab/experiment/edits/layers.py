"""Edits of the network: its inputs, its layers and their neurons."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.experiment.edits.components import set_param
from nnlab.experiment.edits.settings import storable
from nnlab.experiment.fields import most_units
from nnlab.experiment.fitting import takes_activation, units_in
from nnlab.experiment.slots import info_of, known_info, layer_of, layers_path, pick
from nnlab.records import ComponentInfo, Value, fail


def add_layer(
    experiment: Experiment,
    after: str,
    units: int = 4,
    kind: str = "dense",
    infos: Sequence[ComponentInfo] = (),
) -> Experiment:
    """Returns the experiment with a new layer behind another one, or behind "input"; what that fed, the new one feeds.

    It takes the activation of a hidden neighbour, else tanh. Raises ProblemError `edit.layer`, `edit.after_output`,
    `edit.no_neurons` or `edit.component`.
    """
    layers = experiment.network.layers
    place = 0
    if after != "input":
        place = layers.index(layer_of(experiment, after)) + 1
    if place == len(layers):
        raise fail("edit.after_output", layer=after)
    chosen = _new_kind(experiment, kind, infos)
    name = fresh_id(experiment)
    info = info_of(infos, "layer", kind)
    if info.param("units") is not None if info else kind == "dense":
        if units < 1:
            raise fail("edit.no_neurons", layer=name)
        chosen = replace(chosen, values={"units": min(int(units), most_units)})
    activation = _neighbour(experiment, place, infos) if takes_activation(chosen, infos) else None
    new = LayerSpec(id=name, kind=chosen, activation=activation, inputs=(after,))
    behind = tuple(
        replace(layer, inputs=tuple(name if source == after else source for source in layer.inputs))
        for layer in layers[place:]
    )
    made = _with_layers(experiment, (*layers[:place], new, *behind))
    return set_units(made, name, units, infos) if "units" in chosen.values else made


def _new_kind(experiment: Experiment, kind: str, infos: Sequence[ComponentInfo]) -> Chosen:
    if infos:
        return pick(known_info(infos, "layer", kind, "network.layers"))
    made = next((layer.kind.made for layer in experiment.network.layers if layer.kind.id == kind), None)
    return Chosen(id=kind, made=made)


def _neighbour(experiment: Experiment, place: int, infos: Sequence[ComponentInfo]) -> Chosen:
    """Returns the activation of the nearest hidden layer, looking back first; a distribution is for outputs."""
    hidden = experiment.network.layers[:-1]
    for layer in (*reversed(hidden[:place]), *hidden[place:]):
        info = info_of(infos, "activation", layer.activation.id) if layer.activation else None
        if layer.activation is not None and (info is None or info.traits.get("gives") != "distribution"):
            return layer.activation
    tanh = info_of(infos, "activation", "tanh")
    return pick(tanh) if tanh else Chosen(id="tanh")


def fresh_id(experiment: Experiment) -> str:
    """Returns an id for a new layer that no living layer has: "h1", "h2", ..."""
    taken = [layer.id for layer in experiment.network.layers]
    numbers = [int(name[1:]) for name in taken if name[:1] == "h" and name[1:].isascii() and name[1:].isdigit()]
    return f"h{max(numbers, default=0) + 1}"


def remove_layer(experiment: Experiment, layer: str) -> Experiment:
    """Returns the experiment without a layer; what fed it feeds the layers behind it.

    Raises ProblemError `edit.layer` or `edit.remove_output`.
    """
    gone = layer_of(experiment, layer)
    layers = experiment.network.layers
    if gone is layers[-1]:
        raise fail("edit.remove_output", layer=layer)
    kept = tuple(
        replace(other, inputs=_without(other.inputs, gone)) if layer in other.inputs else other
        for other in layers
        if other is not gone
    )
    return _with_layers(experiment, kept)


def _without(inputs: tuple[str, ...], gone: LayerSpec) -> tuple[str, ...]:
    fed = [source for name in inputs for source in (gone.inputs if name == gone.id else (name,))]
    return tuple(dict.fromkeys(fed))


def units_of(experiment: Experiment, layer: str, infos: Sequence[ComponentInfo] = ()) -> int | None:
    """Returns a layer's number of neurons, or None for a kind that has no such setting."""
    return units_in(layer_of(experiment, layer), infos)


def set_units(experiment: Experiment, layer: str, units: int, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with another number of neurons in a layer.

    Raises ProblemError `edit.no_neurons` or `param...`.
    """
    if units_of(experiment, layer, infos) is None:
        raise fail("edit.no_units", layer=layer, kind=layer_of(experiment, layer).kind.id)
    return set_param(experiment, f"{layers_path}{layer}.kind", "units", units, infos)


def add_neuron(experiment: Experiment, layer: str, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with one neuron more in a layer."""
    return set_units(experiment, layer, (units_of(experiment, layer, infos) or 0) + 1, infos)


def remove_neuron(experiment: Experiment, layer: str, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with one neuron less in a layer; the last one stays (ProblemError `edit.no_neurons`)."""
    return set_units(experiment, layer, (units_of(experiment, layer, infos) or 0) - 1, infos)


def set_inputs(experiment: Experiment, inputs: Sequence[str]) -> Experiment:
    """Returns the experiment with other inputs: columns of the data, or functions of them ("x1^2", "x1*x2", "sin(x1)").

    Raises ProblemError `edit.no_inputs` or `edit.same_input`.
    """
    made = tuple(text.strip() for text in inputs)
    if not made or "" in made:
        raise fail("edit.no_inputs", path="network.inputs")
    for text in made:
        storable(text, "network.inputs")
        if made.count(text) > 1:
            raise fail("edit.same_input", path="network.inputs", input=text)
    return replace(experiment, network=replace(experiment.network, inputs=made))


def _with_layers(experiment: Experiment, layers: tuple[LayerSpec, ...]) -> Experiment:
    return replace(experiment, network=replace(experiment.network, layers=layers))


def same_shape(a: Experiment, b: Experiment) -> bool:
    """Says whether two experiments have the same parameter arrays, so that weights of one fit the other.

    Settings of a layer that are fractions (dropout's rate) never change a shape; others may.
    """
    return _shape(a) == _shape(b)


def _shape(experiment: Experiment) -> tuple[object, ...]:
    network = experiment.network
    layers = tuple((layer.id, layer.kind.id, layer.inputs, _sizes(layer.kind.values)) for layer in network.layers)
    return len(network.inputs), layers


def _sizes(values: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if not isinstance(value, float)}
