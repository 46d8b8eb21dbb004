"""Edits that choose a component or set its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from nnlab.api import checked
from nnlab.experiment.document import Chosen, Experiment
from nnlab.experiment.edits.output import fit
from nnlab.experiment.edits.settings import at, metrics_for, storable
from nnlab.experiment.facts import Facts
from nnlab.experiment.fields import most_units
from nnlab.experiment.fitting import takes_activation
from nnlab.experiment.following import masks_after
from nnlab.experiment.inputs import readable
from nnlab.experiment.presets import renamed
from nnlab.experiment.rules import Targets, rule_of, targets_of, usual
from nnlab.experiment.slots import Slot, fill, info_of, known_info, layers_path, pick, slot_at, slots
from nnlab.records import ComponentInfo, ParamKind, ParamSpec, ProblemError, Text, Value, fail
from nnlab.records.formulas import Formula


def choose(experiment: Experiment, slot: str, component: str, infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment with another component at a place ("training.optimizer", ...).

    Values of parameters with the same name are kept where the new component allows them. "" empties a place that may be
    empty. Raises ProblemError `edit.component` for one that is not known.
    """
    place = slot_at(experiment, slot)
    if not component:
        if not place.optional:
            raise fail("edit.not_empty", path=slot)
        return fill(experiment, place, None)
    if place.kind == "activation" and place.chosen is None:
        _may_activate(experiment, place, infos)
    if place.chosen is not None and place.chosen.id == component and not info_of(infos, place.kind, component):
        return experiment
    if not infos:
        return fill(experiment, place, Chosen(id=component))
    info = known_info(infos, place.kind, component, slot)
    kept = _kept(place.chosen, info)
    if place.kind == "layer" and place.chosen is not None:
        return masks_after(experiment, _with_kind(experiment, place, info, kept), infos)
    return fill(experiment, place, pick(info, kept))


def _kept(old: Chosen | None, info: ComponentInfo) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, value in old.values.items() if old else ():
        spec = info.param(name)
        if spec is None:
            continue
        try:
            kept[name] = checked(spec, value, owner=info.id)
        except ProblemError:
            continue  # the new component's default stands in
    return kept


def _with_kind(experiment: Experiment, place: Slot, info: ComponentInfo, kept: dict[str, Value]) -> Experiment:
    """Changes a layer's kind; its activation goes or comes with it."""
    made = fill(experiment, place, pick(info, kept))
    activation = slot_at(made, f"{layers_path}{place.layer}.activation")
    if info.traits.get("activates") != "yes":
        return fill(made, activation, None)
    if activation.chosen is None:
        return fill(made, activation, Chosen(id="identity"))
    return made


def _may_activate(experiment: Experiment, place: Slot, infos: Sequence[ComponentInfo]) -> None:
    kind = slot_at(experiment, f"{layers_path}{place.layer}.kind").chosen
    if kind is not None and not takes_activation(kind, infos):
        raise fail("edit.no_activation", layer=place.layer, kind=kind.id)


def set_activation(
    experiment: Experiment, layer: str, component: str, infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment with another activation behind a layer."""
    return choose(experiment, f"{layers_path}{layer}.activation", component, infos)


def set_param(
    experiment: Experiment, slot: str, name: str, value: Value, infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment with a parameter of a chosen component changed.

    Raises ProblemError `edit.param` for an unknown name, `param...` for a value that is not allowed, `edit.no_neurons`.
    """
    place = slot_at(experiment, slot)
    if place.chosen is None:
        raise fail("edit.empty", path=slot)
    spec = param_spec(place, name, infos)
    if spec is None:
        known = ", ".join(param_names(place, infos)) or "-"
        raise fail("edit.param", path=slot, name=name, id=place.chosen.id, known=known)
    if place.kind == "layer" and name == "units" and isinstance(value, (int, float)) and value < 1:
        raise fail("edit.no_neurons", layer=place.layer)
    try:
        made = checked(spec, value, owner=place.chosen.id)
    except ProblemError as error:
        raise at(error, f"{slot}.{name}", place.layer) from None
    if isinstance(made, str):
        storable(made, f"{slot}.{name}")
    changed = fill(experiment, place, replace(place.chosen, values={**place.chosen.values, name: made}))
    if place.kind == "dataset" and spec.kind == "formula":
        return _fitted(experiment, changed, infos, None)
    return masks_after(experiment, changed, infos) if place.kind == "layer" else changed


def param_names(place: Slot, infos: Sequence[ComponentInfo]) -> tuple[str, ...]:
    """Returns the parameters a chosen component has; for an unknown component those the experiment gives values for."""
    if place.chosen is None:
        return ()
    info = info_of(infos, place.kind, place.chosen.id)
    return tuple(spec.name for spec in info.params) if info else tuple(place.chosen.values)


def param_spec(place: Slot, name: str, infos: Sequence[ComponentInfo]) -> ParamSpec | None:
    """Returns a parameter's declaration; for an unknown component one made from the present value's type."""
    if place.chosen is None:
        return None
    info = info_of(infos, place.kind, place.chosen.id)
    if info is not None:
        return info.param(name)
    if name not in place.chosen.values:
        return None
    value = place.chosen.values[name]
    kinds: dict[type, ParamKind] = {bool: "bool", int: "int", float: "float", str: "text", tuple: "tuple"}
    counts = place.kind == "layer" and name == "units"
    return ParamSpec(
        name=name,
        kind=kinds[type(value)],
        default=value,
        label=Text.of(name),
        help=Text("", ""),
        low=1 if counts else None,
        high=most_units if counts else None,
    )


def choose_dataset(
    experiment: Experiment,
    component: str,
    infos: Sequence[ComponentInfo],
    facts: Facts | None = None,
    values: Mapping[str, Value] | None = None,
) -> Experiment:
    """Returns the experiment with another data set, in one edit with what its targets ask for.

    Where the present output layer and loss cannot work with them, or classes follow values or the other way round: two
    classes get one sigmoid output and binary_cross_entropy, k classes k softmax outputs and cross_entropy, values
    identity and mse. A preset's own name follows the data. `facts` are those of the new data where they are known;
    without them a data set of classes is taken to have two. `values` are those of its parameters that are given; the
    others have their defaults then.
    """
    made = renamed(choose(experiment, "data.source", component, infos), component)
    if values is not None:
        known = info_of(infos, "dataset", component) is not None
        source = replace(made.data.source, values={} if known else dict(values))
        made = replace(made, data=replace(made.data, source=source))
        for name, value in values.items() if known else ():
            made = set_param(made, "data.source", name, value, infos)
    return _fitted(experiment, made, infos, facts)


def _fitted(
    experiment: Experiment, made: Experiment, infos: Sequence[ComponentInfo], facts: Facts | None
) -> Experiment:
    """Returns an experiment with other data, with inputs, output, loss and metrics that work with it."""
    sources = [(info_of(infos, "dataset", one.data.source.id), one.data.source.values) for one in (experiment, made)]
    before, rule = (rule_of(*source) for source in sources)
    made = _fed(made, before, rule, infos)
    data, (was, gives) = facts.data if facts else None, (targets_of(*source) for source in sources)
    if data is not None and gives not in (None, data.targets):
        data = None  # these facts are still those of the data set before
    targets = data.targets if data else gives
    if targets is None:
        return made
    was = was or _learned(experiment, infos)
    fitted = fit(made, targets, data, infos, anew=sources[0][0] is not None and was != targets)
    return metrics_for(fitted, "labels" if targets == "classes" else "values", infos)


def _learned(experiment: Experiment, infos: Sequence[ComponentInfo]) -> Targets | None:
    """Returns what an experiment learns by its loss and output, where its data set does not say."""
    loss = info_of(infos, "loss", experiment.training.loss.id)
    activation = experiment.network.layers[-1].activation if experiment.network.layers else None
    gives = info_of(infos, "activation", activation.id) if activation is not None else None
    if loss is None:
        return None
    any_value = gives is None or gives.traits.get("gives", "any") == "any"
    return "values" if any_value and loss.traits.get("targets", "values") == "values" else "classes"


def _fed(made: Experiment, before: Formula | None, rule: Formula | None, infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment with inputs that its rule has columns for, or that data without a rule usually has."""
    if rule is None and before is None:
        return made
    columns = rule.columns if rule is not None else usual
    inputs = readable(made.network.inputs, columns)
    if before is not None and set(columns) - set(before.columns) and not set(before.columns) - set(inputs):
        inputs = tuple(dict.fromkeys((*inputs, *columns)))  # all columns fed it, and there are more now
    fed = replace(made, network=replace(made.network, inputs=inputs or columns))
    return fed if fed == made else masks_after(made, fed, infos)


def adopt(experiment: Experiment, infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment as made with the components' present texts: notes about other texts go."""
    for place in slots(experiment):
        info = info_of(infos, place.kind, place.chosen.id) if place.chosen else None
        if info is not None and place.chosen is not None:
            experiment = fill(experiment, place, pick(info, place.chosen.values))
    return experiment
