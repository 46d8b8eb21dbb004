"""What is wrong with an experiment is said once, where it is, with the way out."""

from __future__ import annotations

import pytest
from experiment_strategies import experiments
from experiment_world import dense, facts, infos, small
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.checks import check
from nnlab.experiment.document import Chosen, Made
from nnlab.experiment.facts import LayerFacts
from nnlab.experiment.fixes import fix
from nnlab.experiment.slots import with_field, with_layer
from nnlab.records import Problem, fail
from nnlab.records.words import Words


def changed(path, value):
    return with_field(small(), path, value)


def with_output(activation, units=1):
    return with_layer(small(), dense("output", units, activation, "h2"))


def only(experiment, known=None):
    """The one problem there is."""
    (problem,) = check(experiment, infos, known)
    assert "{" not in Words("en").problem(problem)
    return problem


def test_a_sound_experiment_has_no_problems():
    assert check(small(), infos, facts()) == ()
    assert check(small(), infos, None) == ()
    assert check(small(), (), None) == ()


def test_a_missing_component_is_named_with_its_place():
    problem = only(changed("training.optimizer", Chosen(id="odd")), facts())
    assert problem.code == "check.missing"
    assert problem.values == {"path": "training.optimizer", "id": "odd", "known": "sgd, adam, timid"}


def test_a_missing_activation_names_its_layer():
    problem = only(with_layer(small(), dense("h1", 4, "odd", "input")), facts())
    assert (problem.code, problem.values["layer"]) == ("check.missing", "h1")


def test_no_neurons_are_said_once():
    problem = only(with_layer(small(), dense("h1", 0, "tanh", "input")), facts())
    assert (problem.code, problem.values["layer"]) == ("edit.no_neurons", "h1")
    assert only(with_output("sigmoid", 0), facts()).values["layer"] == "output"


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("training.batch_size", 0, "edit.batch_size"),
        ("training.batch_size", 251, "check.batch"),
        ("training.seed", -1, "param.bounds"),
        ("data.test_share", 0.95, "param.bounds"),
        ("training.optimizer", Chosen(id="sgd", values={"learning_rate": 11.0}), "param.bounds"),
        ("training.optimizer", Chosen(id="sgd", values={"learning_rate": "fast"}), "param.type"),
        ("training.optimizer", Chosen(id="sgd", values={"momentum": 0.9}), "check.param"),
        ("training.loss", Chosen(id="cross_entropy"), "output.distribution"),
    ],
)
def test_a_setting_that_cannot_be_is_said_with_its_path_and_set_right(path, value, code):
    experiment = changed(path, value)
    problem = only(experiment, facts())
    assert problem.code == code
    assert problem.level == "error"
    assert problem.values["path"]
    assert check(fix(experiment, problem, infos, facts()), infos, facts()) == ()


@pytest.mark.parametrize(
    ("experiment", "known", "code"),
    [
        (small(), facts(values=1), "output.values"),
        (small(), facts(classes=3), "output.count"),
        (with_output("tanh"), facts(), "output.probability"),
        (with_output("softmax", 3), facts(), "output.count"),
        (edits.set_value(small(), "training.loss", "cross_entropy", infos), facts(classes=3), "output.distribution"),
        (edits.set_value(with_output("identity"), "training.loss", "mse", infos), facts(values=2), "output.count"),
    ],
)
def test_an_output_that_does_not_fit_is_one_problem_at_the_output_and_set_right(experiment, known, code):
    problem = only(experiment, known)
    assert problem.code == code
    assert problem.values["layer"] == "output"
    assert check(fix(experiment, problem, infos, known), infos, known) == ()


def test_a_single_softmax_output_is_a_warning_and_set_right():
    experiment = edits.set_value(with_output("softmax"), "training.loss", "mse", infos)
    problem = only(experiment, facts())
    assert (problem.code, problem.level) == ("output.alone", "warning")
    assert check(fix(experiment, problem, infos, facts()), infos, facts()) == ()


def test_two_misfits_of_the_output_are_one_problem():
    experiment = edits.set_value(with_output("tanh"), "training.loss", "cross_entropy", infos)
    session = fail("output.distribution", loss="CrossEntropy", activation="Tanh", layer="output").problem
    assert only(experiment, replace(facts(values=1), problems=(session,))).code == "output.values"


def test_a_misfit_is_known_before_the_data_is_there():
    assert only(with_output("tanh")).code == "output.probability"
    assert only(changed("data.source", Chosen(id="plane"))).code == "output.values"


def test_another_text_of_a_component_is_a_note_naming_both():
    made = Made(origin="user", version="0.9", sha256="abcdefgh12345")
    experiment = changed("training.optimizer", Chosen(id="sgd", made=made))
    problem = only(experiment, facts())
    assert (problem.code, problem.level) == ("check.text", "note")
    assert (problem.values["then"], problem.values["now"]) == ("user 0.9 abcdefgh", "bundled 1 00000000")
    assert check(fix(experiment, problem, infos, facts()), infos, facts()) == ()


def test_what_a_session_found_is_passed_on_with_the_layer():
    stopped = LayerFacts(id="h2", shape=None, problem=Problem(code="layer.shape", values={"sentence": "no"}))
    problem = only_of_session(replace(facts(), layers=(stopped,)))
    assert (problem.code, problem.values) == ("layer.shape", {"sentence": "no", "layer": "h2"})


def only_of_session(known):
    (problem,) = check(small(), infos, known)
    return problem


def test_what_is_said_here_is_not_said_again_by_the_session():
    session = (fail("check.batch", batch=251, rows=250).problem, fail("data.other").problem, fail("data.other").problem)
    found = check(changed("training.batch_size", 251), infos, replace(facts(), problems=session))
    assert [problem.code for problem in found] == ["check.batch", "data.other"]


def test_an_unknown_plugin_is_said_once_but_two_are_said_twice():
    experiment = changed("training.optimizer", Chosen(id="odd"))
    session = tuple(fail("plugin.unknown", kind="optimizer", id=name, known="").problem for name in ("odd", "other"))
    found = check(experiment, infos, replace(facts(), problems=session))
    assert [(problem.code, problem.values["id"]) for problem in found] == [
        ("check.missing", "odd"),
        ("plugin.unknown", "other"),
    ]


def test_a_component_whose_file_went_is_said_once_and_where():
    experiment = changed("training.optimizer", Chosen(id="odd"))
    session = (fail("plugin.gone", kind="optimizer", id="odd", file="odd.py").problem,)
    (found,) = check(experiment, infos, replace(facts(), problems=session))
    assert (found.code, found.values["path"]) == ("plugin.gone", "training.optimizer")
    assert "odd.py" in Words("en").problem(found)


def test_the_number_of_outputs_is_the_layers_real_one():
    shapes = tuple(LayerFacts(id=name, shape=(3,)) for name in ("h1", "h2", "output"))
    assert only(small(), replace(facts(), layers=shapes)).code == "output.count"


def test_broken_structure_is_a_problem_and_no_crash():
    network = replace(small().network, inputs=(), layers=())
    found = check(replace(small(), network=network), infos, facts())
    assert [problem.code for problem in found] == ["network.no_inputs", "network.no_layers"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(experiments)
def test_any_document_can_be_checked_and_worded(experiment):
    for known in (None, facts(), facts(values=2)):
        for problem in check(experiment, infos, known):
            assert Words("en").problem(problem)
            fix(experiment, problem, infos, known)


def fed(*inputs):
    return edits.set_inputs(small(), inputs)


def test_a_formula_that_cannot_be_read_is_said_at_the_input_with_the_place_and_a_way_out():
    known = facts()
    wrong = fed("x1", "sin(x1*x9)", "x2")
    problem = only(wrong, known)
    assert Words("en").problem(problem).startswith("Input sin(x1*x9): At character 8, x9 is no column of the data.")
    assert (problem.values["path"], problem.values["input"]) == ("network.inputs", "sin(x1*x9)")
    assert fix(wrong, problem, infos, known).network.inputs == ("x1", "x2")
    assert fix(fed("x9"), only(fed("x9"), known), infos, known).network.inputs == known.data.columns
    assert check(wrong, infos, None) == ()  # before the data is known


def test_what_a_session_says_of_an_input_is_not_said_twice():
    known = facts()
    session = fail("formula.column", place=1, name="x9", known="x1, x2", input="x9")
    assert only(fed("x1", "x9"), replace(known, problems=(session.problem,))).values["input"] == "x9"
    undefined = fail(
        "formula.undefined", text="log(x1)", row=3, where="x1 = -1", input="log(x1)", fix="columns"
    ).problem
    problem = only(fed("x1", "log(x1)"), replace(known, problems=(undefined,)))
    assert "row 3" in Words("en").problem(problem)
    assert fix(fed("x1", "log(x1)"), problem, infos, known).network.inputs == ("x1",)


def test_pictures_go_in_as_they_are():
    known = facts()
    assert check(fed("x9"), infos, replace(known, data=replace(known.data, shape=(1, 8, 8)))) == ()
