"""The checks and a session agree on what can be trained."""

from __future__ import annotations

import itertools

import pytest

from nnlab.catalog import load_catalog
from nnlab.experiment import edits
from nnlab.experiment.checks import check
from nnlab.experiment.file import ExperimentFile, from_bytes, to_bytes
from nnlab.experiment.presets import preset
from nnlab.session import Run


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def ids(catalog, kind):
    return [info.id for info in catalog.infos if info.kind == kind]


def errors(problems):
    return [problem.code for problem in problems if problem.level == "error"]


@pytest.mark.parametrize("dataset", ["spiral", "plane"])
def test_an_output_is_a_problem_exactly_where_a_session_cannot_train_it(catalog, dataset):
    begin = edits.choose(preset("spiral"), "data.source", dataset, catalog.infos)
    for loss, activation, units in itertools.product(ids(catalog, "loss"), ids(catalog, "activation"), (1, 2)):
        experiment = edits.choose(begin, "training.loss", loss, catalog.infos)
        experiment = edits.set_activation(experiment, "output", activation, catalog.infos)
        experiment = edits.set_units(experiment, "output", units, catalog.infos)
        facts = Run(experiment, catalog=catalog).facts()
        found = errors(check(experiment, catalog.infos, facts))
        assert len(found) <= 1
        assert bool(found) == bool(errors(facts.problems)), (loss, activation, units, found)
        if found:
            fitted = edits.fix_output(experiment, facts, catalog.infos)
            assert errors(Run(fitted, catalog=catalog).facts().problems) == []


def test_any_data_set_can_be_chosen_and_trained_at_once(catalog):
    for name in ids(catalog, "dataset"):
        experiment = edits.set_dataset(preset("spiral"), name, catalog.infos)
        run = Run(experiment, catalog=catalog)
        assert errors(check(experiment, catalog.infos, run.facts())) == []
        run.train(1)


def test_a_run_goes_on_from_a_file_to_the_last_bit(catalog):
    run = Run(preset("spiral"), catalog=catalog)
    run.train(3)
    saved = ExperimentFile(
        experiment=run.experiment,
        began=run.began,
        events=run.events,
        checkpoint=run.checkpoint(),
        history=run.history_since(0),
    )
    loaded = from_bytes(to_bytes(saved))
    assert loaded == saved
    again = Run(
        loaded.experiment,
        catalog=catalog,
        began=loaded.began,
        events=loaded.events,
        checkpoint=loaded.checkpoint,
        history=loaded.history,
    )
    run.train(2)
    again.train(2)
    assert again.parameters.tobytes() == run.parameters.tobytes()
    assert again.history == run.history
