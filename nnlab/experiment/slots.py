"""The places of an experiment that hold a component, by dotted path."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Drawn, Experiment, LayerSpec, Made
from nnlab.records import ComponentInfo, Kind, ProblemError, Value, fail

layers_path = "network.layers."


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A place for a component: its path, the kind it takes, what is chosen now, whether it may be empty, its layer."""

    path: str
    kind: Kind
    chosen: Chosen | None
    optional: bool = False
    layer: str = ""


def slots(experiment: Experiment) -> tuple[Slot, ...]:
    """Returns all places of an experiment that hold or may hold a component."""
    training, start = experiment.training, experiment.start
    found = [
        Slot(path="data.source", kind="dataset", chosen=experiment.data.source),
        Slot(path="training.loss", kind="loss", chosen=training.loss),
        Slot(path="training.optimizer", kind="optimizer", chosen=training.optimizer),
        Slot(path="training.schedule", kind="schedule", chosen=training.schedule),
        Slot(path="training.regularizer", kind="regularizer", chosen=training.regularizer, optional=True),
        Slot(
            path="start.initializer",
            kind="initializer",
            chosen=start.initializer if isinstance(start, Drawn) else None,
            optional=not isinstance(start, Drawn),
        ),
    ]
    found.extend(
        Slot(path=f"training.metrics.{metric.id}", kind="metric", chosen=metric) for metric in training.metrics
    )
    for layer in experiment.network.layers:
        path = layers_path + layer.id
        found.append(Slot(path=f"{path}.kind", kind="layer", chosen=layer.kind, layer=layer.id))
        found.append(
            Slot(path=f"{path}.activation", kind="activation", chosen=layer.activation, optional=True, layer=layer.id)
        )
    return tuple(found)


def slot_at(experiment: Experiment, path: str) -> Slot:
    """Returns the place at a path. Raises ProblemError `edit.slot`."""
    found = slots(experiment)
    for slot in found:
        if slot.path == path:
            return slot
    raise fail("edit.slot", path=path, known=", ".join(slot.path for slot in found))


def fill(experiment: Experiment, slot: Slot, chosen: Chosen | None) -> Experiment:
    """Returns the experiment with another choice at a place."""
    if slot.layer:
        layer = layer_of(experiment, slot.layer)
        field = "kind" if slot.kind == "layer" else "activation"
        return with_layer(experiment, replace(layer, **{field: chosen}))
    if slot.kind == "metric":
        metrics = experiment.training.metrics
        changed = tuple(chosen if metric is slot.chosen else metric for metric in metrics)
        training = replace(experiment.training, metrics=tuple(metric for metric in changed if metric is not None))
        return replace(experiment, training=training)
    if slot.kind == "initializer" and not isinstance(experiment.start, Drawn):
        if chosen is None:
            return experiment
        return replace(experiment, start=Drawn(initializer=chosen))
    filled: Experiment = with_field(experiment, slot.path, chosen)
    return filled


def with_field(record: Any, path: str, value: Any) -> Any:
    """Returns a record with another value at a dotted path of fields."""
    name, _, rest = path.partition(".")
    return replace(record, **{name: with_field(getattr(record, name), rest, value) if rest else value})


def layer_of(experiment: Experiment, layer_id: str) -> LayerSpec:
    """Returns the layer of that id. Raises ProblemError `edit.layer` naming those there are."""
    for layer in experiment.network.layers:
        if layer.id == layer_id:
            return layer
    known = ", ".join(layer.id for layer in experiment.network.layers)
    raise fail("edit.layer", layer=layer_id, known=known)


def with_layer(experiment: Experiment, layer: LayerSpec) -> Experiment:
    """Returns the experiment with the layer of the same id replaced."""
    layers = tuple(layer if old.id == layer.id else old for old in experiment.network.layers)
    return replace(experiment, network=replace(experiment.network, layers=layers))


def info_of(infos: Iterable[ComponentInfo], kind: Kind, component: str) -> ComponentInfo | None:
    """Returns what is known of a component, or None."""
    return next((info for info in infos if info.kind == kind and info.id == component), None)


def known_info(infos: Sequence[ComponentInfo], kind: Kind, component: str, path: str) -> ComponentInfo:
    """Returns what is known of a component. Raises ProblemError `edit.component` naming those there are."""
    info = info_of(infos, kind, component)
    if info is None:
        raise _unknown_component([info.id for info in infos if info.kind == kind], component, path)
    return info


def _unknown_component(known: list[str], component: str, path: str) -> ProblemError:
    near = difflib.get_close_matches(component, known, 1, 0.5)
    if near:
        return fail("edit.component_near", path=path, id=component, near=near[0], known=", ".join(known))
    return fail("edit.component", path=path, id=component, known=", ".join(known))


def pick(info: ComponentInfo, values: dict[str, Value] | None = None) -> Chosen:
    """Returns the choice of a component, with the text of it that is loaded now."""
    made = Made(origin=info.origin, version=info.version, sha256=info.sha256)
    return Chosen(id=info.id, values=values or {}, made=made)
