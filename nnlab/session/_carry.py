"""Carries a running network over into another structure: weights, optimizer state, buffers, streams, counts.

A layer is known by its id, a neuron by its column, an incoming unit by its row (network inputs by their names). What
both structures have stays bit for bit; what is new begins as the initializer draws it for the new size. Where a
component's class was loaded anew, only arrays of the same name and shape are taken to mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from nnlab.engine import AnyArray, Network, Store, Trainer, source
from nnlab.experiment.document import KeptUnits
from nnlab.experiment.following import no_units
from nnlab.records import Problem, Value
from nnlab.session._build import Whole

Views = Mapping[str, Mapping[str, AnyArray]]


@dataclass(frozen=True)
class Rows:
    """Where the network inputs of the same name stand before and after, for the layers (`nodes`) that they feed."""

    nodes: frozenset[str]
    before: tuple[int, ...]
    after: tuple[int, ...]


def carry(old: Whole, new: Whole, kept: KeptUnits = no_units) -> tuple[Problem, ...]:
    """Moves what fits from a running network into a fresh one; returns notes on what of changed classes did not."""
    before, after = old.trainer, new.trainer
    before.unwalk()
    rows = _rows(old, new)
    views, notes = _meant(before.network, after.network)
    _merge(views, after.network.store.named, rows)
    new.cut()
    if not _carry_optimizer(before, after, rows, views) and _changed(before.updater.optimizer, after.updater.optimizer):
        owner = type(after.updater.optimizer).__name__
        notes.append(state_begins_anew(owner))
    _carry_buffers(before.network, after.network)
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


def _meant(before: Network, after: Network) -> tuple[Views, list[Problem]]:
    """Returns the old parameters that mean the same in the new network, with a note for each layer that lost some."""
    views, notes = dict(before.store.named), list[Problem]()
    layers = {node.id: node.layer for node in before.graph.nodes}
    for node in after.graph.nodes:
        if node.id not in layers or node.id not in views or not _changed(layers[node.id], node.layer):
            continue
        old, new = views[node.id], after.store.named.get(node.id, {})
        lost = [name for name in new if name not in old or old[name].shape != new[name].shape]
        if lost:
            views[node.id] = {name: view for name, view in old.items() if name not in lost}
            notes.append(weights_begin_anew(node.id, type(node.layer).__name__, lost))
    return views, notes


def _rows(old: Whole, new: Whole) -> Rows | None:
    if old.inputs.names == new.inputs.names:
        return None
    shared = [name for name in new.inputs.names if name in old.inputs.names]
    fed = frozenset(node.id for node in new.network.graph.nodes if source in node.inputs)
    return Rows(fed, tuple(map(old.inputs.names.index, shared)), tuple(map(new.inputs.names.index, shared)))


def _carry_optimizer(before: Trainer, after: Trainer, rows: Rows | None, views: Views) -> bool:
    """Moves the optimizer's state of what `views` names, all of it or nothing; tells whether it fitted."""
    old, new = before.updater, after.updater
    if old.optimizer.id != new.optimizer.id or old.state.keys() != new.state.keys():
        return False
    made = {}
    for name, fresh in new.state.items():
        kept, flat = old.state[name], before.network.store.flat
        if kept.shape == flat.shape and fresh.shape == after.network.store.flat.shape:
            made[name] = _flat(kept, fresh, (before.network, after.network), rows, views)
        elif kept.shape == fresh.shape:
            made[name] = kept
        else:
            return False
    new.state, new.t = made, old.t
    return True


def _flat(
    kept: AnyArray, fresh: AnyArray, networks: tuple[Network, Network], rows: Rows | None, views: Views
) -> AnyArray:
    old, new = Store(networks[0].layout, kept.dtype), Store(networks[1].layout, fresh.dtype)
    old.flat[...], new.flat[...] = kept, fresh
    _merge({node: {name: old.named[node][name] for name in named} for node, named in views.items()}, new.named, rows)
    new.flat.flags.writeable = False
    return new.flat


def _carry_buffers(before: Network, after: Network) -> None:
    for node, fresh in after.state.buffers.items():
        for name, array in fresh.items():
            kept = before.state.buffers.get(node, {}).get(name)
            if kept is not None and kept.shape == array.shape:
                fresh[name] = np.array(kept, array.dtype)


def _merge(before: Views, after: Views, rows: Rows | None) -> None:
    for node, views in after.items():
        for name, new in views.items():
            old = before.get(node, {}).get(name)
            if old is None or old.ndim != new.ndim:
                continue
            if rows is not None and node in rows.nodes and new.ndim == 2:
                columns = min(old.shape[1], new.shape[1])
                new[list(rows.after), :columns] = old[list(rows.before), :columns]
                continue
            corner = tuple(slice(0, min(a, b)) for a, b in zip(old.shape, new.shape, strict=True))
            new[corner] = old[corner]
