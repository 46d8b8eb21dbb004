"""The experiment's own settings, those that belong to no component: their kinds and bounds."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from nnlab.experiment.document import Data, Drawn, Experiment, Training
from nnlab.records import Choice, ParamKind, ParamSpec, Text, Value

largest_seed = 2**63 - 1
most_units = 65_536  # where a layer's plugin does not say


def _spec(name: str, kind: ParamKind, default: Value, low: float | None = None, high: float | None = None) -> ParamSpec:
    text = Text.of(name.replace("_", " "))
    return ParamSpec(name=name, kind=kind, default=default, label=text, help=Text("", ""), low=low, high=high)


def _choice(name: str, record: type, default: str) -> ParamSpec:
    texts = get_args(get_type_hints(record)[name])
    choices = tuple(Choice(text, Text.of(text)) for text in texts)
    text = Text.of(name)
    return ParamSpec(name=name, kind="choice", default=default, label=text, help=Text("", ""), choices=choices)


field_specs: dict[str, ParamSpec] = {
    "name": _spec("name", "text", ""),
    "data.seed": _spec("seed", "int", 0, 0, largest_seed),
    "data.test_share": _spec("test_share", "float", 0.5, 0.0, 0.9),
    "data.split_seed": _spec("split_seed", "int", 0, 0, largest_seed),
    "data.scaling": _choice("scaling", Data, "none"),
    "training.batch_size": _spec("batch_size", "int", 10, 1, 2**31 - 1),
    "training.shuffle": _spec("shuffle", "bool", True),
    "training.seed": _spec("seed", "int", 0, 0, largest_seed),
    "training.dtype": _choice("dtype", Training, "float64"),
    "training.stop.epochs": _spec("epochs", "int", 0, 0, 2**31 - 1),
    "start.seed": _spec("seed", "int", 0, 0, largest_seed),
}
may_be_none = frozenset({"training.stop.epochs"})


def fields(experiment: Experiment) -> dict[str, ParamSpec]:
    """Returns the settings an experiment has, by dotted path (a given start has no seed)."""
    return {
        path: spec for path, spec in field_specs.items() if path != "start.seed" or isinstance(experiment.start, Drawn)
    }


def field_value(experiment: Experiment, path: str) -> Any:
    """Returns the present value of a setting."""
    found: Any = experiment
    for name in path.split("."):
        found = getattr(found, name)
    return found
