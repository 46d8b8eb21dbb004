"""A checkpoint goes on to the last bit: at any step, with all that has a state, in another process, from a file."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from oracle_parts import bundled

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Clip, Experiment, LayerSpec, Place, Stop
from nnlab.experiment.file import ExperimentFile, from_bytes, save, to_bytes
from nnlab.records import Problem

optimizers = [info.id for info in bundled().infos if info.kind == "optimizer"]
schedules = [info.id for info in bundled().infos if info.kind == "schedule"]
elsewhere = """
import hashlib, json, sys
from itertools import islice
import nnlab
told = {}
for path, steps in json.loads(sys.stdin.read()):
    run = nnlab.resume(path)
    for _ in islice(run.steps(), steps):
        pass
    stop = {name: value for name, value in run.checkpoint().stop.items() if name != "seconds"}
    told[path] = [hashlib.sha256(run.parameters.tobytes()).hexdigest(), run.step_count, stop, run.history.train_loss]
print(json.dumps(told))
"""


def full(optimizer: str = "adam", **training: object) -> Experiment:
    """A network with everything that has a state: batch normalisation, dropout, masks, an order, stop rules."""
    made = nnlab.preset("spiral")

    def layer(id: str, kind: str, feed: str, activation: str | None = None, **values: float) -> LayerSpec:
        behind = Chosen(id=activation) if activation else None
        return LayerSpec(id=id, kind=Chosen(id=kind, values=values), activation=behind, inputs=(feed,))

    layers = (
        layer("h1", "dense", "input", "tanh", units=6),
        layer("n1", "batch_norm", "h1"),
        layer("d1", "dropout", "n1", rate=0.25),
        layer("h2", "dense", "d1", "relu", units=5),
        layer("output", "dense", "h2", "sigmoid", units=1),
    )
    settings = {
        "optimizer": Chosen(id=optimizer),
        "batch_size": 35,
        "clip": Clip(limit=0.5),
        "stop": Stop(patience=10_000, change=1e-300, seconds=1e6),
        **training,
    }
    made = replace(
        made,
        network=replace(made.network, layers=layers),
        training=replace(made.training, **settings),
    )
    made = edits.freeze(made, "h2", [Place(name="weights", at=(0,)), Place(name="bias", at=(1,))])
    return edits.cut(made, "h1", [Place(name="weights", at=(1, 2))])


def take(run: nnlab.Run, steps: int) -> nnlab.Run:
    for _ in islice(run.steps(), steps):
        pass
    return run


def told(run: nnlab.Run) -> tuple[object, ...]:
    """What the other process tells of a run."""
    stop = {name: value for name, value in run.checkpoint().stop.items() if name != "seconds"}
    digest = hashlib.sha256(run.parameters.tobytes()).hexdigest()
    return digest, run.step_count, stop, list(run.history.train_loss)


def kept(run: nnlab.Run) -> ExperimentFile:
    return ExperimentFile(
        experiment=run.experiment,
        began=run.began,
        events=run.events,
        checkpoint=run.checkpoint(),
        history=run.history,
    )


@pytest.fixture(scope="module")
def resumed_elsewhere(tmp_path_factory) -> dict[str, tuple[object, object]]:
    """For each case by its name: what a run that never stopped tells, and one that was resumed in another process."""
    folder: Path = tmp_path_factory.mktemp("runs")
    cases = {f"optimizer {id}": (full(id), 11) for id in optimizers}
    cases |= {f"schedule {id}": (full("sgd", schedule=Chosen(id=id)), 13) for id in schedules}
    cases |= {
        "fixed order": (full(shuffle=False), 12),
        "32 bits": (full(dtype="float32"), 9),
        "after a whole epoch": (full(), 16),
        "one sample a step": (full(batch_size=2), 201),
        "seldom measured": (full(measure_every=5), 12),
    }
    wanted, orders = {}, []
    for name, (experiment, steps) in cases.items():
        run = take(nnlab.Run(experiment, catalog=bundled()), steps)
        path = folder / f"{name.replace(' ', '_')}.nnlab"
        save(path, kept(run))
        wanted[name] = str(path), told(take(run, 14))
        orders.append((str(path), 14))
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", elsewhere], input=json.dumps(orders), capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    came = json.loads(ended.stdout)
    return {name: (list(here), came[path]) for name, (path, here) in wanted.items()}


@pytest.mark.parametrize("id", optimizers)
def test_every_optimizer_goes_on_in_another_process_from_a_file(resumed_elsewhere, id):
    here, there = resumed_elsewhere[f"optimizer {id}"]
    assert there == here


@pytest.mark.parametrize("id", schedules)
def test_every_schedule_goes_on_in_another_process_from_a_file(resumed_elsewhere, id):
    here, there = resumed_elsewhere[f"schedule {id}"]
    assert there == here


@pytest.mark.parametrize(
    "case", ["fixed order", "32 bits", "after a whole epoch", "one sample a step", "seldom measured"]
)
def test_every_way_of_training_goes_on_in_another_process_from_a_file(resumed_elsewhere, case):
    here, there = resumed_elsewhere[case]
    assert there == here


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(0, 24), st.sampled_from(optimizers), st.booleans())
def test_it_goes_on_at_any_step_also_within_an_epoch(first, second, optimizer, by_samples):
    experiment = full(optimizer)
    whole = take(nnlab.Run(experiment, catalog=bundled()), first)
    if by_samples:  # within a batch, too
        whole.step("sample")
    packed = to_bytes(kept(whole))
    file = from_bytes(packed)
    later = nnlab.Run(
        file.experiment, began=file.began, events=file.events, checkpoint=file.checkpoint, history=file.history,
        catalog=bundled(),
    )  # fmt: skip
    assert told(take(later, second)) == told(take(whole, second))


def test_going_back_and_on_gives_the_same_bits_as_never_going_back():
    run = take(nnlab.Run(full(), catalog=bundled()), 11)
    state = run.checkpoint()
    wanted = told(take(run, 20))
    run.restore(state)
    assert told(take(run, 20)) == wanted


@pytest.mark.parametrize("id", optimizers)
def test_frozen_weights_stay_where_they_are_and_cut_ones_at_zero(id):
    run = nnlab.Run(full(id), catalog=bundled())
    take(run, 1)
    before = run.weights["h2"].copy(), run.biases["h2"].copy()
    take(run, 30)
    assert run.weights["h1"][1, 2] == 0
    assert (run.weights["h2"][0] == before[0][0]).all()
    assert run.biases["h2"][1] == before[1][1]
    assert (run.weights["h2"][1:] != before[0][1:]).any()


def test_patience_goes_on_counting_where_it_was():
    stops = full(stop=Stop(patience=4), optimizer="sgd")
    at_once = nnlab.Run(stops, catalog=bundled())
    at_once.train()
    assert isinstance(at_once.stopped, Problem)
    parts = nnlab.Run(stops, catalog=bundled())
    parts.train(at_once.epoch - 2)
    later = nnlab.Run(stops, checkpoint=parts.checkpoint(), history=parts.history, catalog=bundled())
    later.train()
    assert (later.epoch, later.stopped) == (at_once.epoch, at_once.stopped)
