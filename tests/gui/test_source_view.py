"""A plugin's text as it is read before it is trusted."""

from __future__ import annotations

from nnlab.gui.language import Language
from nnlab.gui.source_text import difference, plain, python_lines
from nnlab.gui.source_view import SourceView, most_shown
from nnlab.gui.theme import Theme


def test_what_hides_in_a_text_is_shown():
    assert plain("a\u202eb\r\n") == ("a⟨U+202E⟩b\n", True)
    assert plain("激活\tx\n") == ("激活\tx\n", False)


def test_python_is_coloured_line_by_line():
    lines = python_lines('"""Two\nlines."""\nclass A:\n    x = 1  # one\n')
    assert len(lines) == 5
    assert lines[0] == [(0, 6, "comment")]
    assert (0, 5, "word") in lines[2]
    assert (6, 1, "name") in lines[2]
    assert {role for _, _, role in lines[3]} == {"number", "comment"}


def test_a_difference_names_both_texts():
    assert difference("a\nb", "a\nc", "mine", "theirs").splitlines()[:2] == ["--- mine", "+++ theirs"]
    assert difference("x\n" * 9000, "y", "mine", "theirs") == ""


def test_colours_are_counted_as_qt_counts_letters():
    lines = python_lines('x = "😀"  # two\n')
    assert lines[0] == [(4, 1, "text"), (5, 2, "text"), (7, 1, "text"), (10, 5, "comment")]


def test_the_view_says_what_hides_and_that_a_text_goes_on(qtbot):
    view, words = SourceView(Theme("light")), Language("en")
    qtbot.addWidget(view)
    view.show_text("x = 1\n")
    assert view.remark(words) == ""
    view.show_text("admin = '\u202e'\n")
    assert "invisible" in view.remark(words)
    assert "⟨U+202E⟩" in view.toPlainText()
    view.show_text("# " + "long " * most_shown)
    assert "goes on" in view.remark(words)


def test_colours_come_by_themselves(qtbot):
    view = SourceView(Theme("dark"))
    qtbot.addWidget(view)
    view.show_text("class A:\n    x = 1\n")
    qtbot.waitUntil(lambda: bool(view.document().firstBlock().layout().formats()))
