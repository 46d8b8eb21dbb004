"""The pace is kept without drift, and no debt is made up for in a rush."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nnlab.kernel._pacing import Pacer, Rate, debt_s
from nnlab.kernel.messages import Speed


def test_full_speed_never_waits() -> None:
    pacer = Pacer(Speed(per_second=0), 10, 0.0)
    assert pacer.due(0.0) > 1_000_000
    assert pacer.wait(0.0) == 0


@settings(deadline=None)
@given(st.floats(0.5, 500), st.integers(1, 40), st.lists(st.floats(0, 0.03), min_size=50, max_size=300))
def test_waiting_as_long_as_told_keeps_the_pace_however_late_it_wakes(
    per_second: float, steps: int, late: list[float]
) -> None:
    pacer, now, done = Pacer(Speed(per_second=per_second), steps, 0.0), 0.0, 0
    for delay in late:
        due = pacer.due(now)
        done += due
        pacer.took(due)
        wait = pacer.wait(now)
        assert wait > 0
        now += wait + delay
    done += pacer.due(now)
    assert abs(done - now * per_second * steps) <= 1 + 0.01 * per_second * steps


def test_the_first_step_is_due_at_once() -> None:
    assert Pacer(Speed(per_second=1, unit="batch"), 10, 5.0).due(5.0) == 1


def test_after_a_long_stop_only_little_is_made_up_for() -> None:
    pacer = Pacer(Speed(per_second=60), 10, 0.0)
    pacer.took(pacer.due(0.0))
    assert pacer.due(100.0) <= 600 * debt_s + 2


def test_a_machine_too_slow_is_always_behind_and_never_waits() -> None:
    pacer, now = Pacer(Speed(per_second=100, unit="batch"), 1, 0.0), 0.0
    for _ in range(50):
        assert pacer.due(now) >= 1
        pacer.took(1)
        now += 0.02
    assert pacer.wait(now) == 0


def test_the_rate_is_that_of_the_last_second() -> None:
    rate = Rate()
    assert rate.value == 0
    for tick in range(300):
        rate.mark(tick / 60, tick * (1.0 if tick < 150 else 2.0))
    assert abs(rate.value - 120) < 1e-6
    rate.restart()
    assert rate.value == 0


def test_a_pace_that_is_kept_has_time_to_draw_and_one_that_is_not_has_none() -> None:
    pacer, now = Pacer(Speed(per_second=60), 10, 0.0), 0.0
    for _ in range(100):
        pacer.took(pacer.due(now))
        assert not pacer.behind(now + 0.01)
        now += pacer.wait(now)
    assert pacer.behind(now + 0.1)
    assert Pacer(Speed(per_second=0), 10, 0.0).behind(0.0)
