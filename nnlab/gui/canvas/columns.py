"""What the canvas shows of an experiment: one column for the inputs and one for each layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from nnlab.experiment.document import Experiment, LayerSpec
from nnlab.experiment.facts import Facts
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.formulas import formula_label, subscripts
from nnlab.records import ComponentInfo, ParamSpec, Shape

Info = Callable[[str, str], ComponentInfo | None]


def columns_of(
    experiment: Experiment, info: Info, facts: Facts | None, *, whole: Shape | None = None
) -> list[ColumnSpec]:
    """Returns the columns from left to right: the inputs, then the layers in order.

    `whole` is the shape of a sample that goes in as it is, a picture or a sequence.
    """
    specs = [ColumnSpec("input", len(experiment.network.inputs))]
    shapes: dict[str, Shape | None] = {layer.id: layer.shape for layer in facts.layers} if facts else {}
    if whole is not None:
        specs = [ColumnSpec("input", _features(whole), block=True, gives=_gives(whole))]
    shapes["input"] = whole
    places = {"input": 0}
    arrays = {layer.id: layer.arrays for layer in facts.layers if layer.matrix is None} if facts else {}
    for layer in experiment.network.layers:
        sources = tuple(places[source] for source in layer.inputs if source in places)
        own, shape = units_of(layer, info), shapes.get(layer.id)
        gives = _gives(shape)
        if not gives and remembers(layer, info) and [len(shapes.get(id) or ()) for id in layer.inputs] == [2]:
            gives = "strip"
        fed = own if own is not None else sum(specs[source].units for source in sources)
        if (own is None or gives == "pictures") and shape:
            fed = _features(shape)
        plain = arrays.get(layer.id) is not None
        kernels = any(len(one) == 4 for one in (arrays.get(layer.id) or {}).values())
        each = bool(gives) and own is None and not kernels and _apart([specs[one].units for one in sources], fed)
        places[layer.id] = len(specs)
        narrow = own is None and not gives
        specs.append(ColumnSpec(layer.id, max(1, fed), sources, narrow, plain=plain, gives=gives, each=each))
    return specs


def remembers(layer: LayerSpec, info: Info) -> bool:
    """Tells whether a layer reads a sequence step by step and can give its state after each of them.

    Such a kind has a parameter `sequence`; what stands behind its last state does not belong to the others.
    """
    known = info("layer", layer.kind.id)
    return bool(known and known.param("sequence")) and layer.activation is None


def _apart(sources: list[int], units: int) -> bool:
    """Tells whether each unit may read one of each source, or of one source, by itself."""
    return sum(sources) == units or all(count == units for count in sources)


def _gives(shape: Shape | None) -> Literal["", "pictures", "strip"]:
    return {3: "pictures", 2: "strip"}.get(len(shape or ()), "")  # type: ignore[return-value]


def _features(shape: Shape) -> int:
    """Returns how many numbers stand side by side: a picture's channels, a sequence's features, a row's numbers."""
    return shape[0] if len(shape) == 3 else shape[-1]


def units_of(layer: LayerSpec, info: Info) -> int | None:
    """Returns a layer's number of neurons, or None where its kind has none of its own (dropout)."""
    units = layer.kind.values.get("units")
    if units is None:
        known = info("layer", layer.kind.id)
        spec = known.param("units") if known else None
        units = spec.default if spec else None
    return int(units) if isinstance(units, (int, float)) else None


def rate_of(layer: LayerSpec, info: Info) -> ParamSpec | None:
    """Returns the number that tells most of a layer without neurons: dropout's rate, a convolution's kernels.

    It is the first one; a tiny constant, such as a normalisation's, tells nothing.
    """
    known = info("layer", layer.kind.id)
    first = next((spec for spec in known.params if spec.kind in ("float", "int")), None) if known else None
    return first if first is not None and not first.log else None


def takes_activation(layer: LayerSpec, info: Info) -> bool:
    """Tells whether an activation can stand behind a layer."""
    known = info("layer", layer.kind.id)
    return layer.activation is not None or bool(known and known.traits.get("activates"))


def subscript(number: int) -> str:
    """Returns a number in subscript digits."""
    return str(number).translate(subscripts)


def neuron_name(specs: list[ColumnSpec], column: int, unit: int, inputs: tuple[str, ...]) -> str:
    """Names a neuron: x₁ (an input), h₂,₃ (the third of the second hidden layer), y₁ (an output)."""
    if column == 0:
        return formula_label(inputs[unit]) if unit < len(inputs) else subscript(unit + 1)
    if column == len(specs) - 1:
        return "y" + (subscript(unit + 1) if specs[column].units > 1 else "")
    depth = sum(1 for spec in specs[1 : column + 1] if not spec.narrow)
    if not depth:  # behind the inputs, such as what a flatten layer gives
        return f"a{subscript(unit + 1)}"
    return f"h{subscript(depth)},{subscript(unit + 1)}"
