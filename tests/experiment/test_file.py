"""A `.nnlab` file keeps everything to the last bit, and a bad one is one sentence."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import zipfile

import msgspec
import numpy as np
import pytest
from experiment_strategies import files
from experiment_world import small
from file_world import full, problem, retold, rezipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Given
from nnlab.experiment.file import ExperimentFile, from_bytes, load, save, start_digest, to_bytes
from nnlab.records import History, ProblemError

# ---- keeping


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files)
def test_any_document_comes_back_to_the_last_bit(saved):
    data = to_bytes(saved)
    back = from_bytes(data)
    assert to_bytes(back) == data
    ordered = replace(
        back,
        start={name: back.start[name] for name in saved.start},
        checkpoint=back.checkpoint
        and replace(
            back.checkpoint,
            arrays={name: back.checkpoint.arrays[name] for name in saved.checkpoint.arrays},
            stop={name: back.checkpoint.stop[name] for name in saved.checkpoint.stop},
            streams={name: back.checkpoint.streams[name] for name in saved.checkpoint.streams},
        ),
    )
    assert ordered.experiment == saved.experiment
    assert (ordered.began, ordered.events, ordered.start) == (saved.began, saved.events, saved.start)
    assert str(ordered.checkpoint) == str(saved.checkpoint)
    assert str(ordered.history) == str(saved.history)


def test_saving_and_loading_a_file_keeps_everything(tmp_path):
    path = tmp_path / "实验 ü.nnlab"
    save(path, full())
    assert str(load(path)) == str(full())
    assert sorted(os.listdir(tmp_path)) == [path.name]


def test_equal_contents_are_equal_bytes_in_any_order_of_making():
    experiment = small()
    one = replace(experiment, data=replace(experiment.data, source=Chosen(id="x", values={"a": 1.0, "b": 2.0})))
    two = replace(experiment, data=replace(experiment.data, source=Chosen(id="x", values={"b": 2.0, "a": 1.0})))
    assert to_bytes(ExperimentFile(experiment=one)) == to_bytes(ExperimentFile(experiment=two))


def test_arrays_can_be_read_with_numpy_alone(tmp_path):
    save(tmp_path / "a.nnlab", full())
    with zipfile.ZipFile(tmp_path / "a.nnlab") as archive:
        npz = np.load(io.BytesIO(archive.read("checkpoint.npz")), allow_pickle=False)
        assert npz["parameters/h1/weights"].tolist() == np.linspace(-1, 1, 8).reshape(2, 4).tolist()


def test_arrays_saved_with_numpy_can_be_read():
    given_start = {"parameters/h1/weights": np.asfortranarray(np.arange(6.0).reshape(2, 3))}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **given_start)
    data = rezipped(lambda members: members.update({"start.npz": buffer.getvalue()}))
    assert from_bytes(data).start["parameters/h1/weights"].numpy().tolist() == [[0, 1, 2], [3, 4, 5]]


def test_every_field_of_the_state_records_is_stored():
    assert {field.name for field in msgspec.structs.fields(History)} == {"epoch", "train_loss", "test_loss", "columns"}


def test_unknown_components_are_kept_and_written_back_unchanged():
    def odd(told):
        told["experiment"]["training"]["optimizer"] = {"id": "nobody knows", "values": {"x": [1.5]}, "from": None}

    first = from_bytes(retold(odd))
    assert first.experiment.training.optimizer == Chosen(id="nobody knows", values={"x": (1.5,)})
    again = from_bytes(to_bytes(first))
    assert str(again) == str(first)


def test_a_given_start_must_be_enclosed_and_be_the_one_named(tmp_path):
    start = full().start
    right = replace(small(), start=Given(sha256=start_digest(start)))
    assert from_bytes(to_bytes(ExperimentFile(experiment=right, start=start))).start == start
    assert problem(from_bytes, to_bytes(ExperimentFile(experiment=right)), "f").code == "file.start"


# ---- disks and folders


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert problem(load, tmp_path / "none.nnlab").code == "file.not_found"
    assert problem(load, tmp_path).code == "file.folder"
    assert problem(load, str(tmp_path / "a\0b")).code == "file.not_found"
    assert problem(save, tmp_path, full()).code == "file.folder"
    assert problem(save, tmp_path / "none" / "a.nnlab", full()).code == "file.no_folder"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "file.full"),
        (errno.EROFS, "file.unwritable"),
        (errno.EACCES, "file.unwritable"),
        (errno.EIO, "file.write"),
    ],
)
@pytest.mark.parametrize("call", ["open", "fsync", "replace"])
def test_a_failure_at_any_point_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, number, code, call):
    path = tmp_path / "a.nnlab"
    save(path, full())
    old = path.read_bytes()

    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, refuse)
    found = problem(save, path, ExperimentFile(experiment=small()))
    monkeypatch.undo()
    assert (found.code, found.file) == (code, str(path))
    assert path.read_bytes() == old
    assert os.listdir(tmp_path) == ["a.nnlab"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_really_full_disk_is_a_sentence(tmp_path, monkeypatch):
    path = tmp_path / "a.nnlab"
    save(path, full())
    real = os.open
    monkeypatch.setattr(os, "open", lambda name, *rest: real("/dev/full", os.O_WRONLY))
    found = problem(save, path, full())
    monkeypatch.undo()
    assert found.code == "file.full"
    assert load(path).experiment == full().experiment


def test_a_read_only_file_or_folder_is_a_sentence(tmp_path, monkeypatch):
    path = tmp_path / "a.nnlab"
    save(path, full())
    monkeypatch.setattr(os, "access", lambda *arguments: False)  # root may write everywhere
    assert problem(save, path, full()).code == "file.unwritable"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")
def test_saving_keeps_permissions_and_links(tmp_path):
    path, link = tmp_path / "a.nnlab", tmp_path / "link.nnlab"
    save(path, full())
    path.chmod(0o640)
    link.symlink_to(path)
    save(link, ExperimentFile(experiment=small()))
    assert link.is_symlink()
    assert load(path).experiment == small()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


# ---- going back


# each step is an edit's number, a number for it, and which layer it meets
journeys = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 50), st.integers(0, 3)), min_size=100, max_size=100)


def stepped(experiment, kind, number, pick):
    ids = [layer.id for layer in experiment.network.layers]
    name = ids[pick % len(ids)]
    calls = [
        lambda: edits.add_layer(experiment, ["input", *ids][pick % len(ids)], 1 + number % 5),
        lambda: edits.remove_layer(experiment, name),
        lambda: edits.add_neuron(experiment, name),
        lambda: edits.remove_neuron(experiment, name),
        lambda: edits.set_value(experiment, "training.optimizer.learning_rate", str(number / 7)),
        lambda: edits.set_batch_size(experiment, number),
        lambda: edits.rename(experiment, chr(0x4E00 + number)),
        lambda: edits.new_weights(experiment, number),
    ]
    return calls[kind]()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(journeys)
def test_going_back_after_a_hundred_edits_gives_the_same_bytes(steps):
    experiment = small()
    first = to_bytes(ExperimentFile(experiment=experiment))
    before = []
    for step in steps:
        try:
            changed = stepped(experiment, *step)
        except ProblemError:
            continue
        before.append((experiment, to_bytes(ExperimentFile(experiment=experiment))))
        experiment = from_bytes(to_bytes(ExperimentFile(experiment=changed))).experiment
        assert experiment == changed
    while before:
        experiment, data = before.pop()
        assert to_bytes(ExperimentFile(experiment=experiment)) == data
    assert to_bytes(ExperimentFile(experiment=experiment)) == first
