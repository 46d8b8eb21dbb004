"""What a run answers for a row: shares of classes that mean what they say, values, and which class wins."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

import nnlab
from nnlab.api import Activation, Dataset, Loss, Table
from nnlab.experiment.document import Chosen, LayerSpec
from nnlab.records import ProblemError


class Three(Dataset):
    """Three classes of two columns."""

    def sample(self, rng):
        x = rng.normal(size=(60, 2))
        return Table(x=x, y=np.arange(60) % 3, names=("a", "b"), classes=("red", "green", "blue"))


class Two(Dataset):
    """Two classes of two columns."""

    def sample(self, rng):
        x = rng.normal(size=(60, 2))
        return Table(x=x, y=(x[:, 0] > 0).astype(int), names=("a", "b"), classes=("no", "yes"))


class Slope(Dataset):
    """A value."""

    gives = "values"

    def sample(self, rng):
        x = rng.normal(size=(60, 2))
        return Table(x=x, y=x[:, :1] * 1000, names=("a", "b"))


class Margins(Loss):
    """Targets -1 and 1, whatever the output."""

    targets = "plus_minus_one"

    def value(self, y, target):
        return ((y - target) ** 2).sum(axis=1)


def run_of(data: str, loss: str, activation: str, units: int) -> nnlab.Run:
    begun = nnlab.preset("spiral")
    layer = LayerSpec(
        id="output",
        kind=Chosen(id="dense", values={"units": units}),
        activation=Chosen(id=activation),
        inputs=("input",),
    )
    return nnlab.Run(
        replace(
            begun,
            data=replace(begun.data, source=Chosen(id=data)),
            network=replace(begun.network, inputs=("a", "b"), layers=(layer,)),
            training=replace(begun.training, loss=Chosen(id=loss), batch_size=10, metrics=()),
        ),
        plugins=(Two, Three, Slope, Margins),
    )


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize(
    ("data", "loss", "activation", "units", "means", "shares"),
    [
        ("three", "cross_entropy", "softmax", 3, "probabilities", lambda y: y),
        ("three", "cross_entropy_with_logits", "identity", 3, "probabilities", softmax),
        ("three", "mse", "softmax", 3, "probabilities", lambda y: y),
        ("three", "binary_cross_entropy", "sigmoid", 3, "each", lambda y: y),
        ("three", "hinge", "identity", 3, "scores", softmax),
        ("three", "mse", "identity", 3, "scores", lambda y: np.clip(y, 0, 1)),
        ("two", "binary_cross_entropy", "sigmoid", 1, "probabilities", lambda y: [1 - y[0], y[0]]),
        ("two", "hinge", "identity", 1, "scores", lambda y: [1 - sigmoid(y[0]), sigmoid(y[0])]),
        ("two", "margins", "tanh", 1, "scores", lambda y: [(1 - y[0]) / 2, (1 + y[0]) / 2]),
        ("two", "mse", "identity", 1, "scores", lambda y: np.clip([1 - y[0], y[0]], 0, 1)),
    ],
)
def test_shares_are_what_loss_and_output_make_of_them(data, loss, activation, units, means, shares):
    run = run_of(data, loss, activation, units)
    run.train(2)
    rows = run.points()[0][:5]
    for row, answer in zip(rows, run.answers(rows), strict=True):
        y = run.predict(row)[0]
        assert run.answers(row) == (run.answer(row),)
        assert answer.means == means
        assert answer.shares == pytest.approx(shares(y), abs=1e-12)
        assert answer.label == np.argmax(answer.shares)


def test_a_value_is_an_answer_without_shares():
    run = run_of("slope", "mse", "identity", 1)
    run.train(20)
    row = run.points()[0][0]
    answer = run.answer(row)
    assert (answer.means, answer.shares, answer.label) == ("values", (), None)
    assert answer.outputs == pytest.approx(run.predict(row)[0])


def test_an_answer_follows_training_and_edits_of_the_network():
    run = nnlab.Run(nnlab.preset("iris"))
    row = run.points()[0][3]
    before = run.answer(row)
    run.train(5)
    assert run.answer(row) != before
    layers = run.experiment.network.layers
    wider = replace(layers[0], kind=Chosen(id="dense", values={"units": 5}))
    run.apply(replace(run.experiment, network=replace(run.experiment.network, layers=(wider, *layers[1:]))))
    assert run.answer(row).outputs == pytest.approx(run.predict(row)[0], rel=1e-12)


def test_outputs_beyond_all_numbers_are_no_class():
    class Gone(Activation):
        def forward(self, z):
            return np.full_like(z, np.nan)

    begun = nnlab.preset("iris")
    layers = begun.network.layers
    last = replace(layers[-1], activation=Chosen(id="gone"))
    training = replace(begun.training, loss=Chosen(id="mse"))
    network = replace(begun.network, layers=(*layers[:-1], last))
    run = nnlab.Run(replace(begun, network=network, training=training), plugins=(Gone,))
    answer = run.answer([5, 3, 1, 0])
    assert (answer.label, answer.shares) == (None, ())
    assert np.isnan(answer.outputs).all()


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ProblemError) as caught:
        nnlab.Run(nnlab.preset("iris")).answer([1, 2, 3])
    assert caught.value.problem.code == "predict.columns"
