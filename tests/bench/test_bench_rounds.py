"""Rounds take the parties in turns and time the same pieces for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from nnlab.bench import cost, results, swish
from nnlab.bench.machine import machine
from nnlab.bench.rounds import Pace, Task, interleave, one_thread, ratio
from nnlab.bench.workloads import workloads

tiny = Pace(2, 0.001)


@pytest.fixture(autouse=True, scope="module")
def alone() -> Iterator[None]:
    """What pytest and PyTorch hold is kept from the garbage collector, as in the command."""
    with one_thread(()):
        yield


def silent(part: str, done: int, total: int) -> None:
    """Tells nobody."""


def test_every_task_begins_anew_and_does_the_same_pieces_in_turns_forwards_and_backwards():
    done: list[tuple[str, str, int]] = []

    def task(name: str) -> Task:
        return Task(lambda: done.append((name, "begin", 0)), lambda n: done.append((name, "go", n)), most=7)

    told: list[int] = []
    seconds = interleave({name: task(name) for name in "abc"}, Pace(4, 1e-9), told.append)
    measured = done[2 * 3 * 2 :]  # what finds the number of pieces comes before
    assert told == [1, 2, 3, 4]
    assert {name: len(each) for name, each in seconds.items()} == {"a": 4, "b": 4, "c": 4}
    assert [name for name, what, _ in measured if what == "go"] == [*"abc", *"cba", *"abc", *"cba"]
    assert [what for _, what, _ in measured] == ["begin", "go"] * 12
    assert {n for _, what, n in measured if what == "go"} == {1}


def test_no_more_pieces_than_every_task_allows():
    counts: list[int] = []

    def task(most: int) -> Task:
        return Task(lambda: None, counts.append, most)

    interleave({"a": task(5), "b": task(3)}, Pace(1, 0.01))
    assert max(counts) == 3


def test_a_ratio_is_the_median_over_rounds_beside_each_other():
    found = ratio([2.0, 8.0, 30.0, 4.0, 10.0], [1.0, 2.0, 10.0, 4.0, 2.0])
    assert (found.median, found.low, found.high) == (3.0, 2.0, 4.0)


def test_one_thread_for_everybody():
    with one_thread(()):
        assert machine().threads == 1
        assert machine().blas


def test_a_kernel_forced_by_the_environment_is_known(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert machine().forced == "Haswell"


def test_a_result_has_a_number_for_nnlab_and_null_for_who_was_not_there():
    told: list[tuple[str, int, int]] = []
    tell: Callable[[str, int, int], None] = lambda *args: told.append(args)  # noqa: E731
    found = list(results.measure([workloads[0], workloads[5]], (), tiny, tell))
    assert [one.work.id for one in found] == ["W1", "W6"]
    for one in found:
        said = one.json()
        assert said["nnlab"] > 0
        assert said["naive"] > 0
        assert said["torch"] is said["sklearn"] is None
        assert said["unit"] == one.work.unit
        assert said["same_work"] is True
        assert said["goal"].keys() == {"naive", "torch"}
    assert ("W1", 2, 2) in told


def test_units_are_epochs_a_second_or_milliseconds():
    units = {work.id: work.unit for work in workloads}
    assert units == {"W1": "epochs/s", "W2": "epochs/s", "W3": "ms", "W4": "epochs/s", "W5": "epochs/s", "W6": "ms"}
    assert workloads[0].shown(0.5) == 2
    assert workloads[2].shown(0.5) == 500


def test_two_ways_of_writing_swish_are_recorded_and_the_third_is_called_as_it_is():
    found = swish.measure(tiny, silent)
    assert {name: one.how for name, one in found.items()} == {"S1": "recorded", "S2": "recorded", "S3": "called"}
    assert found.keys() == swish.limits.keys()


def test_the_cost_of_batch_size_1_is_told_too():
    assert cost.batches[0] == 1
    assert (cost.widths[0], cost.widths[-1]) == (4, 256)
    assert (cost.depths[0], cost.depths[-1]) == (1, 8)


def test_the_cost_is_measured_against_width_depth_and_batch(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cost, "widths", (4, 8))
    monkeypatch.setattr(cost, "depths", (1,))
    monkeypatch.setattr(cost, "batches", (1, 2))
    found = cost.measure(tiny, silent)
    assert {axis: tuple(column) for axis, column in found.items()} == {
        "width": cost.widths,
        "depth": cost.depths,
        "batch": cost.batches,
    }
    assert all(us > 0 for column in found.values() for us in column.values())
