"""What goes wrong in training is one clear sentence, and the last good weights are kept."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

import nnlab
from nnlab.api import Activation, Initializer, Loss, Metric, Optimizer, Regularizer, Schedule, Table
from nnlab.api import Dataset as AnyDataset
from nnlab.experiment.document import Chosen, Clip, Experiment
from nnlab.records import ProblemError

replace = msgspec.structs.replace


def with_activation(ident: str, experiment: Experiment | None = None) -> Experiment:
    experiment = experiment or nnlab.preset("xor")
    first = replace(experiment.network.layers[0], activation=Chosen(id=ident))
    return replace(experiment, network=replace(experiment.network, layers=(first, *experiment.network.layers[1:])))


def with_training(**changed) -> Experiment:
    experiment = nnlab.preset("xor")
    return replace(experiment, training=replace(experiment.training, **changed))


def said(run: nnlab.Run, code: str, sentence: str) -> None:
    with pytest.raises(ProblemError, match=sentence) as caught:
        run.train(3)
    assert caught.value.problem.code == code


class Rotten(Activation):
    """Good for a while: NaN as soon as a weight has grown."""

    def forward(self, z):
        return np.where(np.abs(z) > 5, np.nan, z)

    def derivative(self, z):
        return np.ones_like(z)


class NaNSlope(Activation):
    def forward(self, z):
        return np.tanh(z)

    def derivative(self, z):
        return z * np.nan


class Narrow(Activation):
    def forward(self, z):
        return z[:, :1]


class Nothing(Activation):
    def forward(self, z):
        np.tanh(z)


class Loud(Activation):
    def forward(self, z):
        raise RuntimeError("boom")


def test_an_activation_that_gives_nan_is_named_and_training_goes_on_with_another():
    run = nnlab.Run(nnlab.preset("xor"), plugins=[NaNSlope])
    run.train(2)
    good = run.parameters
    run.apply(with_activation("na_n_slope"))
    said(run, "plugin.not_finite", "NaNSlope.derivative gave a number that is not finite")
    np.testing.assert_array_equal(run.parameters, good)
    assert run.epoch == 2
    run.apply(with_activation("tanh"))
    assert np.isfinite(run.train(2).train_loss).all()


def test_the_first_activation_that_makes_nan_of_finite_numbers_is_the_culprit():
    experiment = with_activation("rotten", nnlab.preset("circle"))
    layers = experiment.network.layers
    run = nnlab.Run(experiment, plugins=[Rotten])
    run.set_weights("h1", np.full((2, layers[0].kind.values["units"]), 30.0))
    said(run, "plugin.not_finite", "Rotten.forward")


@pytest.mark.parametrize(
    ("plugin", "ident", "code", "sentence"),
    [
        (Narrow, "narrow", "plugin.returned", r"Narrow.forward returned array \(\d+, 1\), but array \(\d+, [34]\)"),
        (Nothing, "nothing", "plugin.returned", "Nothing.forward returned None"),
        (Loud, "loud", "plugin.raised", "Loud.forward failed: RuntimeError: boom"),
    ],
)
def test_a_bad_activation_is_named_with_what_came(plugin, ident, code, sentence):
    said(nnlab.Run(with_activation(ident), plugins=[plugin]), code, sentence)


def test_a_step_that_fails_leaves_no_trace():
    class Fragile(Optimizer):
        def update(self, w, g, state, lr, t):
            if t == 8:
                raise RuntimeError("enough")
            return w - lr * g, state

    dropout = replace(nnlab.preset("xor").network.layers[1], kind=Chosen(id="dropout"), activation=None)
    experiment = with_training(optimizer=Chosen(id="fragile"))
    layers = (experiment.network.layers[0], dropout, experiment.network.layers[2])
    experiment = replace(experiment, network=replace(experiment.network, layers=layers))
    run = nnlab.Run(experiment, plugins=[Fragile])
    with pytest.raises(ProblemError, match="enough"):
        run.train(3)
    before = run.checkpoint()
    assert (run.step_count, run.place) == (7, 175)
    with pytest.raises(ProblemError, match="enough"):
        run.step()
    assert run.checkpoint() == before


def test_a_diverging_network_names_the_learning_rate_and_keeps_the_last_good_weights():
    experiment = nnlab.preset("plane")
    training = replace(experiment.training, optimizer=Chosen(id="sgd", values={"learning_rate": 5.0}))
    run = nnlab.Run(replace(experiment, training=training))
    with pytest.raises(ProblemError, match=r"diverged in epoch .*Lower the learning rate \(now 5\)") as caught:
        run.train(500)
    assert caught.value.problem.code == "training.diverged"
    assert np.isfinite(run.parameters).all()
    assert np.isfinite(run.history.train_loss).all()
    assert run.checkpoint().epoch == run.epoch


def test_a_checkpoint_of_numbers_that_are_not_finite_is_refused():
    run = nnlab.Run(with_activation("na_n_slope"), plugins=[NaNSlope])
    start = run.parameters
    run.step()
    with pytest.raises(ProblemError, match=r"NaNSlope\.derivative"):
        run.checkpoint()
    np.testing.assert_array_equal(run.parameters, start)
    assert run.checkpoint().step == 0


def test_a_loss_that_gives_infinity_is_named():
    class Logs(Loss):
        targets = "zero_one"

        def value(self, y, target):
            return np.where(y[:, 0] > 2, 0, np.inf)

        def gradient(self, y, target):
            return y - target

    said(nnlab.Run(with_training(loss=Chosen(id="logs")), plugins=[Logs]), "plugin.not_finite", "Logs.value")


class Line(Schedule):
    """Falls along a straight line, on and on, epoch by epoch."""

    def rate(self, lr, epoch):
        return lr * (1 - epoch / 2)


class Falling(Schedule):
    """The same, step by step."""

    def rate(self, lr, t):
        return lr * (1 - t / 20)


class Endless(Schedule):
    def rate(self, lr, epoch):
        return lr if epoch < 1 else float("inf")


class Lost(Schedule):
    def rate(self, lr, t):
        return lr if t < 11 else np.float64("nan")


@pytest.mark.parametrize(
    ("plugin", "ident", "at", "sentence"),
    [
        (Line, "line", (30, 3), r"Line\.rate gives -\S+ at step 30, epoch 3; .* finite number, 0 or more"),
        (Falling, "falling", (21, 2), r"Falling\.rate gives -\S+ at step 21, epoch 2; "),
        (Endless, "endless", (10, 1), r"Endless\.rate gives inf at step 10, epoch 1; "),
        (Lost, "lost", (11, 1), r"Lost\.rate gives nan at step 11, epoch 1; .* max\(rate, 0\.0\)"),
    ],
)
def test_a_schedule_below_0_or_beyond_all_numbers_is_named_with_step_and_epoch(plugin, ident, at, sentence):
    """Of 10 steps an epoch; a rate of 0, which both lines pass, is none of it: nothing moves."""
    run = nnlab.Run(with_training(schedule=Chosen(id=ident)), plugins=[plugin])
    with pytest.raises(ProblemError, match=sentence) as caught:
        run.train(5)
    problem = caught.value.problem
    assert (problem.code, problem.plugin, problem.file) == ("schedule.rate", plugin.__name__, __file__)
    assert (run.step_count, run.epoch) == at
    kept = run.checkpoint()
    with pytest.raises(ProblemError, match=sentence):
        run.step()
    assert run.checkpoint() == kept


class Root(Regularizer):
    """The root of a weight's size, whose slope is NaN of any that is not above 0; recorded."""

    def penalty(self, w):
        return np.sum(np.sqrt(w))

    def gradient(self, w):
        return 0.5 / np.sqrt(w)


class CalledRoot(Root):
    """The same, which cannot be recorded."""

    def gradient(self, w):
        return np.array([[0.5 / np.sqrt(number) for number in row] for row in w])


@pytest.mark.parametrize(("plugin", "ident"), [(Root, "root"), (CalledRoot, "called_root")])
@pytest.mark.parametrize("clip", [None, Clip(by="norm", limit=1.0), Clip(by="value", limit=1.0)])
def test_a_regularizer_that_gives_nan_is_named_and_not_the_learning_rate(plugin, ident, clip):
    run = nnlab.Run(with_training(regularizer=Chosen(id=ident), clip=clip), plugins=[plugin])
    start = run.parameters
    said(run, "plugin.not_finite", rf"{plugin.__name__}\.gradient gave a number that is not finite")
    np.testing.assert_array_equal(run.parameters, start)


def test_a_regularizer_that_is_only_too_strong_makes_training_diverge():
    class Huge(Regularizer):
        def penalty(self, w):
            return 1e30 * np.sum(w * w)

        def gradient(self, w):
            return 2e30 * w

    said(
        nnlab.Run(with_training(regularizer=Chosen(id="huge"), optimizer=Chosen(id="sgd")), plugins=[Huge]),
        "training.diverged",
        "learning rate",
    )


def test_an_optimizer_that_writes_into_w_gets_the_correction():
    class Greedy(Optimizer):
        def update(self, w, g, state, lr):
            w -= lr * g
            return w, state

    said(nnlab.Run(with_training(optimizer=Chosen(id="greedy")), plugins=[Greedy]), "plugin.wrote_input", "w = w - lr")


def test_an_optimizer_that_keeps_the_gradient_keeps_that_of_its_own_step():
    class Remembering(Optimizer):
        def init(self, w):
            return {"last": np.zeros_like(w)}

        def update(self, w, g, state, lr):
            return w - lr * (g + 0.5 * state["last"]), {"last": g}

    run = nnlab.Run(with_training(optimizer=Chosen(id="remembering")), plugins=[Remembering])
    run.step()
    first = run.checkpoint().arrays["optimizer/last"].numpy()
    run.step()
    assert (run.checkpoint().arrays["optimizer/last"].numpy() != first).any()
    assert (first != 0).any()


@pytest.mark.parametrize(
    ("changed", "code", "sentence"),
    [
        (
            {"loss": Chosen(id="cross_entropy")},
            "output.distribution",
            "Cross-entropy needs outputs that sum to 1, which Sigmoid .* Choose softmax",
        ),
        ({"batch_size": 251}, "check.batch", "A batch of 251 is larger than the 250 samples"),
        ({"batch_size": 0}, "edit.batch_size", "A batch of 0"),
        ({"optimizer": Chosen(id="nadir")}, "plugin.unknown", "There is no optimizer `nadir`"),
        ({"optimizer": Chosen(id="sgd", values={"learning_rate": 99.0})}, "param.bounds", "SGD.learning_rate: 99"),
    ],
)
def test_an_experiment_that_cannot_train_says_why_before_training(changed, code, sentence):
    run = nnlab.Run(with_training(**changed))
    assert code in [problem.code for problem in run.problems]
    said(run, code, sentence)


def test_output_neurons_have_to_fit_the_targets():
    experiment = nnlab.preset("softmax")
    last = replace(experiment.network.layers[-1], kind=Chosen(id="dense", values={"units": 3}))
    run = nnlab.Run(
        replace(experiment, network=replace(experiment.network, layers=(*experiment.network.layers[:-1], last)))
    )
    said(
        run,
        "output.count",
        "The number of outputs of layer output is 3, but this data set with the loss Cross-entropy asks for 2",
    )


def test_a_loss_for_classes_refuses_values():
    experiment = nnlab.preset("plane")
    layers = (replace(experiment.network.layers[0], activation=Chosen(id="sigmoid")),)
    training = replace(experiment.training, loss=Chosen(id="binary_cross_entropy"))
    changed = replace(experiment, network=replace(experiment.network, layers=layers), training=training)
    said(nnlab.Run(changed), "output.values", "the loss Binary cross-entropy works with classes only")


def test_no_neurons_no_layers_and_no_inputs_are_told():
    experiment = nnlab.preset("xor")
    none = replace(experiment.network.layers[0], kind=Chosen(id="dense", values={"units": 0}))
    network = experiment.network
    said(
        nnlab.Run(replace(experiment, network=replace(network, layers=(none, *network.layers[1:])))),
        "param.bounds",
        r"Dense.units: 0 is outside \[1",
    )
    said(nnlab.Run(replace(experiment, network=replace(network, layers=()))), "network.empty", "no layers")
    said(nnlab.Run(replace(experiment, network=replace(network, inputs=()))), "input.none", "no inputs")
    said(
        nnlab.Run(replace(experiment, network=replace(network, inputs=("x9",)))),
        "formula.column",
        "character 1, x9 is no column.*x1, x2",
    )


def test_bad_data_and_bad_start_weights_are_told():
    class Empty(AnyDataset):
        def sample(self, rng):
            return [1, 2]

    class Testing(AnyDataset):
        def sample(self, rng):
            return Table(x=np.ones((4, 2)), y=np.zeros(4, int), classes=("a", "b"), split=np.ones(4, bool))

    class Square(Initializer):
        def weights(self, rng, fan_in, fan_out):
            return np.ones((fan_out, fan_in))

    experiment = nnlab.preset("xor")
    for plugin, ident, code in ((Empty, "empty", "plugin.returned"), (Testing, "testing", "data.no_training")):
        run = nnlab.Run(replace(experiment, data=replace(experiment.data, source=Chosen(id=ident))), plugins=[plugin])
        assert code in [problem.code for problem in run.problems]
        assert run.facts().data is None
    start = replace(experiment.start, initializer=Chosen(id="square"))
    said(
        nnlab.Run(replace(experiment, start=start), plugins=[Square]),
        "plugin.returned",
        "Square.weights returned array",
    )


def test_a_metric_that_gives_no_number_is_named():
    class Wordy(Metric):
        takes = "labels"

        def value(self, y, target):
            return "good"

    said(
        nnlab.Run(with_training(metrics=(Chosen(id="wordy"),)), plugins=[Wordy]),
        "plugin.returned",
        "a number was expected",
    )


@pytest.mark.parametrize(
    ("preset", "takes", "has", "wanted"),
    [("xor", "values", "classes", "labels"), ("plane", "labels", "values", "values")],
)
def test_a_metric_that_does_not_fit_the_data_is_left_out_with_a_word(preset, takes, has, wanted):
    class Mine(Metric):
        name = "Mine"

        def value(self, y, target):
            return 0.5

    class Fitting(Mine):
        name = "Fitting"

    Mine.takes, Fitting.takes = takes, wanted
    experiment = nnlab.preset(preset)
    training = replace(experiment.training, metrics=(Chosen(id="mine"), Chosen(id="fitting")))
    run = nnlab.Run(replace(experiment, training=training), plugins=[Mine, Fitting])
    (note,) = run.facts().problems
    assert (note.code, note.level) == ("metric.takes", "note")
    sentence = str(ProblemError(note))
    assert f'The metric Mine takes "{takes}", which a data set of {has} does not give' in sentence
    assert f'set takes = "{wanted}"' in sentence
    assert run.problems == ()
    assert set(run.train(1).metrics) == {"train_fitting", "test_fitting"}


def test_a_broken_document_keeps_the_weights_until_it_is_whole_again():
    run = nnlab.Run(nnlab.preset("xor"))
    run.train(3)
    good = run.parameters
    run.apply(with_activation("no_such_thing"))
    assert [layer.problem.code for layer in run.facts().layers if layer.problem] == ["plugin.unknown"]
    said(run, "plugin.unknown", "no_such_thing")
    assert run.maps(5)[2]["h1"].shape == (4, 5, 5)
    run.apply(nnlab.preset("xor"))
    np.testing.assert_array_equal(run.parameters, good)
    run.train(1)
    again = nnlab.Run(nnlab.preset("xor"), began=run.began, events=run.events)
    again.train(4)
    assert again.parameters.tobytes() == run.parameters.tobytes()


def test_a_wrong_row_layer_unit_or_shape_is_a_sentence():
    run = nnlab.Run(nnlab.preset("xor"))
    with pytest.raises(ProblemError, match="There is no training sample 999"):
        run.probe(999)
    with pytest.raises(ProblemError, match="no weights to set in layer `x`"):
        run.set_weights("x", [[1]], [1])
    with pytest.raises(ProblemError, match="do not fit layer h1"):
        run.set_weights("h1", [[1]], [1])
    with pytest.raises(ProblemError, match="NaN or infinity"):
        run.set_weights("h1", np.full((2, 4), np.nan), np.zeros(4))
    with pytest.raises(ProblemError, match="no step `week`"):
        run.step("week")
    with pytest.raises(ProblemError, match="have 3 columns, but the data has 2"):
        run.predict([[1, 2, 3]])
