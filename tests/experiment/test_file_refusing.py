"""A file that is damaged, foreign or too large is refused in a sentence, whatever stands in it."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from experiment_world import small
from file_world import full, problem, retold, rezipped
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnlab.experiment.document import Chosen
from nnlab.experiment.file import ExperimentFile, from_bytes, largest, largest_array, load, save, to_bytes
from nnlab.records import Array, Checkpoint, ProblemError
from nnlab.records.words import Words

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
