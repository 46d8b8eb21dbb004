"""Neurons that go, whichever they are, and names that follow them; skip connections by way of a join."""

from __future__ import annotations

import pytest
from experiment_world import facts, infos, small
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from test_edits_layers import inputs, kinds, layer, problem, residual

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Place
from nnlab.experiment.facts import LayerFacts
from nnlab.experiment.file import ExperimentFile, from_bytes, to_bytes
from nnlab.experiment.presets import preset
from nnlab.experiment.remaining import composed, reversed_units


def at(name, *index):
    return Place(name=name, at=index)


def named():
    experiment = edits.name_neurons(small(), "h1", ["a", "", "c", "d"])
    experiment = edits.freeze(experiment, "h1", [at("weights", 0, 1), at("weights", 1, 3), at("bias", 2)])
    return edits.cut(experiment, "h2", [at("weights", 2, 0), at("weights", 3, 2), at("bias", 1)])


def test_any_neurons_go_and_the_others_keep_names_and_masks():
    made = edits.remove_neurons(named(), "h1", [1, 2], infos)
    assert edits.units_of(made, "h1") == 2
    assert layer(made, "h1").neurons == ("a", "d")
    assert [mask.layer for mask in made.network.masks] == ["h1", "h2"]
    assert made.network.masks[0].frozen == (at("weights", 1, 1),)
    assert made.network.masks[1].cut == (at("bias", 1), at("weights", 1, 2))
    assert edits.kept_units(named(), "h1", [1, 2]) == {"h1": (0, 3)}
    assert edits.remove_neurons(named(), "h1", []) == named()


def test_behind_the_states_of_a_recurrent_layer_in_a_row_masks_stay_on_their_rows():
    memory, output = preset("echo").network.layers
    memory = replace(memory, kind=Chosen(id="rnn", values={"units": 8, "sequence": True}))
    made = replace(preset("echo"), network=replace(preset("echo").network, layers=(memory, output)))
    made = edits.add_layer(made, "memory", kind="dense")
    reader = made.network.layers[1].id
    made = edits.add_layer(made, "memory", kind="flatten")  # 5 steps of 8 neurons
    made = edits.cut(made, reader, [at("weights", 3, 0), at("weights", 30, 2)])
    smaller = edits.remove_neurons(made, reader, [1])
    assert smaller.network.masks[0].cut == (at("weights", 3, 0), at("weights", 30, 1))
    assert edits.remove_neurons(made, "memory", [1]).network.masks == ()  # nobody can tell here


def test_neurons_that_are_not_there_or_all_of_them_cannot_go():
    assert problem(edits.remove_neurons, small(), "h1", [4]).code == "edit.unit"
    assert problem(edits.remove_neurons, small(), "h1", [-1]).code == "edit.unit"
    assert problem(edits.remove_neurons, small(), "h1", range(4)).code == "edit.no_neurons"
    flat = edits.add_layer(small(), "h1", kind="dropout", infos=infos)
    assert problem(edits.remove_neurons, flat, "h3", [0], infos).code == "edit.no_units"
    assert problem(edits.name_neuron, flat, "h3", 0, "x", infos).code == "edit.no_units"


def test_names_go_with_the_neurons_and_stay_where_layers_grow():
    assert layer(edits.set_units(named(), "h1", 3), "h1").neurons == ("a", "", "c")
    assert layer(edits.set_units(named(), "h1", 2), "h1").neurons == ("a",)
    assert layer(edits.add_neuron(named(), "h1"), "h1").neurons == ("a", "", "c", "d")
    by_path = edits.set_value(named(), "network.layers.h1.kind.units", "3", infos)
    assert layer(by_path, "h1").neurons == ("a", "", "c")
    assert by_path == edits.set_units(named(), "h1", 3, infos)
    assert layer(edits.set_kind(named(), "h1", "dropout", infos), "h1").neurons == ()


def test_without_a_catalogue_a_layer_of_the_usual_size_is_no_layer_that_gives_on():
    plain = [replace(one, kind=replace(one.kind, values={})) for one in named().network.layers]
    experiment = replace(named(), network=replace(named().network, layers=tuple(plain)))
    made = edits.set_inputs(experiment, ["x2", "x1"])
    assert layer(made, "h1").neurons == ("a", "", "c", "d")
    assert made.network.masks[0].frozen == (at("bias", 2), at("weights", 0, 3), at("weights", 1, 1))
    assert made.network.masks[1] == experiment.network.masks[1]


def test_no_name_at_the_end_is_none_and_equal_names_are_equal_bytes():
    experiment = edits.name_neuron(small(), "h1", 2, "  corner ")
    assert layer(experiment, "h1").neurons == ("", "", "corner")
    assert edits.name_neuron(experiment, "h1", 2, "") == small()
    assert from_bytes(to_bytes(ExperimentFile(experiment=experiment))).experiment == experiment
    by_path = edits.set_value(small(), "network.layers.h1.neurons", ", , corner", infos)
    assert by_path == experiment
    assert "network.layers.h1.neurons" in edits.paths(small(), infos)


@pytest.mark.parametrize("text", ["two\nlines", "tab\there", "\x00", "\u202eback", "a\u2028b", "x" * 61, "\ud800"])
def test_a_name_is_one_line_of_visible_characters(text):
    codes = ("edit.name_sign", "edit.name_long", "edit.text")
    assert problem(edits.name_layer, small(), "h1", text).code in codes
    assert problem(edits.name_neuron, small(), "h1", 0, text).code in codes
    assert problem(edits.set_value, small(), "network.layers.h1.name", text).code in codes


def test_a_layer_gets_a_name_in_any_script():
    assert layer(edits.name_layer(small(), "h1", " 隐藏层 👩‍🏫 "), "h1").name == "隐藏层 👩‍🏫"
    assert edits.set_value(small(), "network.layers.h1.name", "edge").network.layers[0].name == "edge"
    assert problem(edits.name_layer, small(), "h9", "x").code == "edit.layer"
    assert problem(edits.name_neuron, small(), "h1", 4, "x").code == "edit.unit"


def test_the_file_refuses_names_that_no_edit_makes():
    odd = replace(small().network.layers[0], neurons=("two\nlines",))
    experiment = replace(small(), network=replace(small().network, layers=(odd, *small().network.layers[1:])))
    saved = to_bytes(ExperimentFile(experiment=experiment))
    assert problem(from_bytes, saved).code == "edit.name_sign"


# ---- which neurons are left


units = st.dictionaries(st.sampled_from("ab"), st.lists(st.integers(-1, 5), max_size=6).map(tuple))


@given(units, units, st.integers(0, 5))
def test_two_edits_leave_what_the_second_leaves_of_the_first(first, second, unit):
    def went(kept, name, number):
        return number if name not in kept else kept[name][number] if 0 <= number < len(kept[name]) else -1

    for name in "ab":
        assert went(composed(first, second), name, unit) == went(first, name, went(second, name, unit)) or (
            name in first and name not in second and unit >= len(first[name])
        )


def test_taken_back_an_edit_leaves_all_but_those_it_took_out():
    kept = edits.kept_units(small(), "h1", [1])
    assert reversed_units(kept) == {"h1": (0, -1, 1, 2)}
    assert composed(kept, reversed_units(kept)) == {"h1": (0, -1, 2, 3)}


# ---- joins


def test_a_skip_connection_comes_by_a_join_before_the_layer():
    made = edits.join(small(), "input", "output", "concatenate", kinds)
    assert inputs(made) == {"h1": ("input",), "h2": ("h1",), "h3": ("h2", "input"), "output": ("h3",)}
    assert layer(made, "h3").kind.id == "concatenate"
    further = edits.join(made, "h1", "output", "concatenate", kinds)  # into the join that is there
    assert inputs(further)["h3"] == ("h2", "input", "h1")
    assert inputs(edits.join(made, "h1", "h3", "concatenate", kinds)) == inputs(further)
    assert edits.separate(further, "h1", "h3", kinds) == made
    assert edits.separate(further, "h1", "output", kinds) == made
    assert edits.separate(made, "input", "output", kinds) == small()


def test_another_kind_of_join_is_one_more_join():
    made = edits.join(edits.join(small(), "input", "output", "concatenate", kinds), "h1", "output", "add", kinds)
    assert inputs(made)["output"] == ("h4",)
    assert inputs(made)["h4"] == ("h3", "h1")
    inner = edits.join(edits.join(small(), "input", "output", "concatenate", kinds), "h1", "h3", "add", kinds)
    assert (inputs(inner)["h3"], inputs(inner)["h4"]) == (("h4", "input"), ("h2", "h1"))


def test_a_layer_without_another_source_cannot_be_separated():
    assert problem(edits.separate, small(), "h1", "h2").code == "edit.last_input"
    assert problem(edits.separate, small(), "input", "h2").code == "edit.not_connected"
    assert inputs(edits.separate(residual(), "h1", "h3"))["output"] == ("h2",)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("h1", "h2", "add"), "edit.connected"),
        (("h2", "h1", "add"), "edit.cycle"),
        (("h1", "h1", "add"), "edit.cycle"),
        (("output", "h1", "add"), "edit.feed_output"),
        (("h9", "h1", "add"), "edit.layer"),
        (("h1", "h9", "add"), "edit.layer"),
    ],
)
def test_an_impossible_join_is_one_sentence(arguments, code):
    assert problem(edits.join, small(), *arguments, kinds).code == code


def known(**shapes):
    layers = tuple(LayerFacts(id=name, shape=shape) for name, shape in shapes.items())
    seen = facts()
    return replace(seen, layers=layers, data=replace(seen.data, shape=(2,)))


def test_the_ways_to_join_say_what_does_not_fit():
    shapes = known(h1=(4,), h2=(3,), output=(1,))
    ways = edits.ways_to_join(small(), "h1", "output", kinds, shapes)
    assert ways["concatenate"] is None
    assert (ways["add"].code, ways["add"].values["other"]) == ("edit.add_shapes", "3")
    same = edits.ways_to_join(small(), "h1", "output", kinds, known(h1=(3,), h2=(3,), output=(1,)))
    assert same == {"add": None, "concatenate": None}
    assert edits.ways_to_join(small(), "h1", "output", kinds) == {"add": None, "concatenate": None}
    images = edits.ways_to_join(small(), "h1", "output", kinds, known(h1=(2, 5, 5), h2=(7, 5, 5)))
    assert (images["add"].code, images["concatenate"]) == ("edit.add_shapes", None)
    other = edits.ways_to_join(small(), "h1", "output", kinds, known(h1=(2, 5, 5), h2=(7, 4, 5)))
    assert other["concatenate"].code == "edit.concatenate_shapes"
    missing = edits.ways_to_join(small(), "h1", "output", infos, shapes)
    assert {way.code for way in missing.values()} == {"edit.component"}
