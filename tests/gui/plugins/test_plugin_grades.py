"""Grades are asked for one at a time, the user's own first, and kept by digest."""

from __future__ import annotations

import pytest
from plugin_world import Grader, grade, info, told

from nnlab.gui.plugins.grades import Grades
from nnlab.records import Problem

swish, tanh = info(), info("tanh", origin="bundled")
file = told().file


@pytest.fixture
def made(qtbot, tmp_path):
    grades = []

    def make(grader):
        grades.append(Grades(grader, folder=tmp_path / "grades"))
        return grades[-1]

    yield make
    for one in grades:
        one.close()


def test_a_grade_is_asked_for_and_kept_for_the_next_start(qtbot, made):
    grader = Grader()
    first = made(grader)
    first.want([(swish, file)])
    assert first.waits(swish)
    qtbot.waitUntil(lambda: len(grader.asked) == 1)
    what, key, more = grader.asked[0]
    assert (what, more["file"], more["component"]) == ("grade", file, "swish")
    with qtbot.waitSignal(first.changed):
        grader.tell(key, grade(swish, "warning"))
    assert first.of(swish).verdict == "warning"
    assert (first.done, first.wanted) == (1, 1)
    first.close()

    silent = Grader()
    second = made(silent)
    with qtbot.waitSignal(second.changed):
        second.want([(swish, file)])
    assert second.of(swish) == first.of(swish)
    assert silent.asked == []


def test_another_text_has_another_grade(qtbot, made):
    grader = Grader()
    grades = made(grader)
    grades.want([(swish, file)])
    qtbot.waitUntil(lambda: bool(grader.asked))
    grader.tell(grader.asked[0][1], grade(swish))
    changed = info(sha256="another")
    assert grades.of(changed) is None
    grades.want([(changed, file)])
    qtbot.waitUntil(lambda: len(grader.asked) == 2)


def test_the_users_own_come_before_what_came_with_nnlab(qtbot, made):
    grader = Grader()
    grades = made(grader)
    others = [info(id, origin="bundled") for id in ("relu", "elu", "gelu")]
    grades.want([(one, None) for one in (tanh, *others)])
    grades.want([(swish, file)])
    qtbot.waitUntil(lambda: len(grader.asked) == 1 and not grades._reading)
    grader.tell(grader.asked[0][1], grade(tanh))
    assert grader.asked[1][2]["component"] == "swish"


def test_what_cannot_be_graded_is_not_asked_for_again_unless_wanted(qtbot, made):
    grader = Grader()
    grades = made(grader)
    grades.want([(swish, file)])
    qtbot.waitUntil(lambda: bool(grader.asked))
    grader.tell(grader.asked[0][1], None, Problem(code="workshop.hung", values={"seconds": 2.0}))
    assert grades.failed(swish)
    assert grades.why(swish).code == "workshop.hung"
    grades.want([(swish, file)])
    assert len(grader.asked) == 1
    grades.again(swish, file)
    assert len(grader.asked) == 2
    assert not grades.failed(swish)


def test_closing_the_manager_gives_up_the_rest(qtbot, made):
    grader = Grader()
    grades = made(grader)
    grades.want([(tanh, None), (swish, file)])
    qtbot.waitUntil(lambda: len(grader.asked) == 1)
    grades.stop()
    assert grader.cancelled == [grader.asked[0][1]]
    assert not grades.waits(swish)
    assert (grades.done, grades.wanted) == (0, 0)
    grader.tell(grader.asked[0][1], grade(tanh))  # too late
    assert grades.of(tanh) is None


def test_a_damaged_file_of_the_cache_is_graded_anew(qtbot, made, tmp_path):
    grader = Grader()
    grades = made(grader)
    grades.want([(swish, file)])
    qtbot.waitUntil(lambda: bool(grader.asked))
    grader.tell(grader.asked[0][1], grade(swish))
    grades.close()
    (kept,) = (tmp_path / "grades").iterdir()
    kept.write_bytes(b"\x93damaged")
    again = Grader()
    made(again).want([(swish, file)])
    qtbot.waitUntil(lambda: bool(again.asked))
