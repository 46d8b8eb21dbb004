"""Edits of layers and connections: whatever is asked for, the network stays a graph without circles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from experiment_world import dense, info, infos, small, spec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, LayerSpec, Mask, Place
from nnlab.experiment.structure import cycles, in_order, structure, unread
from nnlab.records import ProblemError
from nnlab.records.words import Words

kinds = (
    *infos,
    info("layer", "add", activates="yes"),
    info("layer", "concatenate", activates=""),
    info("layer", "flatten", activates=""),
    info("layer", "batch_norm", activates="yes"),
    info("layer", "conv2d", spec("filters", "int", 8, 1, 256), activates="yes"),
    info("layer", "lstm", spec("units", "int", 8, 1, 256), spec("sequence", "bool", False), activates=""),
)


def problem(call, *arguments, **more):
    with pytest.raises(ProblemError) as caught:
        call(*arguments, **more)
    assert "{" not in Words("en").problem(caught.value.problem)
    return caught.value.problem


def inputs(experiment):
    return {layer.id: layer.inputs for layer in experiment.network.layers}


def order(experiment):
    return [layer.id for layer in experiment.network.layers]


def layer(experiment, name):
    return next(layer for layer in experiment.network.layers if layer.id == name)


def network(*layers):
    return replace(small(), network=replace(small().network, layers=layers))


# ---- connections


def test_a_skip_is_one_connection_more():
    experiment = edits.connect(small(), "h1", "output", kinds)
    assert inputs(experiment) == {"h1": ("input",), "h2": ("h1",), "output": ("h2", "h1")}
    assert edits.disconnect(experiment, "h1", "output", kinds) == small()


def test_the_inputs_can_feed_any_layer():
    assert inputs(edits.connect(small(), "input", "h2"))["h2"] == ("h1", "input")


def test_a_connection_that_closes_a_circle_names_the_whole_circle():
    said = problem(edits.connect, small(), "h2", "h1")
    assert (said.code, said.values["cycle"]) == ("edit.cycle", "h1 -> h2 -> h1")
    assert problem(edits.connect, small(), "h1", "h1").values["cycle"] == "h1 -> h1"


def test_layers_are_put_in_an_order_in_which_each_comes_after_what_feeds_it():
    beside = network(
        dense("a", 2, "tanh", "input"), dense("b", 2, "tanh", "input"), dense("output", 1, "sigmoid", "a", "b")
    )
    experiment = edits.connect(beside, "b", "a")
    assert order(experiment) == ["b", "a", "output"]
    assert structure(experiment) == ()


@pytest.mark.parametrize(
    ("edit", "arguments", "code"),
    [
        (edits.connect, ("h1", "h2"), "edit.connected"),
        (edits.connect, ("h9", "h2"), "edit.layer"),
        (edits.connect, ("h1", "h9"), "edit.layer"),
        (edits.connect, ("output", "h1"), "edit.feed_output"),
        (edits.disconnect, ("input", "h2"), "edit.not_connected"),
        (edits.disconnect, ("h1", "h9"), "edit.layer"),
        (edits.disconnect, ("h1", "h2"), "edit.last_input"),
        (edits.add_before, ("h9",), "edit.layer"),
        (edits.add_before, ("h1", 0), "edit.no_neurons"),
        (edits.set_kind, ("h9", "dropout", kinds), "edit.layer"),
        (edits.set_kind, ("h1", "convolution", kinds), "edit.component"),
    ],
)
def test_an_impossible_edit_is_one_sentence(edit, arguments, code):
    assert problem(edit, small(), *arguments).code == code


# ---- new layers, and layers that go


def residual():
    """h1 feeds h2 and the sum, h2 the sum, the sum the output."""
    experiment = edits.add_layer(small(), "h2", kind="add", infos=kinds)
    return edits.connect(experiment, "h1", "h3", kinds)


def test_a_new_layer_on_one_connection_leaves_the_skip_beside_it():
    experiment = edits.add_layer(residual(), "h1", kind="dropout", infos=kinds, before="h2")
    assert inputs(experiment) == {
        "h1": ("input",), "h4": ("h1",), "h2": ("h4",), "h3": ("h2", "h1"), "output": ("h3",)
    }  # fmt: skip
    assert problem(edits.add_layer, small(), "h1", before="output").code == "edit.not_connected"


def test_a_new_layer_behind_another_takes_over_all_it_fed():
    assert inputs(edits.add_layer(residual(), "h1", kind="dropout", infos=kinds)) == {
        "h1": ("input",), "h4": ("h1",), "h2": ("h4",), "h3": ("h2", "h4"), "output": ("h3",)
    }  # fmt: skip


@pytest.mark.parametrize("id", ["h999999999", "h1000000000", pytest.param("h" + "9" * 5000, id="long"), "h٣"])
def test_a_new_layer_has_an_id_of_its_own_whatever_a_file_calls_the_others(id):
    first, *others = small().network.layers
    others = [
        replace(one, inputs=tuple(id if source == first.id else source for source in one.inputs)) for one in others
    ]
    experiment = replace(small(), network=replace(small().network, layers=(replace(first, id=id), *others)))
    for _ in range(3):
        experiment = edits.add_layer(experiment, "input")
    assert structure(experiment) == ()


def test_a_new_layer_before_another_takes_over_all_that_fed_it():
    experiment = edits.connect(small(), "h1", "output", kinds)
    joined = edits.add_before(experiment, "output", kind="concatenate", infos=kinds)
    assert inputs(joined) == {"h1": ("input",), "h2": ("h1",), "h3": ("h2", "h1"), "output": ("h3",)}
    first = edits.add_before(small(), "h1", kind="flatten", infos=kinds)
    assert (order(first)[0], inputs(first)["h1"]) == ("h3", ("h3",))


def test_readers_of_a_removed_layer_are_fed_by_what_fed_it_each_once():
    experiment = edits.remove_layer(residual(), "h2")
    assert inputs(experiment) == {"h1": ("input",), "h3": ("h1",), "output": ("h3",)}
    assert inputs(edits.remove_layer(residual(), "h3"))["output"] == ("h2", "h1")


def test_only_layers_with_neurons_of_their_own_begin_with_an_activation():
    for kind, activation in (("add", "identity"), ("batch_norm", "identity"), ("conv2d", "tanh"), ("dense", "tanh")):
        assert layer(edits.add_layer(small(), "h1", kind=kind, infos=kinds), "h3").activation.id == activation
    for kind in ("lstm", "flatten", "dropout"):
        assert layer(edits.add_layer(small(), "h1", kind=kind, infos=kinds), "h3").activation is None


def test_a_norms_missing_activation_is_not_handed_on_to_new_layers():
    experiment = edits.add_layer(small(), "h2", kind="batch_norm", infos=kinds)
    assert layer(edits.add_layer(experiment, "h3", infos=kinds), "h4").activation.id == "tanh"


def test_a_new_layer_has_no_more_neurons_than_its_kind_allows():
    experiment = edits.add_layer(small(), "h1", units=1000, kind="lstm", infos=kinds)
    assert edits.units_of(experiment, "h3", kinds) == 256


def test_a_layer_of_another_kind_is_as_large_as_before():
    conv = edits.set_kind(small(), "h1", "conv2d", kinds)
    assert layer(conv, "h1").kind.values == {"filters": 4}
    assert edits.units_of(edits.set_kind(conv, "h1", "lstm", kinds), "h1", kinds) == 4
    assert edits.units_of(edits.set_kind(small(), "h2", "dropout", kinds), "h2", kinds) is None
    many = edits.set_units(small(), "h1", 1000, kinds)
    assert layer(edits.set_kind(many, "h1", "conv2d", kinds), "h1").kind.values == {"filters": 256}


def test_masks_go_with_their_layer_and_its_neurons():
    cut = (Mask(layer="h2", cut=(Place(name="weights", at=(3, 2)),)),)
    masked = replace(small(), network=replace(small().network, masks=cut))
    assert edits.remove_layer(masked, "h2", kinds).network.masks == ()
    assert edits.remove_neuron(masked, "h2", kinds).network.masks == ()
    assert edits.remove_neuron(masked, "h1", kinds).network.masks == ()
    assert edits.add_neuron(masked, "h2", kinds).network.masks == cut
    assert edits.connect(masked, "h1", "output", kinds).network.masks == cut
    assert edits.set_kind(masked, "h2", "conv2d", kinds).network.masks == ()


def test_masks_follow_whatever_order_the_layers_stand_in():
    last = dense("output", 1, "sigmoid", "b")
    masks = (Mask(layer="b", cut=(Place(name="weights", at=(0, 0)), Place(name="weights", at=(2, 0)))),)
    mixed = network(dense("b", 3, "tanh", "a"), dense("a", 3, "tanh", "input"), last)
    mixed = replace(mixed, network=replace(mixed.network, masks=masks))
    (left,) = edits.remove_neuron(mixed, "a", kinds).network.masks
    assert left.cut == (Place(name="weights", at=(0, 0)),)
    circle = network(dense("b", 3, "tanh", "a"), dense("a", 3, "tanh", "b", "input"), last)
    circle = replace(circle, network=replace(circle.network, masks=masks))
    assert structure(edits.disconnect(circle, "b", "a", kinds)) == ()


# ---- any sequence of edits


@st.composite
def steps(draw):
    names = st.sampled_from(["input", "h1", "h2", "h3", "h4", "h5", "h6", "output"])
    kind = draw(st.sampled_from(["dense", "dropout", "add", "concatenate", "flatten", "conv2d", "lstm"]))
    first, second = draw(names), draw(names)
    return draw(
        st.sampled_from(
            [
                (edits.connect, (first, second, kinds)),
                (edits.disconnect, (first, second, kinds)),
                (edits.add_layer, (first, 3, kind, kinds)),
                (edits.add_before, (first, 3, kind, kinds)),
                (edits.remove_layer, (first, kinds)),
                (edits.set_kind, (first, kind, kinds)),
                (edits.add_neuron, (first, kinds)),
                (edits.remove_neuron, (first, kinds)),
            ]
        )
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(steps(), max_size=25))
def test_any_sequence_of_edits_keeps_a_graph_without_circles(sequence):
    experiment = replace(
        small(),
        network=replace(small().network, masks=(Mask(layer="h2", frozen=(Place(name="weights", at=(1,)),)),)),
    )
    said = []
    for edit, arguments in sequence:
        try:
            experiment = edit(experiment, *arguments)
        except ProblemError as error:
            said.append(Words("en").problem(error.problem))
            continue
        assert structure(experiment) == ()
        assert order(experiment)[-1] == "output"
        assert in_order(experiment.network.layers) == experiment.network.layers
    assert "{" not in "".join(said)


# ---- what structure says


def chain(*pairs):
    """Layers from (id, *inputs)."""
    return tuple(
        LayerSpec(id=name, kind=Chosen(id="dense"), inputs=fed) for name, *rest in pairs for fed in [tuple(rest)]
    )


def codes(*pairs):
    return [problem.code for problem in structure(network(*chain(*pairs)))]


def test_layers_may_stand_in_any_order():
    assert codes(("b", "a"), ("a", "input"), ("out", "b", "a")) == []
    assert [layer.id for layer in in_order(chain(("b", "a"), ("a", "input"), ("out", "b", "a")))] == ["a", "b", "out"]


def test_a_circle_is_named_whole_and_once():
    (said,) = structure(network(*chain(("a", "input", "c"), ("b", "a"), ("c", "b"), ("out", "c"))))
    assert (said.code, said.values["cycle"]) == ("network.cycle", "a -> b -> c -> a")
    assert codes(("a", "a", "input"), ("b", "b", "a"), ("out", "b")) == ["network.cycle", "network.cycle"]
    (said,) = structure(network(*chain(("a", "input", "out"), ("out", "a"))))
    assert said.values["cycle"] == "a -> out -> a"


@given(st.integers(1, 7), st.randoms(use_true_random=False))
def test_circles_are_found_exactly_where_no_order_is_possible(count, random):
    names = [f"l{i}" for i in range(count)]
    layers = chain(*((name, *(other for other in names if random.random() < 1.2 / count)) for name in names))
    found, ordered = cycles(layers), in_order(layers)
    possible = all(set(layer.inputs) <= {one.id for one in ordered[:place]} for place, layer in enumerate(ordered))
    assert possible == (not found)
    fed = {layer.id: layer.inputs for layer in layers}
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        assert all(source in fed[reader] for source, reader in pairwise(cycle))


@pytest.mark.parametrize(
    ("pairs", "code", "values"),
    [
        ((("a", "input"), ("out", "z")), "network.connection", {"layer": "out", "source": "z", "known": "input, a"}),
        ((("a",), ("out", "a")), "network.unconnected", {"layer": "a"}),
        ((("a", "input", "input"), ("out", "a")), "network.fed_twice", {"layer": "a", "source": "input"}),
        ((("a", "out", "input"), ("out", "input")), "network.after_output", {"layer": "out", "reader": "a"}),
        ((("a", "input"), ("a", "input"), ("out", "a")), "network.same_id", {"layer": "a"}),
        ((("input", "input"), ("out", "input")), "network.same_id", {"layer": "input"}),
    ],
)
def test_each_fault_is_one_sentence_with_its_place(pairs, code, values):
    (said,) = [one for one in structure(network(*chain(*pairs))) if one.code == code]
    assert values.items() <= said.values.items()
    assert "{" not in Words("en").problem(said)


def test_a_layer_that_feeds_nothing_is_known():
    assert unread(chain(("a", "input"), ("b", "input"), ("out", "a"))) == ("b",)
