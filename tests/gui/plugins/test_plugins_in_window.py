"""Plugins in a real window with a real kernel: leave, manager, installing, turning off, safe mode."""

from __future__ import annotations

import os

import pytest
from plugin_world import source, write
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from nnlab.experiment import edits
from nnlab.records import home
from nnlab.records.settings import Settings, load_settings, save_settings


@pytest.fixture
def allowed():
    """The user was asked before, and said yes."""
    save_settings(home(), Settings(foreign_allowed=True))


def known(window, id: str) -> bool:
    return window.document.info("activation", id) is not None


def state_of(window, name: str) -> str:
    return next((entry.state for entry in window.plugins.entries if entry.name == name), "")


def notice_of(window, key: str):
    return next((notice for notice in window.notices.notices if notice.key == key), None)


def way(notice, text: str):
    return next(way for way in notice.ways if way.text() == text)


def answer(window, name: str, word: str) -> None:
    box = next(box for box in window.findChildren(QMessageBox, name) if box.isVisible())
    next(button for button in box.buttons() if button.text() == word).click()


def drop(window, *paths) -> None:
    """Lets files go over a window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    no = Qt.KeyboardModifier.NoModifier
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDropEvent(QPointF(50, 50), both, data, Qt.MouseButton.LeftButton, no)
    event.setDropAction(Qt.DropAction.MoveAction)  # what a file manager proposes
    window.dropEvent(event)
    assert event.dropAction() == Qt.DropAction.CopyAction  # else it would delete the file


def sheet_of(window, qtbot):
    qtbot.waitUntil(lambda: window.plugins.installer.sheet is not None, timeout=10_000)
    return window.plugins.installer.sheet


# ---- leave


def test_a_plugin_found_at_the_first_start_does_not_run_until_it_is_allowed(opened, qtbot, tmp_path):
    mark = tmp_path / "it ran"
    write(home().plugins, "swish.py", source() + f"\nopen({str(mark)!r}, 'w').close()\n")
    window = opened("xor")
    qtbot.waitUntil(lambda: state_of(window, "swish") == "held", timeout=10_000)
    notice = notice_of(window, "plugins.leave")
    assert "swish.py" in notice.text()
    assert "rights" in notice.text()
    assert not mark.exists()
    assert not known(window, "swish")
    way(notice, "Allow").act()
    qtbot.waitUntil(lambda: known(window, "swish"), timeout=10_000)
    assert mark.exists()
    assert load_settings(home())[0].foreign_allowed


def test_not_now_leaves_them_out_and_asks_at_the_next_start(opened, qtbot):
    write(home().plugins, "swish.py", source())
    window = opened("xor")
    qtbot.waitUntil(lambda: state_of(window, "swish") == "held", timeout=10_000)
    way(notice_of(window, "plugins.leave"), "Not now").act()
    assert notice_of(window, "plugins.leave") is None
    assert not known(window, "swish")
    window.shut()
    again = opened("xor")
    assert notice_of(again, "plugins.leave") is not None


def test_a_folder_named_by_the_caller_is_not_asked_about(opened, qtbot, tmp_path):
    write(tmp_path, "swish.py", source())
    window = opened("xor", [tmp_path])
    qtbot.waitUntil(lambda: known(window, "swish"), timeout=10_000)
    assert notice_of(window, "plugins.leave") is None


def test_what_is_saved_while_nnlab_runs_is_loaded_and_said_once(opened, qtbot):
    window = opened("xor")
    home().plugins.mkdir(parents=True, exist_ok=True)
    write(home().plugins, "swish.py", source())
    window.bridge.client.look_again()
    qtbot.waitUntil(lambda: known(window, "swish"), timeout=15_000)
    qtbot.waitUntil(lambda: notice_of(window, "plugins.leave") is not None, timeout=5_000)
    assert "was loaded" in notice_of(window, "plugins.leave").text()


# ---- installing


@pytest.mark.usefixtures("allowed")
def test_a_dropped_file_is_shown_and_copied_when_agreed(opened, qtbot, tmp_path):
    window = opened("xor")
    path = write(tmp_path, "swish (1).py", source())
    drop(window, path)
    sheet = sheet_of(window, qtbot)
    assert str(home().plugins / "swish_1.py") in sheet.what.text()
    assert "class Swish" in sheet.view.toPlainText()
    assert "Swish (Activation)" in sheet.brings.text()
    QTest.keyClick(sheet.view, Qt.Key.Key_Return)  # it would install what nobody has read
    assert sheet.isVisible()
    assert sheet.isEnabled()
    assert not (home().plugins / "swish_1.py").exists()
    sheet.findChild(QPushButton, "install_agree").click()
    qtbot.waitUntil(lambda: known(window, "swish"), timeout=15_000)
    assert (home().plugins / "swish_1.py").read_text() == path.read_text()
    drop(window, path)
    qtbot.waitUntil(lambda: window.plugins.installer.sheet not in (None, sheet), timeout=10_000)
    again = window.plugins.installer.sheet
    assert "nothing to do" in again.what.text()
    assert not again.findChild(QPushButton, "install_agree").isVisible()


def test_a_dropped_file_runs_only_in_a_process_of_its_own_and_on_request(opened, qtbot, tmp_path):
    window = opened("xor")
    mark = tmp_path / "ran in"
    told = f"\nimport os\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\n"
    drop(window, write(tmp_path, "swish.py", source() + told))
    sheet = sheet_of(window, qtbot)
    assert not mark.exists()
    sheet.attempt.click()
    qtbot.waitUntil(lambda: "Tried" in sheet.brings.text(), timeout=20_000)
    assert "Swish (Activation)" in sheet.brings.text()
    assert mark.read_text() != str(os.getpid())
    sheet.reject()
    assert not home().plugins.exists() or not list(home().plugins.iterdir())


def test_what_is_no_plugin_is_refused_in_one_sentence(opened, qtbot, tmp_path):
    window = opened("xor")
    drop(window, write(tmp_path, "notes.md", "hello"))
    assert "neither an experiment" in notice_of(window, "plugins.install").text()
    folder = tmp_path / "empty"
    folder.mkdir()
    drop(window, folder)
    qtbot.waitUntil(lambda: "a plugin is a file" in notice_of(window, "plugins.install").text(), timeout=5_000)
    assert window.plugins.installer.sheet is None


def test_a_dropped_experiment_is_opened_as_before(opened, qtbot, tmp_path):
    from nnlab.experiment import file as experiment_file
    from nnlab.experiment.file import ExperimentFile
    from nnlab.experiment.presets import preset

    path = tmp_path / "mine.nnlab"
    experiment_file.save(path, ExperimentFile(experiment=preset("circle")))
    window = opened("xor")
    drop(window, path)
    qtbot.waitUntil(lambda: window.document.path == path, timeout=10_000)


# ---- turning off and on


@pytest.mark.usefixtures("allowed")
def test_turning_off_what_is_used_asks_leaves_a_placeholder_and_comes_back(opened, qtbot):
    write(home().plugins, "swish.py", source())
    window = opened("xor")
    qtbot.waitUntil(lambda: known(window, "swish"), timeout=15_000)
    document = window.document
    document.edit(lambda: "Change", edits.set_activation(document.experiment, "h1", "swish", document.catalog))
    entry = next(entry for entry in window.plugins.entries if entry.name == "swish")
    window.plugins.switches.switch(entry, False)
    box = window.findChild(QMessageBox, "turn_off")
    assert "activation of h1" in box.text()
    answer(window, "turn_off", "Turn off")
    qtbot.waitUntil(lambda: not known(window, "swish"), timeout=10_000)
    assert load_settings(home())[0].disabled_plugins == (entry.path,)
    assert document.experiment.network.layers[0].activation.id == "swish"
    qtbot.waitUntil(lambda: not window.command("train.play").isEnabled(), timeout=5_000)
    assert window.findChild(object, "activation_h1").currentText() == "swish (missing)"
    off = next(entry for entry in window.plugins.entries if entry.name == "swish")
    assert off.state == "disabled"
    window.plugins.switches.switch(off, True)
    qtbot.waitUntil(lambda: known(window, "swish") and not document.problems, timeout=15_000)
    assert load_settings(home())[0].disabled_plugins == ()
    assert window.bridge.train(until=window.bridge.epoch + 2)


def test_what_was_turned_off_stays_off_at_the_next_start(opened, qtbot):
    path = write(home().plugins, "swish.py", source())
    save_settings(home(), Settings(foreign_allowed=True, disabled_plugins=(str(path),)))
    window = opened("xor")
    qtbot.waitUntil(lambda: state_of(window, "swish") == "disabled", timeout=10_000)
    assert not known(window, "swish")


# ---- the manager


@pytest.mark.usefixtures("allowed")
def test_the_manager_shows_a_foreign_component_with_its_grade_and_a_badge_where_it_is_chosen(opened, qtbot):
    write(
        home().plugins,
        "swish.py",
        source().replace(
            "\n\n\n@hookimpl",
            """

    def derivative(self, z):
        return np.ones_like(z) * 2


@hookimpl""",
        ),
    )
    write(home().plugins, "broken.py", "def f(:\n")
    window = opened("xor")
    qtbot.waitUntil(lambda: known(window, "swish"), timeout=15_000)
    swish = window.document.info("activation", "swish")
    qtbot.waitUntil(lambda: window.plugins.grades.of(swish) is not None, timeout=40_000)
    assert window.plugins.grades.of(swish).verdict == "wrong"
    qtbot.waitUntil(lambda: window.context.badges.of("activation", "swish") is not None, timeout=5_000)
    assert window.context.badges.of("activation", "swish").level == "error"
    box = window.findChild(object, "activation_h1")
    assert "\N{WARNING SIGN}" in box.itemText(box.findData("swish"))
    window.command("plugins.manage").trigger()
    manager = window.plugins.manager
    window.plugins.grades.stop()  # nothing else is graded here
    manager.choose(swish.file, "activation", "swish")
    assert manager.details.title.text().count("Swish") == 1
    assert manager.tree.currentItem().text(3) == "wrong"
    manager.choose(str(home().plugins / "broken.py"))
    assert "refused" in manager.tree.currentItem().text(2)
    manager.search.setText("swish")
    qtbot.waitUntil(lambda: manager.tree.topLevelItemCount() == 1, timeout=5_000)
    manager.close()


def test_the_manager_lists_every_component_by_kind_or_by_plugin(opened, qtbot):
    window = opened("xor")
    window.command("plugins.manage").trigger()
    manager = window.plugins.manager
    window.plugins.grades.stop()

    def lines(top: int) -> int:
        return sum(manager.tree.topLevelItem(place).childCount() for place in range(top))

    qtbot.waitUntil(lambda: manager.tree.topLevelItemCount() > 0, timeout=5_000)
    assert lines(manager.tree.topLevelItemCount()) == len(window.document.catalog)
    manager.grouping.setCurrentIndex(1)
    assert lines(manager.tree.topLevelItemCount()) == len(window.document.catalog)
    manager.close()


def test_a_problem_of_a_plugin_leads_to_the_manager(opened, qtbot, tmp_path):
    path = write(tmp_path, "broken.py", "def f(:\n")
    window = opened("xor", [tmp_path])
    qtbot.waitUntil(lambda: bool(window.bridge.plugin_problems), timeout=15_000)
    window.problems.plugin_asked.emit(str(path))
    manager = window.plugins.manager
    assert manager.isVisible()
    assert manager.tree.present[0].path == str(path)
    manager.close()


# ---- safe mode


def test_safe_mode_loads_only_what_came_with_nnlab_and_says_so(qtbot):
    from nnlab.gui.app import _window, application
    from nnlab.gui.files import initial
    from nnlab.gui.memory import Memory

    write(home().plugins, "swish.py", source())
    application()
    opened, file = initial("xor")
    window = _window(opened, file, (), True, Memory(), None)
    try:
        window.show()
        window.begin()
        qtbot.waitUntil(lambda: window.bridge.last_frame is not None, timeout=20_000)
        notice = notice_of(window, "plugins.safe")
        assert "--safe-mode" in notice.text()
        assert notice_of(window, "plugins.leave") is None
        write(home().plugins, "later.py", source("Later"))
        window.bridge.client.look_again()
        assert window.bridge.train(until=3)
        qtbot.waitUntil(lambda: window.bridge.epoch == 3, timeout=10_000)
        assert not known(window, "swish")
        assert not known(window, "later")
        assert {info.origin for info in window.document.catalog} == {"bundled"}
    finally:
        window.shut()
        window.close()
        window.deleteLater()


# ---- hot reload


def activations(window) -> list[str]:
    box = window.findChild(object, "activation_h1")
    return [box.itemData(place) for place in range(box.count())]


def test_a_saved_file_can_be_chosen_a_broken_save_is_marked_and_a_removed_one_leaves_its_name(opened, qtbot, tmp_path):
    window = opened("xor", [tmp_path])
    assert "swish" not in activations(window)
    path = write(tmp_path, "swish.py", source())
    qtbot.waitUntil(lambda: "swish" in activations(window), timeout=20_000)
    document = window.document
    document.edit(lambda: "Change", edits.set_activation(document.experiment, "h1", "swish", document.catalog))
    qtbot.waitUntil(lambda: document.facts is not None and not document.problems, timeout=10_000)
    assert window.bridge.train()
    qtbot.waitUntil(lambda: window.bridge.epoch > 2, timeout=10_000)

    path.write_text("def f(:\n", encoding="utf-8")
    qtbot.waitUntil(lambda: state_of(window, "swish") == "old", timeout=20_000)
    badge = window.context.badges.of("activation", "swish")
    assert badge.level == "warning"
    assert "last version" in badge.text
    epoch = window.bridge.epoch
    qtbot.waitUntil(lambda: window.bridge.epoch > epoch, timeout=10_000)  # the one before goes on

    path.unlink()
    qtbot.waitUntil(lambda: not known(window, "swish"), timeout=20_000)
    box = window.findChild(object, "activation_h1")
    qtbot.waitUntil(lambda: box.currentText() == "swish (missing)", timeout=5_000)
    qtbot.waitUntil(lambda: not window.bridge.training, timeout=10_000)
    qtbot.waitUntil(lambda: notice_of(window, "misfit") is not None, timeout=5_000)
    assert any(way.text() == "Plugin manager" for way in notice_of(window, "misfit").ways)

    write(tmp_path, "swish.py", source())
    qtbot.waitUntil(lambda: window.bridge.training, timeout=20_000)  # it comes back, and training with it
