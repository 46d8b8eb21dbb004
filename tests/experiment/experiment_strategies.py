"""Random documents for Hypothesis: whatever the records can hold and a file must keep."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from nnlab.experiment.document import (
    Chosen,
    Clip,
    Data,
    Drawn,
    Event,
    Experiment,
    LayerSpec,
    Made,
    Mask,
    Network,
    Place,
    Stop,
    Training,
    WeightEdit,
)
from nnlab.experiment.file import ExperimentFile
from nnlab.records import Array, Checkpoint, Column, History

words = st.text(max_size=8)
finite = st.floats(allow_nan=False, allow_infinity=False)
above_0 = st.floats(min_value=0, exclude_min=True, allow_infinity=False, allow_subnormal=False)
numbers = st.floats()
counts = st.integers(0, 2**63 - 1)
values = st.one_of(
    st.booleans(), st.integers(-(2**63), 2**63 - 1), finite, words, st.lists(finite, max_size=3).map(tuple)
)
made = st.none() | st.builds(Made, origin=words, version=words, sha256=words)
chosen = st.builds(Chosen, id=words, values=st.dictionaries(words, values, max_size=3), made=made)
places = st.lists(
    st.builds(Place, name=words, at=st.lists(st.integers(0, 2**31), max_size=2).map(tuple)), max_size=2
).map(tuple)


@st.composite
def networks(draw):
    ids = draw(st.lists(words.filter(lambda word: word not in ("", "input")), min_size=1, max_size=3, unique=True))
    layers, known = [], ["input"]
    for name in ids:
        inputs = draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))
        layers.append(
            LayerSpec(
                id=name,
                kind=draw(chosen),
                activation=draw(st.none() | chosen),
                inputs=tuple(inputs),
                name=draw(words),
                neurons=tuple(draw(st.lists(st.text("ab 层", max_size=3), max_size=2))),
            )
        )
        known.append(name)
    masked = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True))
    return Network(
        inputs=tuple(draw(st.lists(words, min_size=1, max_size=2))),
        layers=tuple(layers),
        masks=tuple(Mask(layer=name, frozen=draw(places), cut=draw(places)) for name in masked),
    )


training = st.builds(
    Training,
    loss=chosen,
    optimizer=chosen,
    schedule=chosen,
    regularizer=st.none() | chosen,
    metrics=st.lists(chosen, max_size=2).map(tuple),
    batch_size=counts,
    shuffle=st.booleans(),
    seed=counts,
    dtype=st.sampled_from(("float64", "float32")),
    clip=st.none() | st.builds(Clip, by=st.sampled_from(("norm", "value")), limit=above_0),
    stop=st.builds(
        Stop,
        epochs=st.none() | counts,
        loss=st.none() | finite,
        change=st.none() | above_0,
        patience=st.none() | st.integers(1, 2**63 - 1),
        seconds=st.none() | above_0,
    ),
)
scales = st.sampled_from(("none", "standardize", "minmax"))
data = st.builds(
    Data,
    source=chosen,
    seed=counts,
    test_share=finite,
    split=st.sampled_from(("auto", "random", "stratified", "order")),
    split_seed=counts,
    missing=st.sampled_from(("drop", "mean", "median", "constant")),
    filler=finite,
    scaling=scales,
    target_scaling=scales,
)
experiments = st.builds(
    Experiment,
    name=words,
    data=data,
    network=networks(),
    training=training,
    start=st.builds(Drawn, initializer=chosen, seed=counts),
)
rows = st.lists(finite, max_size=2).map(tuple)
events = st.builds(
    Event,
    step=counts,
    experiment=st.none() | experiments,
    kept=st.dictionaries(words, st.lists(st.integers(-1, 2**31), max_size=3).map(tuple), max_size=2),
    weights=st.none() | st.builds(WeightEdit, layer=words, weights=st.lists(rows, max_size=2).map(tuple), bias=rows),
)


@st.composite
def arrays(draw):
    kind = draw(st.sampled_from(("float64", "float32", "int64", "int32", "uint8", "bool")))
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    return Array(kind, shape, draw(st.binary(min_size=size, max_size=size)))


checkpoints = st.builds(
    Checkpoint,
    step=counts,
    epoch=counts,
    place=counts,
    t=counts,
    events=counts,
    recorded=counts,
    arrays=st.dictionaries(words, arrays(), max_size=3),
    streams=st.dictionaries(words, words, max_size=2),
    stop=st.dictionaries(words, numbers, max_size=2),
    components=st.lists(words, max_size=2).map(tuple),
)


@st.composite
def histories(draw):
    size = draw(st.integers(0, 3))
    column = st.lists(numbers, min_size=size, max_size=size).map(tuple)
    return History(
        epoch=tuple(draw(st.lists(counts, min_size=size, max_size=size))),
        train_loss=draw(column),
        test_loss=draw(column | st.just(())),
        columns=tuple(Column(name, draw(column)) for name in draw(st.lists(words, max_size=2, unique=True))),
    )


files = st.builds(
    ExperimentFile,
    experiment=experiments,
    began=st.none() | experiments,
    events=st.lists(events, max_size=2).map(tuple),
    start=st.dictionaries(words, arrays(), max_size=2),
    checkpoint=st.none() | checkpoints,
    history=st.none() | histories(),
)
