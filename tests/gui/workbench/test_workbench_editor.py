"""The editor under a person's hands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from nnlab.gui.theme import Theme
from nnlab.gui.workbench.colours import Colours, Lines, read_line
from nnlab.gui.workbench.editor import CodeEditor

control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(qtbot):
    editor = CodeEditor(Theme("light"))
    qtbot.addWidget(editor)
    editor.resize(500, 300)
    editor.show()
    return editor


def document_of(text: str) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    document.setPlainText(text)
    return document


def choose(editor, first: int, last: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def test_a_function_is_typed_with_few_keys(editor, qtbot):
    qtbot.keyClicks(editor, "def f(z):")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "if z:")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "return 1")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "return 2")
    assert editor.toPlainText() == "def f(z):\n    if z:\n        return 1\n    return 2"


def test_tab_goes_to_the_next_stop_and_backspace_back(editor, qtbot):
    qtbot.keyClicks(editor, "ab")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "ab  "
    editor.setPlainText("")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.toPlainText() == "    "


def test_chosen_lines_move_together_in_one_undo_step(editor, qtbot):
    editor.setPlainText("a\nb\nc")
    choose(editor, 0, 4)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "    a\n    b\nc"
    qtbot.keyClick(editor, Qt.Key.Key_Backtab, shift)
    assert editor.toPlainText() == "a\nb\nc"
    editor.undo()
    assert editor.toPlainText() == "    a\n    b\nc"
    editor.undo()
    assert editor.toPlainText() == "a\nb\nc"


def test_a_line_becomes_a_comment_and_code_again(editor, qtbot):
    editor.setPlainText("    x = 1")
    qtbot.keyClick(editor, Qt.Key.Key_Slash, control)
    assert editor.toPlainText() == "    # x = 1"
    qtbot.keyClick(editor, Qt.Key.Key_Slash, control)
    assert editor.toPlainText() == "    x = 1"


def test_what_is_for_reading_says_so_when_somebody_types(editor, qtbot):
    editor.show_document(document_of("x = 1"), read_only=True)
    with qtbot.waitSignal(editor.refused):
        qtbot.keyClicks(editor, "y")
    with qtbot.waitSignal(editor.refused):
        qtbot.keyClick(editor, Qt.Key.Key_Slash, control)
    assert editor.toPlainText() == "x = 1"


def test_each_text_has_its_own_undo_steps(editor, qtbot):
    first, second = document_of("first"), document_of("second")
    editor.show_document(first, read_only=False)
    qtbot.keyClicks(editor, "a")
    editor.show_document(second, read_only=False)
    qtbot.keyClick(editor, Qt.Key.Key_Z, control)
    assert second.toPlainText() == "second"
    editor.show_document(first, read_only=False)
    qtbot.keyClick(editor, Qt.Key.Key_Z, control)
    assert first.toPlainText() == "first"


def test_marks_stand_at_their_lines_and_a_click_leads_there(editor, qtbot):
    editor.setPlainText("\n".join(f"x{k} = {k}" for k in range(40)))
    editor.show_marks({3: ("error", "This is wrong"), 50: ("warning", "Beyond the end")})
    assert editor.margin.marks[3] == ("error", "This is wrong")
    places = {number: (top, height) for number, top, height in editor.lines_shown()}
    top, height = places[4]
    qtbot.mouseClick(editor.margin, Qt.MouseButton.LeftButton, pos=QPoint(5, round(top + height / 2)))
    assert editor.textCursor().blockNumber() == 4
    editor.grab()


def test_letters_grow_and_shrink_within_reason(editor, qtbot):
    usual = editor.font().pointSizeF()
    for _ in range(60):
        qtbot.keyClick(editor, Qt.Key.Key_Plus, control)
    assert usual < editor.font().pointSizeF() <= 40
    qtbot.keyClick(editor, Qt.Key.Key_0, control)
    assert editor.font().pointSizeF() == usual
    assert editor.document().defaultFont().pointSizeF() == usual


def test_letters_are_as_wide_as_each_other(editor):
    metrics = editor.fontMetrics()
    assert metrics.horizontalAdvance("iiii") == metrics.horizontalAdvance("WWWW")


def test_a_text_over_several_lines_is_one_text(qtbot):
    lexer = Lines()
    _, inside = read_line(lexer, '    """Begins here', ("root",))
    tokens, after = read_line(lexer, "def is no keyword", inside)
    assert all("Keyword" not in str(kind) for _, kind, _ in tokens)
    assert inside != ("root",)
    tokens, _ = read_line(lexer, 'ends""" def', after)
    document, theme = document_of('class A:\n    """Of\n    two lines."""\n    x = 1  # one\n'), Theme("light")
    colours = Colours(document, theme, lexer)
    colours.rehighlight()
    formats = document.findBlockByNumber(3).layout().formats()
    assert any(one.format.foreground().color() == theme.colors.test_line for one in formats)
    assert any(one.format.fontItalic() for one in formats)
