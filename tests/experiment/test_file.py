"""A `.nnlab` file keeps everything to the last bit, and a bad one is one sentence."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import stat
import struct
import sys
import tracemalloc
import zipfile
from contextlib import suppress

import msgspec
import numpy as np
import pytest
from experiment_strategies import files
from experiment_world import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen, Event, Given, WeightEdit
from nnlab.experiment.file import ExperimentFile, from_bytes, largest, largest_array, load, save, start_digest, to_bytes
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


# ---- refusing


def test_a_number_that_is_not_finite_is_not_stored():
    bad = replace(small(), data=replace(small().data, source=Chosen(id="spiral", values={"noise": float("nan")})))
    found = problem(to_bytes, ExperimentFile(experiment=bad), "f")
    assert found.code == "file.unstorable"
    assert found.values["detail"] == "experiment.data.source.values[...]"


def test_half_a_character_is_not_stored(tmp_path):
    path = tmp_path / "a.nnlab"
    assert problem(save, path, ExperimentFile(experiment=replace(small(), name="\ud800"))).code == "file.unstorable"
    assert not path.exists()


def test_every_prefix_of_a_file_is_damaged():
    data = to_bytes(full())
    for length in range(len(data)):
        assert problem(from_bytes, data[:length], "f").code == "file.damaged"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_flipped_bits_are_at_most_one_sentence(data):
    good = bytearray(to_bytes(full()))
    for place in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=4)):
        good[place] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(ProblemError):
        from_bytes(bytes(good), "f")


def test_every_flipped_bit_of_the_list_of_contents_is_noticed_or_means_nothing():
    data, whole = to_bytes(full()), str(full())
    place = data.index(b"PK\x01\x02")
    codes = []
    for bit in range(8 * place, 8 * len(data)):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert str(from_bytes(bytes(flipped), "f")) == whole
        except ProblemError as error:
            codes.append(error.problem.code)
    assert set(codes) <= {"file.damaged", "file.too_large"}
    assert len(codes) > 1000  # names, sizes, places and checks of four members


def test_a_flipped_bit_anywhere_is_noticed_or_means_nothing():
    data, whole = to_bytes(full()), str(full())
    for bit in range(0, 8 * len(data), 61):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        with suppress(ProblemError):
            assert str(from_bytes(bytes(flipped), "f")) == whole


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.pop("checkpoint.npz"),
        lambda members: members.update({"checkpoint.npz": members["start.npz"]}),
        lambda members: members.update({"history.npy": members.pop("history.npz")}),
        lambda members: members.update({"more": b""}),
    ],
)
def test_a_member_that_is_missing_other_or_too_many_is_damage(change):
    assert problem(from_bytes, rezipped(change, relist=False), "f").code == "file.damaged"


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(("start.npz", "checkpoint.npz", "history.npz", "experiment.json")), st.data())
def test_damage_inside_a_sound_zip_is_at_most_one_sentence(name, data):
    def damage(members):
        inside = bytearray(members[name])
        for place in data.draw(st.lists(st.integers(0, len(inside) - 1), min_size=1, max_size=4)):
            inside[place] = data.draw(st.integers(0, 255))
        members[name] = bytes(inside[: data.draw(st.integers(0, len(inside)))])

    with suppress(ProblemError):
        from_bytes(rezipped(damage), "f")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_one_sentence(data):
    assert problem(from_bytes, data, "f").code in ("file.no_zip", "file.damaged")


def test_a_text_file_is_no_nnlab_file(tmp_path):
    path = tmp_path / "a.nnlab"
    path.write_text("hello")
    found = problem(load, path)
    assert (found.code, found.file) == ("file.no_zip", str(path))


def test_a_zip_without_an_experiment_is_no_nnlab_file():
    assert problem(from_bytes, rezipped(lambda members: members.clear()), "f").code == "file.not_nnlab"


def test_a_newer_version_is_named():
    found = problem(from_bytes, retold(lambda told: told.update(version=7, surprise=[1])), "f")
    assert found.code == "file.newer"
    assert found.values == {"version": 7, "known": 5}
    assert "7" in Words("en").problem(found)


def test_a_file_from_before_there_were_ways_to_split_splits_as_it_did():
    def older(told):
        told["version"] = 3
        del told["experiment"]["data"]["split"]

    data = from_bytes(retold(older)).experiment.data
    assert (data.split, data.scaling) == ("auto", "none")


@pytest.mark.parametrize("version", [0, -1, "1", None, 1.5])
def test_a_version_that_never_was_is_no_nnlab_file(version):
    assert problem(from_bytes, retold(lambda told: told.update(version=version)), "f").code == "file.not_nnlab"


def test_damaged_json_is_located():
    def cut(members):
        members["experiment.json"] = b'{\n  "format": "nnlab",\n  "version" 1}'

    found = problem(from_bytes, rezipped(cut), "f")
    assert (found.code, found.values) == ("file.json", {"row": 3, "column": 13})


@pytest.mark.parametrize("text", [b"", b"[" * 200_000, b'{"x":' * 200_000, b'{"x":"\xff"}', b"null", b"\x00"])
def test_json_that_is_no_document_is_one_sentence(text):
    found = problem(from_bytes, rezipped(lambda members: members.update({"experiment.json": text})), "f")
    assert found.code in ("file.json", "file.not_nnlab")


@pytest.mark.parametrize(
    ("change", "code", "values"),
    [
        (lambda e: e["training"].update(seed="ten"), "file.field_type", {"path": "experiment.training.seed"}),
        (lambda e: e["training"].pop("loss"), "file.field_missing", {"path": "experiment.training", "field": "loss"}),
        (lambda e: e.update(colour=1), "file.field_unknown", {"path": "experiment", "field": "colour"}),
        (lambda e: e["start"].update(how="guessed"), "file.field_value", {"path": "experiment.start.how"}),
        (lambda e: e["training"].update(dtype="float16"), "file.field_value", {"path": "experiment.training.dtype"}),
        (lambda e: e["network"].update(layers=[]), "network.no_layers", {}),
        (lambda e: e["network"].update(inputs=[]), "network.no_inputs", {}),
        (lambda e: e["network"]["layers"][1].update(id="h1"), "network.same_id", {"layer": "h1"}),
        (lambda e: e["network"]["layers"][0].update(inputs=["h9"]), "network.connection", {"source": "h9"}),
        (lambda e: e["network"]["layers"][1].update(inputs=["h1", "h1"]), "network.fed_twice", {"layer": "h2"}),
        (lambda e: e["network"]["layers"][0].update(inputs=[]), "network.unconnected", {"layer": "h1"}),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_by_its_path(change, code, values):
    found = problem(from_bytes, retold(lambda told: change(told["experiment"])), "f")
    assert found.code == code
    assert values.items() <= found.values.items()
    assert found.file == "f"


# ---- too large


def test_a_file_that_would_unpack_to_100_gb_is_refused_at_once():
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("experiment.json", bytes(1_000_000))
        archive.filelist[0].file_size = 100 * 10**9  # the directory of contents is written on closing
    tracemalloc.start()
    found = problem(from_bytes, buffer.getvalue(), "f")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.code == "file.too_large"
    assert found.values["size"] == "100 GB"
    assert peak < 5e6


def test_a_bomb_with_a_modest_header_unpacks_no_more_than_it_said():
    bomb = zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED)
    with bomb:
        bomb.writestr("experiment.json", bytes(100_000_000))
    data = bytearray(buffer.getvalue())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.index(mark)
        data[place + offset : place + offset + 4] = struct.pack("<I", 1000)
    tracemalloc.start()
    assert problem(from_bytes, bytes(data), "f").code == "file.damaged"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


def test_an_array_header_that_lies_makes_no_array():
    def lie(members):
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000, ), }\n"
        npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
        with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
            archive.writestr("w.npy", npy)
        members["start.npz"] = buffer.getvalue()

    tracemalloc.start()
    assert problem(from_bytes, rezipped(lie), "f").code == "file.damaged"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


def peak_of(call, *arguments) -> int:
    """The most bytes held while a call refuses."""
    tracemalloc.start()
    try:
        assert problem(call, *arguments).code == "file.too_large"
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("claims", [None, largest + 1])
def test_a_bomb_inside_the_enclosed_npz_is_refused(claims):
    def nest(members):
        with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("0.npy", bytes(60_000_000))
        inside = bytearray(buffer.getvalue())
        place = inside.index(b"PK\x01\x02")
        if claims:
            inside[place + 24 : place + 28] = struct.pack("<I", claims)
        members["start.npz"] = bytes(inside)

    data = rezipped(nest, compression=zipfile.ZIP_DEFLATED)
    assert len(data) < 5000
    assert peak_of(from_bytes, data, "f") < 5e6


def test_blanks_before_the_text_are_refused():
    def blank(members):
        members["experiment.json"] = b" " * 60_000_000 + members["experiment.json"]

    assert peak_of(from_bytes, rezipped(blank, relist=False, compression=zipfile.ZIP_DEFLATED), "f") < 5e6


def test_a_file_is_not_saved_that_could_not_be_opened():
    long = replace(full(), experiment=replace(small(), name="x" * 20_000_000))
    assert problem(to_bytes, long, "f").code == "file.too_large"


def test_a_network_of_nothing_but_zeros_comes_back():
    zeros = {f"parameters/h{place}/weights": Array.of(np.zeros((1024, 1024))) for place in range(2)}
    saved = ExperimentFile(experiment=small(), checkpoint=Checkpoint(arrays=zeros))
    assert from_bytes(to_bytes(saved)) == saved


def test_sixteen_layers_of_1024_neurons_fit_with_the_moments_of_adam():
    flat = 16 * 1024 * 1025 * 8
    assert flat < largest_array
    assert 3 * flat < largest


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
