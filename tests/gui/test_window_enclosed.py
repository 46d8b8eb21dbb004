"""A window offers to enclose foreign plugins, shows those of a file, and installs one on a click alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QToolButton

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Made
from nnlab.experiment.enclosed import Enclosed, digest_of
from nnlab.experiment.file import ExperimentFile, load, save
from nnlab.experiment.presets import preset
from nnlab.gui.enclose_sheet import EncloseSheet
from nnlab.gui.enclosed import EnclosedSheet
from nnlab.records import home
from nnlab.records.settings import Settings, save_settings

swish = '''"""Swish: x * sigmoid(x)."""
import numpy as np
from nnlab.api import Activation, hookimpl


class Swish(Activation):
    def forward(self, z):
        return z / (1 + np.exp(-z))


@hookimpl
def nnlab_activations():
    return [Swish]
'''


def enclosed(text: str = swish) -> Enclosed:
    return Enclosed(
        name="swish", file_name="swish.py", text=text, sha256=digest_of(text), components=("activation:swish",)
    )


@pytest.fixture
def user_plugin():
    """Writes a plugin among the user's, who allowed them."""
    save_settings(home(), Settings(foreign_allowed=True))

    def write(text: str = swish, name: str = "swish.py") -> Path:
        home().plugins.mkdir(parents=True, exist_ok=True)
        (home().plugins / name).write_text(text, encoding="utf-8")
        return home().plugins / name

    return write


@pytest.fixture
def homework(tmp_path):
    """A file that encloses the plugin it uses."""
    plain_one = preset("xor")
    layers = plain_one.network.layers
    chosen = Chosen(id="swish", made=Made(origin="user", version="", sha256=digest_of(swish)))
    network = replace(plain_one.network, layers=(replace(layers[0], activation=chosen), *layers[1:]))
    path = tmp_path / "homework.nnlab"
    save(path, ExperimentFile(experiment=replace(plain_one, network=network), plugins=(enclosed(),)))
    return path


@pytest.fixture
def using_swish(opened, qtbot, user_plugin):
    """A window whose experiment uses a plugin of the user's."""
    user_plugin()
    window = opened("xor")
    document = window.document
    qtbot.waitUntil(lambda: document.info("activation", "swish") is not None, timeout=20_000)
    document.edit(lambda: "Change", edits.set_activation(document.experiment, "h1", "swish", document.catalog))
    qtbot.waitUntil(lambda: document.facts is not None, timeout=10_000)
    return window


def shown(window, qtbot) -> EnclosedSheet:
    qtbot.waitUntil(
        lambda: any(sheet.isVisible() for sheet in window.findChildren(EnclosedSheet, "enclosed_sheet")), timeout=20_000
    )
    return window.findChild(EnclosedSheet, "enclosed_sheet")


def asked(window, qtbot) -> EncloseSheet:
    qtbot.waitUntil(lambda: window.findChild(EncloseSheet, "enclose_sheet") is not None, timeout=10_000)
    return window.findChild(EncloseSheet, "enclose_sheet")


def click(qtbot, sheet, name: str) -> None:
    qtbot.mouseClick(sheet.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def name_the_file(window, path: Path) -> None:
    dialog = window.findChild(QFileDialog, "file_dialog")
    dialog.fileSelected.emit(str(path))
    dialog.close()


# ---- saving


def test_the_first_save_offers_to_enclose_and_the_next_does_not_ask(using_swish, qtbot, tmp_path):
    window, path = using_swish, tmp_path / "a.nnlab"
    window.command("file.save").trigger()
    name_the_file(window, path)
    sheet = asked(window, qtbot)
    assert "swish.py" in sheet.findChild(QLabel, "enclose_names").text()
    assert not path.exists()
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert load(path).plugins[0].text == swish
    window.document.edit(lambda: "Rename", edits.rename(window.document.experiment, "mine"))
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        window.command("file.save").trigger()
    assert load(path).plugins[0].text == swish
    assert load(path).experiment.name == "mine"


def test_saving_without_is_remembered_too_and_cancelling_writes_nothing(using_swish, qtbot, tmp_path):
    window, path = using_swish, tmp_path / "a.nnlab"
    window.command("file.save_as").trigger()
    name_the_file(window, path)
    click(qtbot, asked(window, qtbot), "enclose_cancel")
    qtbot.waitUntil(lambda: window.findChild(EncloseSheet, "enclose_sheet") is None)
    assert not path.exists()
    window.command("file.save_as").trigger()
    name_the_file(window, path)
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        click(qtbot, asked(window, qtbot), "enclose_no")
    assert load(path).plugins == ()
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        window.command("file.save").trigger()
    assert load(path).plugins == ()


def test_an_experiment_of_bundled_components_is_saved_without_a_question(opened, qtbot, tmp_path):
    window = opened("xor", drawn=False)
    window.command("file.save").trigger()
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        name_the_file(window, tmp_path / "a.nnlab")
    assert load(tmp_path / "a.nnlab").plugins == ()


def test_the_text_that_runs_is_enclosed_while_its_file_is_half_edited(using_swish, qtbot, tmp_path):
    window = using_swish
    (home().plugins / "swish.py").write_text("class Swish(")
    qtbot.waitUntil(lambda: any(state.state == "old" for state in window.bridge.plugins), timeout=20_000)
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        window.files.save_to(tmp_path / "a.nnlab")
    assert load(tmp_path / "a.nnlab").plugins[0].text == swish


def test_a_file_saved_after_live_edits_is_made_with_the_text_that_runs(using_swish, qtbot, tmp_path):
    window, newer = using_swish, swish + "# newer\n"
    (home().plugins / "swish.py").write_text(newer)
    document = window.document
    qtbot.waitUntil(lambda: document.info("activation", "swish").sha256 == digest_of(newer), timeout=20_000)
    assert not [problem for problem in document.problems if problem.code == "check.text"]
    with qtbot.waitSignal(window.files.saved, timeout=10_000):
        window.files.save_to(tmp_path / "a.nnlab")
    kept = load(tmp_path / "a.nnlab")
    assert kept.plugins[0].text == newer
    assert kept.experiment.network.layers[0].activation.made.sha256 == digest_of(newer)
    assert not document.modified


# ---- opening


def test_a_missing_plugin_is_shown_and_installed_on_a_click_and_trains(opened, qtbot, homework):
    window = opened(homework, drawn=False)
    sheet = shown(window, qtbot)
    assert sheet.text.toPlainText() == swish
    assert not (home().plugins / "swish.py").exists()
    assert sheet.button("close").hasFocus()  # Enter installs nothing
    click(qtbot, sheet, "enclosed_install")
    qtbot.waitUntil(lambda: (home().plugins / "swish.py").exists(), timeout=10_000)
    assert (home().plugins / "swish.py").read_text() == swish
    qtbot.waitUntil(lambda: window.document.info("activation", "swish") is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not sheet.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: window.document.facts is not None and not window.document.problems, timeout=10_000)
    assert window.bridge.train(until=2)
    qtbot.waitUntil(lambda: window.bridge.epoch == 2, timeout=20_000)
    assert "enclosed.missing" not in {notice.key for notice in window.notices.notices}


def test_not_now_installs_nothing_and_the_notice_shows_it_again(opened, qtbot, homework):
    window = opened(homework, drawn=False)
    sheet = shown(window, qtbot)
    click(qtbot, sheet, "enclosed_close")
    assert not home().plugins.exists()
    notice = next(one for one in window.notices.notices if one.key == "enclosed.missing")
    assert "swish" in notice.text()
    notice.ways[0].act()
    shown(window, qtbot)
    sheet.close()


def test_an_edited_file_keeps_the_text_of_a_plugin_that_is_not_installed(opened, qtbot, homework):
    window = opened(homework, drawn=False)
    shown(window, qtbot).close()
    window.document.edit(lambda: "Rename", edits.rename(window.document.experiment, "marked"))
    with qtbot.waitSignal(window.files.saved, timeout=20_000):
        window.command("file.save").trigger()
    assert load(homework).experiment.name == "marked"
    assert load(homework).plugins[0].text == swish


def test_a_plugin_that_is_here_already_is_not_spoken_of(opened, qtbot, homework, user_plugin):
    user_plugin()
    window = opened(homework, drawn=False)
    with qtbot.waitSignal(window.files.enclosing.looked, timeout=20_000):
        pass
    qtbot.waitUntil(lambda: window.document.facts is not None and not window.document.problems, timeout=10_000)
    assert window.findChild(EnclosedSheet, "enclosed_sheet") is None
    assert window.notices.sentence == ""


def test_a_plugin_that_waits_for_leave_is_not_offered_for_installation(opened, qtbot, homework):
    home().plugins.mkdir(parents=True)
    (home().plugins / "swish.py").write_text(swish)
    window = opened(homework, drawn=False)
    with qtbot.waitSignal(window.files.enclosing.looked, timeout=20_000):
        pass
    assert window.document.info("activation", "swish") is None
    assert window.findChild(EnclosedSheet, "enclosed_sheet") is None
    assert "enclosed.missing" not in {notice.key for notice in window.notices.notices}


def test_another_text_of_it_is_named_with_both_digests_and_the_difference_is_shown(
    opened, qtbot, homework, user_plugin
):
    mine = swish.replace("np.exp(-z)", "np.exp(-2 * z)")
    file = user_plugin(mine)
    window = opened(homework, drawn=False)
    qtbot.waitUntil(lambda: "enclosed.other" in {one.key for one in window.notices.notices}, timeout=20_000)
    notice = next(one for one in window.notices.notices if one.key == "enclosed.other")
    assert digest_of(swish)[:8] in notice.text()
    assert digest_of(mine)[:8] in notice.text()
    assert window.findChild(EnclosedSheet, "enclosed_sheet") is None
    notice.ways[0].act()
    sheet = shown(window, qtbot)
    lines = sheet.text.toPlainText().splitlines()
    assert "-        return z / (1 + np.exp(-2 * z))" in lines
    assert "+        return z / (1 + np.exp(-z))" in lines
    click(qtbot, sheet, "enclosed_difference")
    assert sheet.text.toPlainText() == swish
    click(qtbot, sheet, "enclosed_keep")
    qtbot.waitUntil(lambda: not window.document.problems, timeout=10_000)
    assert file.read_text() == mine
    assert window.document.experiment.network.layers[0].activation.made.sha256 == digest_of(mine)


def test_a_component_of_another_text_is_a_note_among_the_problems_and_accepted_on_a_click(
    opened, qtbot, homework, user_plugin
):
    mine = swish + "# mine\n"
    user_plugin(mine)
    save(homework, ExperimentFile(experiment=load(homework).experiment))
    window = opened(homework, drawn=False)

    def notes() -> list[str]:
        found = [problem for problem in window.problems.problems if problem.code == "check.text"]
        return [window.context.language.problem(problem) for problem in found]

    qtbot.waitUntil(lambda: len(notes()) == 1, timeout=20_000)
    assert digest_of(swish)[:8] in notes()[0]
    assert digest_of(mine)[:8] in notes()[0]
    window.show_problems()
    window.problems.findChild(QToolButton, "accept_text").click()
    qtbot.waitUntil(lambda: notes() == [], timeout=10_000)
    assert window.document.experiment.network.layers[0].activation.made.sha256 == digest_of(mine)
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: len(notes()) == 1, timeout=10_000)


def test_replacing_keeps_ones_own_text_under_a_name_that_is_not_loaded(opened, qtbot, homework, user_plugin):
    mine = swish + "# mine\n"
    file = user_plugin(mine, "my_swish.py")
    window = opened(homework, drawn=False)
    qtbot.waitUntil(lambda: "enclosed.other" in {one.key for one in window.notices.notices}, timeout=20_000)
    window.command("file.enclosed").trigger()
    click(qtbot, shown(window, qtbot), "enclosed_replace")
    qtbot.waitUntil(lambda: file.read_text() == swish, timeout=10_000)
    assert (home().plugins / f"_my_swish_{digest_of(mine)[:8]}.py").read_text() == mine
    qtbot.waitUntil(lambda: window.document.info("activation", "swish").sha256 == digest_of(swish), timeout=20_000)
    qtbot.waitUntil(lambda: not window.document.problems, timeout=10_000)


def test_another_file_of_the_name_is_never_overwritten_silently(opened, qtbot, homework, user_plugin):
    other = swish.replace("Swish", "Other")
    file = user_plugin(other)
    window = opened(homework, drawn=False)
    sheet = shown(window, qtbot)
    assert sheet.button("install") is None
    click(qtbot, sheet, "enclosed_beside")
    qtbot.waitUntil(lambda: (home().plugins / "swish_2.py").exists(), timeout=10_000)
    assert file.read_text() == other
    qtbot.waitUntil(lambda: window.document.info("activation", "swish") is not None, timeout=20_000)


def test_nothing_beside_a_file_or_in_it_is_run_by_opening_it(opened, qtbot, homework, tmp_path, monkeypatch):
    marks = [tmp_path / "beside ran", tmp_path / "inside ran"]
    evil = "import pathlib\npathlib.Path({!r}).write_text('')\n"
    for name in ("swish.py", "numpy.py", "conftest.py", "sitecustomize.py", "nnlab_plugins.py"):
        (tmp_path / name).write_text(evil.format(str(marks[0])) + swish)
    bad = evil.format(str(marks[1])) + swish
    save(homework, ExperimentFile(experiment=load(homework).experiment, plugins=(enclosed(bad),)))
    monkeypatch.chdir(tmp_path)
    window = opened("xor")
    window.files.open(homework)
    shown(window, qtbot).close()
    assert window.document.info("activation", "swish") is None
    assert not any(mark.exists() for mark in marks)
