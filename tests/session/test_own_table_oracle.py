"""A table opened as a user opens it reproduces the reference numbers: the diabetes network on pima.csv."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from oracle_cases import check, named
from oracle_parts import bundled, check_quantiles, rule, scaling, soak, table
from oracle_runs import loss_after, run, zeros
from test_oracle_tables import activations, beginning

import nnlab
from nnlab.experiment.document import Chosen, Data, Drawn
from nnlab.records import Array
from nnlab.tables import read

pytestmark = pytest.mark.oracle
quick = 20  # epochs of the ordinary tests


def opened(given: Any, layers: Any, start: Drawn | None = None, **more: Any) -> nnlab.Run:
    """Opens the file and trains on it: the outcome is a category, all else asks; all rows are for training."""
    header, _rows = table(given["data"])
    name, head = read(Path(os.environ["NNLAB_DATA_DIR"]) / given["data"])
    target = header.index("outcome")
    assert [column.name for column in head.columns] == header
    values = {"table": name, "file": head.file, "targets": (target,), "categories": (target,)}
    settings = {"loss": "binary_cross_entropy", "optimizer": rule(given["optimizer"], given["hyper_parameters"])}
    settings |= {"batch_size": given["batch_size"], "names": header[:target], **more}
    plain = run(np.zeros((1, target)), [0], layers, start=start, **settings).experiment
    source = Chosen(id="table", values=values)
    data = Data(source=source, test_share=0.0, scaling=scaling(given["scale"]))
    arrays = {}
    for place, (w, b, _activation) in enumerate(layers, 1):
        arrays |= {f"l{place}/weights": Array.of(np.array(w, float)), f"l{place}/bias": Array.of(np.array(b, float))}
    return nnlab.Run(replace(plain, data=data), catalog=bundled(), start=arrays)


@pytest.mark.parametrize(("doc", "case"), named("pima_mlp", "training"))
def test_diabetes_opened_as_a_file_is_learned_like_the_reference(doc: Any, case: Any) -> None:
    given, expect, p = case["given"], case["expect"], case["given"]["parameters"]
    made = opened(given, [(p[f"W{place}"], p[f"b{place}"], name) for place, name in enumerate(activations, 1)])
    facts = made.facts()
    assert facts.data is not None
    assert (facts.data.classes, facts.data.train_rows, facts.data.dropped) == (("0", "1"), 768, 0)
    assert facts.parameters == expect["parameter_count"]
    made.step()
    for place in (1, 2, 3):
        check(doc, made.gradients.weights[f"l{place}"], expect["gradient_first_batch"][f"W{place}"])
        check(doc, made.weights[f"l{place}"], expect["parameters_after_first_step"][f"W{place}"])
    epochs = given["epochs"] if soak else quick
    made.step("epoch")
    made.train(epochs - 1)
    losses = loss_after(made)
    check(doc, losses[0], expect["initial_loss"])
    accuracy = dict(zip(made.history.epoch, made.history.metrics["train_accuracy"], strict=True))
    unsure = (np.abs(made.predict(made.points()[0]) - 0.5) < 1e-6).sum()
    spread = {int(epoch): rtol for epoch, rtol in case["loss_rtol_after_epoch"].items()}
    for epoch, want in expect["loss_after_epoch"].items():
        if int(epoch) <= epochs and spread[int(epoch)] <= 1e-3:
            check(doc, losses[int(epoch)], want, rtol=spread[int(epoch)])
            right = expect["correct_after_epoch"][epoch]
            assert abs(accuracy[int(epoch)] * 768 - right) <= unsure + 0.5


@pytest.mark.soak
@pytest.mark.parametrize(("doc", "case"), named("pima_mlp", "statistics"))
def test_diabetes_opened_as_a_file_is_learned_as_well_from_many_starts(doc: Any, case: Any) -> None:
    given, expect = case["given"], case["expect"]
    found = []
    for seed in range(given["runs"] if soak else min(2, given["runs"])):
        more = {"shuffle": True, "seed": seed, "measure_every": given["epochs"]}
        start = beginning(given["initialiser"], seed)
        history = opened(given, zeros(given["layer_sizes"], activations), start, **more).train(given["epochs"])
        found.append((history.metrics["train_accuracy"][-1], history.train_loss[-1]))
    for draws, name in zip(np.transpose(found), ("training_accuracy", "training_loss"), strict=True):
        bands = {"min": 0, "median": 0.5, "max": 1}
        check_quantiles(draws, {bands[key]: value for key, value in expect[name].items()}, given["runs"])
