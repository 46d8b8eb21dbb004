"""A workshop tries text in a process that may hang or die for it: what becomes of it is always told, and in time."""

from __future__ import annotations

import hashlib
import queue
import threading
from pathlib import Path
from typing import Any

import pytest
from desk import alive

from nnlab.kernel import messages as m
from nnlab.kernel.workshop import Tried, Work, Workshop
from nnlab.records.grades import CurvePicture, PathsPicture
from nnlab.records.words import Words

patience_s = 60.0
swish = """import os
import numpy as np
from nnlab.api import Activation, hookimpl, param

class Swish(Activation):
    beta: float = param({default})

    def forward(self, z):
        {forward}
        return z / (1 + np.exp(-self.beta * z))
{more}
@hookimpl
def nnlab_activations():
    return [Swish]
"""
derivative = """
    def derivative(self, z):
        {body}
        s = 1 / (1 + np.exp(-self.beta * z))
        return s + self.beta * z * s * (1 - s)
"""
endless = "while True: pass"


def text(forward: str = "pass", default: str = "1.0", more: str = "") -> str:
    return swish.format(forward=forward, default=default, more=more)


def typed(text: str, name: str = "swish") -> m.PluginFile:
    """A file that is only being typed: it lies nowhere."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return m.PluginFile(path=f"/nowhere/{name}.py", origin="user", sha256=digest, name=name, text=text)


class Bench:
    """A workshop whose answers are waited for."""

    def __init__(self, **settings: Any) -> None:
        self.came: queue.SimpleQueue[Tried] = queue.SimpleQueue()
        self.workshop = Workshop(self.came.put, **settings)
        self.count = 0

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.workshop.close()

    def ask(self, what: str, file: m.PluginFile | None, key: str = "k", **more: Any) -> int:
        self.count += 1
        self.workshop.ask(Work(id=self.count, key=key, what=what, file=file, **more))  # type: ignore[arg-type]
        return self.count

    def tried(self, what: str, file: m.PluginFile | None, **more: Any) -> Tried:
        number = self.ask(what, file, **more)
        answer = self.came.get(timeout=patience_s)
        assert answer.id == number
        return answer


def only(tried: Tried) -> tuple[str, str, int]:
    """The one problem: code, method and line. Its sentence has no hole."""
    (problem,) = tried.problems
    sentence = Words("en").problem(problem)
    assert "{" not in sentence
    assert "  " not in sentence
    return problem.code, problem.stage, problem.line


def test_typed_text_is_loaded_drawn_and_graded_in_one_process() -> None:
    with Bench() as bench:
        assert bench.workshop.pid is None, "a process was started before there was work"
        loaded = bench.tried("load", typed(text()))
        assert [info.id for info in loaded.components] == ["swish"]
        assert (loaded.problems, loaded.picture, loaded.grade) == ((), None, None)
        pid = bench.workshop.pid
        plotted = bench.tried("plot", typed(text()))
        assert isinstance(plotted.picture, CurvePicture)
        assert {line.role for line in plotted.picture.lines} == {"value", "numeric"}
        graded = bench.tried("grade", typed(text(more=derivative.format(body="pass"))))
        assert graded.grade is not None
        assert graded.grade.verdict == "warning"  # exp overflows far away
        assert (graded.grade.id, graded.grade.how) == ("swish", "recorded")
        assert graded.grade.sha256 == typed(text(more=derivative.format(body="pass"))).sha256
        assert bench.workshop.pid == pid


def test_a_component_that_came_with_nnlab_needs_no_file() -> None:
    with Bench() as bench:
        everything = bench.tried("load", None)
        assert {"tanh", "adam", "mse"} <= {info.id for info in everything.components}
        drawn = bench.tried("plot", None, kind="optimizer", component="sgd")
        assert isinstance(drawn.picture, PathsPicture)
        graded = bench.tried("grade", None, kind="activation", component="tanh")
        assert graded.grade is not None
        assert (graded.grade.owner, graded.grade.verdict) == ("Tanh", "good")


def test_values_are_those_of_the_plot() -> None:
    with Bench() as bench:
        one, two = (bench.tried("plot", typed(text()), values={"beta": beta}).picture for beta in (1.0, 3.0))
        assert isinstance(one, CurvePicture)
        assert one != two
        wrong = bench.tried("plot", typed(text()), values={"slope": 3.0})
        assert only(wrong)[0] == "param.unknown"


@pytest.mark.parametrize(
    ("body", "what", "said"),
    [
        ("while True: pass\n" + text(), "load", ("plugin.hung", "import", 1)),
        (text(default="sum(iter(int, 1))"), "load", ("plugin.hung", "import", 6)),
        (text(endless), "plot", ("workshop.hung", "forward", 9)),
        (text(endless), "grade", ("workshop.hung", "forward", 9)),
        (text(more=derivative.format(body=endless)), "plot", ("workshop.hung", "derivative", 13)),
        ("import os\nos._exit(3)\n", "load", ("plugin.killed", "import", 0)),
        (text("os._exit(3)"), "grade", ("workshop.ended", "forward", 5)),
        (text("import ctypes; ctypes.string_at(0)"), "plot", ("workshop.ended", "forward", 9)),
        ("def swish(:\n", "grade", ("plugin.syntax", "import", 1)),
    ],
    ids=["at import", "in a default", "drawn", "graded", "in derivative", "exit", "exit in forward", "crash", "syntax"],
)
def test_what_hangs_or_dies_is_told_with_method_and_line(body: str, what: str, said: tuple[str, str, int]) -> None:
    with Bench(load_s=0.7, plot_s=0.7) as bench:
        tried = bench.tried(what, typed(body))
        assert only(tried) == said
        assert tried.problems[0].plugin.lower() == "swish"
        assert (tried.picture, tried.grade) == (None, None)
        again = bench.tried("plot", typed(text()))
        assert (again.problems, isinstance(again.picture, CurvePicture)) == ((), True)


def test_a_grade_that_keeps_moving_has_a_limit_of_its_own() -> None:
    slow = text("import time; time.sleep(0.05)")
    with Bench(plot_s=5.0, grade_s=0.5) as bench:
        assert only(bench.tried("grade", typed(slow)))[0] in ("workshop.late", "workshop.hung")


@pytest.mark.parametrize("leave", ["raise SystemExit", "raise KeyboardInterrupt", "raise GeneratorExit", "return None"])
def test_what_a_method_raises_or_returns_is_a_finding(leave: str) -> None:
    with Bench() as bench:
        graded = bench.tried("grade", typed(text(leave)))
        assert graded.grade is not None
        assert graded.grade.verdict == "wrong"
        assert graded.grade.findings[0].stage == "forward"
        drawn = bench.tried("plot", typed(text(leave)))
        assert drawn.picture is None
        assert only(drawn)[1] == "forward"


def test_memory_has_the_limit_that_was_passed_on() -> None:
    hungry = text("np.ones(1 << 28)")
    with Bench(memory=1 << 30) as bench:
        graded = bench.tried("grade", typed(hungry))
        assert graded.grade is not None
        assert {"plugin.memory"} == {one.code for one in graded.grade.findings if one.level == "error"}


def test_of_waiting_works_with_one_key_the_newest_wins() -> None:
    with Bench(plot_s=1.0) as bench:
        busy = bench.ask("plot", typed(text(endless)), key="busy")
        *old, newest = [bench.ask("plot", typed(text(default=f"{n}.0"))) for n in (2, 3, 4)]
        apart = bench.ask("plot", typed(text()), key="other")
        answered = [bench.came.get(timeout=patience_s).id for _ in range(3)]
        assert answered == [busy, newest, apart]
        assert not set(old) & set(answered)


def test_what_is_cancelled_ends_at_once_and_is_not_answered() -> None:
    with Bench(load_s=300.0) as bench:
        bench.ask("load", typed("while True: pass\n"), key="stuck")
        bench.ask("load", typed(text(), "waits"), key="waits")
        bench.workshop.cancel("waits")
        bench.workshop.cancel("stuck")
        last = bench.ask("plot", typed(text()), key="next")
        assert bench.came.get(timeout=patience_s).id == last
        assert bench.came.empty()


def test_another_plugin_gets_a_process_that_the_first_one_has_not_touched() -> None:
    spoils = "import numpy as np\nnp.tanh = np.sin\nnp.exp = np.sin\n" + text()
    with Bench() as bench:
        bench.tried("load", typed(spoils, "spoils"))
        pid = bench.workshop.pid
        graded = bench.tried("grade", typed(text(more=derivative.format(body="pass"))))
        assert graded.grade is not None
        assert graded.grade.verdict == "warning"
        assert bench.workshop.pid != pid


def test_what_a_plugin_changes_for_everybody_is_told() -> None:
    with Bench() as bench:
        tried = bench.tried("load", typed("import os\nos.chdir('/')\n" + text()))
        assert only(tried)[0] == "plugin.surroundings"


def test_the_process_ends_when_nobody_has_work_and_starts_again() -> None:
    with Bench(idle_s=0.05) as bench:
        bench.tried("load", typed(text()))
        gone = threading.Event()
        pid = bench.workshop.pid
        while pid is not None and alive(pid):
            assert not gone.wait(0.01)
        assert bench.tried("plot", typed(text())).picture is not None


def test_closing_leaves_no_process_in_the_middle_of_a_loop() -> None:
    with Bench(load_s=300.0) as bench:
        bench.tried("load", typed(text()))
        pid = bench.workshop.pid
        assert pid is not None
        bench.ask("load", typed(endless))
    assert not alive(pid)
    assert bench.workshop.pid is None
    assert bench.came.empty()
    bench.ask("load", typed(text()))  # after the end: nothing happens
    assert bench.came.empty()


def test_an_id_that_is_taken_is_told_and_never_another_component_graded() -> None:
    mine = text().replace("class Swish", "class Tanh")
    with Bench() as bench:
        tried = bench.tried("grade", typed(mine.replace("[Swish]", "[Tanh]")))
        assert "component.duplicate" in {problem.code for problem in tried.problems}
        assert tried.grade is None


def test_a_process_that_cannot_be_started_is_a_problem(tmp_path: Path) -> None:
    with Bench(command=[str(tmp_path / "no-python")]) as bench:
        assert only(bench.tried("load", typed(text())))[0] == "kernel.no_start"
