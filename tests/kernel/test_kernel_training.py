"""Training in the kernel: the same numbers as in process, seen through frames that were asked for."""

from __future__ import annotations

import time

import msgspec
import numpy as np
from desk import Desk, ids, small, with_activation

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Stop
from nnlab.kernel import messages as m
from nnlab.records import Array

full = m.Speed(per_second=0)


def test_ready_brings_the_catalogue_of_what_is_bundled() -> None:
    with Desk() as desk:
        ready = desk.wait(m.Ready)
        assert {"tanh", "relu", "adam", "spiral"} <= ids(ready.catalog)
        assert ready.problems == ()


def test_open_is_answered_by_facts_points_and_a_first_frame() -> None:
    with Desk() as desk:
        desk.send(m.Subscribe(views=(m.MapsView(size=10), m.BoundaryView(size=20), m.WeightsView(), m.ProbeView())))
        desk.send(m.Credit())
        applied = desk.change(m.Open(experiment=small()))
        assert applied.facts.problems == ()
        assert applied.facts.data is not None
        points = desk.wait(m.Points)
        assert points.train_x.shape == (250, 2)
        frame = desk.wait(m.Frame)
        assert (frame.epoch, frame.training, frame.first) == (0, False, 0)
        assert [layer.id for layer in frame.layers] == ["input", *(one.id for one in small().network.layers)]
        first = frame.layers[1]
        assert first.maps is not None
        assert first.maps.shape[1:] == (10, 10)
        assert first.weights is not None
        assert first.bias is not None
        assert first.weights.shape == (2, first.bias.shape[0])
        assert first.z is not None
        assert first.gradient is not None
        assert frame.boundary is not None
        assert frame.boundary.shape == (1, 20, 20)
        assert len(frame.low) == len(frame.high) == 2


def test_training_in_the_kernel_gives_the_same_bits_as_in_process() -> None:
    experiment = small(stop=Stop(epochs=30))
    here = nnlab.Run(experiment)
    here.train(30)
    with Desk() as desk:
        desk.send(m.Subscribe(views=(m.MapsView(size=10), m.WeightsView())))
        desk.send(m.Credit())
        desk.change(m.Open(experiment=experiment))
        desk.send(m.Train(speed=full))
        assert desk.wait(m.Finished).epoch == 30
        saved = desk.saved()
    assert saved.history == here.history
    there = nnlab.Run(experiment, checkpoint=saved.checkpoint, history=saved.history)
    assert np.array_equal(there.parameters, here.parameters)


def test_an_edit_while_training_takes_effect_and_replays_to_the_same_bits() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(speed=full))
        desk.wait(m.Saved, lambda saved: saved.checkpoint.step > 0)
        edited = with_activation(small(stop=Stop(epochs=1200)), "relu")
        applied = desk.change(m.Edit(experiment=edited))
        assert applied.facts.problems == ()
        desk.wait(m.Finished)
        saved = desk.saved()
        assert [event.experiment for event in saved.events] == [edited]
        assert desk.client.newest.events == saved.events
        replayed = nnlab.Run(saved.experiment, began=saved.began, events=saved.events)
        replayed.train(saved.checkpoint.epoch)
        assert replayed.history == saved.history


def test_a_state_that_the_kernel_tells_by_itself_brings_only_the_events_that_are_new() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(speed=full))
        desk.wait(m.Saved, lambda saved: saved.checkpoint.step > 0)
        for name in ("relu", "sigmoid"):
            applied = desk.change(m.Edit(experiment=with_activation(small(), name)))
            told = desk.wait(m.Saved, lambda saved, changes=applied.changes: saved.changes == changes)
            assert [event.experiment.network.layers[0].activation.id for event in told.events] == [name]
        assert told.first_event == 1
        assert len(desk.client.newest.events) == 2


def test_the_neurons_that_an_edit_left_keep_their_weights_in_the_kernel() -> None:
    begun = small(stop=Stop(epochs=20))
    kept = edits.kept_units(begun, "h1", [0, 3])
    left = list(kept["h1"])
    with Desk() as desk:
        desk.change(m.Open(experiment=begun))
        desk.send(m.Train(speed=full))
        desk.wait(m.Finished)
        before = desk.saved().checkpoint
        desk.change(m.Edit(experiment=edits.remove_neurons(begun, "h1", [0, 3]), kept=kept))
        saved = desk.saved()
        after = saved.checkpoint
        assert [event.kept for event in saved.events] == [kept]
        for name, axis in (("h1/weights", 1), ("h1/bias", 0), ("h2/weights", 0)):
            old, new = (saved.arrays[f"parameters/{name}"].numpy() for saved in (before, after))
            assert np.array_equal(new, np.take(old, left, axis))
        desk.change(m.Restore(experiment=begun, checkpoint=before))
        assert desk.saved().checkpoint.arrays == before.arrays


def test_frames_hold_all_history_since_the_last_one() -> None:
    with Desk() as desk:
        desk.send(m.Credit())
        desk.change(m.Open(experiment=small(stop=Stop(epochs=200))))
        desk.send(m.Train(speed=full))
        desk.wait(m.Finished)
        desk.wait(m.Frame, lambda frame: not frame.training and frame.epoch == 200)
        epochs: list[int] = []
        for frame in desk.of(m.Frame):
            epochs = epochs[: frame.first] + list(frame.history.epoch)
        assert epochs == list(range(201))


def test_without_a_credit_no_frame_comes_however_much_happens() -> None:
    with Desk(eager=False) as desk:
        desk.change(m.Open(experiment=small(stop=Stop(epochs=50))))
        desk.send(m.Train(speed=full))
        desk.wait(m.Finished)
        desk.send(m.Credit())
        desk.wait(m.Frame)
        desk.change(m.Reset())
        desk.change(m.Edit(experiment=with_activation(small(), "relu")))
        desk.saved()
        assert len(desk.of(m.Frame)) == 1


def test_idle_changes_make_a_frame_when_there_is_credit() -> None:
    with Desk() as desk:
        desk.send(m.Credit())
        desk.change(m.Open(experiment=small()))
        desk.wait(m.Frame, lambda frame: frame.rev == desk.rev)
        desk.send(m.Step(unit="batch"))
        assert desk.wait(m.Frame).step == 1
        desk.send(m.Subscribe(views=(m.MapsView(size=5),)))
        assert desk.wait(m.Frame, lambda frame: frame.layers != ()).step == 1
        desk.send(m.Step(unit="epoch"))
        assert desk.wait(m.Frame, lambda frame: frame.epoch == 1).history.epoch[-1] == 1
        desk.change(m.Reset())
        frame = desk.wait(m.Frame, lambda frame: frame.rev == desk.rev)
        assert (frame.step, frame.first) == (0, 0)


def test_sixty_epochs_a_second_are_sixty() -> None:
    with Desk() as desk:
        desk.send(m.Subscribe(views=(m.MapsView(size=30), m.BoundaryView(size=50))))
        desk.send(m.Credit())
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(speed=m.Speed(per_second=60)))
        first = desk.wait(m.Frame, lambda frame: frame.epoch >= 1)
        began = time.monotonic()
        last = desk.wait(m.Frame, lambda frame: frame.epoch >= 90)
        seconds = time.monotonic() - began
        assert 0.85 * 60 < (last.epoch - first.epoch) / seconds < 1.1 * 60
        assert 50 < last.epochs_per_second < 70


def test_one_batch_a_second_begins_at_once_and_pause_is_immediate() -> None:
    with Desk() as desk:
        desk.send(m.Credit())
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(speed=m.Speed(per_second=1, unit="batch")))
        desk.wait(m.Frame, lambda frame: frame.step == 1 and frame.training)
        desk.send(m.Pause())
        assert desk.wait(m.Frame, lambda frame: not frame.training).step == 1


def test_train_until_an_epoch_ends_exactly_there_and_again_at_once() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(until=7, speed=full))
        assert desk.wait(m.Finished).epoch == 7
        desk.send(m.Train(until=7, speed=full))
        assert desk.wait(m.Finished).epoch == 7


def test_restoring_goes_back_to_the_bit_and_drops_what_came_after() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(until=5, speed=full))
        desk.wait(m.Finished)
        before = desk.saved()
        desk.send(m.Train(until=9, speed=full))
        desk.wait(m.Finished)
        applied = desk.change(m.Restore(experiment=before.experiment, checkpoint=before.checkpoint))
        assert applied.epoch == 5
        after = desk.saved()
        assert after.checkpoint == before.checkpoint
        assert after.history == before.history


def test_weights_put_in_by_hand_are_there_and_are_an_event() -> None:
    with Desk() as desk:
        desk.send(m.Subscribe(views=(m.WeightsView(),)))
        desk.send(m.Credit())
        applied = desk.change(m.Open(experiment=small()))
        layer = applied.facts.layers[0]
        assert layer.matrix is not None
        weights = Array.of(np.full(layer.matrix, 0.25))
        bias = Array.of(np.zeros(layer.matrix[1]))
        desk.change(m.SetWeights(layer=layer.id, weights=weights, bias=bias))
        frame = desk.wait(m.Frame, lambda frame: frame.rev == desk.rev)
        assert frame.layers[0].weights == weights
        assert len(desk.saved().events) == 1


def test_a_request_that_cannot_be_done_is_answered_and_changes_nothing() -> None:
    with Desk() as desk:
        desk.send(m.Train())
        assert desk.wait(m.Trouble).problem.code == "kernel.nothing_open"
        desk.change(m.Open(experiment=small()))
        wrong = m.SetWeights(layer="h1", weights=Array.of(np.zeros((1, 1))), bias=Array.of(np.zeros(1)))
        assert [problem.code for problem in desk.change(wrong).facts.problems] == ["weights.shape"]
        assert desk.change(m.Edit(experiment=small())).facts.problems == ()
        desk.send(m.Train(until=1, speed=full))
        desk.wait(m.Finished)


def test_an_edit_that_cannot_be_trained_pauses_and_the_next_goes_on_from_the_same_weights() -> None:
    with Desk() as desk:
        desk.send(m.Credit())
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        desk.wait(m.Frame, lambda frame: frame.epoch >= 3)
        applied = desk.change(m.Edit(experiment=with_activation(small(), "no_such_thing")))
        assert any(layer.problem is not None for layer in applied.facts.layers)
        assert desk.wait(m.Trouble).problem.code == "plugin.unknown"
        desk.send(m.Train())
        assert desk.wait(m.Trouble).problem.code == "plugin.unknown"
        applied = desk.change(m.Edit(experiment=with_activation(small(), "relu")))
        assert applied.epoch >= 3
        desk.send(m.Train())
        desk.wait(m.Frame, lambda frame: frame.training and frame.epoch > applied.epoch)


def test_a_preview_shows_a_data_set_with_given_values_or_says_why_not() -> None:
    with Desk() as desk:
        desk.send(m.Ask(id=7, what="preview", dataset="spiral", values={}))
        answer = desk.wait(m.Answer)
        assert answer.id == 7
        assert answer.preview is not None
        assert answer.preview.x.shape[1] == 2
        assert answer.preview.targets == "classes"
        desk.send(m.Ask(id=8, what="preview", dataset="plane", values={}))
        answer = desk.wait(m.Answer)
        assert answer.preview is not None
        assert answer.preview.targets == "values"
        desk.send(m.Ask(id=9, what="preview", dataset="nowhere", values={}))
        problem = desk.wait(m.Answer).problem
        assert problem is not None
        assert problem.code == "plugin.unknown"


def test_points_come_only_when_the_data_changed() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.wait(m.Points)
        desk.change(m.Edit(experiment=with_activation(small(), "relu")))
        assert len(desk.of(m.Points)) == 1
        data = msgspec.structs.replace(small().data, source=Chosen(id="circle"))
        desk.change(m.Edit(experiment=msgspec.structs.replace(small(), data=data)))
        assert desk.wait(m.Points).rev == desk.rev


def test_the_state_is_told_by_itself_while_training_and_after_a_pause() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train())
        desk.wait(m.Saved, lambda saved: saved.token == -1 and saved.checkpoint.epoch > 0)
        desk.send(m.Step(unit="batch"))
        step = desk.saved().checkpoint.step
        desk.wait(m.Saved, lambda saved: saved.token == -1 and saved.checkpoint.step == step)


def test_asking_for_weights_of_a_network_that_was_never_whole_leaves_it_as_it_is() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(until=1, speed=full))
        desk.wait(m.Finished)
        broken = with_activation(small(), "no_such_thing")
        desk.change(m.Edit(experiment=broken))
        desk.change(m.Reset())
        desk.send(m.Save(token=7))
        assert desk.wait(m.Trouble, lambda trouble: trouble.rev == desk.rev).problem.code == "plugin.unknown"
        applied = desk.change(m.Edit(experiment=with_activation(small(), "relu")))
        assert (applied.step, desk.saved().events) == (0, ())
