"""Whether output layer, loss and data fit each other."""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.experiment.facts import DataFacts
from nnlab.experiment.rules import Targets
from nnlab.experiment.slots import info_of
from nnlab.records import ComponentInfo, Problem, Value


def takes_activation(kind: Chosen, infos: Sequence[ComponentInfo]) -> bool:
    """Says whether a kind of layer has an activation behind it."""
    info = info_of(infos, "layer", kind.id)
    return info.traits.get("activates") == "yes" if info else kind.id == "dense"


def units_in(layer: LayerSpec, infos: Sequence[ComponentInfo]) -> int | None:
    """Returns a layer's number of neurons, or None for a kind that has no such setting."""
    value = layer.kind.values.get("units")
    if value is None:
        info = info_of(infos, "layer", layer.kind.id)
        spec = info.param("units") if info else None
        value = spec.default if spec else None
    return value if isinstance(value, int) else None


def misfit(
    experiment: Experiment,
    targets: Targets,
    data: DataFacts | None,
    infos: Sequence[ComponentInfo],
    units: int | None = None,
) -> Problem | None:
    """Returns why the output layer, the loss and the data cannot work together, or None.

    `units` is the output's number of values where it is known better than from the layer's setting.
    """
    output = experiment.network.layers[-1]
    loss = info_of(infos, "loss", experiment.training.loss.id)
    activation = output.activation
    shape = info_of(infos, "activation", activation.id) if activation else None
    count = units if units is not None else units_in(output, infos)
    said: dict[str, Value] = {"layer": output.id, "fix": "output"}
    said |= _shown("loss", loss, experiment.training.loss.id)
    said |= _shown("activation", shape, activation.id if activation else "-")
    coding = loss.traits.get("targets", "values") if loss else "values"
    if targets == "values" and coding != "values":
        return Problem(code="output.values", values={**said, "path": "training.loss"})
    gives = shape.traits.get("gives", "any") if shape else "any"
    takes = loss.traits.get("takes", "any") if loss else "any"
    known = loss is not None and (activation is None or shape is not None)
    if known and (problem := _taken(takes, gives, said, f"network.layers.{output.id}.activation")):
        return problem
    wanted = _wanted(targets, data, coding, count)
    if count is not None and wanted and count not in wanted:
        number = " / ".join(str(number) for number in wanted)
        path = f"network.layers.{output.id}.kind.units"
        return Problem(code="output.count", values={**said, "units": count, "wanted": number, "path": path})
    if gives == "distribution" and count == 1:  # it trains, and learns nothing
        path = f"network.layers.{output.id}.activation"
        return Problem(code="output.alone", values={**said, "path": path}, level="warning")
    return None


def _shown(role: str, info: ComponentInfo | None, ident: str) -> dict[str, Value]:
    """Returns a component's name as the window shows it, in both languages."""
    return {role: info.name.en, f"{role}_zh_CN": info.name.zh_CN} if info else {role: ident}


def _taken(takes: str, gives: str, said: dict[str, Value], path: str) -> Problem | None:
    values = {**said, "path": path}
    if takes == "probability" and gives not in ("probability", "distribution"):
        return Problem(code="output.probability", values=values)
    if takes == "distribution" and gives != "distribution":
        return Problem(code="output.distribution", values=values)
    if takes == "score" and gives != "any":
        return Problem(code="output.score", values=values)
    return None


def _wanted(targets: Targets, data: DataFacts | None, coding: str, count: int | None) -> tuple[int, ...]:
    """Returns the numbers of outputs that work; none where any may."""
    if targets == "values":
        return (data.outputs,) if data else ()
    classes = max(len(data.classes) if data else count or 0, 2)
    if classes > 2:
        return (classes,)
    if coding in ("classes", "one_hot"):
        return (2,)
    return (1, 2) if coding == "values" else (1,)
