"""The window as a person uses it, with a real kernel behind it."""

from __future__ import annotations

import base64
import random

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDockWidget, QLabel, QLineEdit, QMainWindow, QMessageBox, QWidget

from nnlab.experiment import edits
from nnlab.experiment.file import load
from nnlab.experiment.presets import preset, presets
from nnlab.gui.buttons import IconButton
from nnlab.records import ProblemError


def test_space_alone_trains_and_pauses(opened, qtbot):
    window = opened()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    assert window.bridge.training
    qtbot.waitUntil(lambda: window.bridge.epoch >= 5, timeout=10_000)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Space)
    assert not window.bridge.training
    assert len(window.bridge.history) > 5
    assert window.transport.findChild(QLineEdit) is None


def test_the_door_gives_actions_and_the_experiment(opened):
    window = opened("xor", drawn=False)
    assert window.document.experiment == preset("xor")
    assert window.command("train.play").text().replace("&", "") == "Train"
    with pytest.raises(KeyError):
        window.command("no.such")


def test_step_goes_as_far_as_its_size_says(opened, qtbot):
    window = opened()
    window.command("train.unit_epoch").trigger()
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: window.bridge.epoch == 1, timeout=5000)
    window.command("train.unit_batch").trigger()
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: window.bridge.last_frame.place == 25, timeout=5000)
    assert window.bridge.epoch == 1


def test_reset_returns_to_epoch_0_with_the_same_weights(opened, qtbot):
    window = opened()
    bridge = window.bridge
    before = bridge.last_frame.layers
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: bridge.last_frame.epoch == 1, timeout=5000)
    window.command("train.reset").trigger()
    qtbot.waitUntil(lambda: bridge.last_frame is not None and bridge.last_frame.epoch == 0, timeout=5000)
    assert [layer.weights for layer in bridge.last_frame.layers] == [layer.weights for layer in before]
    assert len(bridge.history) <= 1


def test_full_speed_is_one_key_away_and_back(opened, qtbot):
    window = opened(drawn=False)
    qtbot.keyClick(window.canvas, Qt.Key.Key_F)
    assert window.bridge.speed.per_second == 0
    qtbot.keyClick(window.canvas, Qt.Key.Key_F)
    assert window.bridge.speed.per_second == 60


def test_space_belongs_to_a_text_that_is_edited(opened, qtbot):
    window = opened(drawn=False)
    field = QLineEdit(window.centralWidget())
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert field.text() == " "
    assert not window.bridge.training
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.bridge.training
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.canvas.hasFocus()


def test_a_key_that_can_do_nothing_now_says_why(opened, qtbot):
    window = opened()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F4)
    assert window.status_line.text() == "Select a layer or a neuron first."
    window.status_line.forget()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F12)  # nothing belongs to it
    assert "Select" not in window.status_line.text()


def test_space_belongs_to_a_control_reached_by_tab(opened, qtbot):
    window = opened(drawn=False)
    qtbot.waitUntil(window.canvas.hasFocus)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Tab)
    control = window.focusWidget()
    assert control is not window.canvas
    qtbot.keyClick(control, Qt.Key.Key_Space)
    assert not window.bridge.training
    qtbot.keyClick(control, Qt.Key.Key_Escape)
    assert window.canvas.hasFocus()


def test_training_is_refused_with_the_reason(opened, qtbot):
    window = opened()
    document = window.document
    document.edit(
        lambda: "Change loss", edits.choose(document.experiment, "training.loss", "cross_entropy", document.catalog)
    )
    layers = document.experiment.network.layers
    document.edit(
        lambda: "Change", edits.set_activation(document.experiment, layers[-1].id, "identity", document.catalog)
    )
    qtbot.waitUntil(lambda: any(p.level == "error" for p in document.problems), timeout=5000)
    play = window.command("train.play")
    sentence = window.canvas.titles.faults.sentence(document.problems[0])
    assert not play.isEnabled()
    assert sentence in play.toolTip()
    assert sentence in window.status_line.text()
    assert window.canvas.bubble.label.text() == sentence
    assert not window.bridge.train()
    document.undo_stack.undo()
    document.undo_stack.undo()
    qtbot.waitUntil(play.isEnabled, timeout=5000)
    assert not window.canvas.bubble.isVisible()
    assert "Cannot" not in window.status_line.text()


def test_a_misfit_is_set_right_by_one_button(opened, qtbot):
    window = opened()
    document = window.document
    document.edit(
        lambda: "Change loss", edits.choose(document.experiment, "training.loss", "cross_entropy", document.catalog)
    )
    qtbot.waitUntil(lambda: bool(document.problems), timeout=5000)
    assert window.notices.sentence == ""  # it is said at the network
    qtbot.waitUntil(window.canvas.bubble.fix.isVisible)
    window.canvas.bubble.fix.click()
    qtbot.waitUntil(lambda: document.facts is not None and not document.problems, timeout=5000)
    assert not window.canvas.bubble.isVisible()


def test_language_and_theme_change_while_it_runs(opened, qtbot):
    window = opened(drawn=False)
    light = window.palette().window().color()
    window.command("view.theme").trigger()
    qtbot.waitUntil(lambda: window.palette().window().color() != light)
    titles = [action.text() for action in window.menuBar().actions()]
    assert "&File" in titles
    window.command("view.language").trigger()
    assert window.context.language.name == "zh_CN"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    window.command("view.language").trigger()
    assert [action.text() for action in window.menuBar().actions()] == titles


def test_docks_are_where_they_were_left(opened):
    window = opened(drawn=False)
    window.docks["loss"].close()
    window.shut()
    again = opened(drawn=False)
    assert not again.docks["loss"].isVisible()
    assert again.docks["output"].isVisible()


def test_a_dock_that_the_kept_layout_does_not_know_is_a_tab_where_it_belongs(opened):
    window, older, side = opened(drawn=False), QMainWindow(), Qt.DockWidgetArea
    for name, area in (
        ("settings", side.LeftDockWidgetArea),
        ("output", side.RightDockWidgetArea),
        ("loss", side.RightDockWidgetArea),
    ):
        dock = QDockWidget(older)
        dock.setObjectName(f"dock_{name}")
        older.addDockWidget(area, dock)
    window.shut()
    window._memory.change(docks=base64.b64encode(older.saveState(1).data()).decode())
    again = opened(drawn=False)
    assert not again.docks["scores"].isVisible()
    again.command("view.scores").trigger()
    assert again.docks["scores"] in again.tabifiedDockWidgets(again.docks["loss"])


def test_no_two_actions_share_a_key(opened):
    window = opened(drawn=False)
    keys = [key.toString() for id in window.actions_registry for key in window.command(id).shortcuts()]
    assert len(keys) == len(set(keys))


def test_the_sheet_of_shortcuts_lists_what_the_registry_has(opened, qtbot):
    window = opened(drawn=False)
    window.command("help.shortcuts").trigger()
    sheet = window.findChild(QDialog, "shortcuts")
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Train", "Full speed", "F", "Add layer", "Zoom in", "Workbench: write a plugin"} <= words
    registry = window.actions_registry
    assert {window.command(id).iconText() for id in registry if registry.keys(id)} <= words
    keys = {key for id in window.actions_registry for key in window.actions_registry.keys(id)}
    assert not keys & {"F14", "F16", "Undo", "Redo", "Open", "New", "Save", "Alt+Backspace"}
    window.command("view.language").trigger()
    keys = window.actions_registry.keys("train.play")
    assert len(keys) == len(set(keys)) == 2
    assert window.command("file.save").iconText() == "保存"
    window.command("help.shortcuts").trigger()
    assert not sheet.isVisible()
    window.command("help.shortcuts").trigger()
    assert window.findChildren(QDialog, "shortcuts") == [sheet]
    qtbot.waitUntil(sheet.isActiveWindow)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_settings_outlive_the_window(opened):
    window = opened(drawn=False)
    window.command("view.theme").trigger()
    window.command("train.slower").trigger()
    window.command("view.log_loss").setChecked(True)
    window.command("view.palette").setChecked(False)
    speed = window.bridge.speed
    window.shut()
    again = opened(drawn=False)
    assert again.context.theme.name == "dark"
    assert again.bridge.speed == speed
    assert again.command("view.log_loss").isChecked()
    assert again.command("view.theme_dark").isChecked()
    assert not again.command("view.palette").isChecked()


def test_a_projector_shows_larger_letters_and_leaves_room_for_everything(opened, qtbot):
    window = opened(drawn=False)
    window.resize(1366, 768)
    plain, tile = window.fontMetrics().height(), window.canvas.board.layout_now.tile
    window.command("view.theme_projector").trigger()
    assert window.context.theme.name == "projector"
    assert window.fontMetrics().height() > 1.1 * plain
    assert window.minimumSizeHint().width() <= 1366
    assert window.canvas.board.layout_now.zoom == pytest.approx(window.context.theme.scale)
    window.command("view.theme").trigger()
    assert window.context.theme.name == "light"
    assert window.fontMetrics().height() == plain
    qtbot.waitUntil(lambda: window.canvas.board.layout_now.tile == tile)


def test_the_window_and_its_frame_fit_the_screen(opened):
    window = opened(drawn=False)
    assert window.height() < window.screen().availableGeometry().height() - 30
    least = window.minimumSizeHint()
    assert (least.width() <= 1366, least.height() <= 700) == (True, True)


def test_the_top_bar_says_how_far_into_the_epoch_a_step_came(opened, qtbot):
    window = opened()
    texts = window.transport.findChildren(QLabel)

    def said(text: str) -> bool:
        return any(label.text() == text for label in texts)

    window.command("train.unit_sample").trigger()
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: said("sample 1/25 · batch 1/10"), timeout=5000)
    window.command("train.unit_batch").trigger()
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: said("batch 1/10"), timeout=5000)
    window.command("train.unit_epoch").trigger()
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: window.bridge.epoch == 1, timeout=5000)
    assert not said("batch 1/10")


def test_dot_title_and_question_agree_on_what_would_be_lost(opened, qtbot):
    window = opened()
    window.command("train.step").trigger()
    qtbot.waitUntil(lambda: window.bridge.epoch == 1, timeout=5000)
    assert not window.document.modified
    assert not window.isWindowModified()
    title = window.transport.findChild(QWidget, "title")
    assert "●" not in title.text
    document = window.document
    document.edit(lambda: "Rate", edits.set_value(document.experiment, "training.optimizer.learning_rate", 0.1))
    assert window.isWindowModified()
    assert "●" in title.text


def test_a_preset_is_called_the_same_everywhere(opened):
    window = opened(drawn=False)
    window.command("view.language").trigger()
    name = next(preset.title.zh_CN for preset in presets() if preset.id == "spiral")
    assert name in window.windowTitle()
    document = window.document
    document.edit(lambda: "Rate", edits.set_value(document.experiment, "training.optimizer.learning_rate", 0.1))
    window.close()
    assert name in window.findChild(QMessageBox, "save_changes").text()


def random_edit(experiment, infos, chance):
    layers = experiment.network.layers
    hidden = [layer.id for layer in layers[:-1]]
    layer = chance.choice(hidden or [layers[-1].id])
    return chance.choice(
        (
            lambda: edits.add_layer(experiment, chance.choice(["input", *hidden]), units=chance.randint(1, 6)),
            lambda: edits.remove_layer(experiment, layer),
            lambda: edits.add_neuron(experiment, layer),
            lambda: edits.remove_neuron(experiment, layer),
            lambda: edits.set_activation(experiment, layer, chance.choice(["relu", "tanh", "sigmoid"]), infos),
            lambda: edits.set_batch_size(experiment, chance.randint(1, 100)),
            lambda: edits.set_test_share(experiment, chance.choice([0.2, 0.5, 0.7])),
            lambda: edits.choose(experiment, "training.optimizer", chance.choice(["sgd", "adam", "momentum"]), infos),
            lambda: edits.set_value(experiment, "data.source.noise", chance.random(), infos),
            lambda: edits.set_dataset(experiment, chance.choice(["circle", "xor", "gauss", "spiral"]), infos),
            lambda: edits.new_weights(experiment, chance.randint(0, 99)),
        )
    )()


def test_a_hundred_edits_and_a_hundred_undos_leave_the_saved_file_as_it_was(opened, qtbot, tmp_path):
    window = opened()
    document, chance = window.document, random.Random(4)

    def saved(name):
        with qtbot.waitSignal(window.files.saved, timeout=30_000):
            window.files.save_to(tmp_path / name)
        return (tmp_path / name).read_bytes()

    window.command("train.step").trigger()
    before = saved("before.nnlab")
    count = 0
    while count < 100:
        if chance.random() < 0.05:
            window.command("train.new_weights").trigger()
            count += 1
        try:
            changed = random_edit(document.experiment, document.catalog, chance)
        except ProblemError:
            continue
        if changed != document.experiment:
            document.edit(lambda: "edit", changed)
            count += 1
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert saved("after.nnlab") == before
    assert load(tmp_path / "after.nnlab").checkpoint.step == 10


def test_what_is_undone_is_said_in_the_present_language(qtbot, opened):
    window = opened()
    document, language = window.document, window.context.language
    window.training_panel.optimizer.form.changed.emit("learning_rate", 0.05, False)
    undo = window.command("edit.undo")
    assert undo.text() == "&Undo Change learning rate: 0.02 → 0.05"
    window.canvas.hands.remove_layer("h1")
    assert document.undo_texts[-1].startswith("Remove Dense ")
    language.set("zh_CN")
    chinese = language.tr("{what}: {how}").format(what="更改学习率", how="0.02 → 0.05")
    assert document.undo_texts[0] == chinese
    undo.trigger()
    assert chinese in undo.text()
    assert chinese in undo.toolTip()
    assert window.command("edit.redo").text().startswith(language.tr("&Redo"))
    language.set("en")
    assert undo.text() == "&Undo Change learning rate: 0.02 → 0.05"


def test_every_button_with_an_icon_shows_it_from_the_first_painting(opened):
    buttons = opened(drawn=False).findChildren(IconButton)
    assert len(buttons) > 5
    assert [button.objectName() for button in buttons if button.defaultAction().icon().isNull()] == []


def test_going_back_and_forth_over_a_network_that_was_never_whole_is_exact(opened, qtbot, tmp_path):
    window = opened()
    document = window.document

    def saved(name):
        with qtbot.waitSignal(window.files.saved, timeout=30_000):
            window.files.save_to(tmp_path / name)
        return (tmp_path / name).read_bytes()

    window.command("train.step").trigger()
    window.canvas.hands.add_neuron("h1")
    before = saved("before.nnlab")
    infos = document.catalog
    document.edit(lambda: "Loss", edits.choose(document.experiment, "training.loss", "cross_entropy", infos))
    broken = edits.set_activation(document.experiment, document.experiment.network.layers[-1].id, "relu", infos)
    document.edit(lambda: "Activation", broken)
    window.command("train.new_weights").trigger()
    window.canvas.hands.add_neuron("h1")
    qtbot.waitUntil(lambda: any(problem.level == "error" for problem in document.problems))
    there = saved("there.nnlab")
    assert load(tmp_path / "there.nnlab").checkpoint is None
    for place in (3, 1, 5, 2, 1):
        document.go_to(place)
    assert saved("again.nnlab") == before
    document.go_to(5)
    assert saved("there.nnlab") == there
