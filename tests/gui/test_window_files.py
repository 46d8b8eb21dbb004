"""Files of the window: what is saved, what is opened, and what happens when either fails."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMessageBox

from nnlab.experiment import edits
from nnlab.experiment.file import load
from nnlab.experiment.presets import preset


def rename(window, name: str) -> None:
    window.document.edit("Rename", edits.rename(window.document.experiment, name))


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
