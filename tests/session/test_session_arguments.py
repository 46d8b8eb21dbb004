"""What is given to a run by hand is checked: a slip is a sentence, and damage in a checkpoint is one too."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Stop
from nnlab.records import Array, ProblemError

replace = msgspec.structs.replace

good = (
    "from nnlab.api import Activation, hookimpl\nclass Fine(Activation):\n    def forward(self, z):\n        return z\n"
)
offered = "@hookimpl\ndef nnlab_activations():\n    return [Fine]\n"


def refused(call, *arguments, **named):
    """The code of the problem that a call raises, which can be worded."""
    with pytest.raises(ProblemError) as caught:
        call(*arguments, **named)
    assert str(caught.value)
    return caught.value.problem.code


def small() -> nnlab.Run:
    return nnlab.Run(nnlab.preset("xor"))


# ---- plugins named by the caller


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "plugin.missing"),
        ("def\n", "plugin.syntax"),
        ("import sys; sys.exit(3)\n", "plugin.exit"),
        ("1 / 0\n", "plugin.import"),
        (good + "@hookimpl\ndef nnlab_activations():\n    return 1 / 0\n", "hook.raised"),
        (good, "hook.none"),
        (good + offered.replace("[Fine]", "Fine"), "hook.list"),
        (good.replace("class", "class Tanh(Activation):\n    pass\nclass").replace("Fine", "Tanh2"), "hook.none"),
    ],
)
def test_a_named_plugin_that_fails_raises_its_own_problem(tmp_path, text, code):
    path = tmp_path / "mine.py"
    if text is not None:
        path.write_text(text)
    assert refused(nnlab.Run, nnlab.preset("xor"), plugins=[path]) == code
    assert refused(nnlab.Run, nnlab.preset("xor"), plugins=str(path)) == code


def test_a_named_plugin_whose_component_is_there_already_raises(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(good.replace("Fine", "Tanh") + offered.replace("Fine", "Tanh"))
    assert refused(nnlab.Run, nnlab.preset("xor"), plugins=[path]) == "component.duplicate"


def test_what_is_no_plugin_at_all_is_refused():
    assert refused(nnlab.Run, nnlab.preset("xor"), plugins=[7]) == "component.class"


def test_plugins_that_fail_in_a_folder_are_warned_of_and_the_others_work(tmp_path):
    (tmp_path / "bad.py").write_text("1 / 0\n")
    (tmp_path / "fine.py").write_text(good + offered)
    experiment = nnlab.preset("xor")
    layers = tuple(replace(layer, activation=Chosen(id="fine")) for layer in experiment.network.layers[:-1])
    network = replace(experiment.network, layers=(*layers, experiment.network.layers[-1]))
    with pytest.warns(UserWarning, match="bad could not be imported: .*division by zero") as told:
        run = nnlab.Run(replace(experiment, network=network), plugins=[tmp_path])
    assert len(told) == 1
    assert told[0].filename == __file__
    assert [problem.code for problem in run.plugin_problems] == ["plugin.import"]
    assert run.train(1).epoch == (0, 1)


# ---- arguments


def test_no_rows_give_no_outputs():
    made = small().predict(np.zeros((0, 2)))
    assert made.shape == (0, 1)


@pytest.mark.parametrize("rows", ["x", [["1", "2"]], [[1, 2], [3]], [[None, 1]], [[1j, 2]], {"a": 1}])
def test_rows_that_are_no_numbers_are_refused(rows):
    run = small()
    assert refused(run.predict, rows) == "predict.numbers"
    assert refused(run.probe, point=rows) == "predict.numbers"


def test_weights_that_are_no_numbers_are_refused():
    run = small()
    right = run.weights["output"].tolist()
    assert refused(run.set_weights, "output", "text") == "weights.numbers"
    assert refused(run.set_weights, "output", [["a"] * len(row) for row in right]) == "weights.numbers"
    assert refused(run.set_weights, "output", right, "b") == "weights.numbers"
    assert refused(run.set_weights, 3, right) == "weights.layer"
    assert run.weights["output"].tolist() == right
    assert run.events == ()


def test_weights_beyond_the_type_of_the_network_are_refused():
    experiment = nnlab.preset("xor")
    run = nnlab.Run(replace(experiment, training=replace(experiment.training, dtype="float32")))
    assert refused(run.set_weights, "output", np.full(run.weights["output"].shape, 1e300)) == "weights.finite"


@pytest.mark.parametrize("epochs", [1.5, -1, "x", float("nan"), "5"])
def test_only_whole_numbers_of_epochs_are_trained(epochs):
    run = small()
    assert refused(run.train, epochs) == "training.epochs"
    assert run.train(np.int64(1)).epoch == (0, 1)


def test_training_without_an_end_asks_for_one():
    run = small()
    assert refused(run.train) == "train.endless"
    experiment = run.experiment
    run.apply(replace(experiment, training=replace(experiment.training, stop=Stop(epochs=2))))
    assert run.train().epoch == (0, 1, 2)
    assert run.stopped is not None
    assert run.stopped.code == "stopped.epochs"
    assert run.train().epoch == (0, 1, 2, 3)  # goes on, for an epoch at least
    assert run.train(2).epoch == (0, 1, 2, 3, 4, 5)  # a number is a number


def test_a_step_is_a_sample_a_batch_or_an_epoch():
    assert refused(small().step, "x") == "step.unit"
    assert refused(small().step, ["batch"]) == "step.unit"


def test_the_name_of_a_preset_is_no_experiment():
    with pytest.raises(ProblemError, match=r"was given 'spiral'; write nnlab.preset\(\"spiral\"\)"):
        nnlab.Run("spiral")
    assert refused(small().apply, "spiral") == "run.experiment"


def test_what_is_no_checkpoint_is_refused():
    run = small()
    assert refused(run.restore, "x") == "checkpoint.kind"
    assert refused(run.restore, run.checkpoint(), "x") == "run.experiment"
    assert refused(nnlab.Run, nnlab.preset("xor"), checkpoint={}) == "checkpoint.kind"


@pytest.mark.parametrize("row", [-1, 10**6, "x", 0.5])
def test_a_sample_that_is_not_there_is_refused(row):
    assert refused(small().probe, row) == "probe.row"


# ---- damaged checkpoints


state = json.loads(small().checkpoint().streams["order"])


@pytest.mark.parametrize("name", ["order", "order/before", "noise/h3"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        '"PCG64"',
        json.dumps({**state, "bit_generator": "MT19937"}),
        json.dumps({key: value for key, value in state.items() if key != "has_uint32"}),
        json.dumps({**state, "state": {"state": 1}}),
        json.dumps({**state, "state": {"state": -1, "inc": 1}}),
        json.dumps({**state, "state": {"state": "x", "inc": 1 << 200}}),
        json.dumps({**state, "uinteger": 1 << 80}),
    ],
)
def test_a_damaged_random_stream_is_a_sentence_and_the_run_goes_on(name, text):
    run = nnlab.Run(edits.add_layer(nnlab.preset("xor"), "h1", kind="dropout"))
    run.train(1)
    kept = run.checkpoint()
    assert name in kept.streams
    before = run.parameters
    assert refused(run.restore, replace(kept, streams={**kept.streams, name: text})) == "checkpoint.stream"
    assert (run.parameters == before).all()
    assert run.train(1).epoch == (0, 1, 2)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("order", np.int64(3)),
        ("order", np.zeros(250, np.int64)),
        ("order", np.full(250, np.nan)),
        ("batch", np.zeros(0, np.int64)),
        ("batch", np.array([np.nan])),
        ("batch", np.array([-5])),
    ],
)
def test_a_damaged_place_in_the_data_is_a_sentence(name, values):
    run = small()
    run.step()
    kept = run.checkpoint()
    damaged = replace(kept, arrays={**kept.arrays, name: Array.of(np.asarray(values))})
    assert refused(run.restore, damaged) == "checkpoint.order"


def test_absurd_numbers_are_seen_without_a_warning():
    run = small()
    run.set_weights("h1", np.full_like(run.weights["h1"], 1e300))
    run.maps(5)
    run.boundary(5)
    run.predict([[1e300, -1e300]])
    run.probe(point=[1e300, 1e300])
