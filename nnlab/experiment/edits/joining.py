"""Skip connections: a source feeds a layer by way of a join, "add" or "concatenate", which is put in where needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.edits.connections import connect, disconnect, refed, with_layers
from nnlab.experiment.edits.layers import new_layer
from nnlab.experiment.facts import Facts, shapes_of
from nnlab.experiment.slots import known_info, layer_of
from nnlab.experiment.structure import begin, cycles, in_order
from nnlab.records import ComponentInfo, Problem, ProblemError, Shape, fail

How = Literal["add", "concatenate"]
joins: tuple[How, ...] = ("add", "concatenate")


def join(experiment: Experiment, source: str, layer: str, how: How, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with a layer fed by one more source, by way of a join.

    That is the layer itself where it is such a join, else the join that feeds it alone, else a new one before it.
    Raises ProblemError `edit.layer`, `edit.connected`, `edit.feed_output`, `edit.cycle`, or `edit.component` where no
    such join can be loaded.
    """
    target = layer_of(experiment, layer)
    if infos:
        known_info(infos, "layer", how, "network.layers")
    into = _into(experiment, target, how)
    if into is not None:
        return connect(experiment, source, into.id, infos)
    _may_feed(experiment, source, target)
    fed = target.inputs if target.kind.id not in joins else target.inputs[:1]
    rest = target.inputs[len(fed) :]
    layers = experiment.network.layers
    place = layers.index(target)
    new = new_layer(experiment, place, (*fed, source), kind=how, infos=infos)
    moved = replace(target, inputs=(new.id, *rest))
    return with_layers(experiment, in_order((*layers[:place], new, moved, *layers[place + 1 :])), infos)


def ways_to_join(
    experiment: Experiment, source: str, layer: str, infos: Sequence[ComponentInfo] = (), facts: Facts | None = None
) -> dict[How, Problem | None]:
    """Returns for each kind of join what stands in the way of it, None where it fits (or nobody knows the shapes)."""
    return {how: _obstacle(experiment, source, layer, how, infos, facts) for how in joins}


def separate(experiment: Experiment, source: str, layer: str, infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with a layer no longer fed by a source; a join that has one input left goes, too.

    The source may feed the layer itself or the join right before it. Raises ProblemError `edit.layer`,
    `edit.not_connected`, or `edit.last_input` where nothing else feeds the layer.
    """
    target = layer_of(experiment, layer)
    feeding = _feeding_join(experiment, target)
    if source not in target.inputs and feeding is not None and source in feeding.inputs:
        target = feeding
    made = disconnect(experiment, source, target.id, infos)
    left = layer_of(made, target.id)
    if left.kind.id not in joins or len(left.inputs) > 1 or left is made.network.layers[-1]:
        return made
    kept = tuple(refed(one, {left.id: left.inputs}) for one in made.network.layers if one is not left)
    after = replace(experiment, network=replace(experiment.network, layers=kept))
    return with_layers(experiment, after.network.layers, infos)


def _into(experiment: Experiment, target: LayerSpec, how: How) -> LayerSpec | None:
    """Returns the join that takes the source in, where there is one."""
    if target.kind.id == how:
        return target
    feeding = _feeding_join(experiment, target)
    return feeding if feeding is not None and feeding.kind.id == how else None


def _feeding_join(experiment: Experiment, target: LayerSpec) -> LayerSpec | None:
    """Returns the join that feeds this layer and no other, and is all that feeds it."""
    if len(target.inputs) != 1 or target.inputs[0] == begin:
        return None
    found = layer_of(experiment, target.inputs[0])
    readers = [one for one in experiment.network.layers if found.id in one.inputs]
    return found if found.kind.id in joins and len(readers) == 1 else None


def _may_feed(experiment: Experiment, source: str, target: LayerSpec) -> None:
    layers = experiment.network.layers
    if source != begin:
        layer_of(experiment, source)
    if source in target.inputs:
        raise fail("edit.connected", source=source, layer=target.id)
    if source == layers[-1].id and source != target.id:
        raise fail("edit.feed_output", source=source, layer=target.id)
    fed = replace(target, inputs=(*target.inputs, source))
    circle = next((one for one in cycles([fed if other is target else other for other in layers]) if source in one), ())
    if target.id in circle:
        raise fail("edit.cycle", source=source, layer=target.id, cycle=" -> ".join(circle))


def _obstacle(
    experiment: Experiment, source: str, layer: str, how: How, infos: Sequence[ComponentInfo], facts: Facts | None
) -> Problem | None:
    try:
        join(experiment, source, layer, how, infos)
    except ProblemError as error:
        return error.problem
    target = layer_of(experiment, layer)
    into = _into(experiment, target, how)
    present = into.inputs if into is not None else target.inputs[:1] if target.kind.id in joins else target.inputs
    shapes = shapes_of(facts) if facts is not None else {}
    if source not in shapes or any(one not in shapes for one in present):
        return None
    return _misfit(how, {one: shapes[one] for one in present}, source, shapes[source])


def _misfit(how: How, present: Mapping[str, Shape], source: str, shape: Shape) -> Problem | None:
    for name, other in present.items():
        if how == "add" and other != shape:
            said = fail("edit.add_shapes", source=source, shape=_sides(shape), layer=name, other=_sides(other))
            return said.problem
        if how == "concatenate" and beside(other) != beside(shape):
            sides = {"shape": _sides(shape), "other": _sides(other)}
            return fail("edit.concatenate_shapes", source=source, layer=name, **sides).problem
    return None


def _sides(shape: Shape) -> str:
    return " × ".join(map(str, shape))


def beside(shape: Shape) -> tuple[int, Shape]:
    """Returns what must be equal to put shapes side by side: all but the channels of images, else all but features."""
    axis = 0 if len(shape) == 3 else len(shape) - 1
    return len(shape), (*shape[:axis], *shape[axis + 1 :])
