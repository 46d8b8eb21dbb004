"""Carries a running network over into another structure: weights, optimizer state, buffers, streams, counts.

A weight is known by the two units it stands between (`nnlab.experiment.identity`), a bias by its neuron. Each whose
units both structures have stays bit for bit, wherever they stand now; what is new begins as the initializer draws it
for the new size. Where a component's class was loaded anew, only arrays of the same name and shape mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from nnlab.engine import AnyArray, Network, Store, Trainer
from nnlab.experiment.document import KeptUnits
from nnlab.experiment.following import no_units
from nnlab.records import Problem, Value
from nnlab.session._build import Whole
from nnlab.session._units import Axes, Index, Reading, taken

Views = Mapping[str, Mapping[str, AnyArray]]
Ways = dict[tuple[str, str], Index]  # by node and name: where the numbers of an array go
_all: Index = ((), ())  # the whole array as it is


def carry(old: Whole, new: Whole, kept: KeptUnits = no_units) -> tuple[Problem, ...]:
    """Moves what fits from a running network into a fresh one; returns notes on what of changed classes did not.

    `kept` says of layers that lost neurons which are left.
    """
    before, after = old.trainer, new.trainer
    before.unwalk()
    notes = _lost(before.network, after.network)
    parameters, buffers = _ways(old, new, kept)
    _move(before.network.store.named, after.network.store.named, parameters)
    new.cut()
    if not _carry_optimizer(before, after, parameters) and _changed(before.updater.optimizer, after.updater.optimizer):
        owner = type(after.updater.optimizer).__name__
        notes.append(state_begins_anew(owner))
    _carry_buffers(before.network, after.network, buffers)
    if before.recipe.seed == after.recipe.seed:
        for node, stream in before.network.state.noise.items():
            if node in after.network.state.noise:
                after.network.state.noise[node] = stream
        after.order_stream, after.before_order = before.order_stream, before.before_order
    after.step_count, after.epoch = before.step_count, before.epoch
    if before.samples.rows == after.samples.rows:  # else the epoch begins again, with the new samples
        after.order, after.place, after.begin = before.order, before.place, before.begin
    return tuple(notes)


def state_begins_anew(owner: str) -> Problem:
    """Makes the note on an optimizer whose new version keeps another state."""
    return Problem(code="reload.state", values={"owner": owner}, level="note", plugin=owner)


def weights_begin_anew(layer: str, owner: str, names: Iterable[str]) -> Problem:
    """Makes the note on a layer whose new version has other parameters."""
    said: dict[str, Value] = {"layer": layer, "owner": owner, "names": ", ".join(names)}
    return Problem(code="reload.weights", values=said, level="note", plugin=owner)


def _changed(old: object, new: object) -> bool:
    """Tells whether a component is of the same id and another class: its file was loaded anew."""
    return type(old) is not type(new) and getattr(old, "id", "") == getattr(new, "id", "")


def _lost(before: Network, after: Network) -> list[Problem]:
    """Returns a note for each layer whose changed class has other parameters."""
    notes = list[Problem]()
    layers, views = {node.id: node.layer for node in before.graph.nodes}, before.store.named
    for node in after.graph.nodes:
        if node.id not in layers or node.id not in views or not _changed(layers[node.id], node.layer):
            continue
        old, new = views[node.id], after.store.named.get(node.id, {})
        lost = [name for name in new if name not in old or old[name].shape != new[name].shape]
        if lost:
            notes.append(weights_begin_anew(node.id, type(node.layer).__name__, lost))
    return notes


def _ways(old: Whole, new: Whole, kept: KeptUnits) -> tuple[Ways, Ways]:
    """Returns where the numbers of parameters and of buffers go that mean the same in both networks."""
    networks = old.network, new.network
    stores, buffers = [one.store.named for one in networks], [one.state.buffers for one in networks]
    whole = _straight(*stores), _straight(*buffers)
    covers = len(whole[0]) == _count(stores[1]) and len(whole[1]) == _count(buffers[1])
    if covers and not kept and _structure(old) == _structure(new):
        return whole
    before, after = Reading(old.network, old.inputs.names), Reading(new.network, new.inputs.names, kept)
    found = _found(before.parameters(), after.parameters()), _found(before.buffers(), after.buffers())
    layers = {node.id: node.layer for node in networks[0].graph.nodes}
    anew = {node.id for node in networks[1].graph.nodes if _changed(layers.get(node.id), node.layer)}
    return _instead(found[0], whole[0], anew), _instead(found[1], whole[1], anew)


def _instead(ways: Ways, others: Ways, nodes: set[str]) -> Ways:
    """Returns ways, those of some nodes taken from others."""
    rest = {key: way for key, way in ways.items() if key[0] not in nodes}
    return rest | {key: way for key, way in others.items() if key[0] in nodes}


def _structure(whole: Whole) -> object:
    """Returns what is equal where each array of one network means what that of the same name means in the other."""
    network = whole.network
    nodes = [(node.id, node.layer.id, node.inputs) for node in network.graph.nodes]
    return whole.inputs.names, nodes, network.shapes


def _straight(before: Views, after: Views) -> Ways:
    """Returns the way of whole arrays of the same name and shape."""
    return {
        (node, name): _all
        for node, views in after.items()
        for name, view in views.items()
        if name in before.get(node, {}) and before[node][name].shape == view.shape
    }


def _count(views: Views) -> int:
    return sum(map(len, views.values()))


def _found(before: Axes, after: Axes) -> Ways:
    made = {key: taken(before[key], axes) for key, axes in after.items() if key in before}
    return {key: way for key, way in made.items() if way is not None}


def _move(before: Views, after: Views, ways: Ways) -> None:
    for (node, name), (old, new) in ways.items():
        after[node][name][new] = before[node][name][old]


def _carry_optimizer(before: Trainer, after: Trainer, ways: Ways) -> bool:
    """Moves the optimizer's state of the weights that stay, all of it or nothing; tells whether it fitted."""
    old, new = before.updater, after.updater
    if old.optimizer.id != new.optimizer.id or old.state.keys() != new.state.keys():
        return False
    made, count = {}, _count(after.network.store.named)
    whole = before.network.layout == after.network.layout and len(ways) == count
    whole = whole and all(way == _all for way in ways.values())
    for name, fresh in new.state.items():
        kept, flat = old.state[name], before.network.store.flat
        if whole and kept.dtype == fresh.dtype:
            made[name] = kept
        elif kept.shape == flat.shape and fresh.shape == after.network.store.flat.shape:
            made[name] = _flat(kept, fresh, (before.network, after.network), ways)
        elif kept.shape == fresh.shape:
            made[name] = kept
        else:
            return False
    new.state, new.t = made, old.t
    return True


def _flat(kept: AnyArray, fresh: AnyArray, networks: tuple[Network, Network], ways: Ways) -> AnyArray:
    old, new = Store(networks[0].layout, kept.dtype), Store(networks[1].layout, fresh.dtype)
    old.flat[...], new.flat[...] = kept, fresh
    _move(old.named, new.named, ways)
    new.flat.flags.writeable = False
    return new.flat


def _carry_buffers(before: Network, after: Network, ways: Ways) -> None:
    for (node, name), (old, new) in ways.items():
        kept, fresh = before.state.buffers[node][name], after.state.buffers[node][name]
        made = np.array(fresh)
        made[new] = kept[old]
        after.state.buffers[node][name] = made
