"""Which neurons an edit left, by layer: the new neuron j was the neuron kept[layer][j]; -1 or beyond its end it is new.

A layer that is not named keeps its first neurons, as many as it has before and after.
"""

from __future__ import annotations

from nnlab.experiment.document import Experiment, KeptUnits, LayerSpec


def composed(first: KeptUnits, second: KeptUnits) -> dict[str, tuple[int, ...]]:
    """Returns what two edits, one after the other, left."""
    made = {layer: units for layer, units in first.items() if layer not in second}
    for layer, units in second.items():
        was = first.get(layer)
        if was is None:
            made[layer] = units
        else:
            made[layer] = tuple(was[unit] if 0 <= unit < len(was) else -1 for unit in units)
    return made


def reversed_units(kept: KeptUnits) -> dict[str, tuple[int, ...]]:
    """Returns which neurons are left where an edit is taken back: those that it took out are new."""
    return {layer: _reversed(units) for layer, units in kept.items()}


def _reversed(units: tuple[int, ...]) -> tuple[int, ...]:
    place = {unit: number for number, unit in reversed(list(enumerate(units))) if unit >= 0}
    return tuple(place.get(unit, -1) for unit in range(max(place, default=-1) + 1))


def all_kept(before: Experiment, after: Experiment, kept: KeptUnits) -> dict[str, tuple[int, ...]]:
    """Returns what an edit left, with each layer named whose number of neurons it changed."""
    old = {layer.id: _units(layer) for layer in before.network.layers}
    made = dict(kept)
    for layer in after.network.layers:
        was, now = old.get(layer.id), _units(layer)
        if layer.id not in kept and was is not None and now is not None and was != now:
            made[layer.id] = tuple(range(min(was, now)))
    return made


def _units(layer: LayerSpec) -> int | None:
    value = layer.kind.values.get("units", layer.kind.values.get("filters"))
    return value if isinstance(value, int) else None
