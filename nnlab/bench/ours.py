"""nnlab, through the door that everybody uses: `nnlab.Run`."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlab.api import Activation, Dataset, Table
from nnlab.bench.workloads import Floats, Given, Workload
from nnlab.experiment.document import Chosen, Data, Experiment, LayerSpec, Network, Training
from nnlab.experiment.document import Given as GivenStart
from nnlab.experiment.file import start_digest
from nnlab.records import Array
from nnlab.session import Run


class Nnlab:
    """Trains a workload with nnlab: history, shuffling and all."""

    def __init__(self, work: Workload, given: Given, activation: type[Activation] | None = None) -> None:
        self.work = work
        start = {}
        for ident, (weights, bias) in zip(names(work), given.start, strict=True):
            start[f"{ident}/weights"] = Array.of(weights)
            if work.bias:
                start[f"{ident}/bias"] = Array.of(bias)
        document = experiment(work, start_digest(start), activation.id if activation else "")
        plugins = [dataset(work, given), *([activation] if activation else [])]
        self.run = Run(document, plugins, start=start)

    def begin(self) -> None:
        """Goes back to the start weights and the first batch order."""
        self.run.reset()

    def train(self, epochs: int) -> None:
        """Trains so many epochs, the training loss after every `loss_every`th."""
        self.run.train(epochs)

    def maps(self) -> list[Floats]:
        """Returns each layer's activations over the plane, (units, size, size), float32."""
        _, _, maps = self.run.maps(self.work.maps)
        return [maps[ident] for ident in names(self.work)]

    def points(self) -> Floats:
        """Returns the plane's points that the maps are drawn over, (size * size, 2), float32."""
        _, _, maps = self.run.maps(self.work.maps)
        return np.ascontiguousarray(maps["input"].reshape(2, -1).T)

    @property
    def losses(self) -> list[float]:
        """The training losses after an epoch; the one before the first update is only ours."""
        history = self.run.history
        return [loss for epoch, loss in zip(history.epoch, history.train_loss, strict=True) if epoch > 0]

    def weights(self) -> list[Floats]:
        """Returns each layer's weights (n_in, n_out)."""
        found = self.run.weights
        return [found[ident] for ident in names(self.work)]


def names(work: Workload) -> list[str]:
    """Returns the ids of the layers."""
    return [f"h{place + 1}" for place in range(len(work.sizes) - 2)] + ["output"]


def dataset(work: Workload, given: Given) -> type[Dataset]:
    """Makes the plugin that hands the workload's numbers to nnlab."""

    class BenchData(Dataset):
        """The numbers of a workload."""

        id = "bench_data"
        gives = "classes" if work.loss == "cross_entropy" else "values"

        def sample(self, rng: Any) -> Table:
            return Table(x=given.x, y=given.labels if self.gives == "classes" else given.t)

    return BenchData


def experiment(work: Workload, start: str, activation: str = "") -> Experiment:
    """Returns the document of a workload; `activation` takes the place of all of its activations."""
    layers, feed = [], "input"
    for ident, units in zip(names(work), work.sizes[1:], strict=True):
        kind = Chosen(id="dense", values={"units": units, "bias": work.bias})
        name = activation or (work.output if ident == "output" else work.hidden)
        layers.append(LayerSpec(id=ident, kind=kind, activation=Chosen(id=name), inputs=(feed,)))
        feed = ident
    return Experiment(
        name=work.id,
        data=Data(source=Chosen(id="bench_data"), test_share=0.0),
        network=Network(inputs=tuple(f"x{i + 1}" for i in range(work.sizes[0])), layers=tuple(layers)),
        training=Training(
            loss=Chosen(id=work.loss),
            optimizer=Chosen(id=work.optimizer, values={"learning_rate": work.learning_rate}),
            schedule=Chosen(id="constant"),
            batch_size=work.batch,
            shuffle=work.shuffle,
            seed=work.seed,
            dtype=work.dtype,
            measure_every=work.loss_every,
        ),
        start=GivenStart(sha256=start),
    )
