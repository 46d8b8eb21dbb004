"""What is wrong with an experiment, each with its place and, where there is a simple one, the way out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from nnlab.api import checked
from nnlab.experiment.document import Experiment, Made
from nnlab.experiment.facts import Facts
from nnlab.experiment.fields import field_value, fields, may_be_none
from nnlab.experiment.fitting import misfit, units_in
from nnlab.experiment.inputs import input_problems
from nnlab.experiment.masking import mask_problems
from nnlab.experiment.reaching import lost_layers
from nnlab.experiment.rules import targets_of
from nnlab.experiment.slots import Slot, info_of, slots
from nnlab.experiment.structure import structure
from nnlab.experiment.wiring import rewired
from nnlab.records import ComponentInfo, ParamSpec, Problem, ProblemError, Value
from nnlab.records.painting import painted_id

_output_codes = ("output.values", "output.count", "output.probability", "output.distribution", "output.score")

_of_feeding = ("network.unconnected", "network.connection", "network.fed_twice", "network.cycle")

# what a session finds too, by what is said here in its place: here with layer, setting and way out
_said_here = {
    **dict.fromkeys(_output_codes, _output_codes),
    "plugin.unknown": ("check.missing",),
    "param.unknown": ("check.param",),
    "param.bounds": ("param.bounds", "edit.no_neurons"),
    "network.empty": ("network.no_layers",),
    "input.none": ("network.no_inputs",),
}


def check(
    experiment: Experiment, infos: Sequence[ComponentInfo], facts: Facts | None, seen: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Returns all that is wrong with an experiment; `facts` are those of this revision, or None while they are made.

    A component made with a text whose digest is among `seen` gets no note: it was loaded here and changed since, before
    the user's eyes.

    Values of each: `path` of the setting, `layer` where there is one, and `fix` where `nnlab.experiment.fixes` can set
    it right.
    """
    found = [*map(_fed, structure(experiment)), *mask_problems(experiment, facts), *_fields(experiment)]
    for slot in slots(experiment):
        found.extend(_component(slot, infos, seen))
    if experiment.network.layers:
        found.extend(_output(experiment, infos, facts))
    if facts is not None:
        found.extend(_rows(experiment, facts))
        found.extend(input_problems(experiment, facts))
        found.extend(_of_session(experiment, infos, facts, found))
    found.extend(lost_layers(experiment))
    return _once(found)


def _fed(problem: Problem) -> Problem:
    """Returns a problem of the structure with its way out, where there is one."""
    return replace(problem, values={**problem.values, "fix": "feed"}) if problem.code in _of_feeding else problem


def _once(found: Sequence[Problem]) -> tuple[Problem, ...]:
    """Says of a component whose file went just that, as it says more, wherever the component is missing."""
    gone = {problem.values["id"]: problem for problem in found if problem.code == "plugin.gone"}
    made, placed = list[Problem](), set[Value]()
    for problem in found:
        known = gone.get(problem.values["id"]) if problem.code == "check.missing" else None
        if known is not None:
            placed.add(known.values["id"])
            problem = replace(known, values={**problem.values, **known.values})
        made.append(problem)
    return tuple(
        one for one in made if one.code != "plugin.gone" or "path" in one.values or one.values["id"] not in placed
    )


def _fields(experiment: Experiment) -> Iterator[Problem]:
    for path, spec in fields(experiment).items():
        value = field_value(experiment, path)
        if value is None and path in may_be_none:
            continue
        if path == "training.batch_size" and value < 1:
            values: dict[str, Value] = {"path": path, "value": f"{value:g}", "fix": "batch_size"}
            yield Problem(code="edit.batch_size", values=values)
            continue
        yield from _value(spec, value, path.rpartition(".")[0] or "experiment", path)


def _component(slot: Slot, infos: Sequence[ComponentInfo], seen: Collection[str]) -> Iterator[Problem]:
    chosen = slot.chosen
    if chosen is None or not infos:
        return
    info = info_of(infos, slot.kind, chosen.id)
    place: dict[str, Value] = {"path": slot.path, **({"layer": slot.layer} if slot.layer else {})}
    if info is None:
        known = ", ".join(other.id for other in infos if other.kind == slot.kind)
        yield Problem(code="check.missing", values={**place, "id": chosen.id, "known": known})
        return
    for name, value in chosen.values.items():
        spec = info.param(name)
        if spec is None:
            known = ", ".join(spec.name for spec in info.params) or "-"
            values = {**place, "id": chosen.id, "name": name, "known": known, "fix": "default"}
            yield Problem(code="check.param", values=values)
        elif slot.kind == "layer" and name == "units" and isinstance(value, (int, float)) and value < 1:
            yield Problem(code="edit.no_neurons", values={**place, "fix": "default", "name": name})
        else:
            yield from _value(spec, value, chosen.id, f"{slot.path}.{name}", slot.layer)
    if chosen.made is not None and chosen.made.sha256 not in (info.sha256, *seen):
        now = Made(origin=info.origin, version=info.version, sha256=info.sha256)
        said: dict[str, Value] = {"id": chosen.id, "then": _text(chosen.made), "now": _text(now), "fix": "adopt"}
        yield Problem(code="check.text", level="note", values={**place, **said})


def _text(made: Made) -> str:
    return " ".join(part for part in (made.origin, made.version, made.sha256[:8]) if part)


def _value(spec: ParamSpec, value: Value, owner: str, path: str, layer: str = "") -> Iterator[Problem]:
    try:
        checked(spec, value, owner=owner)
    except ProblemError as error:
        place: dict[str, Value] = {"path": path, "fix": "default", **({"layer": layer} if layer else {})}
        yield replace(error.problem, values={**error.problem.values, **place})


def _output(experiment: Experiment, infos: Sequence[ComponentInfo], facts: Facts | None) -> Iterator[Problem]:
    data = facts.data if facts else None
    shape = next((layer.shape for layer in reversed(facts.layers)), None) if facts else None
    units = shape[0] if shape and len(shape) == 1 else None
    if data is not None:
        problem = misfit(experiment, data.targets, data, infos, units)
    else:  # the data set's own word, until the data is there
        info = info_of(infos, "dataset", experiment.data.source.id)
        gives = targets_of(info, experiment.data.source.values)
        if gives is None:
            return
        problem = misfit(experiment, gives, None, infos)
    own = units_in(experiment.network.layers[-1], infos)
    if problem is not None and (own is None or own >= 1):
        yield problem


def _rows(experiment: Experiment, facts: Facts) -> Iterator[Problem]:
    size = experiment.training.batch_size
    if experiment.data.source.id == painted_id:
        return  # a batch takes what there is: points come and go while one paints
    if facts.data is not None and size > facts.data.train_rows >= 1:
        values: dict[str, Value] = {"path": "training.batch_size", "fix": "batch_size"}
        yield Problem(code="check.batch", values={**values, "batch": size, "rows": facts.data.train_rows})


def _of_session(
    experiment: Experiment, infos: Sequence[ComponentInfo], facts: Facts, said: Sequence[Problem]
) -> Iterator[Problem]:
    """Returns what a session found that was not said before, with the layer's id."""
    problems = list(facts.problems)
    for layer in facts.layers:
        if layer.problem is not None:
            problems.append(replace(layer.problem, values={**layer.problem.values, "layer": layer.id}))
    codes = {problem.code for problem in said}
    told: list[tuple[str, dict[str, Value]]] = []
    for problem in problems:
        here = _said_here.get(problem.code, (problem.code,))
        if codes.intersection(here) and _same(problem, here, said):
            continue
        values = {name: value for name, value in problem.values.items() if name != "layer"}
        if (problem.code, values) not in told:
            told.append((problem.code, values))
            if problem.code == "fit.flat":
                problem = replace(problem, values={**problem.values, "fix": "output"})
            if rewired(experiment, problem, infos, facts) is not None:
                problem = replace(problem, values={**problem.values, "fix": "inputs"})
            yield problem


def _same(problem: Problem, codes: tuple[str, ...], said: Sequence[Problem]) -> bool:
    """Says whether one of these codes speaks of the same: the same component or parameter where both name one."""
    for other in said:
        if other.code in codes and all(
            name not in other.values or other.values[name] == problem.values[name]
            for name in ("id", "name", "layer")
            if name in problem.values
        ):
            return True
    return False
