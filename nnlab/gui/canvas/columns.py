"""What the canvas shows of an experiment: one column for the inputs and one for each layer."""

from __future__ import annotations

import re
from collections.abc import Callable

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.facts import Facts
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.records import ComponentInfo, ParamSpec

Info = Callable[[str, str], ComponentInfo | None]

_subscripts = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_powers = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def columns_of(experiment: Experiment, info: Info, facts: Facts | None) -> list[ColumnSpec]:
    """Returns the columns from left to right: the inputs, then the layers in order."""
    specs = [ColumnSpec("input", len(experiment.network.inputs))]
    places = {"input": 0}
    shapes = {layer.id: layer.shape for layer in facts.layers} if facts else {}
    for layer in experiment.network.layers:
        sources = tuple(places[source] for source in layer.inputs if source in places)
        own = units_of(layer, info)
        shape = shapes.get(layer.id)
        fed = own if own is not None else sum(specs[source].units for source in sources)
        if own is None and shape:
            fed = shape[-1]
        places[layer.id] = len(specs)
        specs.append(ColumnSpec(layer.id, max(1, fed), sources, narrow=own is None))
    return specs


def units_of(layer: LayerSpec, info: Info) -> int | None:
    """Returns a layer's number of neurons, or None where its kind has none of its own (dropout)."""
    units = layer.kind.values.get("units")
    if units is None:
        known = info("layer", layer.kind.id)
        spec = known.param("units") if known else None
        units = spec.default if spec else None
    return int(units) if isinstance(units, (int, float)) else None


def rate_of(layer: LayerSpec, info: Info) -> ParamSpec | None:
    """Returns the first number that a layer without neurons can be set by (dropout's rate)."""
    known = info("layer", layer.kind.id)
    if known is None:
        return None
    return next((spec for spec in known.params if spec.kind == "float"), None)


def takes_activation(layer: LayerSpec, info: Info) -> bool:
    """Tells whether an activation can stand behind a layer."""
    known = info("layer", layer.kind.id)
    return layer.activation is not None or bool(known and known.traits.get("activates"))


def subscript(number: int) -> str:
    """Returns a number in subscript digits."""
    return str(number).translate(_subscripts)


def input_label(name: str) -> str:
    """Words an input as mathematics does: x1 -> x₁, x1^2 -> x₁², sin(x1) -> sin x₁, x1*x2 -> x₁x₂."""
    text = re.sub(r"\b([A-Za-z])(\d+)\b", lambda found: found[1] + found[2].translate(_subscripts), name)
    text = re.sub(r"\^(\d+)", lambda found: found[1].translate(_powers), text)
    text = re.sub(r"^(\w+)\(([^()]+)\)$", r"\1 \2", text)
    return re.sub(r"(?<=[₀-₉])\*(?=[A-Za-z])", "", text).replace("*", "·")


def neuron_name(specs: list[ColumnSpec], column: int, unit: int, inputs: tuple[str, ...]) -> str:
    """Names a neuron: x₁ (an input), h₂,₃ (the third of the second hidden layer), y₁ (an output)."""
    if column == 0:
        return input_label(inputs[unit]) if unit < len(inputs) else subscript(unit + 1)
    if column == len(specs) - 1:
        return "y" + (subscript(unit + 1) if specs[column].units > 1 else "")
    depth = sum(1 for spec in specs[1 : column + 1] if not spec.narrow)
    return f"h{subscript(depth)},{subscript(unit + 1)}"
