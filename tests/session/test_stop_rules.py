"""Training ends by itself where a rule is met, says which, and a checkpoint keeps what the rules have counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from oracle_cases import named
from oracle_runs import descent, run

import nnlab
from nnlab.experiment.document import Experiment, Stop
from nnlab.records.words import Words
from nnlab.session._stop import StopRule

losses = st.lists(st.floats(0, 10), min_size=1, max_size=30)


def spiral(**stop) -> Experiment:
    made = nnlab.preset("spiral")
    return replace(made, training=replace(made.training, stop=Stop(**stop)))


def ends(rule: StopRule, train: list[float], test: list[float] | None = None, seconds: float = 0.0) -> list[int]:
    """The epochs at which a rule would end training, going on each time."""
    tests = [None] * len(train) if test is None else test
    told = [rule.finished_epoch(n, a, b, seconds) for n, (a, b) in enumerate(zip(train, tests, strict=True), 1)]
    return [epoch for epoch, problem in enumerate(told, 1) if problem is not None]


def test_without_a_rule_it_never_ends_and_needs_nothing():
    rule = StopRule(Stop())
    assert ends(rule, [1.0, 1.0, 1.0]) == []
    assert (rule.any, rule.needs_loss, rule.needs_time) == (False, False, False)


def test_each_rule_ends_where_it_says():
    assert ends(StopRule(Stop(epochs=3)), [9, 8, 7, 6]) == [3, 4]
    assert ends(StopRule(Stop(loss=0.5)), [0.6, 0.5, 0.7, 0.4]) == [2, 4]
    assert ends(StopRule(Stop(change=0.1)), [1.0, 0.8, 0.75, 0.5]) == [3]
    assert ends(StopRule(Stop(seconds=1.0)), [1, 1, 1, 1, 1], seconds=0.5) == [2, 4]


def test_patience_counts_from_the_best_and_begins_anew_after_an_end():
    assert ends(StopRule(Stop(patience=2)), [5, 4, 4, 4, 4, 4, 3, 3]) == [4, 6]
    assert ends(StopRule(Stop(patience=2)), [1, 1, 1, 1], test=[4.0, 3.0, 2.0, 1.0]) == []
    assert ends(StopRule(Stop(patience=2)), [4, 3, 2, 1], test=[1.0, 1.0, 1.0, 2.0]) == [3]


def test_the_first_epoch_is_compared_with_the_loss_before_it():
    rule = StopRule(Stop(change=0.1))
    rule.start(0, 1.05, None)
    assert ends(rule, [1.0, 0.5]) == [1]


def test_an_epoch_that_was_not_measured_is_not_compared_with():
    rule = StopRule(Stop(change=0.1, patience=5))
    assert rule.finished_epoch(1, 1.0) is None
    assert rule.finished_epoch(2, None) is None
    assert rule.finished_epoch(3, 1.0) is None
    assert rule.finished_epoch(4, 1.0).code == "stopped.change"


def test_other_data_or_another_loss_begins_the_comparison_anew():
    before = spiral(patience=2)
    rule = StopRule(before.training.stop)
    ends(rule, [0.1, 0.1])
    other = replace(before, training=replace(before.training, loss=replace(before.training.loss, id="mse")))
    rule.change(before, other)
    assert rule.finished_epoch(3, 5.0) is None
    assert rule.finished_epoch(4, 4.0) is None
    quick = replace(other, training=replace(other.training, batch_size=5))
    rule.change(other, quick)
    assert [rule.finished_epoch(5, 4.0), rule.finished_epoch(6, 4.0).code] == [None, "stopped.patience_train"]


@given(losses, st.integers(0, 30), st.integers(1, 4))
def test_what_was_counted_goes_on_from_its_state(train, at, patience):
    stop = Stop(patience=patience, change=1e-3, loss=0.01, seconds=2.0)
    whole, first = StopRule(stop), StopRule(stop)
    wanted = ends(whole, train, seconds=0.3)
    at = min(at, len(train))
    got = ends(first, train[:at], seconds=0.3)
    later = StopRule(stop)
    later.put(first.state())
    got += [n for n, one in enumerate(train[at:], at + 1) if later.finished_epoch(n, one, None, 0.3) is not None]
    assert got == wanted
    assert later.state() == whole.state()
    assert all(np.isfinite(value) for value in later.state().values())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("stop", "numbers"),
    [
        (Stop(epochs=2), ("2",)),
        (Stop(loss=0.6), ("0.5", "0.6")),
        (Stop(change=0.2), ("0.1", "0.2")),
        (Stop(patience=1), ("0.4", "1")),
        (Stop(seconds=1.0), ("2", "1")),
    ],
)
def test_every_end_is_one_sentence_with_its_numbers(language, stop, numbers):
    rule = StopRule(stop)
    rule.finished_epoch(1, 0.6, 0.4)
    problem = rule.finished_epoch(2, 0.5, 0.5, 2.0)
    assert problem.level == "note"
    sentence = Words(language).problem(problem)
    assert all(number in sentence for number in numbers)
    assert "{" not in sentence


# ---- in a run


def test_a_run_trains_until_a_rule_is_met_and_says_which():
    made = nnlab.Run(spiral(loss=0.5))
    made.train()
    assert made.stopped.code == "stopped.loss"
    assert made.history.train_loss[-1] <= 0.5 < made.history.train_loss[-2]


def test_going_on_clears_it_and_trains_at_least_an_epoch():
    made = nnlab.Run(spiral(epochs=2))
    made.train()
    assert (made.epoch, made.stopped.code) == (2, "stopped.epochs")
    made.step("batch")
    assert made.stopped is None
    made.train()
    assert (made.epoch, made.stopped.code) == (3, "stopped.epochs")


def test_a_rule_that_watches_losses_sees_every_epoch_however_seldom_they_are_recorded():
    shown = spiral(loss=0.5)
    often, seldom = nnlab.Run(shown), nnlab.Run(replace(shown, training=replace(shown.training, measure_every=7)))
    often.train()
    seldom.train()
    assert seldom.epoch == often.epoch
    assert np.array_equal(seldom.parameters, often.parameters)


def test_a_stop_rule_changes_no_bit_of_training():
    plain, ruled = nnlab.Run(spiral()), nnlab.Run(spiral(patience=500, change=1e-300))
    plain.train(5)
    ruled.train(5)
    assert np.array_equal(plain.parameters, ruled.parameters)


def test_time_spent_is_counted_while_it_trains():
    made = nnlab.Run(spiral(seconds=0.05))
    made.train()
    assert made.stopped.code == "stopped.seconds"
    assert float(str(made.stopped.values["seconds"])) >= 0.05


def test_without_a_rule_training_without_an_end_is_refused():
    with pytest.raises(nnlab.ProblemError):
        nnlab.Run(spiral()).train()


# ---- the worked example


@pytest.mark.oracle
@pytest.mark.parametrize(("doc", "case"), named("linear_regression_sgd", "descent", "batch_descent"))
def test_the_cost_rests_after_exactly_so_many_epochs(doc, case):
    given, expect = case["given"], case["expect"]
    x, y = np.array(given["x"], float), np.array(given["y"], float)
    batch = {"sgd": 1, "batch": len(y)}[given["method"]]
    layers = [(np.array(given["theta"], float)[:, None], None, "linear")]
    stop = Stop(change=given["epsilon"])
    made = run(x, y[:, None], layers, loss="half_sse", optimizer=descent(given["alpha"]), batch_size=batch, stop=stop)
    if given["cost"] == "all_samples":
        made.train()
        assert made.stopped.code == "stopped.change"
    else:
        assert given["cost"] == "last_sample"
        rule = StopRule(stop)
        rule.start(0, 0.0, None)  # as in the listing
        stopped = None
        while stopped is None:
            made.train(1)
            error = y[-1] - x[-1] @ made.weights["l1"][:, 0]
            stopped = rule.finished_epoch(made.epoch, len(y) * error**2 / 2)
    assert made.epoch == expect["epochs_until_stop"]
    tolerance = doc["tolerance"]
    np.testing.assert_allclose(
        made.weights["l1"][:, 0], expect["theta"], rtol=tolerance["rtol"], atol=tolerance["atol"]
    )
