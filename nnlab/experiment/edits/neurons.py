"""Edits of single neurons: taking some out of a layer, and names of layers and neurons."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Experiment
from nnlab.experiment.edits.components import set_param
from nnlab.experiment.fitting import units_in
from nnlab.experiment.following import masks_after, trimmed
from nnlab.experiment.labels import fit_name
from nnlab.experiment.slots import layer_of, layers_path, with_layer
from nnlab.records import ComponentInfo, fail


def remove_neurons(
    experiment: Experiment, layer: str, units: Sequence[int], infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment without some neurons of a layer, whichever they are; the others keep masks and names.

    Which neuron of the new layer is which of the old one says `kept_units`. Raises ProblemError `edit.layer`,
    `edit.no_units`, `edit.unit`, or `edit.no_neurons` where none would be left.
    """
    kept = kept_units(experiment, layer, units, infos)
    left = len(kept[layer])
    if left == units_in(layer_of(experiment, layer), infos):
        return experiment
    smaller = set_param(experiment, f"{layers_path}{layer}.kind", "units", left, infos)
    before = layer_of(experiment, layer)
    made = with_layer(experiment, replace(before, kind=layer_of(smaller, layer).kind))
    return masks_after(experiment, made, infos, kept)


def kept_units(
    experiment: Experiment, layer: str, gone: Sequence[int], infos: Sequence[ComponentInfo] = ()
) -> dict[str, tuple[int, ...]]:
    """Returns which neurons of a layer are left without those that go: the new neuron j was the neuron kept[layer][j].

    Raises ProblemError as `remove_neurons`.
    """
    count = _count(experiment, layer, infos)
    for unit in gone:
        _there(layer, unit, count)
    kept = tuple(sorted(set(range(count)).difference(gone)))
    if not kept:
        raise fail("edit.no_neurons", layer=layer)
    return {layer: kept}


def name_layer(experiment: Experiment, layer: str, name: str) -> Experiment:
    """Returns the experiment with a layer under another name; "" is its id. Raises `edit.layer` or `edit.name...`."""
    made = fit_name(name, f"{layers_path}{layer}.name")
    return with_layer(experiment, replace(layer_of(experiment, layer), name=made))


def name_neuron(
    experiment: Experiment, layer: str, unit: int, name: str, infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment with a name for one neuron of a layer; "" takes it away.

    Raises ProblemError `edit.layer`, `edit.no_units`, `edit.unit` or `edit.name...`.
    """
    _there(layer, unit, _count(experiment, layer, infos))
    made, found = fit_name(name, f"{layers_path}{layer}.neurons"), layer_of(experiment, layer)
    names = [*found.neurons, *("" for _ in range(unit + 1 - len(found.neurons)))]
    names[unit] = made
    return with_layer(experiment, replace(found, neurons=trimmed(names)))


def name_neurons(
    experiment: Experiment, layer: str, names: Sequence[str], infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment with the names of all neurons of a layer, by unit; what is not named has none."""
    path = f"{layers_path}{layer}.neurons"
    made = trimmed([fit_name(name, path) for name in names])
    if made:
        _there(layer, len(made) - 1, _count(experiment, layer, infos))
    return with_layer(experiment, replace(layer_of(experiment, layer), neurons=made))


def _count(experiment: Experiment, layer: str, infos: Sequence[ComponentInfo]) -> int:
    found = layer_of(experiment, layer)
    count = units_in(found, infos)
    if count is None:
        raise fail("edit.no_units", layer=layer, kind=found.kind.id)
    return count


def _there(layer: str, unit: int, count: int) -> None:
    if not 0 <= unit < count:
        raise fail("edit.unit", layer=layer, unit=unit, count=count)
