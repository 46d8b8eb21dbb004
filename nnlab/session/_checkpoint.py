"""A trainer's state as a Checkpoint, and back, to the last bit."""

from __future__ import annotations

import json

import numpy as np

from nnlab.engine import AnyArray, Store, Trainer, frozen, thawed
from nnlab.records import Array, Checkpoint, Problem, fail
from nnlab.records.arrays import type_names
from nnlab.session._carry import state_begins_anew, weights_begin_anew


def taken(
    trainer: Trainer,
    *,
    events: int,
    recorded: int,
    components: tuple[str, ...],
    lineage: str,
    stop: dict[str, float],
) -> Checkpoint:
    """Returns everything the trainer needs to go on elsewhere."""
    network = trainer.network
    arrays: dict[str, Array] = {}
    for node, views in network.store.named.items():
        for name, view in views.items():
            arrays[f"parameters/{node}/{name}"] = _array(view)
    for name, state in trainer.updater.state.items():
        arrays[f"optimizer/{name}"] = _array(_seen(trainer, state))
    for node, buffers in network.state.buffers.items():
        for name, buffer in buffers.items():
            arrays[f"buffers/{node}/{name}"] = _array(buffer)
    if trainer.order is not None:
        arrays["order"] = _array(trainer.order.astype(np.int64))
    arrays["batch"] = _array(np.array([trainer.begin], np.int64))
    streams = {f"noise/{node}": frozen(stream) for node, stream in network.state.noise.items()}
    streams["order"] = frozen(trainer.order_stream)
    streams["order/before"] = json.dumps(trainer.before_order, sort_keys=True)
    streams["lineage"] = lineage
    return Checkpoint(
        step=trainer.step_count,
        epoch=trainer.epoch,
        place=trainer.place,
        t=trainer.updater.t,
        events=events,
        recorded=recorded,
        arrays=arrays,
        streams=streams,
        stop=stop,
        components=components,
    )


def put(trainer: Trainer, checkpoint: Checkpoint, changed: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
    """Brings a trainer of the same structure to a checkpoint's state; raises ProblemError where they differ.

    `changed` names components ("kind:id") whose text is not the one the checkpoint was made with: what of them does
    not fit begins anew, and a note on each is returned.
    """
    network, arrays = trainer.network, checkpoint.arrays
    notes: list[Problem] = []
    layers = {node.id: node.layer for node in network.graph.nodes}
    for node, views in network.store.named.items():
        other = f"layer:{layers[node].id}" in changed if node in layers else False
        lost = [name for name, view in views.items() if other and not _fits(arrays, f"parameters/{node}/{name}", view)]
        for name, view in views.items():
            if name not in lost:
                with np.errstate(all="ignore"):
                    view[...] = _of(arrays, f"parameters/{node}/{name}", view.shape, node)
        if lost:
            notes.append(weights_begin_anew(node, type(layers[node]).__name__, lost))
    notes += _put_optimizer(trainer, checkpoint, changed)
    for node, buffers in network.state.buffers.items():
        other = f"layer:{layers[node].id}" in changed if node in layers else False
        for name, buffer in buffers.items():
            if not other or _fits(arrays, f"buffers/{node}/{name}", buffer):
                buffers[name] = np.array(_of(arrays, f"buffers/{node}/{name}", buffer.shape, node), buffer.dtype)
    for node in network.state.noise:
        if f"noise/{node}" in checkpoint.streams:
            network.state.noise[node] = _stream(checkpoint, f"noise/{node}")
    _put_place(trainer, checkpoint)
    return tuple(notes)


def _put_optimizer(trainer: Trainer, checkpoint: Checkpoint, changed: frozenset[str]) -> tuple[Problem, ...]:
    updater, arrays = trainer.updater, checkpoint.arrays
    names = [name.removeprefix("optimizer/") for name in arrays if name.startswith("optimizer/")]
    if f"optimizer:{updater.optimizer.id}" in changed:
        same = set(names) == updater.state.keys()
        if not same or not all(_fits(arrays, f"optimizer/{name}", updater.state[name]) for name in names):
            return (state_begins_anew(type(updater.optimizer).__name__),)
    updater.state = {name: _inside(trainer, arrays[f"optimizer/{name}"].numpy()) for name in names}
    updater.t = checkpoint.t
    return ()


def _fits(arrays: dict[str, Array], name: str, wanted: AnyArray) -> bool:
    return name in arrays and arrays[name].shape == wanted.shape


def _put_place(trainer: Trainer, checkpoint: Checkpoint) -> None:
    order = checkpoint.arrays["order"].numpy() if "order" in checkpoint.arrays else None
    rows = trainer.samples.rows
    if order is not None and (order.shape != (rows,) or not (np.sort(order) == np.arange(rows)).all()):
        raise fail("checkpoint.order", rows=rows, there=order.size)
    batch = checkpoint.arrays["batch"].numpy() if "batch" in checkpoint.arrays else np.array([checkpoint.place])
    begin = int(batch[0]) if batch.shape == (1,) and batch.dtype == np.int64 else -1
    if not 0 <= begin <= checkpoint.place < rows:
        raise fail("checkpoint.order", rows=rows, there=checkpoint.place)
    trainer.order = None if order is None else np.array(order, np.int64)
    trainer.step_count, trainer.epoch = checkpoint.step, checkpoint.epoch
    trainer.place, trainer.begin, trainer.last = checkpoint.place, begin, None
    if "order" in checkpoint.streams:
        trainer.order_stream = _stream(checkpoint, "order")
        before = "order/before" if "order/before" in checkpoint.streams else "order"
        trainer.before_order = _stream(checkpoint, before).bit_generator.state


def _stream(checkpoint: Checkpoint, name: str) -> np.random.Generator:
    try:
        return thawed(checkpoint.streams[name])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, AttributeError) as error:
        raise fail("checkpoint.stream", name=name) from error


def _seen(trainer: Trainer, state: AnyArray) -> AnyArray:
    """Returns an optimizer's array in the order of parameters as seen from outside."""
    store = trainer.network.store
    if state.shape != store.flat.shape:
        return state
    seen = Store(store.layout, state.dtype)
    seen.flat[...] = state
    return seen.outside()


def _inside(trainer: Trainer, state: AnyArray) -> AnyArray:
    store = trainer.network.store
    if state.shape != store.flat.shape:
        return state
    inside = Store(store.layout, state.dtype)
    inside.fill(state)
    inside.flat.flags.writeable = False
    return inside.flat


def _array(values: AnyArray) -> Array:
    known = values if str(values.dtype) in type_names else values.astype(np.float64)
    return Array.of(known)


def _of(arrays: dict[str, Array], name: str, shape: tuple[int, ...], node: str) -> AnyArray:
    if name not in arrays or arrays[name].shape != shape:
        there = str(arrays[name].shape) if name in arrays else "-"
        raise fail("checkpoint.shape", layer=node, name=name.rpartition("/")[2], shape=str(shape), there=there)
    return arrays[name].numpy()
