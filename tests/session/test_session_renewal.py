"""A run whose components were loaded anew goes on from its weights; what does not fit begins anew and is named."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnlab.catalog import Catalog, PluginSource, load_catalog
from nnlab.experiment.document import Chosen, Experiment, LayerSpec
from nnlab.experiment.presets import preset
from nnlab.session import Run

parts = """import numpy as np
from nnlab.api import Dataset, Layer, Optimizer, Table, hookimpl

class Twice(Layer):
    def shape(self, features):
        return features

    def parameters(self, rng, features):
        return {{"{name}": np.ones({shape}), "shift": np.zeros(features)}}

    def forward(self, x, p):
        return x * p["{name}"][..., : x.shape[1]] + p["shift"], x, {{}}

    def backward(self, grad, saved, p):
        scale = np.zeros_like(p["{name}"])
        scale[..., : saved.shape[1]] = (grad * saved).sum(axis=0)
        return grad * p["{name}"][..., : saved.shape[1]], {{"{name}": scale, "shift": grad.sum(axis=0)}}

class Steady(Optimizer):
    def init(self, w):
        return {{"{state}": 0 * w}}

    def update(self, w, g, state, lr, t):
        v = 0.5 * state["{state}"] + g
        return w - lr * v, {{"{state}": v}}

class Rows(Dataset):
    gives = "classes"

    def sample(self, rng):
        x = rng.normal(size=({rows}, 2))
        return Table(x=x, y=(x[:, 0] > 0).astype(int))

@hookimpl
def nnlab_layers():
    return [Twice]

@hookimpl
def nnlab_optimizers():
    return [Steady]

@hookimpl
def nnlab_datasets():
    return [Rows]
"""


def source(**changes: Any) -> PluginSource:
    said = {"name": "scale", "shape": "features", "state": "v", "rows": 100, **changes}
    text = parts.format(**said)
    return PluginSource(
        "/nowhere/parts.py", "user", hashlib.sha256(text.encode()).hexdigest(), "file", "parts", "", text
    )


def experiment() -> Experiment:
    made = preset("spiral")
    first, *rest = made.network.layers
    between = LayerSpec(id="between", kind=Chosen(id="twice"), activation=None, inputs=(first.id,))
    rest[0] = replace(rest[0], inputs=("between",))
    training = replace(made.training, optimizer=Chosen(id="steady", values={"learning_rate": 0.01}), metrics=())
    data = replace(made.data, source=Chosen(id="rows"))
    inputs = made.network.inputs
    network = replace(made.network, layers=(first, between, *rest), inputs=inputs)
    return replace(made, network=network, training=training, data=data)


@pytest.fixture
def catalog() -> Catalog:
    made = load_catalog([source()])
    assert made.problems == ()
    return made


def trained(catalog: Catalog) -> Run:
    run = Run(experiment(), catalog=catalog)
    assert run.problems == ()
    run.train(2)
    return run


def notes(run: Run) -> list[str]:
    return [problem.code for problem in run.facts().problems if problem.level == "note"]


def test_nothing_is_outdated_until_a_class_is_loaded_anew(catalog: Catalog) -> None:
    run = trained(catalog)
    assert run.outdated == frozenset()
    catalog.load(source())
    assert run.outdated == {("layer", "twice"), ("optimizer", "steady"), ("dataset", "rows")}
    run.renew()
    assert run.outdated == frozenset()


def test_the_same_text_again_changes_no_bit(catalog: Catalog) -> None:
    run, other = trained(catalog), trained(catalog)
    run.step()
    other.step()
    catalog.load(source())
    run.renew()
    assert run.events == ()
    assert run.step_count == other.step_count
    run.train(2)
    other.train(2)
    assert run.parameters.tobytes() == other.parameters.tobytes()
    assert run.history == other.history


def test_an_optimizer_with_another_state_and_a_layer_with_other_parameters_begin_those_anew(catalog: Catalog) -> None:
    run = trained(catalog)
    before = {name: array.numpy() for name, array in run.checkpoint().arrays.items()}
    catalog.load(source(name="factor", state="mean"))
    run.renew()
    after = {name: array.numpy() for name, array in run.checkpoint().arrays.items()}
    assert {"reload.state", "reload.weights"} <= set(notes(run))
    assert np.array_equal(after["parameters/between/shift"], before["parameters/between/shift"])
    assert np.array_equal(after["parameters/between/factor"], np.ones(8))
    assert not after["optimizer/mean"].any()
    run.train(1)


def test_a_parameter_of_another_shape_is_not_half_taken_over(catalog: Catalog) -> None:
    run = trained(catalog)
    catalog.load(source(shape="features[0] + 1"))
    run.renew()
    assert np.array_equal(run.checkpoint().arrays["parameters/between/scale"].numpy(), np.ones(9))
    assert "reload.weights" in notes(run)


def test_a_changed_data_set_is_drawn_anew(catalog: Catalog) -> None:
    run = trained(catalog)
    weights = run.parameters
    catalog.load(source(rows=60))
    run.renew()
    assert sum(len(part) for part in run.points()[::2]) == 60
    assert np.array_equal(run.parameters, weights)
    run.train(1)


def test_a_run_whose_component_is_gone_waits_with_its_weights(catalog: Catalog) -> None:
    run = trained(catalog)
    weights = run.parameters
    catalog.unload("/nowhere/parts.py")
    run.renew()
    assert {problem.code for problem in run.problems} == {"plugin.gone"}
    assert np.array_equal(run.parameters, weights)
    catalog.load(source())
    run.renew()
    assert run.problems == ()
    assert np.array_equal(run.parameters, weights)
    run.train(1)


def test_a_checkpoint_of_another_text_is_taken_as_far_as_it_fits(catalog: Catalog) -> None:
    run = trained(catalog)
    checkpoint = run.checkpoint()
    catalog.load(source(name="factor", state="mean"))
    there = Run(experiment(), catalog=catalog, checkpoint=checkpoint)
    assert there.step_count == run.step_count
    assert {"reload.state", "reload.weights"} <= set(notes(there))
    there.train(1)


def test_a_run_that_has_not_begun_takes_the_new_class_from_the_start(catalog: Catalog) -> None:
    run = Run(experiment(), catalog=catalog)
    catalog.load(source(name="factor"))
    run.renew()
    fresh = Run(experiment(), catalog=catalog)
    assert run.parameters.tobytes() == fresh.parameters.tobytes()
    assert notes(run) == notes(fresh)
