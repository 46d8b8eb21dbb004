"""What makes output layer, loss and data fit each other."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.experiment.facts import DataFacts, Facts, shapes_of
from nnlab.experiment.fitting import misfit, takes_activation, units_in
from nnlab.experiment.following import masks_after
from nnlab.experiment.rules import Targets
from nnlab.experiment.slots import info_of, pick, with_field, with_layer
from nnlab.experiment.structure import fresh_ids
from nnlab.records import ComponentInfo, Kind, Shape


def fit(
    experiment: Experiment,
    targets: Targets,
    data: DataFacts | None,
    infos: Sequence[ComponentInfo],
    *,
    anew: bool = False,
    shape: Shape | None = None,
) -> Experiment:
    """Returns the experiment with an output layer and a loss that work with the data, if need be or `anew`.

    An output that cannot be made so, such as dropout or an image, gets a dense layer behind it, which is the output
    then; `shape` is that of what comes out now, where it is known.
    """
    if shape is not None and len(shape) > 1:
        return fit(_ended(experiment, targets, data, infos, shape), targets, data, infos, anew=anew)
    units = shape[0] if shape is not None else None
    if not anew and misfit(experiment, targets, data, infos, units) is None:
        return experiment
    count, activation, loss = _usual(targets, data)
    made = with_field(experiment, "training.loss", _picked(infos, "loss", loss, experiment.training.loss))
    output = experiment.network.layers[-1]
    if units_in(output, infos) is not None and takes_activation(output.kind, infos):
        kind = replace(output.kind, values={**output.kind.values, "units": count})
        output = replace(output, kind=kind, activation=_picked(infos, "activation", activation, output.activation))
        return masks_after(experiment, with_layer(made, output), infos)
    return _ended(made, targets, data, infos, shape)


def fix_output(experiment: Experiment, facts: Facts, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with an output layer and a loss that work with the data the facts describe."""
    if facts.data is None:
        return experiment
    shape = shapes_of(facts).get(experiment.network.layers[-1].id)
    return fit(experiment, facts.data.targets, facts.data, infos, shape=shape)


def _usual(targets: Targets, data: DataFacts | None) -> tuple[int, str, str]:
    """Returns the number of outputs, their activation and the loss that are customary for such data."""
    if targets == "values":
        return data.outputs if data else 1, "identity", "mse"
    classes = len(data.classes) if data else 2
    return (classes, "softmax", "cross_entropy") if classes > 2 else (1, "sigmoid", "binary_cross_entropy")


def _ended(
    experiment: Experiment,
    targets: Targets,
    data: DataFacts | None,
    infos: Sequence[ComponentInfo],
    shape: Shape | None,
) -> Experiment:
    """Returns the experiment with a dense layer as its output behind the present one, and a flatten where need be."""
    layers, names = experiment.network.layers, list(fresh_ids(experiment, 2))
    if infos and info_of(infos, "layer", "dense") is None:
        return experiment
    count, activation, _ = _usual(targets, data)
    behind = layers[-1].id
    if shape is not None and len(shape) > 1 and info_of(infos, "layer", "flatten") is not None:
        layers = (*layers, LayerSpec(id=names[0], kind=_picked(infos, "layer", "flatten"), inputs=(behind,)))
        behind = names.pop(0)
    chosen = replace(_picked(infos, "layer", "dense"), values={"units": count})
    last = LayerSpec(id=names[0], kind=chosen, activation=_picked(infos, "activation", activation), inputs=(behind,))
    return replace(experiment, network=replace(experiment.network, layers=(*layers, last)))


def _picked(infos: Sequence[ComponentInfo], kind: Kind, component: str, present: Chosen | None = None) -> Chosen:
    if present is not None and present.id == component:
        return present
    info = info_of(infos, kind, component)
    return pick(info) if info else Chosen(id=component)
