"""The profile lists every call of a step, and says of every plugin how it takes part."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from nnlab.api import Activation
from nnlab.bench import report
from nnlab.bench.profile import Plugin, profile
from nnlab.bench.swish import SwishMasked, SwishWithDerivative
from nnlab.engine.recording import NotRecordable
from nnlab.experiment.document import Chosen
from nnlab.experiment.presets import preset, presets
from nnlab.records import ProblemError
from nnlab.records.words import Words
from nnlab.session import Run


def with_activation(activation: type[Activation]) -> Run:
    """A run of the first preset whose hidden layers have another activation."""
    experiment = preset("circle")
    first, *others = experiment.network.layers
    layers = (replace(first, activation=Chosen(id=activation.id)), *others)
    return Run(replace(experiment, network=replace(experiment.network, layers=layers)), [activation])


@pytest.mark.parametrize("ident", [one.id for one in presets()])
def test_every_call_of_the_plan_is_listed_with_its_time(ident: str):
    found = profile(Run(preset(ident)), seconds=0.005)
    lines, _ = Run(preset(ident)).plan()
    assert [(one.node, one.stage, one.call, one.how) for one in found.calls] == [
        (line.node, line.stage, line.call, line.how) for line in lines
    ]
    assert all(one.us >= 0 for one in found.calls)
    assert sum(one.share for one in found.calls) == pytest.approx(1)
    assert found.calls_us == pytest.approx(sum(one.us for one in found.calls))
    assert found.step_us > 0


def test_a_recorded_plugin_is_told_from_one_that_is_called_as_it_is():
    recorded = {one.component: one for one in profile(with_activation(SwishWithDerivative), 0.005).plugins}
    called = {one.component: one for one in profile(with_activation(SwishMasked), 0.005).plugins}
    assert recorded["SwishWithDerivative"].how == "recorded"
    assert called["SwishMasked"].how == "called"
    assert called["SwishMasked"].code


def test_whatever_is_called_as_it_is_has_a_reason():
    found = profile(with_activation(SwishMasked), 0.005)
    reasons = {one.component: report.why(one, Words("en")) for one in found.plugins if one.how == "called"}
    assert all(reasons.values())
    assert {one.component for one in found.calls if one.how == "called"} <= reasons.keys()


@pytest.mark.parametrize("code", ["", "own_backward", *NotRecordable.codes])
def test_every_reason_has_words(code: str):
    said = report.why(Plugin("A", "forward", "called", code), Words("en"))
    assert said
    assert said != code


def test_a_broken_experiment_is_a_sentence():
    experiment = preset("circle")
    broken = replace(experiment, training=replace(experiment.training, loss=Chosen(id="no_such_loss")))
    with pytest.raises(ProblemError):
        profile(Run(broken), seconds=0.005)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_tables_hold_every_call_and_plugin(language: str):
    found, words = profile(Run(preset("spiral")), seconds=0.005), Words(language)
    assert report.call_table(found, words).row_count == len(found.calls)
    assert report.plugin_table(found, words).row_count == len(found.plugins)
    text = report.rendered(report.call_table(found, words), 100)
    assert text.count("tanh") >= 3
    assert np.all([len(line) <= 100 for line in text.splitlines()])
