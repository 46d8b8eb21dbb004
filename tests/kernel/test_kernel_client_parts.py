"""The parts of the client without a process: what it remembers, when it calls a stall, what it knows of files."""

from __future__ import annotations

import errno
import os

import msgspec
import pytest
from desk import small, with_activation

from nnlab.experiment import edits
from nnlab.experiment.document import Event, Place
from nnlab.experiment.facts import Facts
from nnlab.kernel import messages as m
from nnlab.kernel._frames import Tail
from nnlab.kernel._ledger import Ledger
from nnlab.kernel._memory import Memory
from nnlab.kernel._process import not_started
from nnlab.kernel._slot import Call, SlotReader, SlotWriter
from nnlab.kernel._stall import StallClock
from nnlab.kernel._traces import crash_in, place_in
from nnlab.records import Checkpoint, History, Problem
from nnlab.records.words import Words

one, two, three = small(), with_activation(small(), "relu"), with_activation(small(), "sigmoid")


def saved(changes: int, epoch: int, history: History | None = None, first: int = 0) -> m.Saved:
    return m.Saved(
        run=1, rev=changes, token=-1, checkpoint=Checkpoint(epoch=epoch), experiment=one, began=one, events=(),
        history=history or History(), first=first, changes=changes,
    )  # fmt: skip


def test_an_open_kernel_is_made_again_from_the_open_and_every_later_change() -> None:
    memory = Memory()
    for message in (m.Open(experiment=one), m.Edit(experiment=two), m.Reset(), m.Train(), m.Credit()):
        memory.sent(message)
    assert memory.replay() == [m.Open(experiment=one), m.Edit(experiment=two), m.Reset(), m.Train(), m.Credit()]


def test_a_saved_state_takes_the_place_of_the_changes_in_it() -> None:
    memory = Memory()
    for message in (
        m.Open(run=1, rev=1, experiment=one),
        m.Edit(run=1, rev=2, experiment=two),
        m.Edit(rev=3, experiment=three),
    ):
        memory.sent(message)
    memory.took(saved(2, epoch=7))
    opened, edit = memory.replay()
    assert isinstance(opened, m.Open)
    assert (opened.rev, opened.checkpoint) == (2, Checkpoint(epoch=7))
    assert edit == m.Edit(rev=3, experiment=three)
    assert memory.epoch == 7
    memory.took(saved(2, epoch=8))  # the second kernel counts anew: it has taken Open and Edit
    assert len(memory.replay()) == 1


def test_events_that_were_told_before_are_joined_with_those_that_came_since() -> None:
    events = [Event(step=step, experiment=two) for step in range(4)]
    memory = Memory()
    memory.sent(m.Open(experiment=one))
    for first, told in ((0, events[:2]), (2, []), (1, events[2:4])):  # the last: one of the first two was taken back
        memory.took(msgspec.structs.replace(saved(1, epoch=1), events=tuple(told), first_event=first))
    assert memory.saved is not None
    assert (memory.saved.events, memory.saved.first_event) == ((events[0], *events[2:]), 0)
    (opened,) = memory.replay()
    assert isinstance(opened, m.Open)
    assert opened.events == memory.saved.events


def test_applied_edits_in_a_row_are_one_unless_the_first_took_weights_away() -> None:
    narrow = edits.remove_neurons(one, "h1", [0])
    kept = edits.kept_units(one, "h1", [0])
    relu = edits.set_activation(narrow, "h1", "relu")
    for changes, left in (
        ([(two, {}), (three, {})], [(three, {})]),
        ([(narrow, kept), (relu, {})], [(relu, kept)]),
        ([(narrow, kept), (one, {})], [(narrow, kept), (one, {})]),
        ([(one, {}), (narrow, kept)], [(one, {}), (narrow, kept)]),
        ([(edits.set_inputs(one, ["x1"]), {}), (one, {})],) * 2,
        ([(edits.set_inputs(one, ["x2", "x1"]), {}), (one, {})],) * 2,
        ([(edits.cut(one, "h1", [Place(name="bias", at=(0,))]), {}), (one, {})],) * 2,
    ):
        memory = Memory()
        memory.sent(m.Open(experiment=one))
        for experiment, units in changes:
            memory.sent(m.Edit(experiment=experiment, kept=units))
        memory.took(m.Applied(changes=3, epoch=1, facts=Facts(data=None, layers=(), parameters=0)))
        assert [(edit.experiment, edit.kept) for edit in memory.replay()[1:] if isinstance(edit, m.Edit)] == left


def test_a_state_of_the_run_before_is_not_taken_for_one_of_this() -> None:
    memory = Memory()
    memory.sent(m.Open(run=1, experiment=one))
    memory.sent(m.Open(run=2, experiment=two))
    memory.took(saved(1, epoch=7))
    assert memory.replay() == [m.Open(run=2, experiment=two)]


def test_histories_that_come_in_parts_are_whole_in_the_next_open() -> None:
    memory = Memory()
    memory.sent(m.Open(run=1, experiment=one))
    memory.took(saved(1, 2, History(epoch=(0, 1, 2), train_loss=(3.0, 2.0, 1.0))))
    memory.took(saved(1, 3, History(epoch=(3,), train_loss=(0.5,)), first=3))
    (opened,) = memory.replay()
    assert isinstance(opened, m.Open)
    assert opened.history == History(epoch=(0, 1, 2, 3), train_loss=(3.0, 2.0, 1.0, 0.5))


def test_a_slider_moved_for_minutes_is_kept_as_one_edit() -> None:
    memory = Memory()
    memory.sent(m.Open(experiment=one))
    for number in range(2, 1000):
        memory.sent(m.Edit(rev=number, experiment=two))
        memory.took(m.Applied(changes=number, facts=Facts(data=None, layers=(), parameters=0), epoch=0))
    assert memory.replay() == [m.Open(experiment=one), m.Edit(rev=999, experiment=two)]


def test_trouble_and_pause_end_training_and_an_answered_question_is_not_asked_again() -> None:
    memory = Memory()
    memory.sent(m.Train())
    memory.took(m.Trouble(problem=Problem(code="kernel.died")))
    memory.sent(m.Ask(id=1, what="preview", dataset="xor"))
    memory.sent(m.Ask(id=2, what="preview", dataset="xor"))
    memory.took(m.Answer(id=1))
    memory.sent(m.Credit())
    memory.took(msgspec.convert(_frame, m.Frame, strict=False))
    assert memory.replay() == [m.Ask(id=2, what="preview", dataset="xor")]


_frame = {
    "type": "Frame", "epoch": 0, "place": 0, "training": False, "epochs_per_second": 0.0, "learning_rate": 0.0,
    "first": 0, "history": {},
}  # fmt: skip


def nobody() -> Call | None:
    return None


def test_the_clock_runs_only_inside_one_call_and_speaks_when_the_time_doubles() -> None:
    clock, call = StallClock(2.0), Call(5, "Swish", "forward", "")
    clock.restart(0.0)
    times = [clock.look(call, tick, tick / 10, nobody) for tick in range(100)]
    said = [event for event in times if event is not None]
    assert [(event.plugin, round(event.seconds)) for event in said if isinstance(event, m.Stalled)] == [
        ("Swish", 2), ("Swish", 4), ("Swish", 8),
    ]  # fmt: skip
    assert isinstance(clock.look(None, 101, 10.1, nobody), m.Unstalled)
    assert clock.look(None, 102, 30.0, nobody) is None


def test_many_short_calls_are_no_stall_and_neither_is_work_of_our_own() -> None:
    clock = StallClock(2.0)
    clock.restart(0.0)
    assert all(clock.look(Call(tick, "A", "f", ""), tick, tick / 10, nobody) is None for tick in range(100))
    clock.restart(10.0)
    assert all(clock.look(None, tick, 10 + tick / 10, nobody) is None for tick in range(100))


def test_a_pulse_that_stands_still_lets_the_clock_ask_once() -> None:
    clock, asked = StallClock(2.0), []
    clock.restart(0.0)
    stale = Call(9, "Other", "forward", "")

    def ask() -> Call:
        asked.append(1)
        return Call(-3, "Swish", "forward", "swish.py")

    events = [clock.look(stale, 0, tick / 10, ask) for tick in range(30)]
    assert [event.plugin for event in events if isinstance(event, m.Stalled)] == ["Swish"]
    assert len(asked) == 1


def test_the_slot_tells_the_running_call_and_that_it_is_the_same() -> None:
    reader = SlotReader()
    writer = SlotWriter.attach(reader.name)
    assert reader.call() is None
    writer.enter("Swish.forward")
    writer.sample()
    first = reader.call()
    assert first is not None
    assert (first.plugin, first.method) == ("Swish", "forward")
    writer.sample()
    assert reader.call() == first
    writer.enter("Tanh.forward")
    writer.sample()
    assert reader.call() != first
    writer.leave()
    writer.sample()
    assert reader.call() == first
    writer.leave()
    writer.enter("Swish.forward")
    writer.sample()
    again = reader.call()
    assert again is not None
    assert again.stamp != first.stamp
    writer.leave()
    writer.sample()
    assert reader.call() is None


def test_calls_into_the_users_plugins_are_written_down_without_anybody_looking() -> None:
    reader = SlotReader()
    writer = SlotWriter.attach(reader.name)
    writer.owner = lambda cls: "/p/swish.py" if cls is str else ""
    assert writer.around(int, "Tanh.forward") == (writer.enter, writer.leave, None)
    enter, leave, _ = writer.around(str, "Swish.forward")
    other, left, _ = writer.around(str, "Swish.derivative")
    writer.enter("Tanh.forward")
    writer.sample()
    assert reader.inside() is None
    enter("Swish.forward")
    outer = reader.inside()
    assert outer is not None
    assert outer == reader.call()
    assert outer[1:] == ("Swish", "forward", "/p/swish.py")
    other("Swish.derivative")
    inner = reader.inside()
    assert inner is not None
    assert inner.method == "derivative"
    left()
    assert reader.inside() == outer
    leave()
    assert reader.inside() is None


def test_a_traceback_of_where_the_kernel_once_was_is_no_crash() -> None:
    asked = 'Current thread 0x1 (most recent call first):\n  File "/p/a.py", line 7 in f\n'
    crash = "Fatal Python error: Segmentation fault\n" + asked.replace("a.py", "b.py")
    assert crash_in(asked) == ""
    assert crash_in(asked + crash) == crash


def test_a_place_without_room_is_said_and_not_that_nnlab_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.EFBIG, "File too large")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="too large") as caught:
        SlotReader()
    problem = not_started(caught.value)
    assert problem.code == "kernel.no_room"
    assert "File too large" in Words("en").problem(problem)


def test_more_names_than_there_is_room_for_do_no_harm() -> None:
    reader = SlotReader()
    writer = SlotWriter.attach(reader.name)
    for number in range(500):
        writer.enter(f"{'long' * 300}{number}.forward")
        writer.sample()
        writer.leave()
    writer.enter("x.y")
    writer.sample()
    assert reader.call() is not None


def test_proven_and_quarantined_digests_outlive_the_app() -> None:
    ledger = Ledger()
    ledger.prove("aa")
    ledger.prove("bb")
    ledger.quarantine("bb", Problem(code="kernel.quarantined_hung"))
    again = Ledger()
    assert again.proven == ("aa",)
    assert again.quarantined == {"bb": Problem(code="kernel.quarantined_hung")}


def test_the_innermost_line_of_a_file_is_read_from_a_crash() -> None:
    trace = """Fatal Python error: x

Current thread 0x1 (most recent call first):
  File "/p/a.py", line 7 in inner
  File "/p/a.py", line 9 in outer
  File "/q/b.py", line 3 in main
"""
    assert place_in(trace, "/p/a.py") == (7, "inner")
    assert place_in(trace, "/q") == (3, "main")
    assert place_in(trace, "/p/other.py") == (0, "")


class Recorded:
    """A run as far as its history goes."""

    def __init__(self, *epochs: int) -> None:
        self.epochs = epochs
        self.history_length = len(epochs)

    def history_since(self, first: int) -> History:
        return History(epoch=tuple(self.epochs[first:]))


def test_the_tail_tells_what_is_new_and_all_of_it_when_the_grid_was_thinned() -> None:
    tail = Tail()
    assert tail.take(Recorded(0, 1, 2)) == (0, History(epoch=(0, 1, 2)))
    assert tail.take(Recorded(0, 1, 2, 3)) == (3, History(epoch=(3,)))
    assert tail.take(Recorded(0, 1, 2, 3)) == (4, History())
    assert tail.take(Recorded(0, 2, 4, 6, 8)) == (0, History(epoch=(0, 2, 4, 6, 8)))
    assert tail.take(Recorded(0, 2)) == (0, History(epoch=(0, 2)))
    tail.forget()
    assert tail.take(Recorded(0, 2)) == (0, History(epoch=(0, 2)))
