"""Stop rules in the kernel: training ends at the very epoch, says why, and goes on when it is told to."""

from __future__ import annotations

import numpy as np
import pytest
from desk import Desk, small

import nnlab
from nnlab.experiment.document import Stop
from nnlab.kernel import messages as m

full = m.Speed(per_second=0)


def test_training_ends_at_the_epoch_that_meets_a_rule_with_the_same_bits_as_in_process() -> None:
    experiment = small(stop=Stop(loss=0.6))
    here = nnlab.Run(experiment)
    here.train()
    with Desk() as desk:
        desk.change(m.Open(experiment=experiment))
        desk.send(m.Train(speed=full))
        finished = desk.wait(m.Finished)
        saved = desk.saved()
    assert (finished.epoch, finished.stopped) == (here.epoch, here.stopped)
    assert finished.scores.train_loss == here.history.train_loss[-1:]
    there = nnlab.Run(experiment, checkpoint=saved.checkpoint, history=saved.history)
    assert np.array_equal(there.parameters, here.parameters)


@pytest.mark.parametrize("speed", [full, m.Speed(per_second=500, unit="batch")])
def test_told_again_it_trains_one_epoch_more_and_says_so_again(speed: m.Speed) -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small(stop=Stop(epochs=3))))
        for epoch in (3, 4, 5):
            desk.send(m.Train(speed=speed))
            finished = desk.wait(m.Finished)
            assert (finished.epoch, finished.stopped is not None) == (epoch, True)


def test_an_epoch_that_was_asked_for_is_no_stop_rule() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small(stop=Stop(epochs=30))))
        desk.send(m.Train(until=2, speed=full))
        finished = desk.wait(m.Finished)
        assert (finished.epoch, finished.stopped) == (2, None)


def test_a_rule_set_while_training_ends_it() -> None:
    with Desk() as desk:
        desk.change(m.Open(experiment=small()))
        desk.send(m.Train(speed=full))
        desk.wait(m.Saved, lambda saved: saved.checkpoint.epoch > 2)
        desk.change(m.Edit(experiment=small(stop=Stop(epochs=1))))
        finished = desk.wait(m.Finished)
        assert finished.stopped is not None
        assert finished.stopped.values["epoch"] == finished.epoch


def test_patience_goes_on_in_the_next_kernel_where_it_was() -> None:
    experiment = small(stop=Stop(patience=6))
    at_once = nnlab.Run(experiment)
    at_once.train()
    with Desk() as desk:
        desk.change(m.Open(experiment=experiment))
        desk.send(m.Train(until=at_once.epoch - 2, speed=full))
        desk.wait(m.Finished)
        desk.client.restart()
        desk.wait(m.Restarted)
        desk.send(m.Train(speed=full))
        finished = desk.wait(m.Finished)
    assert (finished.epoch, finished.stopped) == (at_once.epoch, at_once.stopped)
