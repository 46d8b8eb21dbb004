"""Builds runs of the worked examples, through the door that notebooks use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from oracle_parts import activation_id, rule

from nnlab import Run
from nnlab.api import Dataset, Table
from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, Given, LayerSpec, Network, Training
from nnlab.records import Array

Layers = Sequence[tuple[Any, Any, str | None]]


def run(
    x: Any,
    y: Any,
    layers: Layers,
    *,
    loss: str,
    optimizer: tuple[str, dict[str, Any]],
    batch_size: int | None = None,
    names: Sequence[str] = (),
    classes: Sequence[str] = (),
    split: Any = None,
    scaling: str = "none",
    start: Drawn | None = None,
    **more: Any,
) -> Run:
    """Makes a run of dense layers (W, b or None, activation) on x (N, n), y (N, k) values or (N,) class numbers.

    Weights begin as given, or as `start` draws them, where only their shapes count. Samples come in the data's order.
    """
    table = Table(
        x=np.array(x, float),
        y=np.array(y) if np.ndim(y) == 1 else np.array(y, float),
        names=tuple(names),
        classes=tuple(classes),
        split=split,
    )

    class Worked(Dataset):
        gives = "classes" if table.y.ndim == 1 else "values"

        def sample(self):
            return table

    specs, arrays, feed = [], {}, "input"
    for place, (w, b, name) in enumerate(layers, 1):
        kind = Chosen(id="dense", values={"units": int(np.shape(w)[1]), "bias": b is not None})
        behind = Chosen(id=activation_id(name))
        specs.append(LayerSpec(id=f"l{place}", kind=kind, activation=behind, inputs=(feed,)))
        feed = f"l{place}"
        arrays[f"{feed}/weights"] = Array.of(np.array(w, float))
        if b is not None:
            arrays[f"{feed}/bias"] = Array.of(np.array(b, float))
    training = Training(
        loss=Chosen(id=loss),
        optimizer=Chosen(id=optimizer[0], values=optimizer[1]),
        schedule=Chosen(id="constant"),
        **{
            "metrics": (Chosen(id="accuracy"),) if table.y.ndim == 1 else (),
            "batch_size": batch_size or (len(table.x) if split is None else int((~split).sum())),
            "shuffle": False,
            **more,
        },
    )
    experiment = Experiment(
        data=Data(source=Chosen(id="worked"), test_share=0.0, scaling=scaling),
        network=Network(inputs=table.names, layers=tuple(specs)),
        training=training,
        start=start or Given(sha256=""),
    )
    return Run(experiment, plugins=[Worked], start={} if start is not None else arrays)


def descent(rate: float) -> tuple[str, dict[str, Any]]:
    """Returns plain gradient descent."""
    return rule("sgd", {"lr": rate})


def in_order(made: Run, order: Sequence[int]) -> None:
    """Makes the epoch that begins now go through the samples in a given order."""
    state = made.checkpoint()
    arrays = {**state.arrays, "order": Array.of(np.array(order, np.int64))}
    made.restore(msgspec.structs.replace(state, arrays=arrays))


def loss_after(made: Run) -> dict[int, float]:
    """Returns the training loss by the number of epochs it was measured after."""
    return dict(zip(made.history.epoch, made.history.train_loss, strict=True))


def zeros(sizes: Sequence[int], activations: Sequence[str]) -> Layers:
    """Returns layers of these sizes whose weights are yet to be drawn."""
    pairs = zip(sizes[:-1], sizes[1:], activations, strict=True)
    return [(np.zeros((inputs, units)), np.zeros(units), name) for inputs, units, name in pairs]
