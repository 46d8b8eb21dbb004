"""The hostile plugins of `tests/hostile`, and experiments in which one of them stands beside a good one."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Drawn, Experiment
from nnlab.experiment.presets import preset
from nnlab.records import Problem
from nnlab.records.words import Words

hostile = Path(__file__).parent / "hostile"
cases: dict[str, dict[str, Any]] = tomllib.loads((hostile / "expected.toml").read_text(encoding="utf-8"))


def those(*ends: str) -> list[str]:
    """Returns the names of those that end so."""
    return [name for name, case in cases.items() if case["ends"] in ends]


def folder_of(place: Path, names: Iterable[str]) -> Path:
    """Returns a folder with copies of some of them, and the good one."""
    place.mkdir(parents=True)
    for name in {*names, "good"}:
        if (hostile / name).is_dir():
            shutil.copytree(hostile / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(hostile / f"{name}.py", place)
    return place


def good() -> Experiment:
    """Returns an experiment whose second layer is of the good plugin."""
    experiment = preset("spiral")
    first, second, *rest = experiment.network.layers
    layers = (first, replace(second, activation=Chosen(id="good")), *rest)
    return replace(experiment, network=replace(experiment.network, layers=layers))


def with_hostile(name: str) -> Experiment:
    """Returns it with a hostile component in its place."""
    experiment, kind, chosen = good(), cases[name]["kind"], Chosen(id=name)
    training, network = experiment.training, experiment.network
    first, second, *rest = network.layers
    if kind == "activation":
        network = replace(network, layers=(replace(first, activation=chosen), second, *rest))
    elif kind == "layer":
        network = replace(network, layers=(first, replace(second, kind=chosen, activation=None), *rest))
    elif kind == "metric":
        training = replace(training, metrics=(chosen,))
    elif kind in ("loss", "optimizer", "schedule", "regularizer"):
        training = replace(training, **{kind: chosen})
    changed = replace(experiment, network=network, training=training)
    if kind == "initializer":
        changed = replace(changed, start=Drawn(initializer=chosen))
    if kind == "dataset":
        changed = replace(changed, data=replace(changed.data, source=chosen))
    return changed


def owner_of(name: str) -> str:
    """Returns the name of a plugin's class."""
    return "".join(part.capitalize() for part in name.split("_"))


def named(problem: Problem, name: str) -> bool:
    """Tells whether a sentence of readable length names the plugin, by its class or its file, in both languages."""
    texts = [Words(language).problem(problem) for language in ("en", "zh_CN")]
    return all(len(text) < 1500 and (owner_of(name) in text or name in text) for text in texts)
