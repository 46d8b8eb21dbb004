"""Marks of the loss plot: what was changed, when, in a few words of the present language."""

from __future__ import annotations

from kernel_model import experiment, with_rate, with_units
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Event
from nnlab.gui.changes import Changed, added, measures_anew, moved, rebuilt
from nnlab.gui.language import Language
from nnlab.gui.telling import told
from nnlab.records import Checkpoint, ComponentInfo, ParamSpec, Text


def info(kind, id):
    """Knows one optimizer and two activations."""
    spec = ParamSpec(
        name="learning_rate",
        kind="float",
        default=0.01,
        label=Text("learning rate", "学习率"),
        help=Text("", ""),
        symbol="η",
    )
    names = {"adam": Text.of("Adam"), "tanh": Text.of("Tanh"), "relu": Text.of("ReLU")}
    if id not in names:
        return None
    return ComponentInfo(
        kind=kind,
        id=id,
        name=names[id],
        help=Text.of(""),
        origin="bundled",
        plugin="p",
        file="",
        line=0,
        version="",
        sha256="",
        params=(spec,) if kind == "optimizer" else (),
    )


def words(before, after, language="en", **more):
    return told(before, after, Language(language), info, **more)


def test_a_change_is_told_in_a_few_words(qapp):
    start = experiment()
    layer = start.network.layers[0]
    relu = replace(layer, activation=replace(layer.activation, id="relu"))
    other = replace(start, network=replace(start.network, layers=(relu, *start.network.layers[1:])))
    more = edits.add_layer(start, "h1")
    assert words(start, with_rate(start, 0.003)) == "η 0.01 → 0.003"
    assert words(start, with_units(start, 6)) == "h1: 4 → 6"
    assert words(start, other) == "h1: Tanh → ReLU"
    assert words(start, edits.set_batch_size(start, 25)) == "batch 10 → 25"
    assert words(start, more) == "+ layer"
    assert words(more, start) == "− layer"
    assert words(start, edits.new_weights(start, 5)) == "new weights"
    assert words(start, edits.set_value(start, "data.source.noise", 0.2)) == "noise 0.1 → 0.2"
    assert words(start, start, weights=True) == "weights"


def test_of_a_table_its_file_is_told_and_not_the_digest(qapp):
    def with_table(digest, file, targets):
        values = {"table": digest * 64, "file": file, "targets": targets}
        return replace(experiment(), data=replace(experiment().data, source=Chosen(id="table", values=values)))

    first, second = with_table("a", "a.csv", (0.0,)), with_table("b", "b.csv", (1.0,))
    assert words(first, second) == "a.csv → b.csv"
    other = with_table("a", "a.csv", (1.0,))
    assert words(first, other) == "columns of the table"


def test_layers_that_move_or_are_connected_otherwise_are_told(qapp):
    start = edits.add_layer(experiment(), "h1", 3)
    inner = [layer.id for layer in start.network.layers]
    moved_on = edits.move_layers(start, [inner[0]], inner[1])
    assert words(start, moved_on) == "order of layers"
    joined = edits.join(start, "input", inner[-1], "concatenate")
    further = edits.join(joined, inner[0], inner[-1], "concatenate")
    assert words(joined, further) == "connections"
    assert words(start, joined) == "+ layer"


def test_of_many_changes_two_are_told(qapp):
    start = experiment()
    after = edits.set_batch_size(with_rate(with_units(start, 6), 0.5), 25)
    assert words(start, after) == "h1: 4 → 6, η 0.01 → 0.5, …"


def test_changes_without_a_step_between_them_are_one_mark(qapp):
    first, second = with_rate(experiment(), 0.5), with_rate(experiment(), 0.7)
    once = added((), Changed(3, 1, experiment(), first))
    twice = added(once, Changed(3, 1, first, second))
    assert [(one.before, one.after) for one in twice] == [(experiment(), second)]
    assert added(twice, Changed(3, 1, second, experiment())) == ()
    assert len(added(twice, Changed(4, 2, second, experiment()))) == 2


def test_a_slider_is_one_mark_that_goes_on(qapp):
    first, second = with_rate(experiment(), 0.5), with_rate(experiment(), 0.7)
    assert moved(added((), Changed(3, 1, experiment(), first)), first, second)[0].after == second


def test_marks_are_made_again_from_the_events_of_a_file(qapp):
    start = experiment()  # batches of 10: with 250 samples, 25 steps an epoch
    wide = edits.set_batch_size(start, 50)  # 5 steps an epoch
    fast = with_rate(wide, 0.5)
    events = (Event(step=250, experiment=wide), Event(step=300, experiment=fast), Event(step=999, experiment=start))
    changes = rebuilt(start, events, Checkpoint(step=310, epoch=22, place=0, events=2, arrays={}))
    assert [(one.epoch, one.before, one.after) for one in changes] == [(10, start, wide), (20, wide, fast)]


def test_only_what_the_losses_are_made_of_makes_them_old(qapp):
    start = experiment()
    assert not measures_anew(start, with_rate(start, 0.5))
    assert not measures_anew(start, edits.set_batch_size(start, 50))
    assert not measures_anew(start, edits.name_neuron(edits.name_layer(start, "h1", "left"), "h1", 0, "first"))
    assert measures_anew(start, with_units(start, 6))
    assert measures_anew(start, edits.set_value(start, "data.source.noise", 0.2))
