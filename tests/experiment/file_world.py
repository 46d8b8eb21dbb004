"""A file with everything in it, and ways to spoil one."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from experiment_world import small

from nnlab.experiment import edits
from nnlab.experiment.document import Event, WeightEdit
from nnlab.experiment.file import ExperimentFile, to_bytes
from nnlab.records import Array, Checkpoint, Column, History, ProblemError
from nnlab.records.words import Words


def full() -> ExperimentFile:
    """A file with everything in it."""
    numbers = Array.of(np.linspace(-1, 1, 8).reshape(2, 4))
    return ExperimentFile(
        experiment=edits.rename(small(), "now"),
        began=small(),
        events=(Event(step=3, weights=WeightEdit(layer="h1", weights=((0.1, -0.0),), bias=(1e-300,))),),
        start={"parameters/h1/weights": numbers},
        checkpoint=Checkpoint(
            step=5, arrays={"order": Array.of(np.arange(3)), "parameters/h1/weights": numbers},
            streams={"order": '{"state": 123456789012345678901234567890}'}, stop={"best": float("inf")},
        ),
        history=History(epoch=(0, 1), train_loss=(0.5, float("nan")), columns=(Column("train_accuracy", (0.5, 1.0)),)),
    )  # fmt: skip


def problem(call, *arguments):
    with pytest.raises(ProblemError) as caught:
        call(*arguments)
    found = caught.value.problem
    for language in ("en", "zh_CN"):
        assert Words(language).problem(found)
    return found


def listed(members) -> None:
    """Puts the digests of changed members into experiment.json, as far as there is one."""
    with suppress(KeyError, ValueError, TypeError, AttributeError, RecursionError):
        told = json.loads(members["experiment.json"])
        others = {name: member for name, member in members.items() if name != "experiment.json"}
        told.update(members={name: hashlib.sha256(member).hexdigest() for name, member in others.items()})
        members["experiment.json"] = json.dumps(told).encode()


def rezipped(change, data: bytes | None = None, relist=True, **options) -> bytes:
    """A file with its members (a dict by name) changed, and their digests put right."""
    with zipfile.ZipFile(io.BytesIO(data or to_bytes(full()))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    if relist:
        listed(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


def retold(change) -> bytes:
    """A file whose experiment.json was changed as a dict."""

    def apply(members):
        told = json.loads(members["experiment.json"])
        change(told)
        members["experiment.json"] = json.dumps(told).encode()

    return rezipped(apply)
