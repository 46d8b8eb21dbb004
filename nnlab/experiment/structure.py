"""Whether an experiment's layers form a network at all: what no other part of nnlab is meant to cope with."""

from __future__ import annotations

from nnlab.experiment.document import Experiment
from nnlab.records import Problem


def structure(experiment: Experiment) -> tuple[Problem, ...]:
    """Returns what is wrong with inputs, layers' ids and connections. An edit never makes such an experiment."""
    network = experiment.network
    problems = []
    if not network.inputs:
        problems.append(Problem(code="network.no_inputs", values={"path": "network.inputs"}))
    if not network.layers:
        problems.append(Problem(code="network.no_layers", values={"path": "network.layers"}))
    known = {"input"}
    for layer in network.layers:
        if layer.id in known or not layer.id:
            problems.append(Problem(code="network.same_id", values={"layer": layer.id}))
        if not layer.inputs:
            problems.append(Problem(code="network.unconnected", values={"layer": layer.id}))
        problems.extend(
            Problem(code="network.connection", values={"layer": layer.id, "source": source})
            for source in layer.inputs
            if source not in known
        )
        if len(set(layer.inputs)) < len(layer.inputs):
            problems.append(Problem(code="network.fed_twice", values={"layer": layer.id}))
        known.add(layer.id)
    return tuple(problems)
