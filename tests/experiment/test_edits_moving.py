"""Layers that move, go, and are copied: what fed them feeds what they fed, and the network stays a graph."""

from __future__ import annotations

import json

import pytest
from experiment_world import dense, infos, small
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from test_edits_layers import inputs, kinds, layer, network, order, problem, residual

from nnlab.experiment import edits
from nnlab.experiment.document import Mask, Place
from nnlab.experiment.structure import structure
from nnlab.records import ProblemError


def chain(*names: str):
    fed = ("input", *names)
    last = names[-1]
    return network(*(dense(name, 2 + at, "tanh", fed[at]) for at, name in enumerate(names[:-1])),
                   dense(last, 1, "sigmoid", fed[-2]))  # fmt: skip


# ---- moving


def test_a_layer_moves_behind_another():
    moved = edits.move_layers(chain("a", "b", "c", "out"), ["a"], "c")
    assert inputs(moved) == {"b": ("input",), "c": ("b",), "a": ("c",), "out": ("a",)}
    assert order(moved) == ["b", "c", "a", "out"]
    assert order(edits.move_layers(moved, ["a"], "input")) == ["a", "b", "c", "out"]


def test_several_layers_move_together_and_keep_their_order():
    experiment = chain("a", "b", "c", "d", "out")
    moved = edits.move_layers(experiment, ["d", "a"], "b")  # whichever was selected first
    assert (order(moved), inputs(moved)["c"]) == (["b", "a", "d", "c", "out"], ("d",))


def test_layers_stay_where_they_are_moved_to_their_own_place():
    experiment = chain("a", "b", "c", "out")
    for names, after in ((["b"], "a"), (["b", "c"], "a"), (["b"], "b"), (["b", "c"], "c"), ([], "a")):
        assert edits.move_layers(experiment, names, after) == experiment
    skipping = residual()
    assert edits.move_layers(skipping, ["h2"], "h1", kinds) == skipping


def test_a_residual_block_moves_as_it_is_wired():
    experiment = edits.add_layer(residual(), "input", 3, infos=kinds)  # h4, h1, then h2 and the sum h3 of both
    moved = edits.move_layers(experiment, ["h1", "h2", "h3"], "input", kinds)
    assert inputs(moved) == {"h1": ("input",), "h2": ("h1",), "h3": ("h2", "h1"), "h4": ("h3",), "output": ("h4",)}


def test_a_join_takes_its_skip_along_and_never_closes_a_circle():
    experiment = edits.add_layer(residual(), "h3", infos=kinds)  # h1 h2 h3=h2+h1 h4 output
    moved = edits.move_layers(experiment, ["h3"], "h4", kinds)
    assert inputs(moved) == {"h1": ("input",), "h2": ("h1",), "h4": ("h2",), "h3": ("h4", "h1"), "output": ("h3",)}
    said = problem(edits.move_layers, experiment, ["h3"], "input", kinds)
    assert (said.code, said.values["layer"]) == ("edit.move_join", "h3")


def test_onto_one_connection_leaves_the_skip_beside_it():
    experiment = edits.add_layer(residual(), "h3", infos=kinds)
    moved = edits.move_layers(experiment, ["h4"], "h1", kinds, before="h2")
    assert inputs(moved)["h3"] == ("h2", "h1")
    assert inputs(moved)["h2"] == ("h4",)


@pytest.mark.parametrize(
    ("names", "after", "more", "code"),
    [
        (["output"], "h1", {}, "edit.move_output"),
        (["h1"], "output", {}, "edit.after_output"),
        (["h9"], "h1", {}, "edit.layer"),
        (["h1"], "h9", {}, "edit.layer"),
        (["h1"], "h2", {"before": "h2"}, "edit.not_connected"),
    ],
)
def test_an_impossible_move_is_one_sentence(names, after, more, code):
    assert problem(edits.move_layers, small(), names, after, **more).code == code


# ---- removing


def test_several_layers_go_at_once():
    removed = edits.remove_layers(chain("a", "b", "c", "out"), ["c", "a"])
    assert inputs(removed) == {"b": ("input",), "out": ("b",)}
    assert inputs(edits.remove_layers(residual(), ["h2", "h3"])) == {"h1": ("input",), "output": ("h1",)}
    assert edits.remove_layers(small(), []) == small()
    assert problem(edits.remove_layers, small(), ["h1", "output"]).code == "edit.remove_output"


# ---- copying


def masked():
    experiment = edits.name_neuron(edits.name_layer(small(), "h2", "middle"), "h2", 1, "corner")
    return edits.freeze(experiment, "h2", [Place(name="weights", at=(3, 1)), Place(name="bias", at=(2,))])


def test_layers_are_pasted_with_settings_names_and_masks():
    experiment = masked()
    fragment = edits.fragment_of(edits.fragment_text(edits.copied(experiment, ["h2", "h1"])))
    made, ids = edits.pasted(experiment, fragment, "h2", infos)
    assert ids == ("h3", "h4")
    assert inputs(made) == {"h1": ("input",), "h2": ("h1",), "h3": ("h2",), "h4": ("h3",), "output": ("h4",)}
    assert replace(layer(made, "h4"), id="h2", inputs=("h1",)) == layer(experiment, "h2")
    assert made.network.masks[1] == replace(experiment.network.masks[0], layer="h4")


def test_a_pasted_mask_keeps_only_rows_that_its_new_place_has():
    narrow = edits.set_inputs(masked(), ["x1"])
    made, ids = edits.pasted(narrow, edits.copied(masked(), ["h2"]), "input", infos)
    assert made.network.masks[0] == Mask(layer=ids[0], frozen=(Place(name="bias", at=(2,)),))


def test_a_block_is_pasted_as_it_is_wired():
    made, ids = edits.pasted(residual(), edits.copied(residual(), ["h1", "h2", "h3"]), "h3", kinds)
    assert ids == ("h4", "h5", "h6")
    assert (inputs(made)["h6"], inputs(made)["h4"], inputs(made)["output"]) == (("h5", "h4"), ("h3",), ("h6",))


def test_pasting_on_one_connection_and_where_it_cannot_be():
    fragment = edits.copied(small(), ["h2"])
    made, ids = edits.pasted(residual(), fragment, "h1", kinds, before="h2")
    assert (inputs(made)["h2"], inputs(made)["h3"]) == (ids, ("h2", "h1"))
    assert problem(edits.pasted, small(), fragment, "output").code == "edit.after_output"
    assert problem(edits.pasted, small(), fragment, "h9").code == "edit.layer"
    assert problem(edits.copied, small(), []).code == "fragment.empty"


def told(**changes):
    data = json.loads(edits.fragment_text(edits.copied(masked(), ["h1", "h2"])))
    for path, value in changes.items():
        part, *names = path.split("__")
        place = data
        for name in names:
            place, part = place[int(part) if isinstance(place, list) else part], name
        place[int(part) if isinstance(place, list) else part] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "fragment.none"),
        ("hello", "fragment.none"),
        ("[]", "fragment.none"),
        ("{}", "fragment.none"),
        ('{"format": "\ud800"}', "fragment.none"),
        ("{" * 100_000, "fragment.none"),
        ('{"format": "nnlab-layers"' + " " * (1 << 20) + "}", "fragment.large"),
        (told(format="nnlab"), "fragment.none"),
        (told(version=2), "fragment.newer"),
        (told(layers=[]), "fragment.none"),
        (told(layers=7), "fragment.damaged"),
        (told(layers__0__id="h2"), "fragment.damaged"),
        (told(layers__0__id="input"), "fragment.damaged"),
        (told(layers__0__inputs=[]), "fragment.damaged"),
        (told(layers__0__inputs=["h2"]), "fragment.damaged"),
        (told(layers__0__inputs=["elsewhere"]), "fragment.damaged"),
        (told(layers__0__name="two\nlines"), "fragment.damaged"),
        (told(layers__1__neurons=["x" * 500]), "fragment.damaged"),
        (told(masks__0__layer="h9"), "fragment.damaged"),
        (told(masks__0__frozen=[{"name": "weights", "at": [-1]}]), "fragment.damaged"),
        (told().replace('"units": 4', '"units": 1e999'), "fragment.damaged"),
        (told(layers=[json.loads(told())["layers"][0]] * 65), "fragment.large"),
    ],
)
def test_whatever_is_on_the_clipboard_is_one_sentence(text, code):
    assert problem(edits.fragment_of, text).code == code


@given(st.text(max_size=60) | st.text(max_size=20).map(lambda text: '{"format": "nnlab-layers", ' + text))
@settings(max_examples=40)
def test_no_text_does_more_than_raise_a_sentence(text):
    assert problem(edits.fragment_of, text).code.startswith("fragment.")


# ---- any of them, in any order


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_is_moved_removed_or_pasted_the_network_stays_a_graph(data):
    experiment, clipboard = residual(), edits.copied(residual(), ["h1", "h2", "h3"])
    for _ in range(8):
        ids = [one.id for one in experiment.network.layers]
        names = data.draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
        after = data.draw(st.sampled_from(["input", *ids]))
        how = data.draw(st.sampled_from(("move", "remove", "paste", "copy", "join", "separate")))
        try:
            if how == "move":
                made = edits.move_layers(experiment, names, after, kinds)
                assert {one.id for one in made.network.layers} == set(ids)
            elif how == "remove":
                made = edits.remove_layers(experiment, names, kinds)
                assert [one.id for one in made.network.layers] == [id for id in ids if id not in names]
            elif how == "paste":
                made, _ = edits.pasted(experiment, clipboard, after, kinds)
                assert len(made.network.layers) == len(ids) + len(clipboard.layers)
            elif how == "copy":
                clipboard = edits.copied(experiment, names)
                made = experiment
            elif how == "join":
                way = data.draw(st.sampled_from(edits.joins))
                made = edits.join(experiment, after, data.draw(st.sampled_from(ids)), way, kinds)
            else:
                made = edits.separate(experiment, after, data.draw(st.sampled_from(ids)), kinds)
        except ProblemError:
            continue
        assert structure(made) == ()
        assert made.network.layers[-1].id == "output"
        experiment = made
