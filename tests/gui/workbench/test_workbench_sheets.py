"""Texts on the workbench: nothing that was typed is lost."""

from __future__ import annotations

import os

import pytest

from nnlab.authoring.templates import template
from nnlab.gui.workbench.sheets import Sheets
from nnlab.gui.writer import Writer
from nnlab.records import home


@pytest.fixture
def sheets(qtbot):
    writer = Writer()
    sheets = Sheets(writer)
    yield sheets
    sheets.close()
    writer.close()


def opened(sheets, path, qtbot, **more):
    came = []
    sheets.open(path, lambda sheet, problem: came.append((sheet, problem)), **more)
    qtbot.waitUntil(lambda: bool(came))
    return came[0]


def saved(sheets, sheet, qtbot):
    came = []
    sheets.save(sheet, lambda sheet, problem: came.append(problem))
    qtbot.waitUntil(lambda: bool(came))
    return came[0]


def type_into(sheet, text):
    from PySide6.QtGui import QTextCursor

    cursor = QTextCursor(sheet.document)
    cursor.insertText(text)


def test_a_new_text_becomes_a_file_in_the_users_folder_when_it_is_saved(sheets, qtbot):
    sheet = sheets.make(template("loss", "My loss"), "loss")
    assert sheet.modified
    assert not home().plugins.exists()
    assert saved(sheets, sheet, qtbot) is None
    assert sheet.path == home().plugins / "my_loss.py"
    assert sheet.path.read_text(encoding="utf-8") == sheet.text
    assert not sheet.modified
    assert sheets.make(template("loss", "My loss"), "loss").path.name == "my_loss2.py"


def test_what_is_typed_while_it_is_written_stays_unsaved(sheets, qtbot):
    sheet = sheets.make(template("loss", "My loss"), "loss")
    came = []
    sheets.save(sheet, lambda _sheet, problem: came.append(problem))
    type_into(sheet, "# more\n")
    qtbot.waitUntil(lambda: bool(came))
    assert sheet.modified
    assert "# more" not in sheet.path.read_text(encoding="utf-8")


def test_drafts_outlive_the_app_and_go_when_they_are_saved(sheets, qtbot):
    sheet = sheets.make(template("loss", "My loss"), "loss")
    type_into(sheet, "# half a thought")
    sheets.keep()
    again = Sheets(Writer())
    (left,) = again.restore()
    assert left.text == sheet.text
    assert left.modified
    assert left.restored
    assert saved(again, left, qtbot) is None
    assert Sheets(Writer()).restore() == ()


def test_a_file_that_somebody_else_saved_is_read_anew(sheets, qtbot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n")
    sheet, _ = opened(sheets, path, qtbot)
    part = tmp_path / "part"
    part.write_text("x = 2\n")
    os.replace(part, path)  # as editors do
    qtbot.waitUntil(lambda: sheet.text == "x = 2\n", timeout=5000)
    assert not sheet.modified
    path.write_text("x = 3\n")
    qtbot.waitUntil(lambda: sheet.text == "x = 3\n", timeout=5000)
    sheet.document.undo()
    assert sheet.text == "x = 2\n"


def test_typed_text_and_a_file_changed_by_somebody_else_are_both_kept(sheets, qtbot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n")
    sheet, _ = opened(sheets, path, qtbot)
    type_into(sheet, "y = 1\n")
    with qtbot.waitSignal(sheets.clashed, timeout=5000) as told:
        path.write_text("x = 2\n")
    assert told.args == [sheet, "x = 2\n"]
    assert sheet.text == "y = 1\nx = 1\n"


def test_a_file_that_went_leaves_its_text_here(sheets, qtbot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("x = 1\n")
    sheet, _ = opened(sheets, path, qtbot)
    path.unlink()
    qtbot.waitUntil(lambda: sheet.modified, timeout=5000)
    assert saved(sheets, sheet, qtbot) is None
    assert path.read_text() == "x = 1\n"


def test_ends_of_lines_stay_as_the_file_has_them(sheets, qtbot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_bytes("x = '\u00a0'\r\ny = 2".encode())
    sheet, _ = opened(sheets, path, qtbot)
    assert sheet.text == "x = '\u00a0'\ny = 2"
    assert saved(sheets, sheet, qtbot) is None
    assert path.read_bytes() == "x = '\u00a0'\r\ny = 2\r\n".encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [(None, "workbench.unreadable"), (b"\xff\xfe\x00", "workbench.no_text"), (b"#" * 600_000, "workbench.large")],
)
def test_a_file_that_cannot_be_shown_says_why(sheets, qtbot, tmp_path, data, code):
    path = tmp_path / "mine.py"
    if data is not None:
        path.write_bytes(data)
    sheet, problem = opened(sheets, path, qtbot)
    assert sheet is None
    assert problem.code == code


def test_a_folder_that_cannot_be_made_keeps_the_text(sheets, qtbot):
    home().plugins.parent.mkdir(parents=True, exist_ok=True)
    home().plugins.write_text("in the way")
    sheet = sheets.make(template("loss", "My loss"), "loss")
    assert saved(sheets, sheet, qtbot).code in ("workbench.folder", "file.no_folder", "file.write")
    assert sheet.modified
