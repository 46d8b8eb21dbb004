"""What a plugin does wrong becomes one Problem that names class, method, what came and what was expected."""

from __future__ import annotations

import re
import signal

import numpy as np
import pytest

from nnlab.api import Activation, Layer, Loss, Metric, Optimizer, Regularizer
from nnlab.engine import Border, readonly
from nnlab.records import ProblemError


def called(component, method, *known, **values):
    found = Border().method(component, method, *known)
    return found, found(*found.pick(**values))


class Counting:
    def __init__(self):
        self.heard = []

    def enter(self, name):
        self.heard.append(name)

    def leave(self):
        self.heard.append("left")


def test_a_method_gets_the_arguments_it_names():
    class Odd(Activation):
        def forward(self, anything):
            return anything

        def derivative(self, a, z):
            return a - z

    assert called(Odd(), "forward", "z", z=3)[1] == 3
    assert called(Odd(), "derivative", "z", "a", z=1, a=5)[1] == 4


def test_an_unknown_argument_is_named_with_the_known_ones():
    class Odd(Activation):
        def forward(self, z):
            return z

    class Other(Odd):
        def derivative(self, y, z):
            return y

    with pytest.raises(ProblemError, match="asks for `y`; it may ask for: z, a"):
        Border().method(Other(), "derivative", "z", "a")


def test_an_exception_names_class_method_file_and_line():
    class Broken(Activation):
        def forward(self, z):
            return z / undefined  # noqa: F821

    with pytest.raises(ProblemError) as caught:
        called(Broken(), "forward", "z", z=np.ones(2))
    problem = caught.value.problem
    assert problem.code == "plugin.raised"
    assert problem.values["method"] == "forward"
    assert "undefined" in problem.values["error"]
    assert problem.file == __file__
    assert problem.line > 0
    assert "NameError" in problem.traceback


@pytest.mark.parametrize("how", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_whatever_a_plugin_raises_is_its_own_error(how):
    class Leaving(Activation):
        def forward(self, z):
            raise how

    with pytest.raises(ProblemError, match=rf"Leaving\.forward failed: {how.__name__}"):
        called(Leaving(), "forward", "z", z=1)


def test_an_interrupt_that_a_user_asked_for_while_a_plugin_works_goes_on():
    class Slow(Activation):
        def forward(self, z):
            signal.raise_signal(signal.SIGINT)
            for _ in range(1000):
                z = z + 1
            return z

    with pytest.raises(KeyboardInterrupt):
        called(Slow(), "forward", "z", z=1)


def test_a_watch_may_choose_how_it_is_told_of_a_class():
    class Mine(Activation):
        def forward(self, z):
            return z

    class Choosing(Counting):
        def around(self, cls, label):
            assert cls is Mine
            return (lambda _: self.heard.append(f"exactly {label}")), self.leave, None

    watch = Choosing()
    Border(watch).method(Mine(), "forward", "z")(1)
    assert watch.heard == ["exactly Mine.forward", "left"]


def test_writing_into_an_input_ends_in_the_correction():
    class Greedy(Optimizer):
        def update(self, w, g, state, lr):
            w -= lr * g
            return w, state

    w = readonly(np.ones(2))
    with pytest.raises(ProblemError, match="write `w = w - lr \\* g`"):
        called(Greedy(), "update", "w", "g", "state", "lr", "t", w=w, g=w, state={}, lr=1.0, t=1)


@pytest.mark.parametrize(
    ("base", "method", "good"),
    [
        (Activation, "forward", "z = z * 2"),
        (Layer, "forward", "x = x * 2"),
        (Loss, "value", "y = y * 2"),
        (Metric, "value", "y = y * 2"),
        (Regularizer, "gradient", "w = w * 2"),
    ],
)
def test_the_correction_is_that_of_the_kind(base, method, good):
    def write(self, it):
        it *= 2
        return it

    made = type("Greedy", (base,), {method: write})()
    bad = good.split()[0] + " *= 2"
    with pytest.raises(ProblemError, match=re.escape(f"write `{good}`, not `{bad}`.")) as caught:
        called(made, method, "it", it=readonly(np.ones(2)))
    assert "Greedy" in str(caught.value)


def test_writing_to_self_ends_in_a_sentence():
    class Hoarder(Activation):
        def forward(self, z):
            self.seen = z
            return z

    with pytest.raises(ProblemError, match=r"Hoarder: self\.seen was written to") as caught:
        called(Hoarder(), "forward", "z", z=1)
    assert caught.value.problem.line > 0


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (None, "None"),
        (np.ones((2, 2)), r"array \(2, 2\)"),
        (np.ones(3, complex), "complex128"),
        (np.array(["a", "b", "c"]), "<U1"),
        ([1.0, 2.0, 3.0], "list of 3"),
        ("abc", "str 'abc'"),
        (np.float64(0.0028607551383721804), r"the number 0\.00286,"),
        (2500, "the number 2500,"),
        (np.float32("nan"), "the number nan,"),
        (1 + 2j, r"the number 1\+2j,"),
        (True, "bool True"),
        pytest.param(10**5000, "int,", id="huge"),
    ],
)
def test_a_wrong_return_says_what_came_and_what_was_expected(came, said):
    class Wrong(Activation):
        def forward(self, z):
            return came

    method, result = called(Wrong(), "forward", "z", z=np.ones(3))
    with pytest.raises(ProblemError, match=rf"Wrong\.forward returned .*{said}.*array \(3,\) was expected"):
        method.array(result, (3,))


def test_a_loss_is_told_that_its_value_is_one_number_a_sample():
    class Total(Loss):
        def value(self, y, target):
            return np.mean((y - target) ** 2)

        gradient = value

    y = np.ones((4, 2))
    method, result = called(Total(), "value", "y", "target", y=y, target=0 * y)
    with pytest.raises(
        ProblemError, match=r"returned the number 1, but array \(4,\), one number a sample, was expected"
    ):
        method.array(result, (4,))
    method, result = called(Total(), "gradient", "y", "target", y=y, target=0 * y)
    with pytest.raises(ProblemError, match=r"returned the number 1, but array \(4, 2\) was expected"):
        method.array(result, (4, 2))


@pytest.mark.parametrize(
    "came", [np.ones(3), np.ones(3, np.float32), np.array([1, 2, 3]), np.array([True, False, True])]
)
def test_real_numbers_of_any_kind_are_fine(came):
    class Fine(Activation):
        def forward(self, z):
            return came

    method, result = called(Fine(), "forward", "z", z=np.ones(3))
    assert method.array(result, (3,)) is came


def test_the_watch_hears_every_call_even_a_failing_one():
    class Broken(Activation):
        def forward(self, z):
            raise ValueError("no")

    watch = Counting()
    with pytest.raises(ProblemError):
        Border(watch).method(Broken(), "forward", "z")(1)
    assert watch.heard == ["Broken.forward", "left"]
