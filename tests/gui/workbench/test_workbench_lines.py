"""What keys do to lines of Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nnlab.gui.workbench import lines

line = some.text(alphabet=" ab:#()[]\t'", max_size=20)


@pytest.mark.parametrize(
    ("before", "indent"),
    [
        ("x = 1", ""),
        ("    x = 1", "    "),
        ("def f(self, z):", "    "),
        ("    if z:  # why: so", "        "),
        ("    x = 1  # as said:", "    "),
        ('    x = "a:#"', "    "),
        ("values = [", "    "),
        ("        return z", "    "),
        ("        return f(", "            "),
        ("        returned = 1", "        "),
        ("", ""),
    ],
)
def test_enter_goes_on_where_python_would(before, indent):
    assert lines.next_indent(before) == indent


@pytest.mark.parametrize(("before", "count"), [("    ", 4), ("      ", 2), ("  a ", 1), ("", 1), ("     ", 1)])
def test_backspace_takes_an_indentation_whole(before, count):
    assert lines.erased_before(before) == count


@given(some.lists(line, max_size=6))
def test_a_move_to_the_right_and_back_changes_nothing(some_lines):
    assert lines.unindented(lines.indented(some_lines)) == [
        one if one.strip() else lines.unindented([one])[0] for one in some_lines
    ]


@given(some.lists(some.text(alphabet=" ab:()", max_size=12), min_size=1, max_size=6))
def test_comments_come_and_go(some_lines):
    assert lines.commented(lines.commented(some_lines)) == some_lines


def test_comments_stand_below_each_other():
    assert lines.commented(["    a", "", "        b"]) == ["    # a", "", "    #     b"]


@given(some.text(alphabet="()[]{}a", max_size=30), some.integers(0, 30))
def test_a_brackets_other_half_has_it_as_its_own(text, place):
    other = lines.other_half(text, place)
    if other is not None:
        assert lines.other_half(text, other) == place


def test_a_bracket_without_its_kind_has_no_other_half():
    assert lines.other_half("f(a[0])", 1) == 6
    assert lines.other_half("f(a]", 1) is None
    assert lines.other_half("f(a", 1) is None
