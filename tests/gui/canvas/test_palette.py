"""The strip of layer kinds: what it lists, and how a kind comes into the network."""

from __future__ import annotations

import pytest
from canvas_world import catalogue, network, show_canvas
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton
from test_canvas_drawing import band, joined, opens_a_list, popup
from test_canvas_gestures import drag, gap, left

from nnlab.gui.badges import Badge
from nnlab.gui.canvas import Selection
from nnlab.gui.canvas.chips import short_name


def kinds(world) -> list[str]:
    return [layer.kind.id for layer in world.experiment.network.layers]


def take(qtbot, world, kind: str, *stops: QPoint, drop: bool = True) -> None:
    """Drags a kind from the strip over points of the board."""
    chip, board = world.canvas.palette_strip.chips[kind], world.canvas.board
    start = board.mapFromGlobal(chip.mapToGlobal(chip.rect().center()))
    drag(qtbot, world, start, *stops, widget=chip, drop=drop)


def test_a_kind_is_dragged_into_a_gap(qtbot):
    world = show_canvas(qtbot, network(3, 2), size=(900, 450))
    take(qtbot, world, "dropout", gap(world, 1) + QPoint(12, 30), drop=False)
    assert not world.canvas.grab().isNull()
    chip = world.canvas.palette_strip.chips["dropout"]
    qtbot.mouseRelease(chip, left)
    assert kinds(world) == ["dense", "dropout", "dense", "dense"]
    assert world.context.document.undo_texts == ("Add layer Dropout",)
    assert world.canvas.selection == Selection(world.experiment.network.layers[1].id)


def test_a_kind_dropped_on_a_skip_connection_goes_into_it_alone(qtbot):
    world, sum_id = joined(qtbot)
    take(qtbot, world, "layer_norm", band(world), drop=False)
    assert not world.canvas.grab().isNull()
    qtbot.mouseRelease(world.canvas.palette_strip.chips["layer_norm"], left)
    fed = {layer.id: layer.inputs for layer in world.experiment.network.layers}
    new = next(layer.id for layer in world.experiment.network.layers if layer.kind.id == "layer_norm")
    assert (fed[new], fed[sum_id], fed["h2"]) == (("h1",), ("h3", new), ("h1",))


def test_a_kind_that_is_dropped_beside_the_network_or_given_up_changes_nothing(qtbot):
    world = show_canvas(qtbot, network(3, 2), size=(900, 450))
    take(qtbot, world, "dense", gap(world, 1), QPoint(300, 900))
    assert world.units == [3, 2, 1]
    world.child("activation_h1").setFocus()
    take(qtbot, world, "dense", gap(world, 1), drop=False)
    assert world.canvas.hasFocus(), "so that Esc gives it up"
    qtbot.keyClick(world.canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(world.canvas.palette_strip.chips["dense"], left)
    assert world.units == [3, 2, 1]


def test_a_click_inserts_behind_the_selected_layer(qtbot):
    world = show_canvas(qtbot, network(3, 2), size=(900, 450))
    world.canvas.select(Selection("h1"))
    qtbot.mouseClick(world.canvas.palette_strip.chips["layer_norm"], left)
    assert kinds(world) == ["dense", "layer_norm", "dense", "dense"]


def test_keys_reach_the_kinds_and_insert_one(qtbot):
    world = show_canvas(qtbot, network(3, 2), size=(900, 450))
    strip = world.canvas.palette_strip
    world.canvas.select(Selection("h2"))
    qtbot.keyClick(world.canvas, Qt.Key.Key_P)
    assert strip.chips["dense"].hasFocus()
    names = list(strip.chips)
    qtbot.keyClick(strip.chips["dense"], Qt.Key.Key_Right)
    assert strip.chips[names[1]].hasFocus()
    qtbot.keyClick(strip.chips[names[1]], Qt.Key.Key_Left)
    qtbot.keyClick(strip.chips["dense"], Qt.Key.Key_Return)
    assert world.units == [3, 2, 4, 1]


def test_the_strip_follows_the_catalogue_and_shows_signs(qtbot):
    world = show_canvas(qtbot, network(3), size=(900, 450))
    strip = world.canvas.palette_strip
    dense = next(info for info in catalogue() if (info.kind, info.id) == ("layer", "dense"))
    fewer = [info for info in catalogue() if (info.kind, info.id) != ("layer", "gru")]
    world.context.document.set_catalog((*fewer, replace(dense, id="mine")))
    qtbot.waitUntil(lambda: "mine" in strip.chips)
    assert "gru" not in strip.chips
    plain = strip.chips["mine"].grab().toImage()
    world.context.badges.put({("layer", "mine"): Badge("triangle-alert", "warning", "It hangs now and then.")})
    qtbot.waitUntil(lambda: "hangs" in strip.chips["mine"].toolTip())
    assert strip.chips["mine"].grab().toImage() != plain


@opens_a_list
def test_kinds_without_room_are_in_a_menu_and_all_have_names(qtbot):
    world = show_canvas(qtbot, network(3), size=(420, 450))
    strip = world.canvas.palette_strip
    hidden = [kind for kind, chip in strip.chips.items() if chip.isHidden()]
    assert "gru" in hidden
    right = max(chip.geometry().right() for chip in strip.chips.values() if chip.isVisible())
    assert right < world.child("palette_more").geometry().left()
    assert world.child("palette_more").geometry().right() <= strip.width()
    for chip in strip.chips.values():
        assert chip.toolTip()
        assert chip.accessibleName()
    qtbot.mouseClick(world.child("palette_more"), left)
    menu = popup("layer_kinds")
    assert [action.objectName() for action in menu.actions()] == [f"kind_{kind}" for kind in hidden]
    menu.close()
    assert QApplication.activePopupWidget() is None


def test_wider_gaps_of_a_projector_push_no_chip_out_of_the_strip(qtbot, monkeypatch):
    monkeypatch.setattr("nnlab.gui.canvas.palette.large", lambda pixels: round(2 * pixels))
    strip = show_canvas(qtbot, network(3), size=(420, 450)).canvas.palette_strip
    for width in range(420, 1000, 25):
        strip.resize(width, strip.height())
        shown = [chip for chip in strip.chips.values() if not chip.isHidden()]
        rest = strip.findChild(QToolButton, "palette_more")
        last = shown[-1] if rest.isHidden() else rest
        assert last.geometry().right() < width


def test_the_strip_folds_and_gives_its_room_to_the_network(qtbot):
    world = show_canvas(qtbot, network(3), size=(900, 450))
    room = world.canvas.viewport().height()
    qtbot.mouseClick(world.child("palette_fold"), left, pos=QPoint(8, 8))
    assert not world.context.actions.get("view.palette").isChecked()
    assert not world.canvas.palette_strip.chips["dense"].isVisible()
    assert world.canvas.viewport().height() > room + 10
    qtbot.mouseClick(world.child("palette_fold"), left, pos=QPoint(8, 5))
    assert world.canvas.viewport().height() == room


@pytest.mark.parametrize(
    ("name", "id", "short"),
    [
        ("Long short-term memory (LSTM)", "lstm", "LSTM"),
        ("随机失活（Dropout）", "dropout", "随机失活"),
        ("Batch normalisation", "batch_norm", "Batch norm"),
        ("Dense", "dense", "Dense"),
        ("门控循环单元（GRU）", "gru", "GRU"),
    ],
)
def test_short_names(name, id, short):
    assert short_name(name, id) == short
