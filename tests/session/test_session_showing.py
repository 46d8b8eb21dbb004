"""What layers make of a picture or a sequence, and neurons of one column: the numbers against plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import nnlab
from nnlab.api import Dataset, Layer, Table, param
from nnlab.experiment.document import Chosen, LayerSpec
from nnlab.records import ProblemError
from nnlab.session import _paging
from nnlab.session._sample import _smaller


class Wave(Dataset):
    """One column, one value."""

    gives = "values"

    def sample(self, rng):
        x = rng.uniform(-3, 3, (60, 1))
        return Table(x=x, y=np.sin(x), names=("t",))


class Colours(Dataset):
    """Pictures of three channels, wider than high."""

    def sample(self, rng):
        return Table(x=rng.normal(size=(40, 3, 6, 10)), y=np.arange(40) % 2, names=(), classes=("a", "b"))


class Mirror(Layer):
    """Turns a row around: what comes behind it does not meet the picture in its own order."""

    def shape(self, *inputs):
        return inputs[0]

    def forward(self, x):
        return x[:, ::-1], None, {}

    def backward(self, grad):
        return grad[:, ::-1], {}


class Last(Layer):
    """Gives the last step; what it says of a whole sequence is wrong."""

    sequence: bool = param(False)

    def shape(self, *inputs):
        return inputs[0] if self.sequence else inputs[0][1:]

    def forward(self, x):
        if self.sequence:
            raise RuntimeError("not yet")
        return x[:, -1].copy(), x.shape, {}

    def backward(self, grad, saved):
        grad_x = np.zeros(saved)
        grad_x[:, -1] = grad
        return grad_x, {}


def layer(name: str, kind: str, *inputs: str, activation: str = "", **values: Any) -> LayerSpec:
    chosen = Chosen(id=activation) if activation else None
    return LayerSpec(id=name, kind=Chosen(id=kind, values=values), activation=chosen, inputs=inputs)


def run_of(data: str, loss: str, *layers: LayerSpec, plugins: Any = (), inputs: tuple[str, ...] = ("t",)) -> nnlab.Run:
    begun = nnlab.preset("spiral")
    run = nnlab.Run(
        replace(
            begun,
            data=replace(begun.data, source=Chosen(id=data)),
            network=replace(begun.network, inputs=inputs, layers=layers),
            training=replace(begun.training, loss=Chosen(id=loss), batch_size=10, regularizer=None, metrics=()),
        ),
        plugins=plugins,
    )
    run.train(1)
    return run


def correlated(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Returns conv2d with stride 1 and no padding: y[f] = b[f] + sum w[k, i, j, f] x[k, r + i, c + j]."""
    _, rows, columns, filters = w.shape
    down, across = x.shape[1] - rows + 1, x.shape[2] - columns + 1
    y = np.empty((filters, down, across))
    for r in range(down):
        for c in range(across):
            y[:, r, c] = b + np.tensordot(x[:, r : r + rows, c : c + columns], w, axes=3)
    return y


def test_feature_maps_and_kernels_of_convolutions_are_those_of_numpy():
    run = run_of(
        "colours",
        "binary_cross_entropy",
        layer("conv", "conv2d", "input", activation="tanh", filters=4, rows=2, columns=3),
        layer("pool", "max_pool", "conv"),
        layer("flat", "flatten", "pool"),
        layer("output", "dense", "flat", activation="sigmoid", units=1),
        plugins=[Colours],
    )
    train_x = run.points()[0]
    picture = train_x[7].reshape(3, 6, 10)
    seen = run.sample(7)
    features = np.tanh(correlated(picture, run.weights["conv"], run.biases["conv"]))
    assert seen["input"].features == pytest.approx(picture, abs=1e-6)
    assert seen["conv"].features.dtype == np.float32
    assert seen["conv"].features == pytest.approx(features, abs=1e-5)
    pooled = features[:, :4, :8].reshape(4, 2, 2, 4, 2).max(axis=(2, 4))
    assert seen["pool"].features == pytest.approx(pooled, abs=1e-5)
    assert seen["conv"].kernels == pytest.approx(np.moveaxis(run.weights["conv"], 3, 0), abs=1e-6)
    assert seen["output"].kernels == pytest.approx(run.weights["output"].T.reshape(1, 4, 2, 4), abs=1e-6)
    assert seen["output"].features == pytest.approx(run.predict(train_x[7:8]).reshape(1, 1, 1), abs=1e-5)
    assert run.sample(point=train_x[7])["conv"].features == pytest.approx(features, abs=1e-5)


def test_states_of_a_recurrent_layer_are_those_of_every_step_although_it_gives_only_the_last():
    run = run_of(
        "echo",
        "mse",
        layer("memory", "rnn", "input", units=6),
        layer("output", "dense", "memory", units=1),
    )
    arrays = run.checkpoint().arrays
    w, u, b = (arrays[f"parameters/memory/{name}"].numpy() for name in ("weights", "recurrent_weights", "bias"))
    h, wanted = np.zeros(6), []
    for x in run.points()[0][3].reshape(5, 1):
        h = np.tanh(x @ w + h @ u + b)
        wanted.append(h)
    seen = run.sample(3)
    assert seen["memory"].states == pytest.approx(np.array(wanted), abs=1e-5)
    assert seen["input"].states == pytest.approx(run.points()[0][3].reshape(5, 1), abs=1e-6)
    assert seen["output"].features.shape == (1, 1, 1)


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_the_last_state_is_what_a_gated_layer_gives(kind):
    run = run_of("echo", "mse", layer("memory", kind, "input", units=5), layer("output", "dense", "memory", units=1))
    _z, a, _ = run.probe(4)["memory"]
    assert run.sample(4)["memory"].states[-1] == pytest.approx(a, abs=1e-6)


def test_a_layer_that_fails_to_give_all_states_trains_on_and_shows_its_last():
    run = run_of("echo", "mse", layer("last", "last", "input"), layer("o", "dense", "last", units=1), plugins=[Last])
    seen = run.sample(2)["last"]
    assert seen.states is None
    assert seen.features[:, 0, 0] == pytest.approx(run.points()[0][2, -1:], abs=1e-6)


def test_what_meets_the_picture_out_of_order_has_no_weights_to_show_as_a_picture():
    flat = layer("flat", "flatten", "input")
    first = layer("first", "dense", "flat", units=3)
    turned = layer("turned", "mirror", "flat"), layer("first", "dense", "turned", units=3)
    last = layer("output", "dense", "first", activation="softmax", units=3)
    straight = run_of("bars", "cross_entropy", flat, first, last)
    assert straight.sample(0)["first"].kernels.shape == (3, 1, 8, 8)
    assert straight.sample(0)["output"].kernels is None
    mirrored = run_of("bars", "cross_entropy", flat, *turned, last, plugins=[Mirror])
    assert mirrored.sample(0)["first"].kernels is None


def test_a_sample_that_is_not_there_is_refused():
    run = run_of(
        "bars", "cross_entropy", layer("f", "flatten", "input"), layer("o", "dense", "f", activation="softmax", units=3)
    )
    with pytest.raises(ProblemError) as error:
        run.sample(10_000)
    assert error.value.problem.code == "probe.row"
    with pytest.raises(ProblemError) as error:
        run.sample(point=(1.0, 2.0))
    assert error.value.problem.code == "predict.columns"


def test_the_curves_of_one_column_are_its_predictions():
    run = run_of(
        "wave",
        "mse",
        layer("first", "dense", "input", activation="tanh", units=3),
        layer("output", "dense", "first", units=1),
        plugins=[Wave],
        inputs=("t", "t^2"),
    )
    column, low, high, curves = run.curves(25)
    assert (column, low, high) == ("t", -3.0, 3.0)
    t = np.linspace(low, high, 25)
    assert curves["input"] == pytest.approx(np.stack([t, t**2]), abs=1e-5)
    first = np.tanh(run.weights["first"].T @ np.stack([t, t**2]) + run.biases["first"][:, None])
    assert curves["first"] == pytest.approx(first, abs=1e-5)
    assert curves["output"] == pytest.approx(run.predict(t[:, None]).T, abs=1e-5)
    assert run.span() == ((-3.0,), (3.0,))


def test_a_network_that_reads_the_second_of_two_columns_has_curves_over_that_one():
    first = layer("first", "dense", "input", activation="tanh", units=2)
    last = layer("output", "dense", "first", activation="sigmoid", units=1)
    run = run_of("spiral", "binary_cross_entropy", first, last, inputs=("x2", "sin(x2)"))
    column, low, high, curves = run.curves(9)
    assert column == "x2"
    assert (low, high) == (run.maps(2)[0][1], run.maps(2)[1][1])
    x2 = np.linspace(low, high, 9)
    assert curves["input"] == pytest.approx(np.stack([x2, np.sin(x2)]), abs=1e-5)
    assert run_of("spiral", "binary_cross_entropy", first, last, inputs=("x1", "x2")).curves(9) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 70), min_size=2, max_size=3), st.integers(1, 20))
def test_smaller_pictures_are_means_and_keep_the_whole_mean_where_blocks_are_even(sides, side):
    values = np.random.default_rng(0).normal(size=sides)
    made = _smaller(values, side, (0, 1))
    assert made.shape[0] <= side
    assert made.shape[1] <= side
    assert made.shape[2:] == values.shape[2:]
    assert values.min() - 1e-9 <= made.min() <= made.max() <= values.max() + 1e-9
    blocks = [-(-length // side) for length in sides[:2]]
    if all(length % block == 0 for length, block in zip(sides, blocks, strict=False)):
        assert made.mean() == pytest.approx(values.mean())


def test_any_two_columns_are_the_plane_and_the_others_stand_where_they_are_put():
    run = nnlab.Run(nnlab.preset("iris"))
    x = np.concatenate(run.points()[::2])
    at = (5.0, 3.0, 4.0, 0.5)
    first = run.maps(6)[2]["input"]
    kept = first.copy()
    for columns, rest in (((0, 1), ()), ((3, 2), ()), ((3, 2), at)):
        low, high, maps = run.maps(6, columns, rest)
        assert all(low[i] <= x[:, c].min() < x[:, c].max() <= high[i] for i, c in enumerate(columns))
        grid = np.tile(rest or x.mean(0), (36, 1))
        grid[:, columns[0]] = np.tile(np.linspace(low[0], high[0], 6), 6)
        grid[:, columns[1]] = np.repeat(np.linspace(low[1], high[1], 6), 6)
        wanted = run.predict(grid).T.reshape(-1, 6, 6)
        assert run.boundary(6, columns, rest) == pytest.approx(wanted, abs=1e-5)
        assert maps["output"] == pytest.approx(wanted, abs=1e-5)
    assert (first == kept).all(), "what was handed out of another plane stays as it was"


@pytest.mark.parametrize("columns", [(0, 0), (1, 4), (-1, 0), (0,)])
def test_a_plane_of_columns_that_are_none_is_refused(columns):
    run = nnlab.Run(nnlab.preset("iris"))
    with pytest.raises(ProblemError) as caught:
        run.boundary(4, columns)
    assert caught.value.problem.code == "plane.columns"


def test_values_for_other_columns_than_there_are_are_refused():
    run = nnlab.Run(nnlab.preset("iris"))
    with pytest.raises(ProblemError) as caught:
        run.boundary(4, (0, 1), (1.0, 2.0))
    assert caught.value.problem.code == "predict.columns"


def test_a_page_answers_for_its_samples_and_mistakes_are_those_that_are_answered_wrongly():
    run = run_of(
        "bars",
        "cross_entropy",
        layer("flat", "flatten", "input"),
        layer("output", "dense", "flat", activation="softmax", units=3),
    )
    for part, x, y in zip(("train", "test"), run.points()[::2], run.points()[1::2], strict=True):
        labels = run.predict(x).argmax(1)
        page = run.page(part, 7, 5)
        assert (page.first, page.rows, page.total) == (7, (7, 8, 9, 10, 11), len(x))
        assert [answer.label for answer in page.answers] == labels[7:12].tolist()
        assert page.answers[0].shares == pytest.approx(run.predict(x[7:8])[0], abs=1e-6)
        wrong = np.flatnonzero(labels != y)
        assert len(wrong) > 3
        found = run.page(part, 0, 3, wrong=True)
        assert (found.rows, found.total, found.searched) == (tuple(wrong[:3]), len(wrong), len(x))
        last = run.page(part, 10_000, 3, wrong=True)
        assert (last.asked, last.first, last.rows[-1]) == (10_000, (len(wrong) - 1) // 3 * 3, wrong[-1])


def test_mistakes_are_those_of_now_and_in_a_hurry_those_of_not_long_ago(monkeypatch):
    monkeypatch.setattr(_paging, "share", 1e-9)  # of the time, so that what was found once is kept
    run = run_of(
        "iris",
        "cross_entropy",
        layer("output", "dense", "input", activation="softmax", units=3),
        inputs=("petal_length", "petal_width"),
    )
    old = run.page(wrong=True, count=100).rows
    run.train(60)
    assert run.page(wrong=True, count=100, hurried=True).rows == old
    new = run.page(wrong=True, count=100).rows
    assert new != old
    x, y = run.points()[:2]
    assert new == tuple(np.flatnonzero(run.predict(x).argmax(1) != y))


def test_the_samples_that_a_neuron_answers_to_most_are_those_of_its_largest_activations():
    run = run_of(
        "bars",
        "cross_entropy",
        layer("conv", "conv2d", "input", activation="relu", filters=3),
        layer("flat", "flatten", "conv"),
        layer("wide", "dense", "flat", activation="tanh", units=4),
        layer("output", "dense", "wide", activation="softmax", units=3),
    )
    count = len(run.points()[0])
    wide = [float(run.sample(row)["wide"].features[2, 0, 0]) for row in range(count)]
    top = run.top("wide", 2, 4)
    assert list(top.values) == pytest.approx(sorted(wide, reverse=True)[:4], abs=1e-5)
    assert [wide[row] for row in top.rows] == pytest.approx(list(top.values), abs=1e-5)
    conv = [float(run.sample(row)["conv"].features[1].max()) for row in range(count)]
    assert run.top("conv", 1, 2).values[0] == pytest.approx(max(conv), abs=1e-5)
    assert run.top("wide", 4) is run.top("gone", 0) is None
