"""Edits of the network: its inputs, its layers and their neurons."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.experiment.edits.components import choose, set_param
from nnlab.experiment.edits.connections import fed_by, refed, with_layers
from nnlab.experiment.edits.settings import storable
from nnlab.experiment.fields import most_units
from nnlab.experiment.fitting import takes_activation, units_in
from nnlab.experiment.following import masks_after
from nnlab.experiment.slots import info_of, known_info, layer_of, layers_path, pick
from nnlab.experiment.structure import begin, fresh_ids
from nnlab.records import ComponentInfo, ParamSpec, fail

_sizes_of_layers = frozenset({"units", "filters"})  # the parameters by which kinds of layer say how large they are


def add_layer(
    experiment: Experiment,
    after: str,
    units: int = 4,
    kind: str = "dense",
    infos: Sequence[ComponentInfo] = (),
    *,
    before: str = "",
) -> Experiment:
    """Returns the experiment with a new layer behind another one, or behind "input"; what that fed, the new one feeds.

    With `before` only that layer is fed by the new one, and the others, such as a skip connection, as they were. A
    layer with neurons of its own takes the activation of a hidden neighbour, else tanh. Raises ProblemError
    `edit.layer`, `edit.after_output`, `edit.not_connected`, `edit.no_neurons` or `edit.component`.
    """
    layers = experiment.network.layers
    place = 0
    if after != begin:
        place = layers.index(layer_of(experiment, after)) + 1
    if after == layers[-1].id:
        raise fail("edit.after_output", layer=after)
    if before:
        fed_by(experiment, after, before)
    new = new_layer(experiment, place, (after,), units, kind, infos)

    def behind(layer: LayerSpec) -> LayerSpec:
        return layer if before and layer.id != before else refed(layer, {after: (new.id,)})

    rest = tuple(behind(layer) for layer in layers)
    return with_layers(experiment, (*rest[:place], new, *rest[place:]), infos)


def add_before(
    experiment: Experiment, layer: str, units: int = 4, kind: str = "dense", infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment with a new layer between a layer and all that feeds it.

    Raises ProblemError `edit.layer`, `edit.no_neurons` or `edit.component`.
    """
    layers, found = experiment.network.layers, layer_of(experiment, layer)
    place = layers.index(found)
    new = new_layer(experiment, place, found.inputs, units, kind, infos)
    moved = replace(found, inputs=(new.id,))
    return with_layers(experiment, (*layers[:place], new, moved, *layers[place + 1 :]), infos)


def new_layer(
    experiment: Experiment,
    place: int,
    inputs: tuple[str, ...],
    units: int = 4,
    kind: str = "dense",
    infos: Sequence[ComponentInfo] = (),
) -> LayerSpec:
    """Makes a layer for a place among the others; it is not in the experiment yet."""
    chosen, name = _new_kind(experiment, kind, infos), fresh_ids(experiment, 1)[0]
    info = info_of(infos, "layer", kind)
    names = [spec.name for spec in info.params] if info else ["units"] if kind == "dense" else []
    if "units" in names:
        if units < 1:
            raise fail("edit.no_neurons", layer=name)
        spec = info.param("units") if info else None
        most = most_units if spec is None or spec.high is None else int(spec.high)
        chosen = replace(chosen, values={"units": min(int(units), most)})
    activation = None
    if takes_activation(chosen, infos):
        own = _sizes_of_layers.intersection(names)
        activation = _neighbour(experiment, place, infos) if own else _picked(infos, "identity")
    return LayerSpec(id=name, kind=chosen, activation=activation, inputs=inputs)


def _new_kind(experiment: Experiment, kind: str, infos: Sequence[ComponentInfo]) -> Chosen:
    if infos:
        return pick(known_info(infos, "layer", kind, "network.layers"))
    made = next((layer.kind.made for layer in experiment.network.layers if layer.kind.id == kind), None)
    return Chosen(id=kind, made=made)


def _neighbour(experiment: Experiment, place: int, infos: Sequence[ComponentInfo]) -> Chosen:
    """Returns the activation of the nearest hidden layer with one, looking back first; a distribution is for outputs.

    Where there is none but identity, which stands for no activation, it is tanh.
    """
    hidden = experiment.network.layers[:-1]
    for layer in (*reversed(hidden[:place]), *hidden[place:]):
        info = info_of(infos, "activation", layer.activation.id) if layer.activation else None
        if layer.activation is None or (layer.activation.id == "identity" and layer.kind.id != "dense"):
            continue
        if info is None or info.traits.get("gives") != "distribution":
            return layer.activation
    return _picked(infos, "tanh")


def _picked(infos: Sequence[ComponentInfo], activation: str) -> Chosen:
    info = info_of(infos, "activation", activation)
    return pick(info) if info else Chosen(id=activation)


def remove_layer(experiment: Experiment, layer: str, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment without a layer; what fed it feeds the layers that it fed.

    Raises ProblemError `edit.layer` or `edit.remove_output`.
    """
    gone = layer_of(experiment, layer)
    layers = experiment.network.layers
    if gone is layers[-1]:
        raise fail("edit.remove_output", layer=layer)
    kept = tuple(refed(other, {layer: gone.inputs}) for other in layers if other is not gone)
    return with_layers(experiment, kept, infos)


def set_kind(experiment: Experiment, layer: str, kind: str, infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment with a layer of another kind, as large as it was where both kinds have a size.

    Raises ProblemError `edit.layer` or `edit.component`.
    """
    before = layer_of(experiment, layer)
    made = choose(experiment, f"{layers_path}{layer}.kind", kind, infos)
    was, now = (info_of(infos, "layer", ident) for ident in (before.kind.id, kind))
    old, new = (_own_size(info) for info in (was, now))
    if old is not None and new is not None and old.name != new.name:
        value = before.kind.values.get(old.name, old.default)
        if isinstance(value, int):
            high = value if new.high is None else min(value, int(new.high))
            made = set_param(made, f"{layers_path}{layer}.kind", new.name, high, infos)
    return masks_after(experiment, made, infos)


def _own_size(info: ComponentInfo | None) -> ParamSpec | None:
    """Returns the parameter that says how many neurons or channels a kind of layer has."""
    return next((spec for spec in info.params if spec.name in _sizes_of_layers), None) if info else None


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
    """Returns the experiment with other inputs: columns of the data, or formulas over them ("x1^2", "sin(x1*x2)").

    Raises ProblemError `edit.no_inputs`, `edit.empty_input` or `edit.same_input`.
    """
    made = tuple(text.strip() for text in inputs)
    if not any(made):
        raise fail("edit.no_inputs", path="network.inputs")
    if "" in made:
        raise fail("edit.empty_input", path="network.inputs", place=str(made.index("") + 1))
    seen: set[str] = set()
    for text in made:
        storable(text, "network.inputs")
        if text in seen:
            raise fail("edit.same_input", path="network.inputs", input=text)
        seen.add(text)
    fed = replace(experiment, network=replace(experiment.network, inputs=made))
    return masks_after(experiment, fed)
