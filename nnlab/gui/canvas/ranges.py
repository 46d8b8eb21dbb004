"""The range in which each layer's values lie, where it is known: their maps are coloured by it."""

from __future__ import annotations

from nnlab.experiment.facts import DataFacts
from nnlab.gui.canvas.colours import natural_range
from nnlab.gui.canvas.tiles import Range
from nnlab.gui.document import Document


def ranges(document: Document) -> dict[str, Range]:
    """Returns ranges by layer: an activation's own, and for the output that of the numbers it is to give."""
    found = {}
    facts, layers = document.last_facts, document.experiment.network.layers
    for layer in layers:
        natural = None
        if layer.activation is not None:
            info = document.info("activation", layer.activation.id)
            natural = natural_range(layer.activation.id, info.traits.get("gives", "any") if info else "any")
        if natural is not None:
            found[layer.id] = natural
        elif layer is layers[-1] and facts and facts.data and facts.data.targets == "values":
            reach = max(*map(abs, _learned(facts.data)), 1e-9)
            found[layer.id] = (-reach, reach)
    return found


def _learned(data: DataFacts) -> tuple[float, ...]:
    """Returns the ends of what the output is to give: of the targets as they are scaled."""
    scaling = tuple(zip(data.target_shift, data.target_scale, strict=True)) or ((0.0, 1.0),)
    return tuple((end - shift) / scale for end in (data.target_low, data.target_high) for shift, scale in scaling)
