"""Numbers put into layers by hand."""

from __future__ import annotations

import numpy as np

import nnlab


def made():
    return nnlab.Run(nnlab.preset("xor"))


def test_partly_means_that_nan_leaves_a_number_as_it_is():
    run = made()
    before, wanted = run.weights["h1"], np.full(run.weights["h1"].shape, np.nan)
    wanted[1, 2] = 0.25
    run.set_weights("h1", wanted, [np.nan, 1, np.nan, np.nan], partly=True)
    after = run.weights["h1"]
    assert after[1, 2] == 0.25
    kept = np.isnan(wanted)
    np.testing.assert_array_equal(after[kept], before[kept])
    assert run.biases["h1"].tolist() == [0, 1, 0, 0]


def test_moves_of_one_layer_at_one_step_are_one_event_that_says_where_it_came_to_rest():
    run = made()
    for value in (1.0, 2.0, 3.0):
        run.set_weights("h1", np.full(run.weights["h1"].shape, value))
    assert len(run.events) == 1
    run.set_weights("output", np.zeros(run.weights["output"].shape))
    run.set_weights("h1", np.full(run.weights["h1"].shape, 4.0))
    assert [event.weights.layer for event in run.events] == ["h1", "output", "h1"]
    run.train(2)
    again = nnlab.Run(run.began, began=run.began, events=run.events)
    again.train(2)
    assert again.history == run.history
    np.testing.assert_array_equal(again.parameters, run.parameters)
