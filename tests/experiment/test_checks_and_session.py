"""The checks and a session agree on what can be trained."""

from __future__ import annotations

import contextlib
import itertools
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.catalog import load_catalog
from nnlab.experiment import edits
from nnlab.experiment.checks import check
from nnlab.experiment.document import Chosen, LayerSpec
from nnlab.experiment.facts import Facts
from nnlab.experiment.file import ExperimentFile, from_bytes, to_bytes
from nnlab.experiment.fixes import fix
from nnlab.experiment.presets import preset
from nnlab.experiment.structure import structure
from nnlab.records import ProblemError
from nnlab.records.words import Words
from nnlab.session import Run, described


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def ids(catalog, kind):
    return [info.id for info in catalog.infos if info.kind == kind]


def errors(problems):
    return [problem.code for problem in problems if problem.level == "error"]


@pytest.mark.parametrize("dataset", ["spiral", "plane"])
def test_an_output_is_a_problem_exactly_where_a_session_cannot_train_it(catalog, dataset):
    begin = edits.choose(preset("spiral"), "data.source", dataset, catalog.infos)
    one_each = {info.traits["gives"]: info.id for info in reversed(catalog.infos) if info.kind == "activation"}
    for loss, activation, units in itertools.product(ids(catalog, "loss"), one_each.values(), (1, 2)):
        experiment = edits.choose(begin, "training.loss", loss, catalog.infos)
        experiment = edits.set_activation(experiment, "output", activation, catalog.infos)
        experiment = edits.set_units(experiment, "output", units, catalog.infos)
        facts = Run(experiment, catalog=catalog).facts()
        found = errors(check(experiment, catalog.infos, facts))
        assert len(found) <= 1
        assert bool(found) == bool(errors(facts.problems)), (loss, activation, units, found)
        if found:
            fitted = edits.fix_output(experiment, facts, catalog.infos)
            assert errors(Run(fitted, catalog=catalog).facts().problems) == []


def mended(experiment, catalog, most):
    """The experiment after each error's way out was taken, and how many clicks that took."""
    for clicks in range(most + 1):
        facts = Run(experiment, catalog=catalog).facts()
        found = [problem for problem in check(experiment, catalog.infos, facts) if problem.level == "error"]
        assert bool(found) == bool(of_session(facts))
        if not found:
            return experiment, clicks
        experiment = fix(experiment, found[0], catalog.infos, facts)
        assert experiment is not None, found
    raise AssertionError(found)


def of_session(facts):
    return errors([*facts.problems, *(layer.problem for layer in facts.layers if layer.problem is not None)])


shaped = {"bars", "digits", "echo", "next_value", "parity"}  # a layer more makes numbers in a row of them


def known(catalog, name):
    """What the window knows of a data set from its thumbnail."""
    table = catalog.cls("dataset", name)().sample(np.random.default_rng(0))
    return Facts(data=described(table), layers=(), parameters=0)


def test_any_data_set_in_rows_can_be_chosen_and_trained_at_once_and_others_after_one_fix(catalog):
    for name in ids(catalog, "dataset"):
        experiment = edits.set_dataset(preset("spiral"), name, catalog.infos, known(catalog, name))
        experiment, clicks = mended(experiment, catalog, 1)
        assert clicks == (name in shaped), name
        Run(experiment, catalog=catalog).train(1)


@pytest.mark.parametrize("name", ["iris", "digits", "curve", "blobs", "truth_table"])
def test_a_data_set_that_was_chosen_unseen_is_trained_after_a_fix_or_more(catalog, name):
    experiment = edits.set_dataset(preset("spiral"), name, catalog.infos)
    experiment, _clicks = mended(experiment, catalog, 3)
    Run(experiment, catalog=catalog).train(1)


def test_a_run_goes_on_from_a_file_to_the_last_bit(catalog):
    run = Run(preset("spiral"), catalog=catalog)
    run.train(3)
    saved = ExperimentFile(
        experiment=run.experiment,
        began=run.began,
        events=run.events,
        checkpoint=run.checkpoint(),
        history=run.history_since(0),
    )
    loaded = from_bytes(to_bytes(saved))
    assert loaded == saved
    again = Run(
        loaded.experiment,
        catalog=catalog,
        began=loaded.began,
        events=loaded.events,
        checkpoint=loaded.checkpoint,
        history=loaded.history,
    )
    run.train(2)
    again.train(2)
    assert again.parameters.tobytes() == run.parameters.tobytes()
    assert again.history == run.history


# ---- graphs


def layer(name, kind, *inputs, activation="", **values):
    return LayerSpec(
        id=name,
        kind=Chosen(id=kind, values=values),
        activation=Chosen(id=activation) if activation else None,
        inputs=inputs,
    )


def with_layers(*layers, data="spiral", **training):
    begun = preset("spiral")
    return replace(
        begun,
        data=replace(begun.data, source=Chosen(id=data)),
        network=replace(begun.network, layers=layers),
        training=replace(begun.training, **training),
    )


h1 = layer("h1", "dense", "input", activation="tanh", units=4)
h2 = layer("h2", "dense", "h1", activation="tanh", units=4)
output = layer("output", "dense", "h2", activation="sigmoid", units=1)


@pytest.mark.parametrize(
    ("layers", "code", "values"),
    [
        ((replace(h1, inputs=("h2",)), h2, output), "network.cycle", {"cycle": "h1 -> h2 -> h1"}),
        ((replace(h1, inputs=()), h2, output), "network.unconnected", {"layer": "h1"}),
        ((replace(h1, inputs=("x",)), h2, output), "network.connection", {"layer": "h1", "source": "x"}),
        ((h1, replace(h2, inputs=("h1", "h1")), output), "network.fed_twice", {"layer": "h2"}),
        ((h1, replace(h2, inputs=("output",)), replace(output, inputs=("h1",))), "network.after_output", {}),
        ((h1, h2, replace(h1, inputs=("h2",)), output), "network.same_id", {"layer": "h1"}),
    ],
)
def test_a_broken_graph_is_the_same_problem_for_checks_and_session_and_said_once(catalog, layers, code, values):
    experiment = with_layers(*layers)
    run = Run(experiment, catalog=catalog)
    found = [one for one in check(experiment, catalog.infos, run.facts()) if one.level == "error"]
    assert [one.code for one in found] == [code]
    assert values.items() <= found[0].values.items()
    assert code in errors(run.facts().problems)
    with pytest.raises(ProblemError) as caught:
        run.train(1)
    assert caught.value.problem.code == code
    assert found == [one for one in check(experiment, catalog.infos, None) if one.level == "error"]


def test_layers_in_any_order_train_to_the_same_numbers(catalog):
    tidy, mixed = (Run(with_layers(*layers), catalog=catalog) for layers in ((h1, h2, output), (h2, h1, output)))
    for run in (tidy, mixed):
        assert errors(check(run.experiment, catalog.infos, run.facts())) == []
        run.train(2)
    assert [one.id for one in mixed.facts().layers] == ["h2", "h1", "output"]
    assert mixed.history == tidy.history
    assert (mixed.weights["h1"] == tidy.weights["h1"]).all()


def test_a_layer_that_feeds_nothing_is_a_note_and_trains(catalog):
    experiment = with_layers(h1, h2, layer("odd", "dense", "h1"), output, regularizer=None)
    run = Run(experiment, catalog=catalog)
    (note,) = check(experiment, catalog.infos, run.facts())
    assert (note.code, note.level, note.values["layer"]) == ("network.unread", "note", "odd")
    run.train(1)
    assert not run.gradients.weights["odd"].any()


@pytest.mark.parametrize(
    ("layers", "place", "wanted"),
    [
        ((layer("sum", "add", "h2"),), "sum", ("h2", "h1")),
        ((layer("sum", "concatenate", "h2"),), "sum", ("h2", "h1")),
        ((layer("drop", "dropout", "h2", "h1"),), "drop", ("h3",)),
        ((layer("drop", "dropout", "h2", "input"),), "drop", ("h3",)),
    ],
)
def test_inputs_that_do_not_fit_are_set_right_by_one_click(catalog, layers, place, wanted):
    experiment = with_layers(h1, h2, *layers, replace(output, inputs=(place,)))
    experiment, clicks = mended(experiment, catalog, 1)
    assert clicks == 1
    assert next(one.inputs for one in experiment.network.layers if one.id == place) == wanted
    Run(experiment, catalog=catalog).train(1)


def only(experiment, catalog):
    """The one problem of an experiment, its facts, and the experiment after its way out was taken."""
    facts = Run(experiment, catalog=catalog).facts()
    (said,) = check(experiment, catalog.infos, facts)
    return said, facts, fix(experiment, said, catalog.infos, facts)


def test_a_join_that_nothing_can_be_added_to_goes(catalog):
    experiment = with_layers(layer("sum", "add", "input"), replace(output, inputs=("sum",)))
    said, _, made = only(experiment, catalog)
    assert (said.code, said.values["layer"]) == ("layer.shape", "sum")
    assert made == with_layers(replace(output, inputs=("input",)))
    Run(made, catalog=catalog).train(1)


def test_as_an_output_a_join_of_nothing_takes_a_person(catalog):
    experiment = with_layers(layer("sum", "add", "input"), data="plane", loss=Chosen(id="mse"), metrics=())
    said, facts, made = only(experiment, catalog)
    assert ("fix" in said.values, made) == (False, None)
    assert facts.layers[0].shape is None


def test_a_sum_of_unequal_shapes_becomes_a_concatenation(catalog):
    wide = replace(h2, kind=Chosen(id="dense", values={"units": 3}))
    experiment = with_layers(h1, wide, layer("sum", "add", "h2", "h1"), replace(output, inputs=("sum",)))
    said, _, made = only(experiment, catalog)
    assert (said.code, said.values["layer"]) == ("layer.shape", "sum")
    assert [one.kind.id for one in made.network.layers] == ["dense", "dense", "concatenate", "dense"]
    Run(made, catalog=catalog).train(1)


def test_a_recurrent_layer_before_another_gives_all_its_states(catalog):
    layers = (
        layer("first", "lstm", "input", units=3),
        layer("second", "gru", "first", units=2),
        layer("output", "dense", "second", activation="identity", units=1),
    )
    experiment = with_layers(*layers, data="echo", loss=Chosen(id="mse"), metrics=())
    said, _, made = only(experiment, catalog)
    assert (said.code, said.values["layer"]) == ("layer.shape", "second")
    assert made.network.layers[0].kind.values["sequence"] is True
    assert errors(check(made, catalog.infos, Run(made, catalog=catalog).facts())) == []


def test_an_output_that_is_no_dense_layer_gets_one_behind_it(catalog):
    ended = with_layers(h1, layer("drop", "dropout", "h1", rate=0.1))
    said, _, made = only(ended, catalog)
    assert (said.values["layer"], [one.kind.id for one in made.network.layers]) == (
        "drop",
        ["dense", "dropout", "dense"],
    )
    Run(made, catalog=catalog).train(1)
    picture = with_layers(layer("conv", "conv2d", "input", filters=2), data="bars", loss=Chosen(id="mse"), metrics=())
    said, _, made = only(picture, catalog)
    assert (said.code, said.values["layer"]) == ("fit.flat", "conv")
    assert [one.kind.id for one in made.network.layers] == ["conv2d", "flatten", "dense"]
    assert made.training.loss == picture.training.loss
    Run(made, catalog=catalog).train(1)


def test_a_layer_that_leads_nowhere_is_joined_to_the_next(catalog):
    experiment = with_layers(h1, layer("a", "dense", "h1", units=2), layer("b", "dense", "a", units=2), h2, output)
    facts = Run(experiment, catalog=catalog).facts()
    inner, end = check(experiment, catalog.infos, facts)
    assert [(one.code, one.values["layer"]) for one in (inner, end)] == [
        ("network.nowhere", "a"),
        ("network.unread", "b"),
    ]
    assert inner.values["end"] == "b"
    made = fix(experiment, inner, catalog.infos, facts)
    assert made == fix(experiment, end, catalog.infos, facts)
    assert made == edits.join(experiment, "b", "h2", "concatenate", catalog.infos)
    assert check(made, catalog.infos, Run(made, catalog=catalog).facts()) == ()


def test_a_layer_that_leads_nowhere_and_fits_nowhere_goes(catalog):
    layers = (
        layer("conv", "conv2d", "input", filters=2),
        layer("odd", "max_pool", "conv"),
        layer("flat", "flatten", "conv"),
        layer("output", "dense", "flat", activation="softmax", units=3),
    )
    experiment = with_layers(*layers, data="bars", loss=Chosen(id="cross_entropy"))
    said, _, made = only(experiment, catalog)
    assert said.values["layer"] == "odd"
    assert made == edits.remove_layer(experiment, "odd")


@st.composite
def broken(draw, catalog):
    """An experiment as it can come of edits, whatever became of its shapes."""
    infos = catalog.infos
    data = draw(st.sampled_from(("spiral", "plane", "bars", "echo")))
    experiment = edits.set_dataset(preset("moons"), data, infos)
    kinds = st.sampled_from(ids(catalog, "layer"))
    for _ in range(draw(st.integers(1, 4))):
        names = [one.id for one in experiment.network.layers]
        name, other = draw(st.sampled_from(names)), draw(st.sampled_from(["input", *names]))
        edit = draw(
            st.sampled_from((
                lambda one, name=name, other=other: edits.set_kind(one, name, draw(kinds), infos),
                lambda one, name=name, other=other: edits.add_layer(one, other, 2, draw(kinds), infos),
                lambda one, name=name, other=other: edits.add_before(one, name, 2, draw(kinds), infos),
                lambda one, name=name, other=other: edits.connect(one, other, name, infos),
                lambda one, name=name, other=other: edits.disconnect(one, other, name, infos),
                lambda one, name=name, other=other: edits.join(one, other, name, "add", infos),
                lambda one, name=name, other=other: edits.remove_layer(one, name, infos),
                lambda one, name=name, other=other: edits.set_units(one, name, draw(st.integers(1, 4)), infos),
            ))
        )  # fmt: skip
        with contextlib.suppress(ProblemError):
            experiment = edit(experiment)
    return experiment


def said_of(problem):
    return problem.code, {name: value for name, value in problem.values.items() if name != "fix"}


@given(data=st.data())
@settings(max_examples=300 if os.environ.get("NNLAB_SOAK") == "1" else 15, deadline=None)
def test_every_way_out_leads_to_an_experiment_without_that_problem(catalog, data):
    experiment = data.draw(broken(catalog))
    facts = Run(experiment, catalog=catalog).facts()
    for problem in check(experiment, catalog.infos, facts):
        if "fix" not in problem.values:
            continue
        made = fix(experiment, problem, catalog.infos, facts)
        assert made is not None, problem
        assert structure(made) == ()
        left = check(made, catalog.infos, Run(made, catalog=catalog).facts())
        assert said_of(problem) not in [said_of(one) for one in left]


@pytest.mark.parametrize(
    ("layers", "name", "wanted"),
    [
        ((h1, replace(h2, inputs=()), output), "h2", ("h1",)),
        ((replace(h1, inputs=()), h2, output), "h1", ("input",)),
        ((h1, replace(h2, inputs=("x",)), output), "h2", ("h1",)),
        ((h1, replace(h2, inputs=("x", "h1")), output), "h2", ("h1",)),
        ((h1, replace(h2, inputs=("h1", "h1")), output), "h2", ("h1",)),
        ((replace(h1, inputs=("h2",)), h2, output), "h1", ("input",)),
        ((replace(h1, inputs=("h1",)), h2, output), "h1", ("input",)),
    ],
)
def test_what_nothing_feeds_or_what_feeds_itself_is_fed_again(catalog, layers, name, wanted):
    experiment = with_layers(*layers)
    facts = Run(experiment, catalog=catalog).facts()
    (said,) = (one for one in check(experiment, catalog.infos, facts) if one.level == "error")
    made = fix(experiment, said, catalog.infos, facts)
    assert (said.values["layer"], said.values["fix"]) == (name, "feed")
    assert next(one.inputs for one in made.network.layers if one.id == name) == wanted
    assert structure(made) == ()


def test_a_batch_of_one_is_refused_before_training_where_the_batch_is_normalised(catalog):
    layers = (h1, layer("norm", "batch_norm", "h1"), replace(output, inputs=("norm",)))
    for size in (1, 3):  # 250 samples for training: the last batch of 3 holds one
        experiment = with_layers(*layers, batch_size=size)
        run = Run(experiment, catalog=catalog)
        (said,) = check(experiment, catalog.infos, run.facts())
        assert (said.code, said.values["layer"]) == ("layer.shape", "norm")
        assert "at least 2 samples in every batch" in Words("en").problem(said)
        assert "批归一化" in Words("zh_CN").problem(said)
    Run(with_layers(*layers, batch_size=10), catalog=catalog).train(1)
