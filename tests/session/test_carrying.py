"""Whatever is edited while training, each weight whose two units are still there stays to the last bit."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from carrying_world import Followed, add, infos, size_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_session_layers import convolutional, experiment_of, layer, remembering

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.document import Experiment, Place
from nnlab.experiment.file import ExperimentFile, from_bytes, to_bytes
from nnlab.records import ProblemError

everything = ("parameters", "m", "v", "buffers")


def plain(*layers: Any) -> Experiment:
    """A small network on rows of numbers, with Adam."""
    made = layers or (
        layer("h1", "dense", "input", activation="tanh", units=4),
        layer("h2", "dense", "h1", activation="tanh", units=3),
        layer("output", "dense", "h2", activation="sigmoid", units=1),
    )
    return experiment_of("moons", "binary_cross_entropy", *made)


def trained(experiment: Experiment, steps: int = 3) -> Followed:
    followed = Followed(experiment)
    for _ in range(steps):
        followed.run.step("batch")
    return followed


def stays(followed: Followed, made: Experiment, kept: dict[str, tuple[int, ...]] | None = None) -> int:
    """Applies an edit, checks that all it left is as it was, and returns how many parameters began anew."""
    before = {what: followed.known(what) for what in everything}
    followed.edit(made, kept)
    assert followed.run.problems == ()
    anew = 0
    for what in everything:
        after = followed.known(what)
        changed = [label for label in after if label in before[what] and after[label] != before[what][label]]
        assert changed == []
        anew += len(after.keys() - before[what].keys()) if what == "parameters" else 0
    return anew


# ---- neurons


def test_the_neurons_that_are_left_keep_weights_and_optimizer_state():
    followed = trained(plain())
    left = edits.remove_neurons(followed.experiment, "h1", [0, 2], infos)
    assert stays(followed, left, edits.kept_units(followed.experiment, "h1", [0, 2], infos)) == 0
    assert stays(followed, edits.set_units(left, "h1", 4, infos)) == 2 * (2 + 1 + 3)


def test_a_new_neuron_begins_as_the_initializer_draws_it():
    followed = trained(plain())
    wider = edits.add_neuron(followed.experiment, "h1", infos)
    stays(followed, wider)
    fresh = nnlab.Run(wider)
    np.testing.assert_array_equal(followed.run.weights["h1"][:, 4], fresh.weights["h1"][:, 4])
    np.testing.assert_array_equal(followed.run.weights["h2"][4], fresh.weights["h2"][4])
    assert not followed.numbers("m")["h2", "weights"][4].any()


def beside() -> Experiment:
    """h1 and h2 side by side, joined before the output."""
    return plain(
        layer("h1", "dense", "input", activation="tanh", units=3),
        layer("h2", "dense", "input", activation="tanh", units=3),
        layer("both", "concatenate", "h1", "h2"),
        layer("output", "dense", "both", activation="sigmoid", units=1),
    )


def test_the_first_of_two_sources_of_a_concatenation_grows_and_shrinks():
    followed = trained(beside())
    assert stays(followed, edits.set_units(followed.experiment, "h1", 5, infos)) == 2 * (2 + 1 + 1)
    assert stays(followed, edits.set_units(followed.experiment, "h1", 2, infos)) == 0
    gone = edits.remove_neurons(followed.experiment, "h2", [0], infos)
    assert stays(followed, gone, edits.kept_units(followed.experiment, "h2", [0], infos)) == 0


def test_a_skip_connection_leaves_all_that_was_there():
    followed = trained(plain())
    beside_it = edits.join(followed.experiment, "input", "output", "concatenate", infos)
    assert stays(followed, beside_it) == 2
    assert stays(followed, edits.separate(beside_it, "input", "output", infos)) == 0
    equal = trained(edits.set_units(plain(), "h1", 3, infos))
    added = edits.join(equal.experiment, "h1", "output", "add", infos)
    before = equal.run.weights["output"]
    stays(equal, added)
    np.testing.assert_array_equal(equal.run.weights["output"], before)
    equal.edit(edits.separate(added, "h1", "output", infos))
    np.testing.assert_array_equal(equal.run.weights["output"], before)


def test_a_sum_that_loses_its_first_source_stays_on_the_second():
    experiment = edits.join(edits.set_units(plain(), "h1", 3, infos), "h1", "output", "add", infos)
    followed = trained(experiment)
    before = followed.run.weights["output"]
    followed.edit(edits.separate(experiment, "h2", "h3", infos))
    np.testing.assert_array_equal(followed.run.weights["output"], before)


def test_a_layer_in_the_place_of_another_takes_over_its_weights():
    followed = trained(plain())
    before = followed.run.weights
    followed.edit(add(followed.experiment, "h1", "dense", 4))
    after = followed.run.weights
    assert all(np.array_equal(after[name], before[name]) for name in before)
    followed.edit(edits.remove_layer(followed.experiment, "h3", infos))
    assert all(np.array_equal(followed.run.weights[name], before[name]) for name in before)


def test_layers_that_move_keep_their_neurons():
    followed = trained(add(add(plain(), "h1", "batch_norm"), "h2", "layer_norm"))
    bias = followed.run.biases
    stays(followed, edits.move_layers(followed.experiment, ["h1"], "h2", infos))
    assert all(np.array_equal(followed.run.biases[name], bias[name]) for name in bias)


def test_normalisation_follows_the_neurons_behind_it():
    followed = trained(add(add(plain(), "h1", "batch_norm"), "h1", "layer_norm"))
    kept = edits.kept_units(followed.experiment, "h1", [1], infos)
    assert stays(followed, edits.remove_neurons(followed.experiment, "h1", [1], infos), kept) == 0
    mean = followed.numbers("buffers")["h3", "mean"]
    stays(followed, edits.add_neuron(followed.experiment, "h1", infos))
    np.testing.assert_array_equal(followed.numbers("buffers")["h3", "mean"], [*mean, 0])


# ---- images and sequences


def flattened() -> Experiment:
    """A convolution of 3 kernels on 8 x 8 pictures, pooled, in one row before the output."""
    return experiment_of(
        "bars",
        "cross_entropy",
        layer("conv", "conv2d", "input", activation="relu", filters=3),
        layer("pool", "max_pool", "conv"),
        layer("flat", "flatten", "pool"),
        layer("output", "dense", "flat", activation="softmax", units=3),
    )


def test_a_layer_behind_a_flattened_convolution_stays_on_its_channels_and_pixels():
    followed = trained(flattened())
    pixels = 3 * 3
    assert stays(followed, edits.set_value(flattened(), "network.layers.conv.kind.filters", 5, infos)) == (
        2 * (3 * 3 + 1) + 2 * pixels * 3
    )
    assert stays(followed, edits.set_value(followed.experiment, "network.layers.conv.kind.filters", 2, infos)) == 0
    kept = {"conv": (1,)}
    one = edits.set_value(followed.experiment, "network.layers.conv.kind.filters", 1, infos)
    assert stays(followed, one, kept) == 0


def test_convolutions_and_their_normalisation_stay_on_their_channels():
    followed = trained(convolutional())
    both = edits.set_value(convolutional(), "network.layers.conv.kind.filters", 5, infos)
    stays(followed, edits.set_value(both, "network.layers.deep.kind.filters", 5, infos))
    stays(followed, followed.experiment)


@pytest.mark.parametrize(("kind", "gates", "biases"), [("rnn", 1, 1), ("lstm", 4, 2), ("gru", 3, 2)])
def test_gates_stay_apart_when_units_come_and_go(kind, gates, biases):
    followed = trained(remembering(kind))
    wider = edits.set_units(followed.experiment, "first", 5, infos)
    features = len(followed.numbers()["first", "weights"])
    own = gates * (features + 5 + 4 + biases)  # its column and row, and what the others feed it
    assert stays(followed, wider) == own + 2 + gates * 6
    kept = edits.kept_units(wider, "first", [1], infos)
    assert stays(followed, edits.remove_neurons(wider, "first", [1], infos), kept) == 0
    kept = edits.kept_units(followed.experiment, "second", [0, 3], infos)
    assert stays(followed, edits.remove_neurons(followed.experiment, "second", [0, 3], infos), kept) == 0


def test_another_kind_of_layer_begins_anew_and_what_it_feeds_stays():
    followed = trained(remembering("lstm"))
    before = followed.run.weights["output"]
    followed.edit(edits.set_kind(followed.experiment, "second", "gru", infos))
    fresh = nnlab.Run(followed.experiment)
    np.testing.assert_array_equal(followed.run.weights["second"], fresh.weights["second"])
    np.testing.assert_array_equal(followed.run.weights["output"], before)


# ---- settings, documents that are broken for a while, events


def test_a_setting_and_its_change_back_keep_all_numbers():
    followed = trained(convolutional())
    for path, value in (
        ("training.optimizer.learning_rate", 0.5),
        ("training.batch_size", 7),
        ("network.layers.drop.kind.rate", 0.5),
        ("network.layers.conv.activation", "tanh"),
        ("training.loss", "mse"),
    ):
        assert stays(followed, edits.set_value(followed.experiment, path, value, infos)) == 0
    assert stays(followed, convolutional()) == 0


def test_while_a_document_is_broken_it_is_known_which_neurons_are_left():
    experiment = edits.join(edits.set_units(plain(), "h1", 3, infos), "h1", "output", "add", infos)
    followed = trained(experiment)
    before = followed.known()
    for name in ("h1", "h2", "h1", "h2"):  # a sum of 2 and 3 numbers is none
        kept = edits.kept_units(followed.experiment, name, [0], infos)
        followed.edit(edits.remove_neurons(followed.experiment, name, [0], infos), kept)
    assert followed.run.problems == ()
    after = followed.known()
    assert after.items() <= before.items()
    followed.edit(edits.set_units(followed.experiment, "h1", 2, infos))
    followed.edit(edits.set_units(followed.experiment, "h2", 2, infos))
    anew = followed.known().keys() - after.keys()
    assert after.items() <= followed.known().items()
    assert anew


def test_events_say_which_neurons_were_left_and_give_the_same_bits_again():
    followed = trained(beside())
    run = followed.run
    for name, gone in (("h1", [0]), ("h2", [1])):
        kept = edits.kept_units(run.experiment, name, gone, infos)
        run.apply(edits.remove_neurons(run.experiment, name, gone, infos), kept)
        run.step("batch")
    assert [event.kept for event in run.events] == [{"h1": (1, 2)}, {"h2": (0, 2)}]
    saved = from_bytes(to_bytes(ExperimentFile(experiment=run.experiment, began=run.began, events=run.events)))
    again = nnlab.Run(saved.experiment, began=saved.began, events=saved.events)
    while again.step_count < run.step_count:
        again.step("batch")
    assert again.parameters.tobytes() == run.parameters.tobytes()
    assert again.checkpoint().arrays == run.checkpoint().arrays
    resumed = nnlab.Run(saved.experiment, began=saved.began, events=saved.events, checkpoint=run.checkpoint())
    resumed.train(1)
    run.train(1)
    assert resumed.parameters.tobytes() == run.parameters.tobytes()


def test_what_no_edit_makes_does_no_harm():
    run = nnlab.Run(plain())
    run.train(1)
    run.apply(edits.set_units(run.experiment, "h1", 3, infos), {"h1": (9, -1, 2), "gone": (0,), "h2": ()})
    run.train(1)
    for odd in (7, {"h1": 3}, {"h1": ("a",)}, [("h1", 1)]):
        with pytest.raises(ProblemError, match="by layer"):
            run.apply(plain(), odd)


# ---- anything, in any order


@st.composite
def edited(draw: Any, experiment: Experiment) -> tuple[Experiment, dict[str, tuple[int, ...]]]:
    """Draws an edit: the experiment after it, and which neurons are left."""
    layers = experiment.network.layers
    ids = [one.id for one in layers]
    hidden = st.sampled_from(ids[:-1]) if len(ids) > 1 else st.nothing()
    name, after = draw(st.sampled_from(ids)), draw(st.sampled_from(["input", *ids[:-1]]))
    sized = [one.id for one in layers[:-1] if size_of(one) is not None]
    how = draw(st.sampled_from(("units", "gone", "add", "move", "remove", "join", "separate", "setting")))
    if how in ("units", "gone") and sized:
        one = draw(st.sampled_from(sized))
        size = size_of(next(layer for layer in layers if layer.id == one))
        if how == "units" or size == 1:
            name = "filters" if experiment.data.source.id == "bars" else "units"
            units = draw(st.integers(1, 5))
            return edits.set_value(experiment, f"network.layers.{one}.kind.{name}", units, infos), {}
        gone = draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=size - 1, unique=True))
        return edits.remove_neurons(experiment, one, gone, infos), edits.kept_units(experiment, one, gone, infos)
    if how == "add":
        kinds = ("dropout", "batch_norm", "layer_norm")
        kinds = (*kinds, "dense") if experiment.data.source.id == "moons" else kinds
        return add(experiment, after, draw(st.sampled_from(kinds))), {}
    if how == "move":
        return edits.move_layers(experiment, [draw(hidden)], after, infos), {}
    if how == "remove" and len(ids) > 3:
        return edits.remove_layer(experiment, draw(hidden), infos), {}
    if how == "join":
        return edits.join(experiment, after, name, draw(st.sampled_from(edits.joins)), infos), {}
    if how == "separate":
        return edits.separate(experiment, after, name, infos), {}
    return edits.set_value(experiment, "training.optimizer.learning_rate", draw(st.floats(0.001, 0.1)), infos), {}


def anything_stays(data: Any, starts: Any, moves: int) -> None:
    experiment = data.draw(st.sampled_from(starts))()
    frozen = edits.freeze(experiment, "output", [Place(name="weights", at=(1,)), Place(name="bias", at=(0,))])
    followed = trained(frozen)
    good = {what: followed.known(what) for what in everything}
    marked = followed.frozen()
    for _ in range(moves):
        try:
            made, kept = data.draw(edited(followed.experiment))
        except ProblemError:
            continue
        followed.edit(made, kept)
        if followed.run.problems:
            continue  # what is broken trains no more: the next whole network is compared
        saved = followed.run.checkpoint()
        for what in everything:
            after = followed.known(what)
            assert [label for label in after if label in good[what] and after[label] != good[what][label]] == []
        there, now = followed.known().keys(), followed.frozen()
        if experiment.data.source.id == "moons":
            assert {label for label in marked if label in there} <= now
        assert {label for label in now if label in good["parameters"]} <= marked
        followed.run.step("batch")
        trained_on = followed.run.checkpoint()
        followed.run.restore(saved, followed.experiment)
        assert followed.run.checkpoint().arrays == saved.arrays
        followed.run.restore(trained_on, followed.experiment)
        assert followed.run.checkpoint().arrays == trained_on.arrays
        good, marked = {what: followed.known(what) for what in everything}, now


starts = [plain, beside, flattened, convolutional, *(lambda kind=kind: remembering(kind) for kind in ("lstm", "gru"))]


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_any_edits_leave_what_they_leave(data):
    anything_stays(data, starts, 6)


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("NNLAB_SOAK") != "1", reason="takes minutes: make soak")
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_edits_leave_what_they_leave_however_many(data):
    anything_stays(data, starts, 12)
