"""A run is a pure function of (experiment, seed, events), to the last bit, however it is driven."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlab
from nnlab.catalog import load_catalog
from nnlab.experiment.document import Chosen, Drawn, Event, Experiment, Given, LayerSpec
from nnlab.records import Checkpoint, History

replace = msgspec.structs.replace

catalog = load_catalog()  # once: a run by itself loads its own


def small(**training) -> Experiment:
    """A quick network with everything that has a state: dropout, Adam, a short last batch."""
    preset = nnlab.preset("xor")
    layers = (
        LayerSpec(
            id="h1", kind=Chosen(id="dense", values={"units": 4}), activation=Chosen(id="tanh"), inputs=("input",)
        ),
        LayerSpec(id="d1", kind=Chosen(id="dropout", values={"rate": 0.25}), inputs=("h1",)),
        LayerSpec(
            id="output", kind=Chosen(id="dense", values={"units": 1}), activation=Chosen(id="sigmoid"), inputs=("d1",)
        ),
    )
    source = replace(preset.data.source, values={"samples": 60, "noise": 0.1})
    return replace(
        preset,
        data=replace(preset.data, source=source),
        network=replace(preset.network, layers=layers),
        training=replace(preset.training, batch_size=7, **training),
    )


def units(experiment: Experiment, layer: str, count: int) -> Experiment:
    layers = tuple(
        replace(one, kind=replace(one.kind, values={"units": count})) if one.id == layer else one
        for one in experiment.network.layers
    )
    return replace(experiment, network=replace(experiment.network, layers=layers))


def rate(experiment: Experiment, learning_rate: float) -> Experiment:
    optimizer = replace(experiment.training.optimizer, values={"learning_rate": learning_rate})
    return replace(experiment, training=replace(experiment.training, optimizer=optimizer))


def bits(run: nnlab.Run) -> tuple[bytes, History]:
    return run.parameters.tobytes(), run.history


def test_the_same_experiment_gives_the_same_bits_and_another_seed_others():
    first, second, other = nnlab.Run(small()), nnlab.Run(small()), nnlab.Run(small(seed=1))
    for run in (first, second, other):
        run.train(3)
    assert bits(first) == bits(second)
    assert bits(first) != bits(other)


def test_training_stepping_and_walking_give_the_same_bits():
    trained, stepped, walked, mixed = (nnlab.Run(small()) for _ in range(4))
    trained.train(4)
    steps = stepped.steps()
    while stepped.epoch < 4:
        next(steps)
    while walked.epoch < 4:
        walked.step("sample")
    for unit in ("sample", "sample", "batch", "epoch", "sample", "epoch", "batch", "epoch"):
        mixed.step(unit)
    mixed.step("epoch")
    assert bits(trained) == bits(stepped) == bits(walked)
    assert mixed.epoch == 4
    assert mixed.parameters.tobytes() == trained.parameters.tobytes()


def test_a_step_by_sample_counts_places_and_updates_with_the_last_sample():
    run = nnlab.Run(small())
    start = run.parameters
    for place in range(1, 7):
        run.step("sample")
        assert (run.step_count, run.place) == (0, place)
    np.testing.assert_array_equal(run.parameters, start)
    run.step("sample")
    assert (run.step_count, run.place) == (1, 7)
    run.step("sample")
    run.step("batch")
    assert (run.step_count, run.place) == (2, 14)


@settings(max_examples=15, deadline=None)
@given(walked=st.integers(0, 70))
def test_a_run_resumes_from_any_step_or_sample_to_the_last_bit(walked):
    run = nnlab.Run(small(), catalog=catalog)
    for _ in range(walked):
        run.step("sample")
    saved = msgspec.msgpack.decode(msgspec.msgpack.encode(run.checkpoint()), type=Checkpoint)
    other = nnlab.Run(small(), catalog=catalog, checkpoint=saved, history=run.history)
    assert (other.step_count, other.epoch, other.place) == (run.step_count, run.epoch, run.place)
    assert other.checkpoint() == run.checkpoint()
    run.train(2)
    other.train(2)
    assert bits(run) == bits(other)


def test_another_process_goes_on_with_the_same_bits(tmp_path: Path):
    run = nnlab.Run(small())
    for _ in range(13):
        run.step("batch")
    run.apply(units(small(), "h1", 5))
    run.step("batch")
    state = (run.experiment, run.began, run.events, run.checkpoint(), run.history)
    (tmp_path / "state").write_bytes(msgspec.msgpack.encode(state))
    script = """
import sys, msgspec, nnlab
from nnlab.experiment.document import Event, Experiment
from nnlab.records import Checkpoint, History
kinds = tuple[Experiment, Experiment, tuple[Event, ...], Checkpoint, History]
e, began, events, checkpoint, history = msgspec.msgpack.decode(open(sys.argv[1], "rb").read(), type=kinds)
run = nnlab.Run(e, began=began, events=events, checkpoint=checkpoint, history=history)
run.train(3)
print(run.parameters.tobytes().hex(), repr(run.history.train_loss))
"""
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "state")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(nnlab.__file__).parent.parent,
    )
    run.train(3)
    assert told.stdout.strip() == f"{run.parameters.tobytes().hex()} {run.history.train_loss!r}"


edits = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["rate", "wider", "narrower", "relu", "batch", "seed", "noise", "rows", "sgd", "x1", "hand"]),
    ),
    max_size=6,
)


def edited(run: nnlab.Run, what: str) -> None:
    now = run.experiment
    training, network = now.training, now.network
    if what == "hand":
        run.set_weights("output", np.full(run.weights["output"].shape, 0.25), [0.5])
        return
    if what == "rate":
        now = rate(now, 0.003)
    elif what in ("wider", "narrower"):
        now = units(now, "h1", {"wider": 6, "narrower": 3}[what])
    elif what == "relu":
        first = replace(network.layers[0], activation=Chosen(id="relu"))
        now = replace(now, network=replace(network, layers=(first, *network.layers[1:])))
    elif what == "batch":
        now = replace(now, training=replace(training, batch_size=11))
    elif what == "seed":
        now = replace(now, training=replace(training, seed=5))
    elif what in ("noise", "rows"):
        values = {"samples": 50, "noise": 0.1} if what == "rows" else {"samples": 60, "noise": 0.4}
        now = replace(now, data=replace(now.data, source=replace(now.data.source, values=values)))
    elif what == "sgd":
        now = replace(now, training=replace(training, optimizer=Chosen(id="sgd")))
    else:
        now = replace(
            now, network=replace(network, inputs=("x1*x2", "x2") if network.inputs[0] == "x1" else ("x1", "x2"))
        )
    run.apply(now)


@settings(max_examples=25, deadline=None)
@given(plan=edits)
def test_events_are_done_again_at_their_steps(plan):
    run = nnlab.Run(small(), catalog=catalog)
    for samples, what in plan:
        for _ in range(samples * 2):
            run.step("sample")
        edited(run, what)
    until = run.epoch + 2
    run.train(2)
    again = nnlab.Run(run.experiment, catalog=catalog, began=run.began, events=run.events)
    again.train(until)
    assert again.events == run.events
    assert again.experiment == run.experiment
    assert bits(again) == bits(run)


def test_an_edit_while_training_is_an_event_and_one_before_begins_anew():
    run = nnlab.Run(small())
    wider = units(small(), "h1", 6)
    run.apply(wider)
    assert (run.events, run.began) == ((), wider)
    assert run.parameters.tobytes() == nnlab.Run(wider).parameters.tobytes()
    run.step("batch")
    run.apply(rate(wider, 0.5))
    assert run.events == (Event(step=1, experiment=rate(wider, 0.5)),)
    assert run.began == wider
    assert run.learning_rate == 0.5


def test_a_new_neuron_leaves_all_other_weights_and_takes_its_column_of_the_new_size():
    run = nnlab.Run(small())
    run.train(2)
    before, wider = run.weights, units(small(), "h1", 5)
    run.apply(wider)
    fresh = nnlab.Run(wider)
    np.testing.assert_array_equal(run.weights["h1"][:, :4], before["h1"])
    np.testing.assert_array_equal(run.weights["h1"][:, 4], fresh.weights["h1"][:, 4])
    np.testing.assert_array_equal(run.weights["output"][:4], before["output"])
    np.testing.assert_array_equal(run.weights["output"][4], fresh.weights["output"][4])
    run.apply(units(small(), "h1", 3))
    np.testing.assert_array_equal(run.weights["h1"], before["h1"][:, :3])
    np.testing.assert_array_equal(run.weights["output"], before["output"][:3])


def test_the_optimizer_remembers_what_stays():
    run = nnlab.Run(small())
    run.train(2)
    before = run.checkpoint()
    run.apply(units(small(), "h1", 5))
    after = run.checkpoint()
    old, new = before.arrays["optimizer/m"].numpy(), after.arrays["optimizer/m"].numpy()
    np.testing.assert_array_equal(new[:10].reshape(2, 5)[:, :4], old[:8].reshape(2, 4))
    assert not new[:10].reshape(2, 5)[:, 4].any()
    assert after.t == before.t
    run.apply(replace(run.experiment, training=replace(run.experiment.training, optimizer=Chosen(id="sgd"))))
    assert run.checkpoint().t == 0


def test_inputs_keep_their_weights_by_name():
    run = nnlab.Run(small())
    run.train(1)
    before = run.weights["h1"]
    now = run.experiment
    run.apply(replace(now, network=replace(now.network, inputs=("x2", "x1^2", "x1"))))
    np.testing.assert_array_equal(run.weights["h1"][[2, 0]], before)


def test_reset_returns_to_the_same_start_of_the_present_document():
    run = nnlab.Run(small())
    run.train(2)
    run.apply(rate(small(), 0.05))
    run.train(1)
    run.reset()
    assert (run.step_count, run.events, run.history_length, run.experiment) == (0, (), 0, rate(small(), 0.05))
    run.train(2)
    again = nnlab.Run(rate(small(), 0.05))
    again.train(2)
    assert bits(run) == bits(again)


def test_going_back_drops_what_came_after_and_the_same_bits_come_again():
    run = nnlab.Run(small())
    run.train(2)
    saved = run.checkpoint()
    run.apply(units(small(), "h1", 6))
    run.train(2)
    later, far = run.checkpoint(), bits(run)
    run.restore(saved)
    assert (run.epoch, run.events, run.experiment, run.history.epoch) == (2, (), small(), (0, 1, 2))
    run.apply(rate(small(), 0.5))
    run.train(1)
    run.restore(later, units(small(), "h1", 6))
    assert len(run.events) == 1
    assert run.parameters.tobytes() == far[0]


def test_undo_of_a_shape_before_the_first_step_and_after_a_reset():
    run = nnlab.Run(small())
    before = run.checkpoint()
    run.apply(units(small(), "h1", 6))
    run.restore(before, small())
    assert run.parameters.tobytes() == nnlab.Run(small()).parameters.tobytes()
    run.train(1)
    trained = run.checkpoint()
    run.reset()
    run.apply(units(small(), "h1", 6))
    run.restore(trained, small())
    assert (run.epoch, run.experiment, run.began) == (1, small(), small())


def test_a_checkpoint_is_resumed_with_settings_changed_since_as_an_event():
    run = nnlab.Run(small())
    run.train(1)
    other = nnlab.Run(rate(small(), 0.5), began=small(), checkpoint=run.checkpoint(), history=run.history)
    assert [event.step for event in other.events] == [run.step_count]
    assert other.learning_rate == 0.5


def test_weights_set_by_hand_are_an_event_even_before_the_first_step():
    run = nnlab.Run(small())
    run.set_weights("output", [[1], [2], [3], [4]], [5])
    np.testing.assert_array_equal(run.weights["output"][:, 0], [1, 2, 3, 4])
    np.testing.assert_array_equal(run.biases["output"], [5])
    run.apply(rate(small(), 0.2))
    np.testing.assert_array_equal(run.weights["output"][:, 0], [1, 2, 3, 4])
    assert [event.step for event in run.events] == [0, 0]


def test_given_weights_are_the_start():
    drawn = nnlab.Run(small())
    drawn.train(1)
    arrays = {name: array for name, array in drawn.checkpoint().arrays.items() if name.startswith("parameters/")}
    given_start = replace(small(), start=Given(sha256="0" * 64))
    run = nnlab.Run(given_start, start=arrays)
    np.testing.assert_array_equal(run.parameters, drawn.parameters)
    run.train(1)
    run.reset()
    np.testing.assert_array_equal(run.parameters, drawn.parameters)
    with pytest.raises(nnlab.ProblemError, match="have no `weights` of shape"):
        nnlab.Run(given_start).train(1)


def test_new_weights_are_drawn_by_reset():
    run = nnlab.Run(small())
    first = run.parameters
    start = small().start
    assert isinstance(start, Drawn)
    run.train(1)
    now = run.parameters
    run.apply(replace(small(), start=replace(start, seed=9)))
    np.testing.assert_array_equal(run.parameters, now)
    run.reset()
    assert (run.parameters != first).any()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_parameters_are_rows_of_weights_then_biases_and_read_only(dtype):
    run = nnlab.Run(small(dtype=dtype))
    parts = [run.weights["h1"].ravel(), run.biases["h1"], run.weights["output"].ravel(), run.biases["output"]]
    np.testing.assert_array_equal(run.parameters, np.concatenate(parts))
    assert run.parameters.dtype == dtype
    with pytest.raises(ValueError, match="read-only"):
        run.parameters[0] = 1
