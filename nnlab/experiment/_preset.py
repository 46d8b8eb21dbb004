"""What presets are made of."""

from __future__ import annotations

import msgspec

from nnlab.experiment.document import Chosen, Data, Drawn, Experiment, LayerSpec, Network, Training
from nnlab.records import Text, Value


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ready experiment: its id, its title and what it shows."""

    id: str
    title: Text
    help: Text
    experiment: Experiment


def network(
    hidden: tuple[int, ...],
    activation: str,
    output: str = "sigmoid",
    outputs: int = 1,
    *,
    inputs: tuple[str, ...] = ("x1", "x2"),
    before: tuple[LayerSpec, ...] = (),
) -> Network:
    """Returns a network of dense layers, behind the layers `before`."""
    layers: list[LayerSpec] = list(before)
    feed = before[-1].id if before else "input"
    for place, units in enumerate((*hidden, outputs)):
        last = place == len(hidden)
        ident = "output" if last else f"h{place + 1}"
        layers.append(
            LayerSpec(
                id=ident,
                kind=Chosen(id="dense", values={"units": units}),
                activation=Chosen(id=output if last else activation),
                inputs=(feed,),
            )
        )
        feed = ident
    return Network(inputs=inputs, layers=tuple(layers))


def classes(optimizer: str, *, learning_rate: float, batch_size: int, loss: str = "binary_cross_entropy") -> Training:
    """Returns the training of a network that tells classes apart."""
    return Training(
        loss=Chosen(id=loss),
        optimizer=Chosen(id=optimizer, values={"learning_rate": learning_rate}),
        schedule=Chosen(id="constant"),
        metrics=(Chosen(id="accuracy"),),
        batch_size=batch_size,
    )


def values(optimizer: str, *, learning_rate: float, batch_size: int) -> Training:
    """Returns the training of a network that tells values."""
    return Training(
        loss=Chosen(id="mse"),
        optimizer=Chosen(id=optimizer, values={"learning_rate": learning_rate}),
        schedule=Chosen(id="constant"),
        metrics=(Chosen(id="mean_absolute_error"),),
        batch_size=batch_size,
    )


def toy(
    ident: str,
    title: Text,
    help: Text,
    network: Network,
    training: Training,
    *,
    dataset: str = "",
    noise: float,
    samples: int = 500,
    initializer: str = "xavier",
    more: dict[str, Value] | None = None,
) -> Preset:
    """Returns a preset on points that are drawn; `more` are further values of the data set."""
    chosen: dict[str, Value] = {"samples": samples, "noise": noise, **(more or {})}
    data = Data(source=Chosen(id=dataset or ident.partition("_")[0], values=chosen))
    return made(ident, title, help, data, network, training, initializer=initializer)


def made(
    ident: str,
    title: Text,
    help: Text,
    data: Data,
    network: Network,
    training: Training,
    *,
    initializer: str = "xavier",
) -> Preset:
    """Returns a preset on any data, under its title's name."""
    start = Drawn(initializer=Chosen(id=initializer))
    experiment = Experiment(name=title.en, data=data, network=network, training=training, start=start)
    return Preset(id=ident, title=title, help=help, experiment=experiment)
