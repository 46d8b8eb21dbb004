"""Carries a running network over into another structure: weights, optimizer state, buffers, streams, counts.

A layer is known by its id, a neuron by its column, an incoming unit by its row (network inputs by their names). What
both structures have stays bit for bit; what is new begins as the initializer draws it for the new size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnlab.engine import AnyArray, Network, Store, Trainer, source
from nnlab.session._build import Whole

Views = Mapping[str, Mapping[str, AnyArray]]


@dataclass(frozen=True)
class Rows:
    """Where the network inputs of the same name stand before and after, for the layers (`nodes`) that they feed."""

    nodes: frozenset[str]
    before: tuple[int, ...]
    after: tuple[int, ...]


def carry(old: Whole, new: Whole) -> None:
    """Moves what fits from a running network into a fresh one."""
    before, after = old.trainer, new.trainer
    before.unwalk()
    rows = _rows(old, new)
    _merge(before.network.store.named, after.network.store.named, rows)
    new.cut()
    _carry_optimizer(before, after, rows)
    _carry_buffers(before.network, after.network)
    if before.recipe.seed == after.recipe.seed:
        for node, stream in before.network.state.noise.items():
            if node in after.network.state.noise:
                after.network.state.noise[node] = stream
        after.order_stream, after.before_order = before.order_stream, before.before_order
    after.step_count, after.epoch = before.step_count, before.epoch
    if before.samples.rows == after.samples.rows:  # else the epoch begins again, with the new samples
        after.order, after.place, after.begin = before.order, before.place, before.begin


def _rows(old: Whole, new: Whole) -> Rows | None:
    if old.inputs.names == new.inputs.names:
        return None
    shared = [name for name in new.inputs.names if name in old.inputs.names]
    fed = frozenset(node.id for node in new.network.graph.nodes if source in node.inputs)
    return Rows(fed, tuple(map(old.inputs.names.index, shared)), tuple(map(new.inputs.names.index, shared)))


def _carry_optimizer(before: Trainer, after: Trainer, rows: Rows | None) -> None:
    old, new = before.updater, after.updater
    if old.optimizer.id != new.optimizer.id or old.state.keys() != new.state.keys():
        return
    made = {}
    for name, fresh in new.state.items():
        kept, flat = old.state[name], before.network.store.flat
        if kept.shape == flat.shape and fresh.shape == after.network.store.flat.shape:
            made[name] = _flat(kept, fresh, before.network, after.network, rows)
        elif kept.shape == fresh.shape:
            made[name] = kept
        else:
            return
    new.state, new.t = made, old.t


def _flat(kept: AnyArray, fresh: AnyArray, before: Network, after: Network, rows: Rows | None) -> AnyArray:
    old, new = Store(before.layout, kept.dtype), Store(after.layout, fresh.dtype)
    old.flat[...], new.flat[...] = kept, fresh
    _merge(old.named, new.named, rows)
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
