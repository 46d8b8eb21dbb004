"""Scores of a real kernel process: counted while it trains, of just the present state when it pauses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from kernel.desk import Desk, plugin, small, with_activation

import nnlab
from nnlab.experiment.document import Stop
from nnlab.experiment.edits import set_value
from nnlab.experiment.presets import preset
from nnlab.kernel import messages as m

view = m.Subscribe(views=(m.ScoresView(),))


def scored(desk: Desk, when=lambda frame: True) -> m.Frame:
    return desk.wait(m.Frame, lambda frame: frame.scores is not None and when(frame))


def present(frame: m.Frame) -> bool:
    return not frame.training and frame.scores is not None and frame.scores.step == frame.step


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk() as made:
        made.send(m.Credit())
        yield made


def test_nobody_gets_scores_who_did_not_ask(desk):
    desk.send(m.Subscribe(views=()))
    desk.change(m.Open(experiment=preset("iris")))
    desk.send(m.Step(unit="epoch"))
    frame = desk.wait(m.Frame, lambda frame: frame.epoch == 1)
    assert frame.scores is None


def test_paused_they_are_of_just_this_state_and_as_python_counts_them(desk):
    desk.change(m.Open(experiment=preset("iris")))
    desk.send(view)
    assert scored(desk, present).scores.epoch == 0
    desk.send(m.Train(until=40, speed=m.Speed(0.0)))
    desk.wait(m.Finished)
    scores = scored(desk, present).scores
    run = nnlab.Run(preset("iris"))
    run.train(40)
    ours = run.scores()
    assert (scores.epoch, scores.classes) == (40, ours.classes)
    assert scores.test.confusion == ours.test.confusion
    assert scores.train.loss == pytest.approx(ours.train.loss)


def test_while_it_trains_they_come_again_and_again_and_say_of_which_epoch(desk):
    desk.change(m.Open(experiment=small(stop=Stop())))
    desk.send(view)
    desk.send(m.Train(speed=m.Speed(0.0)))
    epochs = [scored(desk, lambda frame: frame.training).scores.epoch for _ in range(3)]
    assert sorted(set(epochs)) == epochs
    desk.send(m.AskCases(id=31, part="train", rows=(4, 2)))
    cases = desk.wait(m.Answer, lambda answer: answer.id == 31).cases
    assert cases.rows.numpy().tolist() == [4, 2]
    desk.send(m.Pause())
    scored(desk, present)


def test_an_edit_of_numbers_is_counted_anew_and_who_looks_again_is_told_again(desk):
    desk.change(m.Open(experiment=preset("iris")))
    desk.send(view)
    before = scored(desk, present)
    saved = desk.saved()
    weights = saved.checkpoint.arrays["parameters/output/weights"].numpy()
    zero = m.SetWeights(layer="output", weights=_array(0 * weights), bias=_array(np.array([9.0, 0.0, 0.0])))
    desk.change(zero)
    after = scored(desk, lambda frame: present(frame) and frame.rev == desk.rev)
    assert after.step == before.step
    assert after.scores.test.recall == (1.0, 0.0, 0.0)
    desk.send(m.Subscribe(views=()))
    desk.send(view)
    assert scored(desk).scores == after.scores


def test_the_samples_of_a_cell_are_told(desk):
    desk.change(m.Open(experiment=preset("iris")))
    desk.send(m.Subscribe(views=()))
    desk.send(m.AskCases(id=5, part="test", target=2, answered=0))  # nobody looks at the scores
    cases = desk.wait(m.Answer, lambda answer: answer.id == 5).cases
    scores = nnlab.Run(preset("iris")).scores()
    assert cases.total == scores.test.confusion.numpy()[2, 0]
    assert set(cases.targets.numpy()) <= {2}


def test_a_question_that_has_no_answer_is_answered_by_a_sentence(desk):
    broken = set_value(preset("iris"), "data.test_share", "0", desk.of(m.Ready)[-1].catalog)
    desk.change(m.Open(experiment=broken))
    desk.send(m.AskCases(id=6, part="test", target=0, answered=0))
    assert desk.wait(m.Answer, lambda answer: answer.id == 6).problem.code == "scores.nothing"


def test_a_plugin_that_fails_while_it_is_counted_is_told_once_and_the_kernel_lives_on(tmp_path: Path):
    folder = plugin(tmp_path / "plugins", body="if len(z) == 250 and not hasattr(os, 'calm'): raise RuntimeError('no')")
    with Desk(plugin_dirs=(folder,)) as desk:
        desk.send(m.Credit())
        desk.settled()
        desk.change(m.Open(experiment=with_activation(small(), "swish")))
        desk.send(view)
        assert "no" in str(desk.wait(m.Trouble).problem.values)
        desk.send(m.AskCases(id=1, part="train", rows=(0,)))
        assert desk.wait(m.Answer).problem is not None
        assert len(desk.of(m.Trouble)) == 1


def _array(values: np.ndarray):
    from nnlab.records import Array

    return Array.of(np.ascontiguousarray(values, np.float64))
