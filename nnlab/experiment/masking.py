"""What a layer's mask means: which of its parameters are frozen, which are cut.

A place names an array of the layer and an index in it; a shorter index means all below it. The name "*" stands for
every array of the layer, whatever its kind calls them, so that a frozen layer stays frozen when its bias comes or goes.
Masks are kept canonical: sorted, each place once and none that another covers, no empty mask, in the order of layers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from nnlab.experiment.document import Experiment, Mask, Network, Place
from nnlab.experiment.facts import Facts
from nnlab.records import Problem, ProblemError, Shape, fail

every = "*"
everything = (Place(name=every),)

Marks = Mapping[str, npt.NDArray[np.bool_]]


def mask_of(experiment: Experiment, layer: str) -> Mask:
    """Returns a layer's mask; an empty one where it has none."""
    return next((mask for mask in experiment.network.masks if mask.layer == layer), Mask(layer=layer))


def marks(mask: Mask, shapes: Mapping[str, Shape]) -> tuple[Marks, Marks]:
    """Returns what no update moves and what is 0, as bool arrays by name; only arrays with a mark are there.

    `shapes` are those of the layer's parameters as seen from outside (a dense layer's weights are (n_in, n_out)). What
    is cut stands in both. Raises ProblemError `mask.name` or `mask.place` for a place the layer does not have.
    """
    cut = _marked(mask.layer, mask.cut, shapes)
    frozen = dict(_marked(mask.layer, mask.frozen, shapes))
    for name, array in cut.items():
        frozen[name] = frozen[name] | array if name in frozen else array
    return frozen, cut


def _marked(layer: str, places: Sequence[Place], shapes: Mapping[str, Shape]) -> Marks:
    made: dict[str, npt.NDArray[np.bool_]] = {}
    for place in places:
        found = wrong(layer, place, shapes)
        if found is not None:
            raise ProblemError(found)
        for name in shapes if place.name == every else (place.name,):
            made.setdefault(name, np.zeros(shapes[name], bool))[place.at] = True
    return made


def wrong(layer: str, place: Place, shapes: Mapping[str, Shape]) -> Problem | None:
    """Returns what is wrong with a place of a layer that has arrays of these shapes."""
    if place.name == every:
        return None if not place.at else fail("mask.every", layer=layer).problem
    if place.name not in shapes:
        known = ", ".join(shapes) or "-"
        return fail("mask.name", layer=layer, name=place.name, known=known).problem
    shape = shapes[place.name]
    if len(place.at) > len(shape) or any(not 0 <= at < size for at, size in zip(place.at, shape, strict=False)):
        return fail("mask.place", layer=layer, place=shown(place), name=place.name, shape=_sizes(shape)).problem
    return None


def mask_problems(experiment: Experiment, facts: Facts | None = None) -> Iterator[Problem]:
    """Yields what is wrong with an experiment's masks; names and bounds are looked at where `facts` know the arrays."""
    return wrong_masks(experiment.network, facts)


def wrong_masks(network: Network, facts: Facts | None = None) -> Iterator[Problem]:
    """Yields what is wrong with the masks of a network alone."""
    ids = [layer.id for layer in network.layers]
    shapes = {layer.id: layer.arrays for layer in facts.layers if layer.shape is not None} if facts else {}
    seen: set[str] = set()
    for mask in network.masks:
        if mask.layer not in ids or mask.layer in seen:
            yield Problem(code="mask.layer", values={"layer": mask.layer, "known": ", ".join(ids), "path": _path(mask)})
        seen.add(mask.layer)
        for place in (*mask.frozen, *mask.cut):
            if any(at < 0 for at in place.at):
                yield Problem(
                    code="mask.index", values={"layer": mask.layer, "place": shown(place), "path": _path(mask)}
                )
            elif mask.layer in shapes and shapes[mask.layer] is not None:
                problem = wrong(mask.layer, place, shapes[mask.layer] or {})
                if problem is not None:
                    yield replace(problem, values={**problem.values, "path": _path(mask)})


def canonical(places: Iterable[Place]) -> tuple[Place, ...]:
    """Returns places sorted, each once, without those that another one covers."""
    found = sorted(set(places), key=lambda place: (place.name != every, place.name, len(place.at), place.at))
    kept: dict[tuple[str, tuple[int, ...]], Place] = {}
    for place in found:
        wider = ((place.name, place.at[:length]) for length in range(len(place.at) + 1))
        if (every, ()) not in kept and not any(one in kept for one in wider):
            kept[place.name, place.at] = place
    return tuple(sorted(kept.values(), key=lambda place: (place.name, place.at)))


def covers(outer: Place, inner: Place) -> bool:
    """Says whether a place includes another one."""
    return (outer.name == every and not outer.at) or (
        outer.name == inner.name and outer.at == inner.at[: len(outer.at)]
    )


def with_mask(experiment: Experiment, mask: Mask) -> Experiment:
    """Returns the experiment with a layer's mask replaced, all masks canonical."""
    others = [other for other in experiment.network.masks if other.layer != mask.layer]
    return with_masks(experiment, [*others, mask])


def with_masks(experiment: Experiment, masks: Iterable[Mask]) -> Experiment:
    """Returns the experiment with these masks, canonical: those of layers that are not there go."""
    made = {
        mask.layer: Mask(layer=mask.layer, frozen=canonical(mask.frozen), cut=canonical(mask.cut)) for mask in masks
    }
    ids = [layer.id for layer in experiment.network.layers]
    kept = tuple(made[id] for id in ids if id in made and (made[id].frozen or made[id].cut))
    if kept == experiment.network.masks:
        return experiment
    return replace(experiment, network=replace(experiment.network, masks=kept))


def shown(place: Place) -> str:
    """Returns a place as it is written: `weights[0,1]`, `bias[2]`, `weights`, or `all`."""
    name = "all" if place.name == every else place.name
    return f"{name}[{','.join(str(at) for at in place.at)}]" if place.at else name


def written(text: str) -> tuple[Place, ...]:
    """Returns the places a text names, as `shown` writes them, apart by blanks or commas; "none" or "" is no place.

    Raises ProblemError `mask.text`.
    """
    rest, places = text.strip(), []
    if rest.lower() in ("", "none"):
        return ()
    while rest:
        found = re.match(r"([^\s,;\[\]]+)(?:\[([\d\s,]+)\])?(?:[\s,;]+|$)", rest)
        if found is None:
            raise fail("mask.text", text=text)
        try:
            at = tuple(int(part) for part in (found[2] or "").split(",") if found[2])
        except ValueError:
            raise fail("mask.text", text=text) from None
        places.append(Place(name=every if found[1].lower() == "all" else found[1], at=at))
        rest = rest[found.end() :]
    return canonical(places)


def _path(mask: Mask) -> str:
    return f"network.layers.{mask.layer}.{'frozen' if mask.frozen else 'cut'}"


def _sizes(shape: Shape) -> str:
    return "x".join(str(size) for size in shape)


def masks_renamed(experiment: Experiment, before: str, after: str) -> Experiment:
    """Returns an experiment, whose layer has got another id, with the layer's mask under that id."""
    masks = experiment.network.masks
    return with_masks(experiment, [replace(mask, layer=after) if mask.layer == before else mask for mask in masks])
