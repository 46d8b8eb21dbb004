"""Masks are canonical, follow their weights through every edit of the network, and say what is wrong with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.document import Clip, Experiment, Mask, Place, Stop
from nnlab.experiment.facts import Facts, LayerFacts
from nnlab.experiment.file import ExperimentFile, from_bytes, to_bytes
from nnlab.experiment.masking import canonical, covers, marks, mask_of, mask_problems, masks_renamed, shown, written
from nnlab.experiment.presets import preset
from nnlab.records import ProblemError

shapes = {"weights": (3, 4), "bias": (4,)}
indexes = st.lists(st.integers(0, 2), max_size=2).map(tuple)
places = st.lists(
    st.builds(Place, name=st.just("weights"), at=indexes)
    | st.builds(Place, name=st.just("bias"), at=indexes.map(lambda at: at[:1]))
    | st.just(Place(name="*")),
    max_size=6,
)


def at(name: str, *index: int) -> Place:
    return Place(name=name, at=index)


def spiral() -> Experiment:
    """2-8-8-8-1: h1, h2, h3, output."""
    return preset("spiral")


def facts(**layers: dict) -> Facts:
    made = tuple(LayerFacts(id=id, shape=(1,), arrays=arrays) for id, arrays in layers.items())
    return Facts(data=None, layers=made, parameters=0)


def code(make) -> str:
    with pytest.raises(ProblemError) as caught:
        make()
    return caught.value.problem.code


# ---- what a mask means


@given(places)
def test_canonical_places_mean_the_same_and_none_covers_another(found):
    made = canonical(found)
    before, after = (marks(Mask(layer="h1", frozen=tuple(one)), shapes)[0] for one in (found, made))
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert canonical(reversed(made)) == made
    assert not any(covers(a, b) for a in made for b in made if a is not b)


@given(places)
def test_places_are_read_as_they_are_written(found):
    assert written(" ".join(shown(place) for place in found)) == canonical(found)


def test_all_means_every_array_and_what_is_cut_is_frozen_too():
    frozen, cut = marks(Mask(layer="h1", frozen=(at("*"),), cut=(at("weights", 0),)), shapes)
    assert frozen["weights"].all()
    assert frozen["bias"].all()
    assert cut["weights"].sum() == 4
    assert cut["weights"][0].all()
    frozen, cut = marks(Mask(layer="h1", cut=(at("bias", 2),)), shapes)
    assert list(frozen) == list(cut) == ["bias"]
    assert frozen["bias"].tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        (at("gamma"), "mask.name"),
        (at("weights", 3), "mask.place"),
        (at("weights", 0, 4), "mask.place"),
        (at("bias", 0, 0), "mask.place"),
        (at("*", 1), "mask.every"),
    ],
)
def test_a_place_that_is_not_there_is_named_with_what_is(place, wanted):
    assert code(lambda: marks(Mask(layer="h1", frozen=(place,)), shapes)) == wanted
    shown = replace(spiral(), network=replace(spiral().network, masks=(Mask(layer="h1", frozen=(place,)),)))
    found = [problem.code for problem in mask_problems(shown, facts(h1=shapes))]
    assert found == [wanted]


# ---- edits


def test_freezing_and_freeing_a_layer():
    frozen = edits.freeze(spiral(), "h1")
    assert frozen.network.masks == (Mask(layer="h1", frozen=(at("*"),)),)
    assert edits.all_frozen(frozen, "h1")
    assert edits.unfreeze(frozen, "h1") == spiral()
    assert edits.freeze(frozen, "h1", [at("weights", 0, 1)]) == frozen


def test_masks_stand_in_the_order_of_layers_whatever_was_frozen_first():
    one = edits.freeze(edits.cut(spiral(), "h3", [at("bias", 1)]), "h1")
    other = edits.cut(edits.freeze(spiral(), "h1"), "h3", [at("bias", 1)])
    assert one == other
    assert [mask.layer for mask in one.network.masks] == ["h1", "h3"]


def test_a_single_weight_is_taken_out_of_a_frozen_layer_where_its_shape_is_known():
    frozen = edits.freeze(spiral(), "h1")
    left = edits.unfreeze(frozen, "h1", [at("weights", 1, 2)], facts(h1={"weights": (2, 8), "bias": (8,)}))
    array = marks(mask_of(left, "h1"), {"weights": (2, 8), "bias": (8,)})[0]
    assert (array["weights"].sum(), array["weights"][1, 2], array["bias"].all()) == (15, False, True)
    assert code(lambda: edits.unfreeze(frozen, "h1", [at("weights", 1, 2)])) == "mask.part"


def test_uncut_weights_are_free_again():
    cut = edits.cut(spiral(), "h1", [at("weights", 0, 0), at("weights", 1)])
    assert mask_of(edits.uncut(cut, "h1", [at("weights", 1, 1)], facts(h1={"weights": (2, 3)})), "h1").cut == (
        at("weights", 0, 0), at("weights", 1, 0), at("weights", 1, 2),
    )  # fmt: skip
    assert edits.uncut(cut, "h1") == spiral()


def test_what_cannot_be_frozen_is_refused():
    assert code(lambda: edits.freeze(spiral(), "h9")) == "edit.layer"
    assert code(lambda: edits.freeze(spiral(), "h1", [at("weights", -1)])) == "mask.index"
    assert code(lambda: edits.freeze(spiral(), "h1", [at("gamma")], facts(h1=shapes))) == "mask.name"


@pytest.mark.parametrize(
    ("text", "frozen"),
    [
        ("all", (at("*"),)),
        ("true", (at("*"),)),
        ("none", ()),
        ("weights[0,1], bias", (at("bias"), at("weights", 0, 1))),
    ],
)
def test_masks_are_set_by_path(text, frozen):
    made = edits.set_value(spiral(), "network.layers.h2.frozen", text)
    assert mask_of(made, "h2").frozen == frozen
    assert mask_of(edits.set_value(spiral(), "network.layers.h2.cut", text), "h2").cut == frozen


# ---- masks follow their weights


def test_a_removed_neuron_takes_its_places_along_in_its_layer_and_in_the_next():
    shown = edits.freeze(spiral(), "h1", [at("weights", 0, 7), at("weights", 1, 6), at("bias", 7)])
    shown = edits.freeze(shown, "h2", [at("weights", 7, 0), at("weights", 7), at("weights", 6, 7)])
    made = edits.set_units(shown, "h1", 7)
    assert mask_of(made, "h1").frozen == (at("weights", 1, 6),)
    assert mask_of(made, "h2").frozen == (at("weights", 6, 7),)
    assert mask_of(edits.remove_neuron(shown, "h1"), "h1") == mask_of(made, "h1")
    grown = edits.set_units(shown, "h1", 12)
    assert grown.network.masks == shown.network.masks


def test_a_removed_layer_takes_its_mask_along_and_a_whole_layer_stays_frozen():
    shown = edits.freeze(edits.freeze(spiral(), "h2"), "h3")
    made = edits.remove_layer(shown, "h2")
    assert made.network.masks == (Mask(layer="h3", frozen=(at("*"),)),)


def test_a_layer_fed_by_a_narrower_one_keeps_the_weights_that_both_have():
    shown = edits.freeze(spiral(), "h2", [at("weights", 1, 0), at("weights", 5, 0)])
    made = edits.add_layer(shown, "h1", units=4)
    assert mask_of(made, "h2").frozen == (at("weights", 1, 0),)


def test_inputs_are_known_by_their_names():
    shown = edits.freeze(spiral(), "h1", [at("weights", 0, 3), at("weights", 1, 4), at("bias", 1)])
    made = edits.set_inputs(shown, ["x1^2", "x2"])
    assert mask_of(made, "h1").frozen == (at("bias", 1), at("weights", 1, 4))
    swapped = edits.set_inputs(shown, ["x2", "x1"])
    assert mask_of(swapped, "h1").frozen == (at("bias", 1), at("weights", 0, 4), at("weights", 1, 3))


def test_another_id_of_a_layer_takes_the_mask_along():
    shown = edits.freeze(spiral(), "h1")
    layers = tuple(replace(layer, id="first") if layer.id == "h1" else layer for layer in shown.network.layers)
    renamed = replace(shown, network=replace(shown.network, layers=layers))
    assert edits.all_frozen(masks_renamed(renamed, "h1", "first"), "first")


# ---- files


def test_masks_clip_and_stop_rules_come_back_from_a_file():
    shown = edits.freeze(edits.cut(spiral(), "h2", [at("weights", 0, 1)]), "h1")
    training = replace(
        shown.training,
        clip=Clip(by="value", limit=0.5),
        stop=Stop(epochs=5, loss=0.1, change=1e-6, patience=3, seconds=1.5),
    )
    shown = replace(shown, training=training)
    assert from_bytes(to_bytes(ExperimentFile(experiment=shown))).experiment == shown


@pytest.mark.parametrize(
    ("training", "wanted"),
    [
        ({"stop": Stop(patience=-3)}, "param.bounds"),
        ({"stop": Stop(patience=0)}, "param.bounds"),
        ({"stop": Stop(change=0.0)}, "edit.positive"),
        ({"stop": Stop(seconds=-1.0)}, "edit.positive"),
        ({"stop": Stop(epochs=-1)}, "param.bounds"),
        ({"clip": Clip(limit=0.0)}, "edit.positive"),
        ({"measure_every": 0}, "param.bounds"),
    ],
)
def test_a_file_with_rules_that_make_no_sense_is_refused_in_a_sentence(training, wanted):
    shown = replace(spiral(), training=replace(spiral().training, **training))
    text = to_bytes(ExperimentFile(experiment=shown))
    with pytest.raises(ProblemError) as caught:
        from_bytes(text, "lesson.nnlab")
    assert (caught.value.problem.code, caught.value.problem.file) == (wanted, "lesson.nnlab")
    assert caught.value.problem.values["path"].startswith("training.")


def test_a_file_with_a_mask_of_no_layer_is_refused():
    shown = replace(spiral(), network=replace(spiral().network, masks=(Mask(layer="h9", frozen=(at("*"),)),)))
    assert code(lambda: from_bytes(to_bytes(ExperimentFile(experiment=shown)))) == "mask.layer"


# ---- settings


@pytest.mark.parametrize("rule", ["epochs", "loss", "change", "patience", "seconds"])
def test_stop_rules_are_set_and_switched_off_by_path(rule):
    made = edits.set_value(spiral(), f"training.stop.{rule}", "3")
    assert getattr(made.training.stop, rule) == 3
    assert edits.set_value(made, f"training.stop.{rule}", "none") == spiral()


def test_a_limit_switches_clipping_on_and_none_off():
    by_length = edits.set_value(spiral(), "training.clip.limit", "2.5")
    assert by_length.training.clip == Clip(by="norm", limit=2.5)
    each = edits.set_value(by_length, "training.clip.by", "value")
    assert each.training.clip == Clip(by="value", limit=2.5)
    assert edits.set_value(each, "training.clip.by", "none") == spiral()


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("training.clip.limit", "0", "edit.positive"),
        ("training.clip.limit", "nan", "param.finite"),
        ("training.clip.by", "length", "param.choice"),
        ("training.stop.change", "-1", "edit.positive"),
        ("training.stop.patience", "1.5", "param.type"),
        ("training.stop.loss", "low", "param.type"),
        ("training.measure_every", "0", "param.bounds"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_path(path, text, wanted):
    with pytest.raises(ProblemError) as caught:
        edits.set_value(spiral(), path, text)
    assert (caught.value.problem.code, caught.value.problem.values["path"]) == (wanted, path)


def test_while_two_layers_feed_one_without_a_join_masks_know_what_they_lay_on():
    experiment = edits.join(spiral(), "h1", "output", "concatenate")
    second = edits.freeze(experiment, "output", [at("weights", 9, 0)])  # the second neuron of h1
    apart = edits.remove_layer(second, "h4")
    assert mask_of(edits.disconnect(apart, "h3", "output"), "output").frozen == (at("weights", 1, 0),)
    assert mask_of(edits.disconnect(apart, "h1", "output"), "output").frozen == ()
