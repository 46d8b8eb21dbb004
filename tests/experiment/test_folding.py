"""Painted points in a file: minutes of painting while it trains fit, and nothing is lost."""

from __future__ import annotations

import msgspec
import pytest
from experiment_world import small as begun
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from nnlab.experiment import _folding
from nnlab.experiment._folding import folded, unfolded
from nnlab.experiment.document import Chosen, Event, Experiment
from nnlab.experiment.file import ExperimentFile, from_bytes, largest_text, to_bytes
from nnlab.records import ProblemError


def painted(text: str) -> Experiment:
    made = begun()
    source = Chosen(id="painted", values={"points": text})
    return structs.replace(made, data=structs.replace(made.data, source=source))


def events(*texts: str) -> tuple[Event, ...]:
    return tuple(Event(step=step, experiment=painted(text)) for step, text in enumerate(texts))


texts = st.lists(st.text(alphabet="01 ;*^,", max_size=12), max_size=8)


@settings(max_examples=80)
@given(texts)
def test_what_is_folded_comes_back(drawn):
    whole = events(*drawn)
    assert unfolded(folded(whole), "x") == whole


def test_other_events_are_left_as_they_are():
    other = Event(step=1, experiment=begun())
    assert folded([other]) == (other,)


def test_points_added_five_by_five_to_three_thousand_fit_a_file_many_times():
    parts, drawn = [f"{n}.25 -1.75 {n % 3}" for n in range(3000)], []
    for count in range(0, 3000, 5):
        drawn.append(";".join(parts[:count]))
    whole = ExperimentFile(experiment=painted(drawn[-1]), began=painted(""), events=events(*drawn))
    assert sum(map(len, drawn)) > largest_text / 2
    packed = to_bytes(whole)
    assert from_bytes(packed) == whole
    assert sum(len(msgspec.json.encode(event)) for event in folded(whole.events)) < largest_text / 8


@pytest.mark.parametrize("text", ["^", "^9,0;", "^0,9;", "^a,b;1", "^1", "^0,0"])
def test_a_fold_that_nobody_makes_is_refused_by_its_place(text):
    with pytest.raises(ProblemError) as raised:
        unfolded(events("1 2 0", text), "x")
    assert raised.value.problem.code == "file.field_value"
    assert str(raised.value.problem.values["path"]).startswith("events[1]")


def test_folds_that_double_each_other_end_at_the_limit(monkeypatch):
    monkeypatch.setattr(_folding, "longest", 1000)
    with pytest.raises(ProblemError):
        unfolded(events("1 2 0;", *(f"^{6 * 2**n},{6 * 2**n};" for n in range(20))), "x")
