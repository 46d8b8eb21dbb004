"""Whether one experiment's weights are those of another."""

from __future__ import annotations

from nnlab.experiment.document import Experiment
from nnlab.records import Value


def same_shape(a: Experiment, b: Experiment) -> bool:
    """Says whether two experiments have the same parameter arrays, so that weights of one fit the other.

    Settings of a layer that are fractions (dropout's rate) never change a shape; others may.
    """
    return _shape(a) == _shape(b)


def same_weights(a: Experiment, b: Experiment) -> bool:
    """Says whether going from one experiment to the other leaves every weight as it is.

    Beside the shapes that takes the same inputs in their order, and the same places cut.
    """
    cuts = [{mask.layer: mask.cut for mask in one.network.masks if mask.cut} for one in (a, b)]
    return a.network.inputs == b.network.inputs and cuts[0] == cuts[1] and same_shape(a, b)


def _shape(experiment: Experiment) -> tuple[object, ...]:
    network = experiment.network
    layers = tuple((layer.id, layer.kind.id, layer.inputs, _sizes(layer.kind.values)) for layer in network.layers)
    return len(network.inputs), layers


def _sizes(values: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if not isinstance(value, float)}
