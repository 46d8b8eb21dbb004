"""An edit gives the next experiment or one sentence."""

from __future__ import annotations

import pytest
from experiment_world import dense, facts, info, infos, small, spec
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Drawn, Given, Made
from nnlab.experiment.presets import preset
from nnlab.experiment.structure import structure
from nnlab.records import ProblemError


def problem(call, *arguments):
    with pytest.raises(ProblemError) as caught:
        call(*arguments)
    return caught.value.problem


def layer(experiment, name):
    return next(layer for layer in experiment.network.layers if layer.id == name)


# ---- values by path


@pytest.mark.parametrize(
    ("path", "text", "read"),
    [
        ("training.optimizer.learning_rate", "0.01", lambda e: e.training.optimizer.values["learning_rate"] == 0.01),
        ("training.optimizer", "adam", lambda e: e.training.optimizer.id == "adam"),
        ("training.batch_size", "25", lambda e: e.training.batch_size == 25),
        ("training.shuffle", "false", lambda e: e.training.shuffle is False),
        ("training.dtype", "float32", lambda e: e.training.dtype == "float32"),
        ("training.loss", "mse", lambda e: e.training.loss.id == "mse"),
        ("training.regularizer", "l2", lambda e: e.training.regularizer.id == "l2"),
        ("training.regularizer", "none", lambda e: e.training.regularizer is None),
        ("training.stop.epochs", "100", lambda e: e.training.stop.epochs == 100),
        ("training.stop.epochs", "none", lambda e: e.training.stop.epochs is None),
        ("training.metrics", "accuracy,mean_absolute_error", lambda e: len(e.training.metrics) == 2),
        ("data.source.noise", "0.5", lambda e: e.data.source.values["noise"] == 0.5),
        ("data.source.points", "1e3", lambda e: e.data.source.values["points"] == 1000),
        ("data.seed", "7", lambda e: e.data.seed == 7),
        ("data.test_share", "0.2", lambda e: e.data.test_share == 0.2),
        (
            "network.inputs",
            "max(x1, x2), {petal, length}，x1",
            lambda e: e.network.inputs == ("max(x1, x2)", "{petal, length}", "x1"),
        ),
        ("network.inputs", "x1, x2, x1*x2", lambda e: e.network.inputs == ("x1", "x2", "x1*x2")),
        ("network.layers.h1.activation", "relu", lambda e: layer(e, "h1").activation.id == "relu"),
        ("network.layers.h1.kind.units", "8", lambda e: layer(e, "h1").kind.values["units"] == 8),
        ("network.layers.h1.name", "first", lambda e: layer(e, "h1").name == "first"),
        ("start.initializer", "normal", lambda e: e.start.initializer.id == "normal"),
        ("start.seed", "3", lambda e: e.start.seed == 3),
        ("name", "3", lambda e: e.name == "3"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_what_its_path_holds(path, text, read):
    assert read(edits.set_value(small(), path, text, infos))


def test_texts_of_tuples_choices_and_switches_are_read_too():
    experiment = edits.choose(small(), "training.schedule", "steps", infos)
    experiment = edits.set_value(experiment, "training.schedule.at", "(5, 7.5)", infos)
    experiment = edits.choose(experiment, "training.optimizer", "adam", infos)
    experiment = edits.set_value(experiment, "training.optimizer.amsgrad", "yes", infos)
    assert experiment.training.schedule.values == {"at": (5.0, 7.5)}
    assert experiment.training.optimizer.values["amsgrad"] is True
    timid = edits.choose(experiment, "training.optimizer", "timid", infos)
    assert edits.set_value(timid, "training.optimizer.mode", "b", infos).training.optimizer.values["mode"] == "b"


def test_the_paths_name_every_setting_and_parameter():
    found = edits.paths(small(), infos)
    assert {"training.optimizer.learning_rate", "data.source.points", "network.layers.h1.kind.units"} <= set(found)
    assert len(found) == len(set(found))


def test_a_misspelt_path_names_the_nearest_and_what_is_there():
    found = problem(edits.set_value, small(), "training.optimizer.learningrate", "1", infos)
    assert found.code == "edit.path_near"
    assert found.values["near"] == "training.optimizer.learning_rate"
    assert found.values["known"] == "learning_rate"


def test_a_path_far_from_all_others_lists_what_is_there():
    assert (
        problem(edits.set_value, small(), "zzz", "1", infos).values["known"] == "name, data, training, start, network"
    )
    found = problem(edits.set_value, small(), "network.layers.x", "1", infos)
    assert found.values["known"] == "h1, h2, output"


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("training.optimizer.learning_rate", "11", "param.bounds"),
        ("training.optimizer.learning_rate", "nan", "param.finite"),
        ("training.optimizer.learning_rate", "fast", "param.type"),
        ("training.batch_size", "0", "edit.batch_size"),
        ("training.batch_size", "2.5", "param.type"),
        ("training.dtype", "float16", "param.choice"),
        ("training.shuffle", "perhaps", "param.type"),
        ("training.seed", "-1", "param.bounds"),
        ("data.test_share", "0.95", "param.bounds"),
        ("network.layers.h1.kind.units", "0", "edit.no_neurons"),
        ("network.layers.h1.kind.units", "5000", "param.bounds"),
        ("network.layers.h1.activation", "rellu", "edit.component_near"),
        ("training.loss", "zzz", "edit.component"),
        ("training.loss", "", "edit.not_empty"),
        ("data.source", "", "edit.not_empty"),
        ("network.inputs", "", "edit.no_inputs"),
        ("network.inputs", "x1," * 70_000, "formula.long"),
        ("network.inputs", "x1,x1", "edit.same_input"),
        ("network.inputs", "x1,,x2", "edit.empty_input"),
        ("network.inputs", ",", "edit.no_inputs"),
        ("name", "\ud800", "edit.text"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_one_sentence(path, text, code):
    assert problem(edits.set_value, small(), path, text, infos).code == code


def test_a_value_out_of_bounds_names_its_path():
    found = problem(edits.set_value, small(), "network.layers.h1.kind.units", "5000", infos)
    assert found.values["path"] == "network.layers.h1.kind.units"
    assert found.values["layer"] == "h1"


def test_without_a_catalogue_only_present_values_can_be_changed_in_their_own_type():
    changed = edits.set_value(small(), "training.optimizer.learning_rate", "0.5")
    assert changed.training.optimizer.values == {"learning_rate": 0.5}
    assert problem(edits.set_value, small(), "training.optimizer.momentum", "0.5").code.startswith("edit.path")
    assert problem(edits.set_value, small(), "network.layers.h1.kind.units", "four").code == "param.type"


def test_layer_ids_with_dots_are_found():
    experiment = small()
    layers = (dense("a.b", 2, "tanh", "input"), dense("output", 1, "sigmoid", "a.b"))
    experiment = replace(experiment, network=replace(experiment.network, layers=layers))
    changed = edits.set_value(experiment, "network.layers.a.b.kind.units", "5", infos)
    assert edits.units_of(changed, "a.b") == 5


# ---- components


def test_choosing_keeps_values_of_the_same_name_that_are_allowed():
    assert edits.choose(small(), "training.optimizer", "adam", infos).training.optimizer.values == {
        "learning_rate": 0.3
    }
    assert edits.choose(small(), "training.optimizer", "timid", infos).training.optimizer.values == {}


def test_choosing_records_the_text_that_was_chosen():
    chosen = edits.choose(small(), "training.optimizer", "adam", infos).training.optimizer
    assert chosen.made == Made(origin="bundled", version="1", sha256="0" * 64)


def test_choosing_another_kind_of_layer_takes_its_activation_along():
    dropped = edits.choose(small(), "network.layers.h2.kind", "dropout", infos)
    assert layer(dropped, "h2").activation is None
    back = edits.choose(dropped, "network.layers.h2.kind", "dense", infos)
    assert layer(back, "h2").activation == Chosen(id="identity")


def test_a_layer_without_activation_says_so():
    dropped = edits.choose(small(), "network.layers.h2.kind", "dropout", infos)
    assert problem(edits.set_activation, dropped, "h2", "relu", infos).code == "edit.no_activation"
    assert problem(edits.set_units, dropped, "h2", 3, infos).code == "edit.no_units"


def test_a_data_set_of_values_brings_output_loss_and_metric_along():
    changed = edits.set_dataset(small(), "plane", infos)
    assert changed.data.source.values == {"noise": 0.1}
    assert layer(changed, "output").activation.id == "identity"
    assert changed.training.loss.id == "mse"
    assert [metric.id for metric in changed.training.metrics] == ["mean_absolute_error"]
    back = edits.set_dataset(changed, "spiral", infos)
    assert layer(back, "output").activation.id == "sigmoid"  # mse would work with classes too, and learn badly
    assert back.training.loss.id == "binary_cross_entropy"
    assert [metric.id for metric in back.training.metrics] == ["accuracy"]


def test_a_loss_chosen_for_classes_stays_with_another_set_of_classes():
    chosen = edits.choose(small(), "training.loss", "mse", infos)
    moons = (*infos, info("dataset", "moons", gives="classes"))
    assert edits.set_dataset(chosen, "moons", moons).training.loss.id == "mse"


def test_a_presets_name_follows_the_data_and_ones_own_name_stays():
    experiment = edits.set_dataset(preset("spiral"), "plane", infos)
    assert experiment.name == preset("plane").name
    mine = edits.rename(preset("spiral"), "Lecture 3")
    assert edits.set_dataset(mine, "plane", infos).name == "Lecture 3"


def test_a_new_layer_takes_no_softmax_from_its_neighbour():
    odd = edits.set_activation(small(), "h1", "softmax", infos)
    alone = edits.set_activation(odd, "h2", "softmax", infos)
    assert layer(edits.add_layer(alone, "h1", infos=infos), "h3").activation.id == "tanh"


def test_three_classes_bring_three_softmax_outputs():
    changed = edits.fix_output(small(), facts(classes=3), infos)
    assert edits.units_of(changed, "output") == 3
    assert layer(changed, "output").activation.id == "softmax"
    assert changed.training.loss.id == "cross_entropy"
    again = edits.fix_output(changed, facts(classes=2), infos)
    assert (edits.units_of(again, "output"), again.training.loss.id) == (1, "binary_cross_entropy")


def test_a_data_set_that_fits_changes_nothing_else():
    changed = edits.set_dataset(small(), "spiral", infos, facts(classes=2))
    assert changed.network == small().network
    assert changed.training == small().training


def test_facts_of_the_data_set_before_are_not_believed():
    changed = edits.set_dataset(small(), "plane", infos, facts(classes=3))
    assert (edits.units_of(changed, "output"), changed.training.loss.id) == (1, "mse")


def test_adopting_takes_over_the_present_texts():
    newer = tuple(replace(known, sha256="1" * 64) for known in infos)
    experiment = edits.choose(small(), "training.optimizer", "adam", infos)
    adopted = edits.adopt(experiment, newer)
    assert adopted.training.optimizer.made.sha256 == "1" * 64
    assert adopted.training.metrics[0].made.sha256 == "1" * 64
    assert adopted.training.optimizer.values == experiment.training.optimizer.values


def test_choosing_an_initializer_ends_a_given_start():
    given = replace(small(), start=Given(sha256="0" * 64))
    assert edits.choose(given, "start.initializer", "normal", infos).start.initializer.id == "normal"
    assert isinstance(edits.new_weights(given, 5).start, Drawn)


# ---- layers


def test_a_new_layer_stands_between_its_neighbours():
    changed = edits.add_layer(small(), "h1", units=6)
    assert [layer.id for layer in changed.network.layers] == ["h1", "h3", "h2", "output"]
    assert layer(changed, "h3").inputs == ("h1",)
    assert layer(changed, "h2").inputs == ("h3",)
    assert layer(changed, "h3").activation == Chosen(id="tanh")
    assert structure(changed) == ()


def test_a_new_first_layer_is_fed_by_the_inputs():
    changed = edits.add_layer(small(), "input", kind="dropout", infos=infos)
    assert layer(changed, "h3").inputs == ("input",)
    assert layer(changed, "h3").activation is None
    assert layer(changed, "h1").inputs == ("h3",)


def test_a_removed_layer_leaves_its_neighbours_connected():
    changed = edits.remove_layer(edits.remove_layer(small(), "h1"), "h2")
    assert [layer.id for layer in changed.network.layers] == ["output"]
    assert layer(changed, "output").inputs == ("input",)


def test_adding_and_removing_gives_the_same_experiment_again():
    assert edits.remove_layer(edits.add_layer(small(), "h1"), "h3") == small()
    assert edits.remove_neuron(edits.add_neuron(small(), "h1"), "h1") == small()


@pytest.mark.parametrize(
    ("edit", "arguments", "code"),
    [
        (edits.add_layer, ("output",), "edit.after_output"),
        (edits.add_layer, ("h9",), "edit.layer"),
        (edits.add_layer, ("h1", 0), "edit.no_neurons"),
        (edits.add_layer, ("h1", 4, "convolution", infos), "edit.component"),
        (edits.remove_layer, ("output",), "edit.remove_output"),
        (edits.remove_layer, ("h9",), "edit.layer"),
        (edits.remove_neuron, ("output",), "edit.no_neurons"),
        (edits.set_units, ("h1", 0), "edit.no_neurons"),
        (edits.set_units, ("h1", 10**9), "param.bounds"),
        (edits.set_batch_size, (0,), "edit.batch_size"),
        (edits.set_test_share, (1.0,), "param.bounds"),
        (edits.choose, ("training.nothing", "x", infos), "edit.slot"),
        (edits.set_param, ("training.optimizer", "momentum", 1.0, infos), "edit.param"),
        (edits.set_param, ("training.regularizer", "strength", 1.0, infos), "edit.empty"),
        (edits.set_field, ("training.nothing", 1), "edit.path"),
    ],
)  # fmt: skip
def test_an_impossible_edit_is_one_sentence(edit, arguments, code):
    assert problem(edit, small(), *arguments).code == code


def test_new_weights_leave_data_and_split_alone():
    changed = edits.new_weights(small(), 5)
    assert (changed.start.seed, changed.training.seed) == (5, 5)
    assert changed.data == small().data


# ---- shapes


def test_settings_keep_the_shape_and_structure_changes_it():
    experiment = small()
    for same in (
        edits.set_value(experiment, "training.optimizer.learning_rate", 0.1, infos),
        edits.set_activation(experiment, "h1", "relu", infos),
        edits.set_inputs(experiment, ("x1", "x1^2")),
        edits.new_weights(experiment, 3),
        edits.rename(experiment, "other"),
    ):
        assert edits.same_shape(experiment, same)
    for other in (
        edits.add_neuron(experiment, "h1"),
        edits.add_layer(experiment, "h1"),
        edits.remove_layer(experiment, "h1"),
        edits.set_inputs(experiment, ("x1",)),
    ):
        assert not edits.same_shape(experiment, other)


def test_a_dropout_rate_is_no_shape():
    experiment = edits.add_layer(small(), "h1", kind="dropout", infos=infos)
    changed = edits.set_param(experiment, "network.layers.h3.kind", "rate", 0.2, infos)
    assert edits.same_shape(experiment, replace(experiment, name="x"))
    assert edits.same_shape(edits.set_param(changed, "network.layers.h3.kind", "rate", 0.4, infos), changed)
    assert edits.same_shape(experiment, changed)


def test_an_unknown_component_keeps_its_place_and_values():
    experiment = small()
    odd = replace(experiment.training, optimizer=Chosen(id="odd", values={"x": (1.0, 2.0)}))
    experiment = replace(experiment, training=odd)
    changed = edits.set_value(experiment, "training.optimizer.x", "3,4", infos)
    assert changed.training.optimizer.values == {"x": (3.0, 4.0)}
    assert edits.choose(experiment, "training.optimizer", "odd", infos) == experiment


def test_infos_of_another_kind_with_the_same_id_are_not_mixed_up():
    more = (info("metric", "mse"), *infos)
    assert edits.choose(small(), "training.loss", "mse", more).training.loss.id == "mse"


def test_a_dropout_layer_has_no_units_also_where_no_components_are_known():
    made = edits.add_layer(small(), "h1", kind="dropout")
    (dropout,) = (layer for layer in made.network.layers if layer.kind.id == "dropout")
    assert dropout.kind.values == {}
    assert dropout.activation is None


# ---- a table of one's own, whose targets only the data tell

texts = (spec(name, "text", "") for name in ("table", "file"))
columns = (spec(name, "tuple", ()) for name in ("inputs", "targets"))
table_info = info("dataset", "table", *texts, *columns, gives="any")
with_tables = (*infos, table_info)
opened = {"table": "0" * 64, "file": "people.csv", "targets": (2.0,)}


def about(found, *columns: str):
    return replace(found, data=replace(found.data, columns=columns, test_rows=found.data.train_rows))


def test_a_table_brings_inputs_output_loss_and_batches_that_fit_it_in_one_edit():
    known = about(facts(classes=3, train_rows=8), "weight", "height")
    made = edits.set_table(small(), opened, with_tables, known)
    assert made.data.source.values == opened
    assert made.network.inputs == ("weight", "height")
    assert edits.units_of(made, "output") == 3
    assert (made.training.loss.id, made.training.batch_size) == ("cross_entropy", 8)
    values = edits.set_table(made, {**opened, "targets": (0.0,)}, with_tables, about(facts(values=2), "height", "age"))
    assert (values.training.loss.id, edits.units_of(values, "output")) == ("mse", 2)
    assert [metric.id for metric in values.training.metrics] == ["mean_absolute_error"]
    assert values.network.inputs == ("height", "age")
    assert values.data.source.values == {**opened, "targets": (0.0,)}  # what is not given is not kept


def test_columns_chosen_anew_leave_an_output_that_fits_as_it_was():
    known = about(facts(classes=2), "weight", "height")
    made = edits.set_table(small(), opened, with_tables, known)
    mine = edits.choose(made, "training.loss", "mse", infos)
    again = edits.set_table(mine, {**opened, "inputs": (1.0,)}, with_tables, about(facts(classes=2), "height"))
    assert (again.network.layers[-1], again.training.loss) == (mine.network.layers[-1], mine.training.loss)
    back = edits.set_dataset(again, "plane", with_tables)
    assert (back.training.loss.id, layer(back, "output").activation.id) == ("mse", "identity")


def test_an_experiment_with_a_presets_name_gets_that_of_the_tables_file():
    assert edits.set_table(preset("spiral"), opened, with_tables).name == "people"
    mine = edits.rename(preset("spiral"), "Lecture 3")
    assert edits.set_table(mine, opened, with_tables).name == "Lecture 3"


def test_what_a_table_cannot_be_told_is_refused():
    assert problem(edits.set_table, small(), {"column": 1}, with_tables).code == "edit.param"
    assert problem(edits.set_table, small(), {"targets": "last"}, with_tables).code == "param.type"


def test_missing_values_and_targets_are_treated_as_one_says():
    made = edits.set_missing(small(), "constant", 3)
    assert (made.data.missing, made.data.filler) == ("constant", 3.0)
    assert edits.set_missing(made, "mean").data.filler == 3.0
    assert edits.set_target_scaling(made, "minmax").data.target_scaling == "minmax"
    assert edits.set_value(small(), "data.missing", "median").data.missing == "median"
    assert problem(edits.set_missing, small(), "guess").code == "param.choice"
    assert problem(edits.set_missing, small(), "constant", float("inf")).code == "param.finite"
    assert problem(edits.set_target_scaling, small(), "log").code == "param.choice"
