"""`set_value`: any setting by its dotted path, from a text as on the command line or from a value."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from nnlab.experiment.document import Experiment, Place
from nnlab.experiment.edits.components import choose, param_names, param_spec, set_param
from nnlab.experiment.edits.dataset import set_dataset
from nnlab.experiment.edits.layers import set_inputs
from nnlab.experiment.edits.masks import Part, set_mask
from nnlab.experiment.edits.neurons import name_layer, name_neurons
from nnlab.experiment.edits.settings import set_field, set_metrics
from nnlab.experiment.fields import fields, may_be_none
from nnlab.experiment.fitting import units_in
from nnlab.experiment.masking import everything, written
from nnlab.experiment.slots import Slot, layers_path, slots
from nnlab.records import ComponentInfo, ParamKind, ProblemError, Value, fail

_yes, _no = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_empty = ("", "none", "null")
longest_list = 200_000
mask_parts: tuple[Part, ...] = ("frozen", "cut")


def parse(kind: ParamKind, text: str) -> Value:
    """Returns the value a text stands for; the text itself where it stands for none of that kind."""
    word = text.strip()
    try:
        if kind == "float":
            return float(word)
        if kind == "int":
            number = float(word)
            return int(word) if word.lstrip("+-").isdigit() else int(number) if number.is_integer() else number
        if kind == "tuple":
            return tuple(float(part) for part in word.strip("()[]").split(",") if part.strip())
    except (ValueError, OverflowError):
        return text
    if kind == "bool" and word.lower() in (*_yes, *_no):
        return word.lower() in _yes
    return word if kind == "choice" else text


def paths(experiment: Experiment, infos: Sequence[ComponentInfo] = ()) -> tuple[str, ...]:
    """Returns the path of every setting of an experiment."""
    found = [*fields(experiment), "network.inputs", "training.metrics"]
    for layer in experiment.network.layers:
        own = ("name",) if units_in(layer, infos) is None else ("name", "neurons")
        found.extend(f"{layers_path}{layer.id}.{part}" for part in (*own, *mask_parts))
    for slot in slots(experiment):
        if slot.kind != "metric":
            found.append(slot.path)
        found.extend(f"{slot.path}.{name}" for name in param_names(slot, infos))
    return tuple(found)


def set_value(
    experiment: Experiment, path: str, value: Value | None, infos: Sequence[ComponentInfo] = ()
) -> Experiment:
    """Returns the experiment with any setting changed: `training.batch_size`, `training.optimizer` (a component's id),
    `training.optimizer.learning_rate`, `network.layers.h1.kind.units`, `network.inputs` ("x1,sin(x1*x2)"),
    `network.layers.h1.frozen` ("all", "none", "weights[0,1] bias[2]"), `network.layers.h1.neurons` (names: "a,b"),
    `training.stop.loss` (or "none"), ...

    A text is read as the setting's kind: "0.01", "true", "relu", "1,2". Raises ProblemError `edit.path...` for a path
    that is not there, naming what is, and those of the other edits.
    """
    own = fields(experiment)
    if path in own:
        if value is None or (path in may_be_none and isinstance(value, str) and value.strip().lower() in _empty):
            return set_field(experiment, path, None)
        return set_field(experiment, path, parse(own[path].kind, value) if isinstance(value, str) else value)
    if path in ("network.inputs", "training.metrics"):
        if path == "network.inputs":
            return set_inputs(experiment, _listed(str(value or "")))
        parts = [part.strip() for part in str(value or "").split(",")]
        return set_metrics(experiment, [part for part in parts if part.lower() not in _empty], infos)
    for layer in experiment.network.layers:
        if path == f"{layers_path}{layer.id}.name":
            return name_layer(experiment, layer.id, str(value or ""))
        if path == f"{layers_path}{layer.id}.neurons":
            return name_neurons(experiment, layer.id, str(value or "").split(","), infos)
        for part in mask_parts:
            if path == f"{layers_path}{layer.id}.{part}":
                return set_mask(experiment, layer.id, part, _places(value))
    for slot in slots(experiment):
        if path == slot.path and slot.kind != "metric":
            return _choose(experiment, slot, str(value or "").strip(), infos)
    for slot in slots(experiment):
        name = path.removeprefix(slot.path + ".")
        if name != path and (spec := param_spec(slot, name, infos)):
            given = "" if value is None else value
            made = parse(spec.kind, given) if isinstance(given, str) else given
            return set_param(experiment, slot.path, name, made, infos)
    raise _unknown(experiment, path, infos)


def _listed(text: str) -> list[str]:
    """Returns the inputs of a list: commas part them, but not those in brackets or braces, as in `max(x1, x2)`."""
    if len(text) > longest_list:
        raise fail("formula.long", path="network.inputs", longest=longest_list, place=longest_list + 1)
    parts, depth, start = [], 0, 0
    for mark in re.finditer("[(){}（），,]", text):
        if mark[0] in ",，" and not depth:
            parts.append(text[start : mark.start()])
            start = mark.end()
        else:
            depth = max(0, depth + (mark[0] in "({（") - (mark[0] in ")}）"))
    return [*parts, text[start:]]


def _places(value: Value | None) -> tuple[Place, ...]:
    """Returns the places a text names; yes is all of them, no none."""
    word = str("" if value is None else value).strip().lower()
    if word in _yes:
        return everything
    return () if word in (*_no, *_empty) else written(str(value))


def _choose(experiment: Experiment, slot: Slot, component: str, infos: Sequence[ComponentInfo]) -> Experiment:
    if slot.kind == "dataset":
        return set_dataset(experiment, component, infos) if component else choose(experiment, slot.path, "", infos)
    known = any(info.id == component for info in infos if info.kind == slot.kind)
    if slot.optional and component.lower() in _empty and not known:
        component = ""
    return choose(experiment, slot.path, component, infos)


def _unknown(experiment: Experiment, path: str, infos: Sequence[ComponentInfo]) -> ProblemError:
    known = paths(experiment, infos)
    parent = path
    while parent and not any(name.startswith(parent + ".") for name in known):
        parent = parent.rpartition(".")[0]
    start = parent + "." if parent else ""
    there = dict.fromkeys(name.removeprefix(start).split(".")[0] for name in known if name.startswith(start))
    near = difflib.get_close_matches(path, known, 1, 0.6)
    if near:
        return fail("edit.path_near", path=path, near=near[0], parent=parent or "-", known=", ".join(there))
    if parent:
        return fail("edit.path_under", path=path, parent=parent, known=", ".join(there))
    return fail("edit.path", path=path, known=", ".join(there))
