"""Scores: each number beside the plainest loop that says what it is."""

from __future__ import annotations

import math
import os
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import nnlab
from nnlab.api import Dataset, Table
from nnlab.catalog import Catalog, load_catalog
from nnlab.experiment.document import Chosen
from nnlab.records.scores import Scores, SetScores
from nnlab.session._judging import Judge
from nnlab.session._tally import Ground, Tally


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    return load_catalog()


def run_of(experiment: nnlab.Experiment) -> nnlab.Run:
    return nnlab.Run(experiment, catalog=catalog())


def loops(targets: list[int], answers: list[int], k: int) -> dict[str, Any]:
    """Counts by hand, with nothing of ours."""
    pairs = list(zip(targets, answers, strict=True))

    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    found: dict[str, Any] = {"precision": [], "recall": [], "f1": []}
    for c in range(k):
        hits = sum(1 for t, a in pairs if t == c and a == c)
        false = sum(1 for t, a in pairs if t != c and a == c)
        missed = sum(1 for t, a in pairs if t == c and a != c)
        found["precision"].append(share(hits, hits + false))
        found["recall"].append(share(hits, hits + missed))
        found["f1"].append(share(2 * hits, 2 * hits + false + missed))
    for name in ("precision", "recall", "f1"):
        there = [value for value in found[name] if value is not None]
        found[f"macro_{name}"] = sum(there) / len(there) if there else None
    found["confusion"] = [[sum(1 for pair in pairs if pair == (t, a)) for a in range(k)] for t in range(k)]
    found["accuracy"] = sum(1 for t, a in pairs if t == a) / len(pairs)
    return found


def tallied(targets: np.ndarray, answers: np.ndarray, classes: int, chunk: int = 3) -> SetScores:
    tally = Tally(Ground.of(targets, classes))
    for first in range(0, len(targets), chunk):
        part = answers[first : first + chunk]
        tally.add(np.full(len(part), 0.5), part)
    return tally.scores(mean=True)


def agree(scores: SetScores, wanted: dict[str, Any]) -> None:
    assert scores.confusion is not None
    assert scores.confusion.numpy().tolist() == wanted["confusion"]
    assert scores.accuracy == pytest.approx(wanted["accuracy"])
    for name in ("precision", "recall", "f1"):
        assert list(getattr(scores, name)) == pytest.approx(wanted[name])
        assert getattr(scores, f"macro_{name}") == pytest.approx(wanted[f"macro_{name}"])


labelled = st.integers(1, 5).flatmap(
    lambda k: st.tuples(
        st.just(k), st.lists(st.tuples(st.integers(0, k - 1), st.integers(0, k - 1)), min_size=1, max_size=30)
    )
)


@settings(max_examples=30, deadline=None)
@given(labelled, st.randoms())
def test_classes_are_scored_as_by_hand_in_any_order(drawn, random):
    k, pairs = drawn
    targets, answers = (np.array(column) for column in zip(*pairs, strict=True))
    scores = tallied(targets, answers, k)
    agree(scores, loops(targets.tolist(), answers.tolist(), k))
    matrix = scores.confusion.numpy()
    assert matrix.sum() == scores.count == len(pairs)
    assert scores.accuracy == pytest.approx(np.trace(matrix) / scores.count)
    random.shuffle(pairs)
    again = tallied(*(np.array(column) for column in zip(*pairs, strict=True)), k)
    assert again == scores


numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=20))
def test_values_are_scored_as_by_hand(pairs):
    scores = tallied(np.array([[t] for t, _ in pairs]), np.array([[a] for _, a in pairs]), 0)
    away = [a - t for t, a in pairs]
    assert scores.mae[0] == pytest.approx(sum(map(abs, away)) / len(away))
    assert scores.rmse[0] == pytest.approx(math.sqrt(sum(e * e for e in away) / len(away)))
    mean = sum(t for t, _ in pairs) / len(pairs)
    spread = sum((t - mean) ** 2 for t, _ in pairs)
    if len({t for t, _ in pairs}) == 1:
        assert scores.r_squared == (None,)
    elif spread > 1e-3:
        assert scores.r_squared[0] == pytest.approx(1 - sum(e * e for e in away) / spread)
    assert scores.accuracy is None
    assert scores.confusion is None


def test_what_is_not_defined_is_none_and_left_out_of_the_mean():
    scores = tallied(np.array([0, 0, 1]), np.array([0, 0, 0]), 3)
    assert scores.precision == (pytest.approx(2 / 3), None, None)
    assert scores.recall == (1.0, 0.0, None)
    assert scores.f1 == (pytest.approx(0.8), 0.0, None)
    assert (scores.macro_recall, scores.macro_f1) == (pytest.approx(0.5), pytest.approx(0.4))


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("NNLAB_SOAK"), reason="its import alone takes four seconds")
def test_scikit_learn_says_the_same():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    targets, answers = rng.integers(0, 4, 200), rng.integers(0, 4, 200)
    scores = tallied(targets, answers, 4, chunk=64)
    found = metrics.precision_recall_fscore_support(targets, answers)
    for ours, theirs in zip((scores.precision, scores.recall, scores.f1), found, strict=False):
        assert ours == pytest.approx(theirs)
    assert np.array_equal(scores.confusion.numpy(), metrics.confusion_matrix(targets, answers))
    values = rng.normal(size=(200, 2)), rng.normal(size=(200, 2))
    of_values = tallied(*values, 0, chunk=64)
    assert of_values.r_squared == pytest.approx(metrics.r2_score(*values, multioutput="raw_values"))
    assert of_values.mae == pytest.approx(metrics.mean_absolute_error(*values, multioutput="raw_values"))
    assert of_values.rmse == pytest.approx(metrics.mean_squared_error(*values, multioutput="raw_values") ** 0.5)


class Two(Dataset):
    """Two targets of very different size, 30 rows."""

    def sample(self, rng: np.random.Generator) -> Table:
        x = rng.uniform(-1, 1, (30, 2))
        return Table(x=x, y=np.column_stack([x[:, 0] + 5, 100 * x[:, 1]]))


def with_loss(experiment: nnlab.Experiment, loss: str, activation: str | None) -> nnlab.Experiment:
    *others, last = experiment.network.layers
    last = replace(last, activation=Chosen(id=activation) if activation else None)
    training = replace(experiment.training, loss=Chosen(id=loss))
    return replace(experiment, network=replace(experiment.network, layers=(*others, last)), training=training)


two_classes = (
    ("binary_cross_entropy", "sigmoid"),
    ("hinge", None),
    ("binary_cross_entropy_with_logits", None),
    ("mse", "tanh"),
)


@pytest.mark.parametrize(("loss", "activation"), two_classes)
def test_two_classes_with_one_output_are_labels_whatever_the_loss_codes_them_as(loss, activation):
    run = run_of(with_loss(nnlab.preset("moons"), loss, activation))
    run.train(3)
    _, _, x, y = run.points()
    data, loss_made = run._seen.data, run._seen.loss
    middle = 0.0 if loss_made.targets == "plus_minus_one" or loss_made.takes == "score" else 0.5
    answers = [int(output > middle) for output in run.predict(x)[:, 0]]
    scores = run.scores()
    assert scores.classes == data.table.classes
    agree(scores.test, loops(y.tolist(), answers, 2))


def test_train_and_test_are_apart_and_of_just_this_state():
    run = run_of(nnlab.preset("iris"))
    run.train(15)
    run.step()
    scores = run.scores()
    assert (scores.epoch, scores.step) == (run.epoch, run.step_count)
    train_x, train_y, test_x, test_y = run.points()
    for part, x, y in ((scores.train, train_x, train_y), (scores.test, test_x, test_y)):
        answers = run.predict(x).argmax(axis=1)
        agree(part, loops(y.tolist(), answers.tolist(), 3))
        assert part.count == len(x)


def test_loss_and_accuracy_are_those_of_the_curve():
    run = run_of(nnlab.preset("digits"))
    history, scores = run.train(2), run.scores()
    assert scores.train.loss == pytest.approx(history.train_loss[-1])
    assert scores.test.loss == pytest.approx(history.test_loss[-1])
    assert scores.train.accuracy == pytest.approx(history.metrics["train_accuracy"][-1])
    assert scores.test.accuracy == pytest.approx(history.metrics["test_accuracy"][-1])


def test_each_value_has_its_own_numbers():
    run = two_values(test_share=0.0)
    scores = run.scores()
    x, y, *_ = run.points()
    away = run.predict(x) - y
    assert scores.test is None
    assert scores.train.mae == pytest.approx(np.abs(away).mean(0))
    assert scores.train.r_squared == pytest.approx(1 - (away**2).sum(0) / ((y - y.mean(0)) ** 2).sum(0))
    pairs = scores.train.pairs
    assert np.allclose(pairs.answers.numpy() - pairs.targets.numpy(), away[pairs.rows.numpy()])


def two_values(**data: Any) -> nnlab.Run:
    """A run with two targets of very different size."""
    begun = nnlab.preset("plane")
    *others, last = begun.network.layers
    last = replace(last, kind=Chosen(id="dense", values={"units": 2}), activation=None)
    found = replace(begun.data, source=Chosen(id="two"), **data)
    network = replace(begun.network, inputs=("x1", "x2"), layers=(*others, last))
    return nnlab.Run(replace(begun, data=found, network=network), plugins=[Two])


def test_values_that_are_learned_scaled_are_scored_in_their_own_units():
    run = two_values(target_scaling="standardize", test_share=0.1)
    run.train(3)
    scores, (x, y, *_) = run.scores(), run.points()
    away = run.predict(x) - y
    assert scores.train.mae == pytest.approx(np.abs(away).mean(0))
    assert scores.train.rmse == pytest.approx(np.sqrt((away**2).mean(0)))
    pairs = scores.train.pairs
    assert np.allclose(pairs.answers.numpy() - pairs.targets.numpy(), away[pairs.rows.numpy()])
    assert scores.train.loss == pytest.approx(run.history.train_loss[-1])


def test_without_test_samples_there_are_no_scores_of_them():
    begun = nnlab.preset("spiral")
    assert run_of(replace(begun, data=replace(begun.data, test_share=0.0))).scores().test is None


# ---- in slices, while training goes on


def in_slices(judge: Judge) -> Scores:
    while not judge.go_on(until=0.0):
        pass
    return judge.scores()


def same(one: Scores, other: Scores) -> bool:
    """Tells whether all but the last bit of a loss agrees: slices may be of other sizes."""
    ends = [(part.confusion, part.count) for scores in (one, other) for part in (scores.train, scores.test)]
    close = math.isclose(one.train.loss, other.train.loss, rel_tol=1e-9)
    return (one.epoch, one.step, *ends[:2]) == (other.epoch, other.step, *ends[2:]) and close


def test_training_meanwhile_does_not_change_what_is_counted_and_counting_changes_no_training():
    begun = nnlab.preset("digits")
    run, other = run_of(begun), run_of(begun)
    run.train(1)
    at_first = run.scores()
    judge = run.judge()
    judge.begin(run.epoch, run.step_count)
    steps, slices = run.steps(), 0
    while not judge.go_on(until=0.0):
        next(steps)
        slices += 1
    assert slices > 1
    assert same(judge.scores(), at_first)
    run.train(1)
    other.train(2)
    assert np.array_equal(run.parameters, other.parameters)


def test_the_samples_of_a_cell_are_those_that_were_counted():
    run = run_of(nnlab.preset("digits"))
    run.train(1)
    judge = run.judge()
    judge.begin(run.epoch, run.step_count)
    scores = in_slices(judge)
    matrix = scores.test.confusion.numpy()
    off = matrix * (1 - np.eye(10, dtype=int))
    target, answer = np.unravel_index(off.argmax(), off.shape)
    judge.begin(run.epoch, run.step_count)  # another count is under way, of a network that is another one
    run.train(1)
    judge.begin(run.epoch, run.step_count)
    found = judge.cell("test", int(target), int(answer))
    _, _, x, y = run.points()
    rows = found.rows.numpy()
    assert found.total == len(rows) == off.max()
    assert np.array_equal(found.x.numpy(), x[rows])
    assert set(y[rows]) == set(found.targets.numpy()) == {target}
    assert set(found.answers.numpy()) == set(found.shares.numpy().argmax(1)) == {answer}
    assert found.means == "probabilities"
    judge.go_on()
    assert same(judge.scores(), run.scores())


def test_the_worst_values_come_first_and_single_rows_as_they_are_asked_for():
    run = run_of(nnlab.preset("plane"))
    judge = run.judge()
    judge.begin(0, 0)
    judge.go_on()
    worst = judge.worst("train", most=5)
    x, y, *_ = run.points()
    away = np.abs(run.predict(x) - y)[:, 0]
    assert np.array_equal(worst.rows.numpy(), np.argsort(-away, kind="stable")[:5])
    assert worst.total == len(x)
    found = judge.rows("train", (7, 2, len(x), -1))
    assert found.rows.numpy().tolist() == [7, 2]
    assert np.allclose(found.answers.numpy(), run.predict(x[[7, 2]]))
    assert found.shares is None
