"""Missing values: rows left out, or numbers filled in that come from the training rows alone; all of it is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace
from opened_table import fitted, opened, run_of
from oracle_parts import bundled

from nnlab import Run
from nnlab.api import Table
from nnlab.experiment import checks, edits, fixes
from nnlab.experiment.document import Chosen, Data
from nnlab.records import ProblemError
from nnlab.session._data import DataSet, prepared

nan = np.nan
policies = ("drop", "mean", "median", "constant")
cells = st.one_of(st.just(nan), st.floats(-1e6, 1e6))


def data(policy: str, **more: Any) -> Data:
    return Data(source=Chosen(id="given"), missing=policy, **more)


def made(x: Any, policy: str, **more: Any) -> DataSet:
    x = np.array(x, float)
    y = more.pop("y", np.arange(len(x)) % 2)
    return prepared(data(policy, **{"split": "order", **more}), Table(x=x, y=y))


def told(x: Any, policy: str, **more: Any) -> Any:
    return made(x, policy, **more).facts()


columns = [[1, 10], [nan, 30], [3, nan], [8, 20], [nan, nan], [100, 0]]


def test_rows_that_miss_something_are_left_out_before_the_split() -> None:
    facts, found = told(columns, "drop", test_share=1 / 3), made(columns, "drop", test_share=1 / 3)
    assert found.x.tolist() == [[1, 10], [8, 20], [100, 0]]
    assert (facts.train_rows, facts.test_rows, facts.dropped, facts.missing, facts.filled) == (2, 1, 3, (2, 2), ())


@pytest.mark.parametrize(
    ("policy", "wanted"), [("mean", (4.0, 20.0)), ("median", (3.0, 20.0)), ("constant", (-1.0, -1.0))]
)
def test_what_is_missing_is_filled_in_from_the_training_rows(policy: str, wanted: tuple[float, float]) -> None:
    found = made(columns, policy, filler=-1.0, test_share=1 / 3)
    facts = found.facts()
    assert (facts.filled, facts.dropped, facts.missing) == (wanted, 0, (2, 2))
    np.testing.assert_array_equal(found.x[1], [wanted[0], 30])
    np.testing.assert_array_equal(found.x[4], wanted)  # a test row, by the numbers of the training rows


def test_where_nothing_is_missing_nothing_is_told() -> None:
    for policy in policies:
        facts = told([[1, 2], [3, 4]], policy)
        assert (facts.missing, facts.filled, facts.dropped) == ((), (), 0)


@settings(max_examples=60)
@given(
    x=arrays(np.float64, st.tuples(st.integers(4, 12), st.just(2)), elements=cells),
    other=arrays(np.float64, (12, 2), elements=cells),
    policy=st.sampled_from(("mean", "median")),
    scaling=st.sampled_from(("none", "standardize", "minmax")),
)
def test_nothing_that_stands_in_the_test_rows_changes_what_was_fitted(
    x: Any, other: Any, policy: str, scaling: str
) -> None:
    x[0] = [1.0, 2.0]  # something to fill in with
    split = np.arange(len(x)) >= len(x) // 2
    again = np.where(split[:, np.newaxis], other[: len(x)], x)
    y, wild = x[:, :1] * 0 + 1.5, np.where(split[:, np.newaxis], 1e9, 1.5)
    y[~np.isfinite(y)] = 0.5
    wild = np.where(split[:, np.newaxis], 1e9, y)
    settings = data(policy, target_scaling=scaling)
    first = prepared(settings, Table(x=x, y=y, split=split))
    second = prepared(settings, Table(x=again, y=wild, split=split))
    assert first.filling is not None
    assert second.filling is not None
    np.testing.assert_array_equal(first.filling.numbers, second.filling.numbers)
    np.testing.assert_array_equal(first.x[first.train], second.x[second.train])
    assert first.facts().target_shift == second.facts().target_shift
    assert first.facts().target_scale == second.facts().target_scale


@settings(max_examples=60)
@given(
    x=arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(1, 4)), elements=cells),
    policy=st.sampled_from(policies),
)
def test_no_value_is_missing_afterwards_and_no_other_is_touched(x: Any, policy: str) -> None:
    try:
        found = made(x, policy, test_share=0.25)
    except ProblemError as error:
        assert error.problem.code in ("data.all_missing", "data.nothing_known")  # noqa: PT017
        return
    facts = found.facts()
    assert np.isfinite(found.x).all()
    assert facts.dropped == (np.isnan(x).any(axis=1).sum() if policy == "drop" else 0)
    assert facts.missing == (tuple(np.isnan(x).sum(axis=0)) if np.isnan(x).any() else ())
    kept = x[~np.isnan(x).any(axis=1)] if policy == "drop" else x
    np.testing.assert_array_equal(np.where(np.isnan(kept), found.x, kept), found.x)


def test_numbers_that_are_too_large_to_be_added_have_a_mean() -> None:
    facts = told([[1.6e308], [1.7e308], [nan], [1.0]], "mean", test_share=0.25)
    assert facts.filled == pytest.approx((1.65e308,))


def test_a_column_with_nothing_to_learn_from_is_said_with_a_way_out() -> None:
    with pytest.raises(ProblemError) as caught:
        made([[1, nan], [2, nan], [3, 4]], "mean", test_share=1 / 3)
    assert caught.value.problem.code == "data.nothing_known"
    assert caught.value.problem.values["column"] == "x2"
    with pytest.raises(ProblemError) as caught:
        made([[1, nan], [nan, 3]], "drop")
    assert caught.value.problem.code == "data.all_missing"


# ---- through a run


def test_a_table_of_which_each_row_misses_something_is_filled_in_by_one_step() -> None:
    name = opened({"a": [1, nan, 3, nan], "b": [nan, 2, nan, 4], "c": ["u", "v", "u", "v"]})
    experiment = fitted({"table": name}, missing="median", test_share=0.0)
    broken = edits.set_missing(experiment, "drop")
    facts = run_of(broken).facts()
    problems = checks.check(broken, (), facts)
    found = next(problem for problem in problems if problem.code == "data.all_missing")
    mended = fixes.fix(broken, found, (), facts)
    assert mended is not None
    assert mended.data.missing == "median"
    assert not run_of(mended).problems


def test_notes_say_how_much_was_left_out_or_filled_in() -> None:
    name = opened({"a": [1, nan, 3, 4, 5], "b": [5, 6, 7, 8, 9], "c": [1, 2, nan, 4, 5]})
    experiment = fitted({"table": name}, test_share=0.0)
    codes = [problem.code for problem in run_of(experiment).facts().problems]
    assert codes == ["data.unanswered", "data.dropped"]
    filled = run_of(edits.set_missing(experiment, "mean")).facts().problems
    assert [problem.code for problem in filled] == ["data.unanswered", "data.filled"]
    assert (filled[1].values["count"], filled[1].values["numbers"]) == (1, "a 3.333")
    constant = run_of(edits.set_missing(experiment, "constant", 7)).facts().problems
    assert [problem.code for problem in constant] == ["data.unanswered", "data.filled_constant"]


def test_an_input_that_has_no_value_where_something_was_filled_in_says_so() -> None:
    name = opened({"a": [1.0, 2.0, nan, 4.0], "b": [1.0, 0.0, 1.0, 0.0]})
    experiment = edits.set_inputs(fitted({"table": name}, test_share=0.0, missing="constant", filler=1.0), ["1/a"])
    assert not run_of(experiment).problems
    (problem,) = run_of(edits.set_missing(experiment, "constant", 0)).problems
    assert (problem.code, problem.values["row"]) == ("formula.filled", 3)
    (problem,) = run_of(edits.set_inputs(edits.set_missing(experiment, "drop"), ["1/(a-4)"])).problems
    assert (problem.code, problem.values["row"]) == ("formula.undefined", 4)  # the table's row, not that of the rest


def test_a_row_with_a_gap_is_answered_as_if_it_held_what_was_filled_in() -> None:
    name = opened({"a": [1, nan, 3, 4], "b": [5, 6, nan, 8], "c": ["u", "v", "u", "v"]})
    run = run_of(fitted({"table": name}, missing="mean", test_share=0.0))
    run.train(2)
    filled = run.facts().data.filled
    whole = run.predict([[filled[0], 2.0], [1.0, filled[1]]])
    np.testing.assert_array_equal(run.predict([[nan, 2.0], [1.0, nan]]), whole)
    assert run.answer([nan, 2.0]) == run.answer([filled[0], 2.0])
    np.testing.assert_array_equal(
        run.probe(point=[nan, 2.0])["output"][1], run.probe(point=[filled[0], 2.0])["output"][1]
    )
    left_out = run_of(replace(run.experiment, data=replace(run.experiment.data, missing="drop")))
    assert np.isnan(left_out.predict([[nan, 2.0]])).all()


def test_a_run_on_a_filled_table_goes_on_from_its_checkpoint_and_is_done_again_to_the_bit() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 2))
    x[::7, 0] = nan
    name = opened({"a": x[:, 0], "b": x[:, 1], "c": x[:, 1] * 3 + 50})
    experiment = fitted({"table": name}, missing="median", scaling="standardize", target_scaling="standardize")
    whole = run_of(experiment)
    whole.train(3)
    kept = whole.checkpoint()
    whole.apply(edits.set_missing(experiment, "constant", 2.5))
    whole.train(3)
    resumed = run_of(experiment)
    resumed.restore(kept)
    resumed.apply(whole.experiment)
    resumed.train(3)
    np.testing.assert_array_equal(resumed.parameters, whole.parameters)
    again = Run(experiment, catalog=bundled(), began=whole.began, events=whole.events)
    again.train(6)
    np.testing.assert_array_equal(again.parameters, whole.parameters)
    assert again.history == whole.history


def test_what_is_wrong_with_a_table_is_not_blamed_on_the_plugin_that_reads_it() -> None:
    experiment = fitted({"table": opened({"a": [1, 2], "b": [3, 4]})}, test_share=0.0)
    broken = edits.set_param(experiment, "data.source", "targets", (7,), bundled().infos)
    (problem,) = run_of(broken).problems
    assert (problem.code, problem.plugin, problem.file, problem.traceback) == ("table.no_column", "", "", "")
