"""Networks with skips, images, sequences and masks, through nnlab.Run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

import nnlab
from nnlab.catalog import load_catalog
from nnlab.experiment.document import Chosen, Clip, LayerSpec, Mask, Place
from nnlab.records import ProblemError

catalog = load_catalog()  # once: a run by itself loads its own


def run_of(experiment: Any, **more: Any) -> nnlab.Run:
    return nnlab.Run(experiment, catalog=catalog, **more)


def layer(name: str, kind: str, *inputs: str, activation: str = "", **values: Any) -> LayerSpec:
    chosen = Chosen(id=activation) if activation else None
    return LayerSpec(id=name, kind=Chosen(id=kind, values=values), activation=chosen, inputs=inputs)


def experiment_of(data: str, loss: str, *layers: LayerSpec, masks: tuple[Mask, ...] = (), **training: Any) -> Any:
    begun = nnlab.preset("spiral")
    settings = {
        "loss": Chosen(id=loss),
        "optimizer": Chosen(id="adam", values={"learning_rate": 0.01}),
        "regularizer": None,
        "metrics": (),
        "batch_size": 32,
        **training,
    }
    return replace(
        begun,
        name="",
        data=replace(begun.data, source=Chosen(id=data, values={"samples": 150})),
        network=replace(begun.network, layers=layers, masks=masks),
        training=replace(begun.training, **settings),
    )


def convolutional(**training: Any) -> Any:
    return experiment_of(
        "bars",
        "cross_entropy",
        layer("conv", "conv2d", "input", filters=4, padding=1),
        layer("norm", "batch_norm", "conv", activation="relu"),
        layer("deep", "conv2d", "norm", filters=4, padding=1),
        layer("sum", "add", "norm", "deep", activation="relu"),
        layer("pool", "max_pool", "sum"),
        layer("flat", "flatten", "pool"),
        layer("drop", "dropout", "flat", rate=0.2),
        layer("output", "dense", "drop", activation="softmax", units=3),
        **training,
    )


def remembering(kind: str, **training: Any) -> Any:
    return experiment_of(
        "echo",
        "mse",
        layer("first", kind, "input", units=4, sequence=True),
        layer("norm", "layer_norm", "first"),
        layer("second", kind, "norm", units=6),
        layer("output", "dense", "second", activation="identity", units=1),
        **training,
    )


everything = [convolutional(), *(remembering(kind) for kind in ("rnn", "lstm", "gru"))]
names = ["conv", "rnn", "lstm", "gru"]


@pytest.mark.parametrize("experiment", everything, ids=names)
def test_images_and_sequences_are_learned(experiment: Any) -> None:
    run = run_of(experiment)
    run.train(60)
    assert run.history.train_loss[-1] < 0.25 * run.history.train_loss[0]


@pytest.mark.parametrize("experiment", everything, ids=names)
def test_float32_stays_float32(experiment: Any) -> None:
    run = run_of(replace(experiment, training=replace(experiment.training, dtype="float32")))
    run.train(1)
    assert {array.dtype for array in run.weights.values()} == {np.dtype("float32")}
    assert np.isfinite(run.history.train_loss).all()


@pytest.mark.parametrize("experiment", everything, ids=names)
@pytest.mark.parametrize("unit", ["batch", "sample"])
def test_training_goes_on_from_any_step_to_the_last_bit(experiment: Any, unit: str) -> None:
    run = run_of(experiment)
    run.train(1)
    run.step(unit)
    saved = run.checkpoint()
    run.train(2)
    again = run_of(experiment, checkpoint=saved)
    again.train(2)
    assert again.parameters.tobytes() == run.parameters.tobytes()
    kept, same = run.checkpoint().arrays, again.checkpoint().arrays
    assert {name: array for name, array in kept.items() if name.startswith("buffers/")} == {
        name: array for name, array in same.items() if name.startswith("buffers/")
    }


def test_stepping_sample_by_sample_gives_what_training_gives() -> None:
    whole, slow = run_of(convolutional()), run_of(convolutional())
    whole.train(1)
    while slow.epoch < 1:
        slow.step("sample")
    assert slow.parameters.tobytes() == whole.parameters.tobytes()


@pytest.mark.parametrize("experiment", everything, ids=names)
def test_everything_that_can_be_seen_of_a_run_is_there(experiment: Any) -> None:
    run = run_of(experiment)
    run.train(1)
    facts = run.facts()
    columns = facts.data.columns
    assert len(columns) == len(set(columns)) == int(np.prod(facts.data.shape))
    assert len(facts.data.low) == len(facts.data.high) == len(columns)
    assert facts.parameters == run.parameters.size
    assert run.predict(np.zeros((3, len(columns)))).shape == (3, facts.data.outputs if experiment else 0)
    for array in run.maps(6)[2].values():
        assert array.shape[1:] == (6, 6)
        assert np.isfinite(array).all()
    assert run.boundary(6).shape[1:] == (6, 6)
    shapes = {one.id: one.shape for one in facts.layers}
    assert {one.id: tuple(one.matrix) for one in facts.layers if one.matrix} == {
        "output": (int(np.prod(shapes["drop" if "drop" in shapes else "second"])), *shapes["output"])
    }


def test_columns_of_pictures_and_sequences_say_where_they_stand() -> None:
    assert run_of(convolutional()).facts().data.columns[:9] == (*(f"r1c{i}" for i in range(1, 9)), "r2c1")
    assert run_of(remembering("rnn")).facts().data.columns == ("t1", "t2", "t3", "t4", "t5")


# ---- masks and clipping

h1 = layer("h1", "dense", "input", activation="tanh", units=4)
output = layer("output", "dense", "h1", activation="sigmoid", units=1)
frozen_one = Mask(
    layer="h1",
    frozen=(Place(name="weights", at=(0, 1)), Place(name="bias")),
    cut=(Place(name="weights", at=(1,)),),
)


def masked(*masks: Mask, **training: Any) -> Any:
    return experiment_of("circle", "binary_cross_entropy", h1, output, masks=masks, **training)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "rmsprop"])
def test_frozen_weights_keep_their_value_and_cut_ones_are_0(optimizer: str) -> None:
    training = {"optimizer": Chosen(id=optimizer), "regularizer": Chosen(id="l2")}
    run = run_of(masked(frozen_one, **training))
    before, bias = run.weights["h1"].copy(), run.biases["h1"].copy()
    assert not before[1].any()
    run.train(5)
    after = run.weights["h1"]
    assert after[0, 1] == before[0, 1]
    assert not after[1].any()
    assert (after[0, [0, 2, 3]] != before[0, [0, 2, 3]]).all()
    assert (run.biases["h1"] == bias).all()


def test_a_mask_of_any_array_of_any_layer_is_kept() -> None:
    masks = (
        Mask(layer="conv", frozen=(Place(name="*"),)),
        Mask(layer="norm", frozen=(Place(name="gamma"),), cut=(Place(name="beta", at=(2,)),)),
        Mask(layer="deep", cut=(Place(name="weights", at=(0, 1)),)),
    )
    experiment = convolutional()
    run = run_of(replace(experiment, network=replace(experiment.network, masks=masks)))
    before = run.checkpoint().arrays
    run.train(2)
    after = run.checkpoint().arrays
    for name in ("conv/weights", "conv/bias", "norm/gamma"):
        assert after[f"parameters/{name}"] == before[f"parameters/{name}"]
    beta, deep = (after[f"parameters/{name}"].numpy() for name in ("norm/beta", "deep/weights"))
    assert beta[2] == 0
    assert (beta[[0, 1, 3]] != 0).all()
    assert not deep[0, 1].any()
    assert deep[0, 0].any()


def test_what_is_cut_while_training_or_set_by_hand_is_0_at_once_and_stays_0() -> None:
    run = run_of(masked())
    run.train(1)
    run.apply(masked(frozen_one))
    assert not run.weights["h1"][1].any()
    held = run.weights["h1"][0, 1]
    run.train(1)
    assert not run.weights["h1"][1].any()
    assert run.weights["h1"][0, 1] == held
    run.set_weights("h1", np.ones((2, 4)), np.ones(4))
    run.train(1)
    assert not run.weights["h1"][1].any()
    assert run.weights["h1"][0, 1] == 1
    again = run_of(run.experiment, began=run.began, events=run.events, checkpoint=run.checkpoint())
    for one in (run, again):
        one.train(1)
    assert again.parameters.tobytes() == run.parameters.tobytes()
    run.apply(masked())
    run.train(1)
    assert run.weights["h1"][1].any()


@pytest.mark.parametrize(
    ("mask", "code", "said"),
    [
        (Mask(layer="h9", frozen=(Place(name="bias"),)), "mask.layer", "there is no such layer"),
        (Mask(layer="h1", frozen=(Place(name="gain"),)), "mask.name", "no parameters gain"),
        (Mask(layer="h1", cut=(Place(name="weights", at=(0, 4)),)), "mask.place", r"no weights\[0,4\]"),
        (Mask(layer="h1", cut=(Place(name="weights", at=(-1,)),)), "mask.index", "counted from 0"),
    ],
)
def test_a_mask_of_what_is_not_there_is_said_before_training(mask: Mask, code: str, said: str) -> None:
    run = run_of(masked(mask))
    assert code in [problem.code for problem in run.problems]
    with pytest.raises(ProblemError, match=said):
        run.train(1)


def test_a_bound_on_the_gradient_bounds_the_step() -> None:
    training = {"optimizer": Chosen(id="sgd", values={"learning_rate": 1.0}), "schedule": Chosen(id="constant")}
    for clip, size in ((Clip(by="value", limit=1e-4), np.max), (Clip(by="norm", limit=1e-4), np.linalg.norm)):
        run = run_of(masked(clip=clip, **training))
        before = run.parameters.copy()
        run.step("batch")
        assert size(np.abs(run.parameters - before)) == pytest.approx(1e-4, rel=1e-6)
