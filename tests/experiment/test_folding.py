"""Painted points in a file: minutes of painting while it trains fit, and nothing is lost."""

from __future__ import annotations

import msgspec
import pytest
from experiment_world import small as begun
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from nnlab.experiment import _folding
from nnlab.experiment._folding import FoldedEvent, folded, unfolded
from nnlab.experiment.document import Chosen, Event, Experiment
from nnlab.experiment.file import ExperimentFile, from_bytes, largest_text, to_bytes
from nnlab.records import ProblemError


def painted(text: str) -> Experiment:
    made = begun()
    source = Chosen(id="painted", values={"points": text})
    return structs.replace(made, data=structs.replace(made.data, source=source))


def events(*texts: str) -> tuple[Event, ...]:
    return tuple(Event(step=step, experiment=painted(text)) for step, text in enumerate(texts))


def told(*texts: str) -> tuple[FoldedEvent, ...]:
    return tuple(FoldedEvent(step=step, experiment=painted(text)) for step, text in enumerate(texts))


texts = st.lists(st.text(alphabet="01 ;*^,", max_size=12), max_size=8)


@settings(max_examples=80)
@given(texts)
def test_what_is_folded_comes_back(drawn):
    whole = events(*drawn)
    assert unfolded(folded(whole, "x"), "x") == whole


def test_other_events_are_left_as_they_are():
    other = Event(step=1, experiment=begun())
    assert unfolded(folded([other], "x"), "x") == (other,)
    assert folded([other], "x")[0].experiment == begun()


def test_points_added_five_by_five_to_three_thousand_fit_a_file_many_times():
    parts, drawn = [f"{n}.25 -1.75 {n % 3}" for n in range(3000)], []
    for count in range(0, 3000, 5):
        drawn.append(";".join(parts[:count]))
    whole = ExperimentFile(experiment=painted(drawn[-1]), began=painted(""), events=events(*drawn))
    assert sum(map(len, drawn)) > largest_text / 2
    packed = to_bytes(whole)
    assert from_bytes(packed) == whole
    assert sum(len(msgspec.json.encode(event)) for event in folded(whole.events, "x")) < largest_text / 8


@pytest.mark.parametrize("text", ["^", "^9,0;", "^0,9;", "^a,b;1", "^1", "^0,0"])
def test_a_fold_that_nobody_makes_is_refused_by_its_place(text):
    with pytest.raises(ProblemError) as raised:
        unfolded(told("1 2 0", text), "x")
    assert raised.value.problem.code == "file.field_value"
    assert str(raised.value.problem.values["path"]).startswith("events[1]")


def test_folds_that_double_each_other_end_at_the_limit(monkeypatch):
    monkeypatch.setattr(_folding, "longest", 1000)
    with pytest.raises(ProblemError):
        unfolded(told("1 2 0;", *(f"^{6 * 2**n},{6 * 2**n};" for n in range(20))), "x")


def test_more_than_a_file_gives_back_is_not_saved(monkeypatch):
    monkeypatch.setattr(_folding, "longest", 100)
    with pytest.raises(ProblemError) as raised:
        to_bytes(ExperimentFile(experiment=begun(), events=events("1 2 0;" * 10, "1 2 0;" * 10)))
    assert raised.value.problem.code == "file.painted"


def test_hours_of_painting_fit_a_file_as_only_the_points_are_told_again():
    drawn = [f"{n}.25 -1.75 0;0 0 1" for n in range(9000)]
    wider = structs.replace(painted("1 2 0"), name="another")
    whole = ExperimentFile(
        experiment=begun(), events=(*events(*drawn), Event(step=9000, experiment=wider), *events("3 4 1", "5 6 1"))
    )
    assert from_bytes(to_bytes(whole)) == whole
    assert sum(event.experiment is not None for event in folded(whole.events, "x")) == 3


@pytest.mark.parametrize("at", [0, 1])
def test_points_without_an_experiment_to_put_them_into_are_refused(at):
    before = (FoldedEvent(step=0, experiment=begun()),)[:at]
    with pytest.raises(ProblemError) as raised:
        unfolded((*before, FoldedEvent(step=1, points="1 2 0")), "x")
    assert raised.value.problem.values["path"] == f"events[{at}].points"
