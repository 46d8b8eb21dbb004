"""A wrong optimizer is caught: impure, forgetful, drifting, or one that never arrives."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.api import Optimizer, param
from nnlab.testing import Report, assert_contract, check


def codes(report: Report, severity: str = "error") -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


class Descent(Optimizer):
    def update(self, w, g, state, lr):
        return w - lr * g, state


def test_plain_descent_passes_and_its_way_down_is_kept() -> None:
    report = assert_contract(Descent, strict=True)
    for name in ("bowl", "valley"):
        measure = report.measure(name)
        assert measure is not None
        assert measure.worst <= 1e-3
        assert measure.values["learning_rate"] > 0
        assert measure.values["steps"] > 0


def test_the_learning_rate_is_found_wherever_it_begins() -> None:
    assert_contract(Descent(learning_rate=1e-6))
    assert_contract(Descent(learning_rate=10))


def test_steps_of_one_size_and_of_unit_length_pass_too() -> None:
    class Signs(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * np.sign(g), state

    class Unit(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * g / (np.abs(g).max() + w.dtype.type(1e-8)), state

    assert_contract(Signs)
    assert_contract(Unit)


def test_one_that_climbs_is_caught() -> None:
    class Climbs(Optimizer):
        def update(self, w, g, state, lr):
            return w + lr * g, state

    assert codes(check(Climbs)) == {"testing.bowl", "testing.valley"}


def test_one_that_stops_half_way_is_caught() -> None:
    class Tires(Optimizer):
        def update(self, w, g, state, lr, t):
            return w - lr * g / t**3, state

    found = {finding.code: finding for finding in check(Tires).severe()}
    assert "testing.valley" in found
    assert float(found["testing.valley"].values["left"]) > 1e-3


def test_only_the_wrong_way_of_a_switch_is_enough_to_be_caught() -> None:
    class Switched(Optimizer):
        backwards: bool = param(False)

        def update(self, w, g, state, lr):
            return (w + lr * g if self.backwards else w - lr * g), state

    (*_, found) = check(Switched).severe()
    assert found.code in ("testing.bowl", "testing.valley")
    assert "backwards=True" in found.settings


def test_a_hidden_step_count_is_caught() -> None:
    steps: list[int] = []

    class Hidden(Optimizer):
        def update(self, w, g, state, lr):
            steps.append(1)
            return w - lr * g / len(steps), state

    assert codes(check(Hidden)) == {"testing.impure"}


def test_writing_into_weights_or_state_is_caught() -> None:
    class Weights(Optimizer):
        def update(self, w, g, state, lr):
            w -= lr * g
            return w, state

    class State(Optimizer):
        def init(self, w):
            return {"v": np.zeros_like(w)}

        def update(self, w, g, state, lr):
            v = state["v"]
            v += g
            return w - lr * v, {"v": v}

    assert codes(check(Weights)) == codes(check(State)) == {"plugin.wrote_input"}


def test_a_state_that_changes_its_form_is_caught() -> None:
    class Grows(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * g, {"seen": g.copy()}

    class Widens(Optimizer):
        def init(self, w):
            return {"v": np.zeros_like(w)}

        def update(self, w, g, state, lr):
            return w - lr * g, {"v": np.asarray(state["v"], np.float64)}

    class Shrinks(Optimizer):
        def init(self, w):
            return {"v": np.zeros_like(w)}

        def update(self, w, g, state, lr):
            return w - lr * g, {"v": state["v"].sum()}

    assert [codes(check(wrong)) for wrong in (Grows, Widens, Shrinks)] == [{"testing.state"}] * 3


@pytest.mark.parametrize("came", [None, 1.0, ("w",), (None, {}), (np.ones(3), {}), (np.ones(1), [])], ids=str)
def test_another_thing_than_weights_and_state_is_caught(came: object) -> None:
    class Wrong(Optimizer):
        def update(self, w, g):
            return came

    assert codes(check(Wrong)) == {"plugin.returned"}


def test_float64_from_float32_is_caught() -> None:
    class Widened(Optimizer):
        def update(self, w, g, state, lr):
            return w - np.full(w.shape, lr) * g, state

    assert codes(check(Widened)) == {"testing.dtype"}


def test_a_state_that_begins_as_float64_is_caught_where_it_begins() -> None:
    class Wide(Optimizer):
        def init(self, w):
            return {"mean": np.zeros(len(w)), "count": np.zeros(())}

        def update(self, w, g, state, lr):
            mean = 0.9 * state["mean"] + 0.1 * g
            return w - lr * mean, {"mean": mean, "count": state["count"] + 1}

    (fault,) = check(Wide).severe()
    assert (fault.code, fault.values["method"], fault.values["part"]) == ("testing.dtype", "init", "mean")


def test_a_number_of_parameters_it_cannot_do_is_caught() -> None:
    class Pairs(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * g * np.array([1.0, 2.0]), state

    assert codes(check(Pairs)) & {"plugin.returned", "plugin.raised"}


def test_nan_and_moves_without_a_gradient_are_told() -> None:
    class Divides(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * g / np.abs(g), state

    class Drifts(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * (g + w.dtype.type(0.01)), state

    class Decays(Optimizer):
        def update(self, w, g, state, lr):
            return w - lr * (g + 1e-6 * w), state

    assert codes(check(Divides)) == {"testing.nan"}
    assert "testing.drifts" in codes(check(Drifts), "warning")
    assert check(Decays).severe(strict=True) == ()
