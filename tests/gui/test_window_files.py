"""Files of the window: what is saved, what is opened, and what happens when either fails."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox

from nnlab.experiment import edits
from nnlab.experiment.file import ExperimentFile, load
from nnlab.experiment.file import save as save_file
from nnlab.experiment.presets import preset


def rename(window, name: str) -> None:
    window.document.edit(lambda: "Rename", edits.rename(window.document.experiment, name))


def save(window, qtbot, path: Path) -> None:
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        window.files.save_to(path)


def test_saved_work_goes_on_where_it_was_in_another_window(opened, qtbot, tmp_path):
    first = opened("xor")
    first.bridge.train(until=3)
    qtbot.waitUntil(lambda: not first.bridge.training and first.bridge.epoch == 3, timeout=10_000)
    save(first, qtbot, tmp_path / "a.nnlab")
    assert not first.document.modified
    second = opened(tmp_path / "a.nnlab")
    assert second.bridge.epoch == 3
    qtbot.waitUntil(lambda: len(second.bridge.history) == 4, timeout=5000)
    assert list(second.bridge.history.train) == list(first.bridge.history.train)
    assert [layer.weights for layer in second.bridge.last_frame.layers] == [
        layer.weights for layer in first.bridge.last_frame.layers
    ]


def test_a_damaged_file_is_said_in_one_sentence_and_changes_nothing(opened, tmp_path):
    window = opened("xor", drawn=False)
    bad = tmp_path / "bad.nnlab"
    bad.write_bytes(b"PK\x03\x04 cut off")
    window.files.open(bad)
    assert "bad.nnlab" in window.notices.sentence
    assert window.document.experiment == preset("xor")


def test_a_large_file_is_read_while_the_window_goes_on(opened, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("nnlab.gui.files._large", 10)
    window = opened("xor", drawn=False)
    save_file(tmp_path / "large.nnlab", ExperimentFile(experiment=preset("moons")))
    window.files.open(tmp_path / "large.nnlab")
    assert window.document.experiment == preset("xor")
    assert "large.nnlab" in window.notices.sentence
    qtbot.waitUntil(lambda: window.document.experiment == preset("moons"), timeout=5_000)
    assert window.document.path == tmp_path / "large.nnlab"
    assert window.notices.sentence == ""
    (tmp_path / "bad.nnlab").write_bytes(b"PK\x03\x04 cut off and longer than ten")
    window.files.open(tmp_path / "bad.nnlab")
    qtbot.waitUntil(
        lambda: "bad.nnlab" in window.notices.sentence and "…" not in window.notices.sentence, timeout=5_000
    )
    assert window.document.experiment == preset("moons")


def test_what_was_edited_while_a_large_file_was_read_is_asked_about(opened, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("nnlab.gui.files._large", 10)
    window = opened("xor", drawn=False)
    save_file(tmp_path / "large.nnlab", ExperimentFile(experiment=preset("moons")))
    window.files.open(tmp_path / "large.nnlab")
    rename(window, "mine")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "save_changes") is not None, timeout=5_000)
    assert window.document.experiment.name == "mine"
    box = window.findChild(QMessageBox, "save_changes")
    box.button(QMessageBox.StandardButton.Discard).click()
    assert window.document.experiment == preset("moons")


def test_a_damaged_file_is_not_spoken_of_after_the_next_thing_that_was_done(opened, qtbot, tmp_path):
    window = opened("xor")
    (tmp_path / "bad.nnlab").write_bytes(b"PK\x03\x04 cut off")

    def refused() -> bool:
        window.files.open_now(tmp_path / "bad.nnlab")
        return window.notices.sentence != ""

    assert refused()
    save(window, qtbot, tmp_path / "a.nnlab")
    assert window.notices.sentence == ""
    assert "a.nnlab" in window.status_line.text()
    assert refused()
    rename(window, "mine")
    assert window.notices.sentence == ""
    assert "a.nnlab" not in window.status_line.text()
    assert refused()
    window.bridge.train()
    assert window.notices.sentence == ""


def test_a_save_that_fails_says_why_and_keeps_everything(opened, qtbot, tmp_path):
    window = opened("xor", drawn=False)
    rename(window, "mine")
    window.files.save_to(tmp_path / "no such folder" / "a.nnlab")
    qtbot.waitUntil(lambda: "no such folder" in window.notices.sentence, timeout=10_000)
    assert window.document.modified
    assert window.document.experiment.name == "mine"


def test_a_dropped_file_is_opened(opened, qtbot, tmp_path):
    window = opened("xor", drawn=False)
    save(window, qtbot, tmp_path / "a.nnlab")
    other = opened("gauss", drawn=False)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.nnlab"))])
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    other.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, button, modifier))
    assert other.document.experiment == preset("xor")


def test_unsaved_edits_are_asked_about_before_another_experiment_is_shown(opened, qtbot):
    window = opened("xor", drawn=False)
    rename(window, "mine")
    window.files.new("gauss")
    box = window.findChild(QMessageBox, "save_changes")
    assert window.document.experiment.name == "mine"
    box.button(QMessageBox.StandardButton.Discard).click()
    assert window.document.experiment == preset("gauss")


def test_closing_asks_about_unsaved_edits_and_saves_them(opened, qtbot, tmp_path):
    window = opened("xor", drawn=False)
    save(window, qtbot, tmp_path / "a.nnlab")
    rename(window, "mine")
    window.close()
    assert window.isVisible()
    box = window.findChild(QMessageBox, "save_changes")
    box.button(QMessageBox.StandardButton.Save).click()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
    assert load(tmp_path / "a.nnlab").experiment.name == "mine"


def test_recent_files_are_remembered(opened, qtbot, tmp_path):
    window = opened("xor", drawn=False)
    save(window, qtbot, tmp_path / "a.nnlab")
    window.shut()
    from nnlab.gui.memory import Memory

    assert Memory().now.recent == (str(tmp_path / "a.nnlab"),)


def test_redo_after_undo_brings_the_history_back_into_plot_and_file(opened, qtbot, tmp_path):
    window = opened("xor")
    document, bridge = window.document, window.bridge

    def train(until: int) -> None:
        bridge.train(until=until)
        qtbot.waitUntil(lambda: not bridge.training and len(bridge.history) == until + 1, timeout=10_000)

    train(3)
    document.edit(lambda: "Change", edits.set_value(document.experiment, "training.optimizer.learning_rate", 0.05))
    document.edit(lambda: "Add layer", edits.add_layer(document.experiment, "input"))
    train(6)
    losses = list(bridge.history.train)
    marks = bridge.marks
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: len(bridge.history) == 4, timeout=10_000)
    document.undo_stack.redo()
    qtbot.waitUntil(lambda: len(bridge.history) == 7, timeout=10_000)
    assert list(bridge.history.train) == losses
    assert bridge.marks == marks
    save(window, qtbot, tmp_path / "a.nnlab")
    whole = load(tmp_path / "a.nnlab")
    assert list(whole.history.train_loss) == losses
    assert len(whole.events) == 2
    second = opened(tmp_path / "a.nnlab")
    assert [(mark.epoch, mark.text) for mark in second.bridge.marks] == [(3, "+ layer, η 0.02 → 0.05")]
    assert second.bridge.marks == marks


def test_marks_are_worded_again_in_another_language(opened, qtbot):
    window = opened("xor")
    document, bridge = window.document, window.bridge
    bridge.train(until=2)
    qtbot.waitUntil(lambda: not bridge.training and bridge.epoch == 2, timeout=10_000)
    document.edit(lambda: "Add layer", edits.add_layer(document.experiment, "input"))
    assert [mark.text for mark in bridge.marks] == ["+ layer"]
    tanh = document.info("activation", "tanh")
    assert tanh is not None
    bridge.story.word(lambda change: "worded anew")
    assert [mark.text for mark in bridge.marks] == ["worded anew"]
    with qtbot.waitSignal(bridge.history_changed):
        window.command("view.language").trigger()
    assert [mark.text for mark in bridge.marks] == [window.context.language.tr("+ layer")]


def test_losses_of_before_an_edit_are_not_taken_for_those_after_it(opened, qtbot):
    window = opened("xor")
    document, bridge = window.document, window.bridge
    bridge.train(until=2)
    qtbot.waitUntil(lambda: not bridge.training and len(bridge.history) == 3, timeout=10_000)
    assert bridge.measured
    document.edit(lambda: "Rate", edits.set_value(document.experiment, "training.optimizer.learning_rate", 0.05))
    assert bridge.measured
    document.edit(lambda: "Noise", edits.set_value(document.experiment, "data.source.noise", 0.4))
    assert not bridge.measured
    assert (window.loss_plot.train.text(), window.loss_plot.test.text()) == ("train –", "test –")
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: document.facts is not None, timeout=10_000)
    assert bridge.measured
    document.undo_stack.redo()
    qtbot.waitUntil(lambda: document.facts is not None, timeout=10_000)
    assert not bridge.measured
    bridge.step("epoch")
    qtbot.waitUntil(lambda: len(bridge.history) == 4, timeout=10_000)
    assert bridge.measured
    assert "–" not in window.loss_plot.train.text()


def test_new_weights_while_it_trains_train_on(opened, qtbot):
    window = opened("xor")
    bridge = window.bridge
    bridge.train()
    qtbot.waitUntil(lambda: bridge.epoch > 20, timeout=10_000)
    window.command("train.new_weights").trigger()
    qtbot.waitUntil(lambda: 0 < bridge.epoch < 20, timeout=10_000)
    assert bridge.training
