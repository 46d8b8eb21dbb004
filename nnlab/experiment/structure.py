"""Whether an experiment's layers form a network at all: what no other part of nnlab is meant to cope with.

Layers and the ids that feed them are a directed acyclic graph, written down in any order; its end is the last layer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from nnlab.experiment.document import Experiment, LayerSpec, Network
from nnlab.records import Problem

begin = "input"  # what stands for the network's inputs among the ids that feed a layer
_numbered = re.compile(r"h[0-9]{1,9}")


def structure(experiment: Experiment) -> tuple[Problem, ...]:
    """Returns what is wrong with inputs, layers' ids and connections. An edit never makes such an experiment."""
    return structure_of(experiment.network)


def structure_of(network: Network) -> tuple[Problem, ...]:
    """Returns what is wrong with the structure of a network alone."""
    problems = []
    if not network.inputs:
        problems.append(Problem(code="network.no_inputs", values={"path": "network.inputs"}))
    if not network.layers:
        problems.append(Problem(code="network.no_layers", values={"path": "network.layers"}))
    ids = [layer.id for layer in network.layers]
    for place, layer in enumerate(network.layers):
        if layer.id in ids[:place] or layer.id in ("", begin):
            problems.append(Problem(code="network.same_id", values={"layer": layer.id}))
        problems.extend(_connections(layer, ids))
    if len(set(ids)) == len(ids):  # else nobody can tell which layer is meant
        problems.extend(_circles(network.layers))
    return tuple(problems)


def _connections(layer: LayerSpec, ids: Sequence[str]) -> Iterator[Problem]:
    if not layer.inputs:
        yield Problem(code="network.unconnected", values={"layer": layer.id})
    for source in dict.fromkeys(layer.inputs):
        if source != begin and source not in ids:
            known = ", ".join([begin, *(other for other in ids if other != layer.id)])
            yield Problem(code="network.connection", values={"layer": layer.id, "source": source, "known": known})
    twice = next((source for source in layer.inputs if layer.inputs.count(source) > 1), None)
    if twice is not None:
        yield Problem(code="network.fed_twice", values={"layer": layer.id, "source": twice})


def _circles(layers: Sequence[LayerSpec]) -> Iterator[Problem]:
    """Yields the cycles, and that the last layer feeds another where that is none."""
    found = cycles(layers)
    for cycle in found:
        yield Problem(code="network.cycle", values={"layer": cycle[0], "cycle": " -> ".join(cycle)})
    around = {name for cycle in found for name in cycle}
    for layer in layers[:-1]:
        if layers[-1].id in layer.inputs and layer.id not in around:
            yield Problem(code="network.after_output", values={"layer": layers[-1].id, "reader": layer.id})


def unread(layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    """Returns the ids of the layers before the output that feed no other."""
    read = {source for layer in layers for source in layer.inputs}
    return tuple(layer.id for layer in layers[:-1] if layer.id not in read)


def in_order(layers: Sequence[LayerSpec]) -> tuple[LayerSpec, ...]:
    """Returns the layers so that each comes after all that feed it, else in the order they have.

    What is in a cycle or behind one has no such order and comes last, as it stands.
    """
    ids = {layer.id for layer in layers}
    made: list[LayerSpec] = []
    known: set[str] = set()
    rest = list(layers)
    while rest:
        ready = next((layer for layer in rest if known.issuperset(ids.intersection(layer.inputs))), None)
        if ready is None:
            return (*made, *rest)
        rest.remove(ready)
        made.append(ready)
        known.add(ready.id)
    return tuple(made)


def cycles(layers: Sequence[LayerSpec]) -> tuple[tuple[str, ...], ...]:
    """Returns the cycles there are, each as the ids along the way from a layer to itself: ("h1", "h2", "h1").

    Of cycles that share a layer one is returned.
    """
    feeds = {layer.id: [source for source in layer.inputs if source != begin] for layer in layers}
    found: list[tuple[str, ...]] = []
    gone: set[str] = set()
    for name in feeds:
        way = None if name in gone else _around(name, feeds, gone)
        if way is not None:
            found.append(way)
            gone.update(way)
    return tuple(found)


def _around(name: str, feeds: dict[str, list[str]], gone: set[str]) -> tuple[str, ...] | None:
    """Returns the shortest way from a layer along what it feeds back to itself, or None."""
    reached = {name: ""}  # each with the layer that it feeds
    edge = [name]
    while edge:
        following = []
        for layer in edge:
            for source in feeds[layer]:
                if source == name:
                    return _way(name, layer, reached)
                if source in feeds and source not in reached and source not in gone:
                    reached[source] = layer
                    following.append(source)
        edge = following
    return None


def _way(name: str, first: str, reached: dict[str, str]) -> tuple[str, ...]:
    way = [name]
    while first != name:
        way.append(first)
        first = reached[first]
    return (*way, name)


def fresh_ids(experiment: Experiment, count: int) -> tuple[str, ...]:
    """Returns so many ids for new layers that no living layer has: "h1", "h2", ..."""
    taken = [layer.id for layer in experiment.network.layers]
    numbers = [int(name[1:]) for name in taken if _numbered.fullmatch(name)]
    free = (f"h{number}" for number in itertools.count(max(numbers, default=0) + 1))
    return tuple(itertools.islice((name for name in free if name not in taken), count))
