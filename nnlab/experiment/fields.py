"""The experiment's own settings, those that belong to no component: their kinds and bounds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from msgspec.structs import replace

from nnlab.api import checked
from nnlab.experiment.document import Clip, Data, Drawn, Experiment, Training
from nnlab.records import Choice, ParamKind, ParamSpec, Problem, ProblemError, Text, Value, fail

largest_seed = 2**63 - 1
most_units = 65_536  # where a layer's plugin does not say
_most_int = 2**31 - 1
_above_0 = sys.float_info.min


def _spec(name: str, kind: ParamKind, default: Value, low: float | None = None, high: float | None = None) -> ParamSpec:
    text = Text.of(name.replace("_", " "))
    return ParamSpec(name=name, kind=kind, default=default, label=text, help=Text("", ""), low=low, high=high)


def _choice(name: str, record: type, default: str) -> ParamSpec:
    texts = get_args(get_type_hints(record)[name])
    choices = tuple(Choice(text, Text.of(text)) for text in texts)
    text = Text.of(name.replace("_", " "))
    return ParamSpec(name=name, kind="choice", default=default, label=text, help=Text("", ""), choices=choices)


field_specs: dict[str, ParamSpec] = {
    "name": _spec("name", "text", ""),
    "data.seed": _spec("seed", "int", 0, 0, largest_seed),
    "data.test_share": _spec("test_share", "float", 0.5, 0.0, 0.9),
    "data.split": _choice("split", Data, "auto"),
    "data.split_seed": _spec("split_seed", "int", 0, 0, largest_seed),
    "data.missing": _choice("missing", Data, "drop"),
    "data.filler": _spec("filler", "float", 0.0),
    "data.scaling": _choice("scaling", Data, "none"),
    "data.target_scaling": _choice("target_scaling", Data, "none"),
    "training.batch_size": _spec("batch_size", "int", 10, 1, _most_int),
    "training.shuffle": _spec("shuffle", "bool", True),
    "training.seed": _spec("seed", "int", 0, 0, largest_seed),
    "training.dtype": _choice("dtype", Training, "float64"),
    "training.measure_every": _spec("measure_every", "int", 1, 1),
    "training.clip.by": _choice("by", Clip, "norm"),
    "training.clip.limit": _spec("limit", "float", 1.0, _above_0),
    "training.stop.epochs": _spec("epochs", "int", 1, 0),
    "training.stop.loss": _spec("loss", "float", 0.01),
    "training.stop.change": _spec("change", "float", 1e-4, _above_0),
    "training.stop.patience": _spec("patience", "int", 20, 1),
    "training.stop.seconds": _spec("seconds", "float", 10.0, _above_0),
    "start.seed": _spec("seed", "int", 0, 0, largest_seed),
}
may_be_none = frozenset(path for path in field_specs if path.startswith(("training.stop.", "training.clip.")))


def fields(experiment: Experiment) -> dict[str, ParamSpec]:
    """Returns the settings an experiment has, by dotted path (a given start has no seed)."""
    return {
        path: spec for path, spec in field_specs.items() if path != "start.seed" or isinstance(experiment.start, Drawn)
    }


def field_value(experiment: Experiment, path: str) -> Any:
    """Returns the present value of a setting; None for one that is switched off."""
    found: Any = experiment
    for name in path.split("."):
        if found is None:
            return None
        found = getattr(found, name)
    return found


def allowed(path: str, value: Any) -> Value:
    """Returns a value in the setting's own type. Raises ProblemError `edit.positive`, `edit.batch_size`, `param...`."""
    spec, number = field_specs[path], isinstance(value, (int, float)) and not isinstance(value, bool)
    if path == "training.batch_size" and number and value < 1:
        raise fail("edit.batch_size", path=path, value=f"{value:g}")
    if spec.low == _above_0 and number and value <= 0:
        raise fail("edit.positive", path=path, value=f"{value:g}")
    try:
        return checked(spec, value, owner=path.rpartition(".")[0] or "experiment")
    except ProblemError as error:
        problem = error.problem
        raise ProblemError(replace(problem, values={**problem.values, "path": path})) from None


def rule_problems(experiment: Experiment) -> Iterator[Problem]:
    """Yields what is impossible in stop rules, clipping and measuring, which no file may hold."""
    for path in (*sorted(may_be_none), "training.measure_every"):
        value = field_value(experiment, path)
        try:
            if value is not None:
                allowed(path, value)
        except ProblemError as error:
            yield error.problem
