"""Whole messages come through a pipe whole, and damage never gets further than one exception."""

from __future__ import annotations

import contextlib
import os
import threading

import msgspec
import pytest
from desk import small
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlab.kernel import _framing as framing
from nnlab.kernel import messages as m
from nnlab.records import Array, Checkpoint, Column, History

numbers = st.floats(allow_nan=False)
arrays = st.binary(max_size=64).map(lambda data: Array("uint8", (len(data),), data))
checkpoints = st.builds(
    Checkpoint,
    step=st.integers(0, 2**40),
    arrays=st.dictionaries(st.text(), arrays),
    streams=st.dictionaries(st.text(), st.text()),
)
histories = st.lists(numbers).map(
    lambda values: History(
        epoch=tuple(range(len(values))),
        train_loss=tuple(values),
        columns=(Column("accuracy", tuple(values)),),
    )
)


def through(data: bytes, union: object) -> list[object]:
    """Sends bytes through a pipe and returns what comes out of it until its end."""
    source, sink = os.pipe()
    writer = threading.Thread(target=lambda: (framing.write(sink, bytearray(data)), os.close(sink)))
    writer.start()
    inlet: framing.Inlet[object] = framing.Inlet(source, union)
    came = []
    try:
        while (message := inlet.read()) is not None:
            came.append(message)
    finally:
        os.close(source)
        writer.join()
    return came


@settings(deadline=None)  # a busy machine is no failure
@given(st.integers(-(2**60), 2**60), checkpoints, st.lists(st.integers(0, 9), max_size=4))
def test_messages_to_the_kernel_come_out_as_they_went_in(run: int, checkpoint: Checkpoint, tokens: list[int]) -> None:
    sent = [m.Restore(run=run, experiment=small(), checkpoint=checkpoint), *(m.Save(token=token) for token in tokens)]
    assert through(b"".join(map(framing.pack, sent)), m.ToKernel) == sent


@settings(deadline=None)  # a busy machine is no failure
@given(histories, arrays, st.text())
def test_messages_from_the_kernel_come_out_as_they_went_in(history: History, array: Array, text: str) -> None:
    frame = m.Frame(
        epoch=1, place=0, training=True, epochs_per_second=1.5, learning_rate=0.1, first=0, history=history,
        layers=(m.LayerFrame(id="input", maps=array),), boundary=array,
    )  # fmt: skip
    sent = [frame, m.Output(text=text)]
    assert through(b"".join(map(framing.pack, sent)), m.FromKernel) == sent


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=300))
def test_any_bytes_end_in_messages_or_in_one_kind_of_error(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(framing, "limit", 1000)
        with contextlib.suppress(framing.DamagedError):
            through(data, m.ToKernel)


@settings(deadline=None)  # a busy machine is no failure
@given(st.data())
def test_a_message_with_changed_bytes_is_refused_or_is_a_message(data: st.DataObject) -> None:
    packed = framing.pack(m.Edit(run=1, rev=2, experiment=small()))
    place = data.draw(st.integers(4, len(packed) - 1))
    packed[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(framing.DamagedError):
        (message,) = through(packed, m.ToKernel)
        assert isinstance(message, m.ToKernel)


def test_after_a_damaged_message_the_next_one_is_found() -> None:
    source, sink = os.pipe()
    framing.write(sink, bytearray(b"\x02\x00\x00\x00\xc1\xc1") + framing.pack(m.Bye(run=3)))
    os.close(sink)
    inlet: framing.Inlet[object] = framing.Inlet(source, m.ToKernel)
    with pytest.raises(framing.DamagedError) as caught:
        inlet.read()
    assert not caught.value.lost
    assert inlet.read() == m.Bye(run=3)
    assert inlet.read() is None
    os.close(source)


def test_a_message_cut_short_is_an_end() -> None:
    assert through(framing.pack(m.Bye())[:-1], m.ToKernel) == []


def test_an_array_whose_numbers_do_not_fill_it_does_not_get_through() -> None:
    weights, bias = Array("uint8", (4,), b"1234"), Array("uint8", (1,), b"1")
    packed = framing.pack(m.SetWeights(layer="h1", weights=weights, bias=bias))
    place = packed.index(b"1234")
    assert packed[place - 1] == 4
    wrong = bytes(packed[:place]).replace(b"\x91\x04", b"\x91\x05") + bytes(packed[place:])
    with pytest.raises(framing.DamagedError):
        through(wrong, m.ToKernel)


def test_a_message_larger_than_the_limit_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "limit", 10)
    with pytest.raises(ValueError, match="larger than 10"):
        framing.pack(m.Output(text="more than ten bytes"))


def test_every_message_of_the_unions_is_frozen_and_strict() -> None:
    for union in (m.ToKernel, m.FromKernel):
        for kind in union.__args__:
            config = kind.__struct_config__
            assert config.frozen
            assert config.forbid_unknown_fields
            assert isinstance(config.tag, str)
    assert issubclass(m.Hello, msgspec.Struct)
