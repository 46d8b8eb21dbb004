"""The workbench in a real window, with a real kernel that trains and a real workshop beside it."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from nnlab.gui.problems import ProblemsPanel
from nnlab.records import Problem, home
from nnlab.records.settings import Settings, save_settings

control = Qt.KeyboardModifier.ControlModifier
template_line = "return np.tanh(z) + self.slope * z"


@pytest.fixture(autouse=True)
def allowed():
    """The user was asked before, and said yes."""
    save_settings(home(), Settings(foreign_allowed=True))


@pytest.fixture
def at_work(opened, qtbot):
    """A window with its workbench open and the first text graded."""
    window = opened()
    window.resize(1366, 768)
    window.command("workbench.show").trigger()
    bench = window.workbench
    qtbot.waitUntil(lambda: bench.trial.grade is not None, timeout=30_000)
    return window


def put_cursor(editor, words: str) -> None:
    cursor = editor.document().find(words)
    cursor.setPosition(cursor.selectionStart())
    editor.setTextCursor(cursor)
    editor.setFocus()


def ids(window) -> list[str]:
    return [layer.activation.id for layer in window.document.experiment.network.layers]


def test_what_the_first_window_does_not_need_waits_until_it_is_opened(own_home):
    code = (
        "import gc, sys\n"
        "from PySide6.QtTest import QSignalSpy\n"
        "from nnlab.gui import open_window\n"
        "window = open_window()\n"
        "assert gc.isenabled() and gc.get_freeze_count() > 10_000, 'made without rounds over what lasts'\n"
        "assert QSignalSpy(window.bridge.frame).wait(20_000)\n"
        "late = 'pygments', 'nnlab.gui.'\n"
        "early = {name for name in sys.modules if name.startswith(late)}\n"
        "window.shut()\n"
        "print(sorted(early))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    early = set(ast.literal_eval(done.stdout))
    opened = (
        "workbench.editor",
        "scores.panel",
        "predict.panel",
        "tables.sheet",
        "plots.gallery",
        "plots.painting_tools",
    )
    assert not early & {"pygments", *(f"nnlab.gui.{name}" for name in opened)}
    assert "nnlab.gui.plots.painting" in early


def test_an_endless_loop_stops_neither_the_editor_nor_the_training(at_work, qtbot):
    window, bench = at_work, at_work.workbench
    window.bridge.train()
    put_cursor(bench.panel.editor, template_line)
    qtbot.keyClicks(bench.panel.editor, "while True:")
    qtbot.keyClick(bench.panel.editor, Qt.Key.Key_Return)
    qtbot.keyClicks(bench.panel.editor, "pass")
    qtbot.keyClick(bench.panel.editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.trial.slow, timeout=10_000)
    epoch = window.bridge.epoch
    qtbot.keyClicks(bench.panel.editor, "  # still typing")
    qtbot.waitUntil(lambda: window.bridge.epoch > epoch + 5, timeout=10_000)
    qtbot.waitUntil(
        lambda: any("loop" in one.code or "hung" in one.code for one in bench.trial.problems), timeout=20_000
    )
    assert "forward" in bench.panel.status.text.text()
    assert list(bench.panel.editor.margin.marks)
    assert bench.trial.picture is not None
    for _ in range(20):
        bench.panel.editor.undo()
    qtbot.waitUntil(lambda: bench.trial.works and bench.trial.grade is not None, timeout=30_000)
    assert window.bridge.training
    assert not bench.panel.editor.margin.marks


def test_the_picture_follows_the_text_and_the_grade_finds_the_mistake(at_work, qtbot):
    bench = at_work.workbench
    before = bench.trial.picture
    put_cursor(bench.panel.editor, "np.tanh(z) +")
    qtbot.keyClicks(bench.panel.editor, "3 * ")
    qtbot.waitUntil(lambda: bench.trial.picture != before, timeout=10_000)
    qtbot.waitUntil(lambda: bench.trial.grade is not None and bench.trial.grade.verdict == "wrong", timeout=20_000)
    assert bench.panel.results.grade.grade is bench.trial.grade
    assert any(
        "derivative" in one.values["owner"] or one.code == "testing.derivative" for one in bench.trial.grade.findings
    )


def test_what_is_saved_can_be_used_by_one_button(at_work, qtbot):
    window = at_work
    window.command("workbench.use").trigger()
    qtbot.waitUntil(lambda: ids(window)[:-1] == ["my_activation"] * (len(ids(window)) - 1), timeout=20_000)
    assert (home().plugins / "my_activation.py").is_file()
    assert ids(window)[-1] == "sigmoid"
    assert not window.command("workbench.use").isEnabled()
    window.command("edit.undo").trigger()
    assert "my_activation" not in ids(window)
    assert window.command("workbench.use").isEnabled()


def test_keys_belong_to_the_text_that_is_typed(at_work, qtbot):
    window, bench = at_work, at_work.workbench
    editor = bench.panel.editor
    put_cursor(editor, "import numpy")
    edits, seed = window.document.undo_stack.count(), window.document.experiment.training.seed
    for key in "x = 1 w?":
        qtbot.keyClick(editor, key)
    assert editor.textCursor().block().text().startswith("x = 1 w?import numpy")
    assert not window.bridge.training
    assert window.document.experiment.training.seed == seed
    qtbot.keyClick(editor, Qt.Key.Key_Z, control)
    assert editor.textCursor().block().text() == "import numpy as np"
    assert window.document.undo_stack.count() == edits
    qtbot.keyClick(editor, Qt.Key.Key_S, control)
    qtbot.waitUntil(lambda: (home().plugins / "my_activation.py").is_file())
    assert window.document.path is None
    qtbot.keyClick(editor, Qt.Key.Key_F, control)
    finder = bench.panel.finder
    qtbot.waitUntil(finder.words.hasFocus)
    qtbot.keyClicks(finder.words, "slope")
    assert editor.textCursor().selectedText() == "slope"
    qtbot.keyClick(finder.words, Qt.Key.Key_Escape)
    qtbot.waitUntil(editor.hasFocus)


def test_what_came_with_nnlab_is_copied_to_be_changed(at_work, qtbot):
    window, bench = at_work, at_work.workbench
    bench.open_component(window.document.info("optimizer", "momentum"))
    qtbot.waitUntil(lambda: bench.trial.grade is not None and bench.trial.grade.id == "momentum", timeout=20_000)
    assert bench.sheet.read_only
    assert bench.panel.strip.isVisible()
    window.command("workbench.copy").trigger()
    bar = bench.panel.name_bar
    qtbot.keyClicks(bar.name, "Momentum")
    qtbot.keyClick(bar.name, Qt.Key.Key_Return)
    assert "momentum" in bar.why.text()
    bar.name.setText("Rolling stone")
    qtbot.keyClick(bar.name, Qt.Key.Key_Return)
    assert "class RollingStone(Optimizer)" in bench.panel.editor.toPlainText()
    qtbot.waitUntil(lambda: bench.trial.grade is not None and bench.trial.grade.id == "rolling_stone", timeout=20_000)
    assert bench.trial.grade.verdict == "good"
    assert bench.sheet.path == home().plugins / "rolling_stone.py"


@pytest.mark.parametrize("kind", ["loss", "layer"])
def test_new_begins_with_a_text_that_works(at_work, qtbot, kind):
    window, bench = at_work, at_work.workbench
    window.command("workbench.new").trigger()
    bar = bench.panel.name_bar
    bar.kind.setCurrentIndex(bar.kind.findData(kind))
    qtbot.keyClicks(bar.name, "7")
    bar.make.click()
    assert bar.why.isVisible()
    bar.name.setText("My own")
    bar.make.click()
    qtbot.waitUntil(lambda: bench.trial.grade is not None and bench.trial.grade.id == "my_own", timeout=20_000)
    assert bench.trial.grade.verdict == "good"


def test_a_problem_leads_to_its_line_in_the_editor(at_work, qtbot):
    window, bench = at_work, at_work.workbench
    home().plugins.mkdir(parents=True)
    path = home().plugins / "broken.py"
    path.write_text("import numpy as np\n\nx = = 1\n")
    window.show_problems()
    panel = window.findChild(ProblemsPanel)

    def listed():
        return any(problem.file == str(path) and problem.line == 3 for problem in panel.problems)

    qtbot.waitUntil(listed, timeout=20_000)
    next(one for one in panel.findChildren(QToolButton, "go_to_line") if one.text() == "Line 3").click()
    qtbot.waitUntil(lambda: bench.sheet.path == path, timeout=5000)
    assert bench.panel.editor.textCursor().blockNumber() == 2
    qtbot.waitUntil(lambda: 3 in bench.panel.editor.margin.marks, timeout=10_000)


def test_text_that_was_not_saved_is_there_at_the_next_start(at_work, opened, qtbot):
    put_cursor(at_work.workbench.panel.editor, "import numpy")
    qtbot.keyClicks(at_work.workbench.panel.editor, "# half a thought ")
    at_work.shut()
    window = opened()
    qtbot.waitUntil(lambda: any(notice.key == "drafts" for notice in window.notices.notices))
    next(notice for notice in window.notices.notices if notice.key == "drafts").ways[0].act()
    assert "# half a thought import" in window.workbench.panel.editor.toPlainText()
    window.command("workbench.discard").trigger()
    assert "half a thought" not in window.workbench.panel.editor.toPlainText()


def test_two_versions_of_a_file_are_both_offered(at_work, qtbot):
    window, bench = at_work, at_work.workbench
    window.command("workbench.save").trigger()
    qtbot.waitUntil(lambda: bench.sheet.there)
    put_cursor(bench.panel.editor, "import numpy")
    qtbot.keyClicks(bench.panel.editor, "# mine ")
    theirs = bench.sheet.path.read_text(encoding="utf-8") + "# theirs\n"
    bench.sheet.path.write_text(theirs, encoding="utf-8")
    qtbot.waitUntil(lambda: len(bench.panel.strip.buttons) == 2 and bench.panel.strip.isVisible(), timeout=5000)
    assert "# mine " in bench.panel.editor.toPlainText()
    bench.panel.strip.buttons[0].click()
    assert bench.panel.editor.toPlainText() == theirs
    assert not bench.sheet.modified


def test_it_fits_a_small_screen_in_both_languages_and_colours(at_work, qtbot):
    assert at_work.minimumSizeHint().height() <= 768
    assert at_work.minimumSizeHint().width() <= 1366
    at_work.command("view.language").trigger()
    at_work.command("view.theme").trigger()
    bench = at_work.workbench
    assert bench.panel.name_bar.kind.itemText(0) == "激活函数"
    bench.panel.grab()
    at_work.command("view.theme").trigger()
    assert bench.panel.editor.toPlainText()
    assert not bench.sheet.modified


def test_a_problem_without_a_file_has_no_button(opened, qtbot):
    window = opened(drawn=False)
    window.bridge.problem.emit(Problem(code="kernel.died", values={"how": "x"}))
    assert not window.problems.findChildren(QToolButton, "go_to_line")
