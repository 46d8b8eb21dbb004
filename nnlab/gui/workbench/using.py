"""Putting a component into the network: the edit that makes the experiment train with it."""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.experiment.fitting import takes_activation
from nnlab.records import ComponentInfo, Kind

places: dict[Kind, str] = {
    "loss": "training.loss",
    "optimizer": "training.optimizer",
    "schedule": "training.schedule",
    "regularizer": "training.regularizer",
    "initializer": "start.initializer",
    "dataset": "data.source",
}


def can_use(kind: Kind | str) -> bool:
    """Tells whether a component of a kind has a place that one button can mean."""
    return kind == "activation" or kind in places


def used(experiment: Experiment, info: ComponentInfo, infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment with a component in it: an activation behind every hidden layer, others at their place.

    Raises ProblemError where it does not fit there.
    """
    if info.kind == "activation":
        for layer in experiment.network.layers[:-1]:
            if takes_activation(layer.kind, infos):
                experiment = edits.set_activation(experiment, layer.id, info.id, infos)
        return experiment
    if info.kind == "dataset":
        return edits.set_dataset(experiment, info.id, infos)
    return edits.choose(experiment, places[info.kind], info.id, infos)


def in_use(experiment: Experiment, info: ComponentInfo) -> bool:
    """Tells whether the experiment has the component where `used` would put it."""
    if info.kind == "activation":
        layers = [layer for layer in experiment.network.layers[:-1] if layer.activation is not None]
        return bool(layers) and all(layer.activation.id == info.id for layer in layers if layer.activation)
    from nnlab.experiment.slots import slots

    return any(
        slot.path == places.get(info.kind) and slot.chosen and slot.chosen.id == info.id for slot in slots(experiment)
    )
