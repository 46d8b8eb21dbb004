"""What was changed while training, and when: the marks of the loss plot before they are put into words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from nnlab.experiment.document import Event, Experiment, Network
from nnlab.records import Checkpoint


@dataclass(frozen=True)
class Changed:
    """One change at an epoch. `weights`: numbers were put in by hand too.

    `moment` names the point in training: changes of equal moments have no step between them.
    """

    epoch: float
    moment: int
    before: Experiment
    after: Experiment
    weights: bool = False


Changes = tuple[Changed, ...]


def added(changes: Changes, new: Changed) -> Changes:
    """Returns the changes with one more. Those without a step between them are one, or none if they undo each other."""
    if not changes or changes[-1].moment != new.moment or changes[-1].after != new.before:
        return (*changes, new)
    last = replace(changes[-1], after=new.after, weights=changes[-1].weights or new.weights)
    if last.before == last.after and not last.weights:
        return changes[:-1]
    return (*changes[:-1], last)


def moved(changes: Changes, before: Experiment, after: Experiment) -> Changes:
    """Returns the changes with the last one going on to another value: a slider is on its way."""
    if not changes or changes[-1].after != before:
        return changes
    return (*changes[:-1], replace(changes[-1], after=after))


def rebuilt(began: Experiment, events: Sequence[Event], checkpoint: Checkpoint) -> Changes:
    """Returns the changes behind a file's events; epochs follow from steps, batch sizes and where the run stands."""
    documents, now = [began], began
    for event in events[: checkpoint.events]:
        now = event.experiment or now
        documents.append(now)
    steps = [event.step for event in events[: checkpoint.events]]
    seen, samples = [], 0.0  # samples trained on before each event
    for step, last, document in zip(steps, [0, *steps], documents, strict=False):
        samples += (step - last) * document.training.batch_size
        seen.append(samples)
    whole = samples + (checkpoint.step - (steps or [0])[-1]) * now.training.batch_size
    rows = (whole - checkpoint.place) / checkpoint.epoch if checkpoint.epoch else math.inf
    changes: Changes = ()
    for event, before, after, place in zip(events, documents, documents[1:], seen, strict=False):
        epoch = float(min(math.floor(place / rows + 1e-6), checkpoint.epoch)) if rows > 0 else 0.0
        changes = added(changes, Changed(epoch, -1 - event.step, before, after, event.weights is not None))
    return changes


def measures_anew(before: Experiment, after: Experiment) -> bool:
    """Tells whether the losses measured before a change say nothing of what is there after it."""
    old, new = before.training, after.training
    networks = [_bare(one) for one in (before, after)]
    return (before.data, networks[0], old.loss, old.metrics, old.dtype) != (
        after.data,
        networks[1],
        new.loss,
        new.metrics,
        new.dtype,
    )


def _bare(experiment: Experiment) -> Network:
    """Returns the network without frozen places and names, which change nothing that is there."""
    network = experiment.network
    masks = tuple(structs.replace(mask, frozen=()) for mask in network.masks if mask.cut)
    layers = tuple(structs.replace(layer, name="", neurons=()) for layer in network.layers)
    return structs.replace(network, masks=masks, layers=layers)
