"""How many parameters there are: at each layer, on its card, and in all."""

from __future__ import annotations

import pytest
from canvas_world import facts_of, network, show_canvas
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.lettering import note_font
from nnlab.gui.canvas.selection import Place


def told(experiment):
    """Facts with the arrays of dense layers."""
    facts, fed, layers = facts_of(experiment), len(experiment.network.inputs), []
    for layer in facts.layers:
        units = layer.shape[0]
        arrays = {"weights": (fed, units), "bias": (units,)} if layer.parameters else {}
        layers.append(replace(layer, arrays=arrays, matrix=arrays.get("weights")))
        fed = units
    return replace(facts, layers=tuple(layers))


def show(qtbot, *widths, **more):
    experiment = network(*widths)
    world = show_canvas(qtbot, experiment, **more)
    world.context.document.set_facts(told(experiment))
    return world


def test_two_four_one_has_seventeen_of_which_twelve_are_hidden(qtbot):
    world = show(qtbot, 4)
    assert world.canvas.board.footer.startswith("17 parameters · ")
    assert [world.canvas.titles.counts.line(layer) for layer in ("h1", "output")] == ["12 parameters", "5 parameters"]
    assert "12 parameters: weights 2 × 4, bias 4" in world.child("header_h1").toolTip()
    assert "5 parameters: weights 4 × 1, bias 1" in world.child("header_output").accessibleDescription()


@pytest.mark.parametrize("layer", ["h1", "output"])
def test_the_number_stands_in_the_head(qtbot, layer):
    world = show(qtbot, 4)
    header = world.child(f"header_{layer}")
    below = round(header.height() - 8)

    def inks() -> int:
        picture = header.grab().toImage()
        return len({picture.pixelColor(x, below).name() for x in range(4, picture.width() - 4)})

    assert inks() > 1
    facts = world.context.document.facts
    world.context.document.set_facts(
        replace(facts, layers=tuple(replace(one, parameters=0, arrays={}) for one in facts.layers))
    )
    assert inks() == 1


def test_the_heads_end_above_the_tiles(qtbot):
    world = show(qtbot, 8, 8, size=(700, 450))
    layout = world.canvas.board.layout_now
    for index, column in enumerate(layout.columns):
        assert world.child(f"header_{column.spec.id}").geometry().bottom() < column.tile(0).y
        assert layout.header(index).bottom <= layout.top


def test_all_heads_count_in_words_or_all_in_figures(qtbot):
    world = show(qtbot, 30, 30, 4, size=(1300, 500))
    assert not any(header._brief for header in world.canvas.board.heads.headers.values())
    world.canvas.resize(420, 500)
    qtbot.waitUntil(lambda: all(header._brief for header in world.canvas.board.heads.headers.values()))


@pytest.mark.parametrize("width", [620, 660, 700])
def test_the_words_keep_clear_of_the_insert_buttons_of_narrow_columns(qtbot, width):
    world = show(qtbot, 8, 8, 8, 4, 4, size=(width, 600))
    heads, layout = world.canvas.board.heads, world.canvas.board.layout_now
    assert layout.compact
    for index, header in enumerate(heads.headers.values()):
        letters = QFontMetrics(note_font(header._letters))
        half = 0 if header._brief else letters.horizontalAdvance(header._words.count) / 2
        assert header.geometry().center().x() + half <= layout.insert(index).x or index == len(heads.inserts)


def test_a_layer_without_parameters_has_no_number(qtbot):
    world = show(qtbot, 4, "dropout")
    assert world.canvas.titles.counts.line("h2") == ""
    assert "parameter" not in world.child("header_h2").toolTip()


def test_enter_shows_the_card_of_a_selected_layer(qtbot):
    world = show(qtbot, 4)
    world.canvas.select(Selection("h1"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_Return)
    card = world.canvas.card
    assert card.isVisible()
    assert card.text.title == "Dense 4"
    assert card.text.lines == ("Dense 4 · Tanh", "12 parameters: weights 2 × 4, bias 4")
    world.canvas.hands.freeze_layer("h1")
    world.canvas.hovering.show()
    assert card.text.lines[-1].startswith("Frozen")
    assert world.canvas.rect().contains(card.geometry())


def test_the_card_of_a_bar_counts_too(qtbot):
    world = show(qtbot, 4, "dropout")
    hovering = world.canvas.hovering
    card = hovering.readout.words(Place("bar", 2, -1), world.canvas.board.specs, hovering.probe)
    assert card.title == "Dropout"
    assert all("parameter" not in str(line) for line in card.lines)


def test_real_facts_name_the_arrays(qtbot, opened):
    window = opened("xor")
    counts = window.canvas.titles.counts
    assert counts.sentence("h1") == "12 parameters: weights 2 × 4, bias 4"
    each = [int(counts.line(layer.id).split()[0]) for layer in window.document.experiment.network.layers]
    assert window.canvas.board.footer.startswith(f"{sum(each)} parameters")
