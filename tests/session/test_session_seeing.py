"""What a run shows: facts, maps, boundary, probe, predictions, history."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

import nnlab
from nnlab.api import Activation, Dataset, Table
from nnlab.experiment.document import Chosen
from nnlab.experiment.presets import presets
from nnlab.records import History, ProblemError
from nnlab.session._history import Recorder, stride_at
from nnlab.session._plane import span
from nnlab.session.features import parse

replace = msgspec.structs.replace


@pytest.mark.parametrize("preset", presets(), ids=lambda one: one.id)
def test_every_preset_learns_and_can_be_seen(preset):
    run = nnlab.Run(preset.experiment)
    assert run.facts().problems == ()  # not even a note
    history = run.train(5)
    assert history.train_loss[-1] < history.train_loss[0]
    low, high, maps = run.maps(8)
    assert list(maps) == ["input", *(layer.id for layer in preset.experiment.network.layers)]
    assert all(one.dtype == np.float32 and one.shape[1:] == (8, 8) for one in maps.values())
    assert run.boundary(9).shape[1:] == (9, 9)
    assert (low, high) == ((-6, -6), (6, 6)) or preset.id not in ("spiral", "xor")
    assert preset.title.en != preset.title.zh_CN


def test_facts_tell_shapes_counts_and_ranges():
    facts = nnlab.Run(nnlab.preset("spiral")).facts()
    assert facts.parameters == 177
    assert [layer.matrix for layer in facts.layers] == [(2, 8), (8, 8), (8, 8), (8, 1)]
    assert facts.data is not None
    assert (facts.data.train_rows, facts.data.test_rows, facts.data.outputs) == (250, 250, 1)
    assert facts.data.columns == ("x1", "x2")


def test_facts_count_parameters_even_where_the_loss_does_not_fit():
    experiment = nnlab.preset("spiral")
    training = replace(experiment.training, loss=Chosen(id="cross_entropy"), batch_size=9999)
    facts = nnlab.Run(replace(experiment, training=training)).facts()
    assert facts.parameters == 177
    assert [problem.code for problem in facts.problems] == ["check.batch"]


def test_facts_get_as_far_as_they_can():
    experiment = nnlab.preset("spiral")
    second = replace(experiment.network.layers[1], kind=Chosen(id="conv9"))
    layers = (experiment.network.layers[0], second, *experiment.network.layers[2:])
    facts = nnlab.Run(replace(experiment, network=replace(experiment.network, layers=layers))).facts()
    assert [(layer.shape, layer.parameters) for layer in facts.layers] == [((8,), 24), (None, 0), (None, 0), (None, 0)]
    assert facts.layers[1].problem.code == "plugin.unknown"
    gone = replace(experiment, data=replace(experiment.data, source=Chosen(id="gone")))
    assert nnlab.Run(gone).facts().data is None


def test_facts_say_where_a_slope_is_measured():
    class Bent(Activation):
        def forward(self, z):
            made = np.sin(z)
            made[z > 3] = 0  # marks chosen by data cannot be recorded
            return made

    experiment = nnlab.preset("xor")
    first = replace(experiment.network.layers[0], activation=Chosen(id="bent"))
    run = nnlab.Run(
        replace(experiment, network=replace(experiment.network, layers=(first, *experiment.network.layers[1:]))),
        plugins=[Bent],
    )
    assert [(problem.code, problem.level) for problem in run.facts().problems] == [("activation.numerical", "note")]
    assert run.problems == ()
    history = run.train(5)
    assert history.train_loss[-1] < history.train_loss[0]


def test_the_boundary_is_the_prediction_over_the_plane_rows_from_low_to_high():
    run = nnlab.Run(nnlab.preset("spiral"))
    run.train(3)
    low, high, maps = run.maps(11)
    axis = np.linspace(low[0], high[0], 11)
    grid = np.array([[x1, x2] for x2 in np.linspace(low[1], high[1], 11) for x1 in axis])
    np.testing.assert_allclose(run.boundary(11)[0].ravel(), run.predict(grid)[:, 0], atol=1e-4)
    np.testing.assert_allclose(maps["input"][0][3], axis, rtol=1e-6)
    np.testing.assert_allclose(maps["input"][1][:, 0], axis, rtol=1e-6)
    np.testing.assert_array_equal(maps["output"], run.boundary(11))


def test_predictions_take_the_data_own_units_through_features_and_scaling():
    experiment = nnlab.preset("circle")
    experiment = replace(
        experiment,
        data=replace(experiment.data, scaling="standardize"),
        network=replace(experiment.network, inputs=("x1^2", "x2^2")),
    )
    run = nnlab.Run(experiment)
    run.train(60)
    train_x, train_y, test_x, test_y = run.points()
    right = (run.predict(test_x)[:, 0] > 0.5) == test_y
    assert right.mean() == run.history.metrics["test_accuracy"][-1] > 0.9
    assert (len(train_x), len(train_y)) == (250, 250)


def test_a_probe_shows_a_sample_on_its_way_without_touching_the_run():
    run, other = nnlab.Run(nnlab.preset("xor")), nnlab.Run(nnlab.preset("xor"))
    run.step("sample")
    seen = run.probe(3)
    x, y, _, _ = run.points()
    np.testing.assert_allclose(seen["output"][1], run.predict(x[3:4])[0])
    np.testing.assert_allclose(seen["output"][2], seen["output"][1] - y[3])
    np.testing.assert_allclose(seen["h1"][1], np.tanh(seen["h1"][0]))
    at = run.probe(point=x[3])
    np.testing.assert_array_equal(at["output"][1], seen["output"][1])
    assert at["output"][2] is None
    run.train(2)
    other.train(2)
    assert run.parameters.tobytes() == other.parameters.tobytes()


def test_gradients_are_those_of_the_last_step():
    experiment = nnlab.preset("gauss")
    run = nnlab.Run(experiment)
    before = run.weights["output"]
    run.step()
    np.testing.assert_allclose(run.weights["output"], before - run.learning_rate * run.gradients.weights["output"])
    assert run.gradients.biases["output"].shape == (1,)
    assert run.batch_loss is not None


def test_history_has_the_value_before_the_first_update_then_one_an_epoch():
    run = nnlab.Run(nnlab.preset("xor"))
    history = run.train(4)
    assert isinstance(history, nnlab.History)
    assert history.epoch == (0, 1, 2, 3, 4)
    assert set(history.metrics) == {"train_accuracy", "test_accuracy"}
    assert all(len(values) == 5 for values in (history.train_loss, history.test_loss, *history.metrics.values()))
    assert run.history_since(3).epoch == (3, 4)
    assert run.history_length == 5


def test_the_grid_thins_itself_beyond_4096_points():
    recorder = Recorder()
    for epoch in range(20_000):
        if recorder.wants(epoch):
            recorder.add(epoch, float(epoch), None, {"train_accuracy": 1.0})
        assert len(recorder) <= 4096
    assert recorder.epoch == list(range(0, 20_000, stride_at(19_999)))
    assert recorder.since(0).train_loss == tuple(float(epoch) for epoch in recorder.epoch)
    assert recorder.since(0).test_loss == ()
    again = Recorder(recorder.since(0))
    again.until(10_000)
    assert again.epoch[-1] == 10_000


def test_no_test_rows_give_no_test_numbers():
    experiment = nnlab.preset("xor")
    run = nnlab.Run(replace(experiment, data=replace(experiment.data, test_share=0.0)))
    history = run.train(1)
    assert history.test_loss == ()
    assert list(history.metrics) == ["train_accuracy"]


def test_the_loss_shown_is_the_data_own_without_the_penalty():
    experiment = nnlab.preset("xor")
    heavy = replace(
        experiment, training=replace(experiment.training, regularizer=Chosen(id="l2", values={"strength": 1.0}))
    )
    assert nnlab.Run(heavy).train(0) == nnlab.Run(experiment).train(0)
    assert nnlab.Run(heavy).train(1) != nnlab.Run(experiment).train(1)


class Clouds(Dataset):
    """Three classes in four columns."""

    def sample(self, rng):
        y = np.arange(90) % 3
        return Table(x=rng.normal(size=(90, 4)) + 3 * np.eye(3, 4)[y], y=y, classes=("a", "b", "c"))


class Line(Dataset):
    gives = "values"

    def sample(self, rng):
        x = np.linspace(0, 4, 40)[:, None]
        return Table(x=x, y=2 * x + 1, names=("time",))


def test_three_classes_in_four_columns():
    experiment = nnlab.preset("softmax")
    last = replace(experiment.network.layers[-1], kind=Chosen(id="dense", values={"units": 3}))
    network = replace(
        experiment.network, inputs=("x1", "x2", "x3", "x4"), layers=(*experiment.network.layers[:-1], last)
    )
    data = replace(experiment.data, source=Chosen(id="clouds"))
    run = nnlab.Run(replace(experiment, data=data, network=network), plugins=[Clouds])
    assert run.train(60).metrics["test_accuracy"][-1] > 0.9
    assert run.maps(4)[2]["output"].shape == (3, 4, 4)
    assert run.boundary(4).shape == (3, 4, 4)


def test_one_column_of_values():
    experiment = nnlab.preset("plane")
    network = replace(experiment.network, inputs=("time", "sin(time)"))
    run = nnlab.Run(
        replace(experiment, data=replace(experiment.data, source=Chosen(id="line")), network=network,
                training=replace(experiment.training, batch_size=5)),
        plugins=[Line],
    )  # fmt: skip
    history = run.train(50)
    assert history.train_loss[-1] < history.train_loss[0]
    assert "test_mean_absolute_error" in history.metrics
    assert run.maps(4)[0] == (-0.2, 0.0)  # time begins at 0, which is kept off the edge


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("x1", 3),
        ("x1^2", 9),
        ("x2^3", -8),
        ("x1*x2", -6),
        ("x1 * x1", 9),
        ("sin(x1)", np.sin(3)),
        ("cos(x2)", np.cos(-2)),
        ("a*b", 7),
    ],
)
def test_a_feature_is_a_formula(text, want):
    assert parse(text, ("x1", "x2", "a*b")).of(np.array([[3.0, -2.0, 7.0]]))[0] == pytest.approx(want)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        ("x3", 1),
        ("x1^", 4),
        ("x1 ** x9", 7),
        ("exq(x1)", 1),
        ("sin x1", 5),
        ("__import__('os')", 1),
        ("x1*", 4),
    ],
)
def test_anything_else_is_no_feature(text, place):
    with pytest.raises(ProblemError) as caught:
        parse(text, ("x1", "x2"))
    assert caught.value.problem.values["place"] == place
    assert caught.value.problem.values["input"] == text


def run_of(*inputs, **data):
    spiral = nnlab.preset("spiral")
    changed = replace(spiral, network=replace(spiral.network, inputs=inputs), data=replace(spiral.data, **data))
    return nnlab.Run(changed)


@pytest.mark.parametrize("scaling", ["none", "standardize"])
def test_formulas_feed_a_network_and_are_the_numbers_that_it_gets(scaling):
    texts = ("sin(x1*x2)", "x1**2 + x2**2", "log1p(abs(x2))", "x1 > x2", "3")
    run = run_of(*texts, scaling=scaling)
    x1, x2 = run.points()[0].T
    raw = np.stack([np.sin(x1 * x2), x1**2 + x2**2, np.log1p(abs(x2)), x1 > x2, np.full(len(x1), 3)], axis=1)
    std = np.where(raw.std(0) > 1e-9, raw.std(0), 1)
    want = raw if scaling == "none" else (raw - raw.mean(0)) / std
    for row in (0, 7, 200):
        np.testing.assert_allclose(run.probe(row)["input"][1], want[row], atol=1e-12)
    assert [problem.code for problem in run.facts().problems] == ["data.constant"]
    assert run.train(2).train_loss[-1] < 10


def test_an_input_that_is_not_defined_for_a_row_is_a_sentence_before_training():
    run = run_of("x1", "sqrt(x2)")
    problem = next(problem for problem in run.problems if problem.code == "formula.undefined")
    whole = nnlab.Run(nnlab.preset("spiral")).facts()
    assert problem.values["input"] == "sqrt(x2)"
    assert problem.values["where"].startswith("x2 = -")
    assert run.facts().data.columns == whole.data.columns
    with pytest.raises(ProblemError, match=r"Input sqrt\(x2\): sqrt\(x2\) has no finite value in row"):
        run.train(1)


def test_where_the_plane_is_wider_than_the_data_a_formula_may_have_no_value():
    run = run_of("x1", "log(x1 + 6)")  # the plane reaches from -6 to 6, the data does not
    assert run.train(2).train_loss[-1] < 10
    assert not np.isfinite(run.maps(8)[2]["input"][1, 0, 0])
    assert np.isfinite(run.maps(8)[2]["input"][1, 7, 7])


@pytest.mark.parametrize(
    ("low", "high", "want"),
    [
        (-5.3, 4.9, (-6, 6)),
        (0.2, 7.9, (0, 8)),
        (-1.05, 0.3, (-1.2, 1.2)),
        (0, 0, (-1, 1)),
        (4, 4, (3.8, 5)),
        (-30, -12, (-32, -10)),
        (0, 1, (-0.2, 1.2)),
        (-6, 5.5, (-7, 7)),
        (1953, 2017, (1950, 2020)),
        (1950, 2019, (1940, 2020)),
        (-101.32, -101.27, (-101.33, -101.26)),
        (5.2, 5.9, (5.1, 6)),
    ],
)
def test_a_span_is_rounded_outward_a_little(low, high, want):
    assert span(low, high) == pytest.approx(want)


def test_the_corners_of_a_truth_table_lie_within_the_plane_and_near_its_edge():
    low, high, _maps = nnlab.Run(nnlab.preset("truth_table")).maps(4)
    assert (low, high) == ((-0.2, -0.2), (1.2, 1.2))


def test_the_history_record_is_empty_before_training():
    assert nnlab.Run(nnlab.preset("xor")).history == History()


class Clock:
    def __init__(self):
        self.names = set()

    def enter(self, name):
        self.names.add(name)

    def leave(self):
        pass


def test_the_watch_hears_every_kind_of_plugin():
    clock = Clock()
    run = nnlab.Run(nnlab.preset("spiral"), watch=clock)
    run.train(1)
    heard = {"Spiral.sample", "Xavier.weights", "Tanh.forward", "Tanh.derivative", "Adam.update", "Cosine.rate"}
    assert heard | {"L2.gradient", "Accuracy.value", "Dense.shape"} <= clock.names
