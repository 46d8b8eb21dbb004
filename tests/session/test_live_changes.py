"""A setting changed while training gives, to the last bit, what a fresh run of the same checkpoint gives with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from msgspec.structs import replace
from oracle_parts import bundled

import nnlab
from nnlab.api import Activation, param
from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Experiment
from nnlab.records import ComponentInfo, ParamSpec, Value

slots = {
    "optimizer": "training.optimizer",
    "schedule": "training.schedule",
    "regularizer": "training.regularizer",
    "loss": "training.loss",
    "activation": "network.layers.h2.activation",
    "initializer": "start.initializer",
}
own_settings = [
    ("training.optimizer.learning_rate", 0.003),
    ("training.batch_size", 7),
    ("training.batch_size", 1),
    ("training.optimizer", "momentum"),
    ("training.optimizer", "sgd"),
    ("training.schedule", "step"),
    ("training.regularizer", "l1"),
    ("training.regularizer", ""),
    ("training.clip.limit", 0.01),
    ("training.clip.by", "value"),
    ("training.shuffle", "false"),
    ("training.seed", 5),
    ("training.dtype", "float32"),
    ("training.loss", "mse"),
    ("training.stop.patience", 3),
    ("training.measure_every", 3),
    ("network.layers.h1.activation", "relu"),
    ("network.layers.d1.kind.rate", 0.6),
    ("network.layers.h1.frozen", "all"),
    ("network.layers.h2.frozen", "weights[1,2] bias"),
    ("network.layers.h1.cut", "weights[0]"),
]


def base() -> Experiment:
    """2-8-dropout-8-8-1 with Adam, a regularizer, and a short last batch."""
    infos = bundled().infos
    made = nnlab.preset("spiral")
    made = edits.add_layer(made, "h1", kind="dropout", infos=infos)
    names = {"h4": "d1"}
    layers = tuple(
        replace(one, id=names.get(one.id, one.id), inputs=tuple(names.get(feed, feed) for feed in one.inputs))
        for one in made.network.layers
    )
    made = replace(made, network=replace(made.network, layers=layers))
    made = edits.set_value(made, "training.batch_size", 35, infos)
    return edits.set_value(made, "training.regularizer", "l2", infos)


def take(run: nnlab.Run, steps: int) -> None:
    for _ in islice(run.steps(), steps):
        pass


def state(run: nnlab.Run) -> dict[str, Any]:
    """All that decides how a run goes on."""
    kept = run.checkpoint()
    streams = {name: text for name, text in kept.streams.items() if name != "lineage"}
    places = kept.step, kept.epoch, kept.place, kept.t
    return {"arrays": kept.arrays, "streams": streams, "places": places, "stop": kept.stop}


def compared(before: Experiment, after: Experiment) -> tuple[dict[str, Any], dict[str, Any]]:
    """The states of a live run and of a fresh one, some steps after the change, which comes within an epoch."""
    assert after != before
    live = nnlab.Run(before, catalog=bundled())
    take(live, 11)
    kept = live.checkpoint()
    live.apply(after)
    fresh = nnlab.Run(after, began=before, checkpoint=kept, catalog=bundled())
    for run in (live, fresh):
        assert run.problems == ()
        take(run, 12)
    return state(live), state(fresh)


@pytest.mark.parametrize(("path", "value"), own_settings)
def test_a_setting_changed_while_training(path, value):
    before = base()
    live, fresh = compared(before, edits.set_value(before, path, value, bundled().infos))
    assert live == fresh


def test_the_slope_of_an_activation_changed_while_training():
    before = edits.set_value(base(), "network.layers.h1.activation", "leaky_relu", bundled().infos)
    name = next(spec.name for spec in bundled().info("activation", "leaky_relu").params)
    live, fresh = compared(before, edits.set_param(before, "network.layers.h1.activation", name, 0.2, bundled().infos))
    assert live == fresh


def test_a_change_that_is_taken_back_leaves_no_trace():
    before = base()
    plain, moved = nnlab.Run(before, catalog=bundled()), nnlab.Run(before, catalog=bundled())
    for run in (plain, moved):
        take(run, 11)
    moved.apply(edits.set_value(before, "training.optimizer.learning_rate", 0.5))
    moved.apply(before)
    for run in (plain, moved):
        take(run, 12)
    assert state(plain) == state(moved)


def test_a_plugins_own_parameter_changed_while_training():
    class Wavy(Activation):
        pull: float = param(1.0, low=0.1, high=5.0)

        def forward(self, z):
            return z + self.pull * z * z / (1 + z * z)

    shown = edits.set_activation(base(), "h1", "wavy")
    steeper = replace(
        shown,
        network=replace(
            shown.network,
            layers=tuple(
                replace(one, activation=Chosen(id="wavy", values={"pull": 2.5})) if one.id == "h1" else one
                for one in shown.network.layers
            ),
        ),
    )
    live = nnlab.Run(shown, plugins=[Wavy])
    take(live, 11)
    kept = live.checkpoint()
    live.apply(steeper)
    fresh = nnlab.Run(steeper, began=shown, checkpoint=kept, plugins=[Wavy])
    for run in (live, fresh):
        take(run, 12)
    assert state(live) == state(fresh)


# ---- every parameter of every bundled component


def parameters() -> Iterator[Any]:
    for info in bundled().infos:
        if info.kind in slots and info.kind != "initializer":
            for spec in info.params:
                yield pytest.param(info, spec, id=f"{info.id}.{spec.name}")


@pytest.mark.parametrize(("info", "spec"), list(parameters()))
def test_every_param_changed_while_training(info: ComponentInfo, spec: ParamSpec):
    before = with_component(info)
    slot = slots[info.kind] if info.kind != "activation" else "network.layers.h2.activation"
    after = edits.set_param(before, slot, spec.name, another(spec), bundled().infos)
    live, fresh = compared(before, after)
    assert live == fresh


def with_component(info: ComponentInfo) -> Experiment:
    """An experiment that uses a component and can be trained."""
    infos = bundled().infos
    made = edits.choose(base(), slots[info.kind], info.id, infos)
    if not nnlab.Run(made, catalog=bundled()).problems:
        return made
    for activation in ("identity", "sigmoid", "softmax"):
        for units in (1, 2):
            fitted = edits.set_activation(edits.set_units(made, "output", units, infos), "output", activation, infos)
            if not nnlab.Run(fitted, catalog=bundled()).problems:
                return fitted
    raise AssertionError(f"no network takes the {info.kind} {info.id}")


def another(spec: ParamSpec) -> Value:
    """Another allowed value of a parameter."""
    if spec.kind == "bool":
        return not spec.default
    if spec.kind == "choice":
        return next(choice.value for choice in spec.choices if choice.value != spec.default)
    if spec.kind == "tuple":
        return tuple(item + 1 for item in spec.default)
    assert spec.kind in ("float", "int")
    steps = (spec.default * 0.75, spec.default * 1.25, spec.default + 1, spec.default - 1, spec.low, spec.high)
    for value in steps:
        fits = (
            value is not None and (spec.low is None or value >= spec.low) and (spec.high is None or value <= spec.high)
        )
        made = round(value) if fits and spec.kind == "int" else value
        if fits and made != spec.default:
            return made
    raise AssertionError(f"{spec.name} has one value only")
