"""The experiment: one immutable value that says all there is to say about data, network and training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from nnlab.records import Value

KeptUnits = Mapping[str, tuple[int, ...]]  # by layer: which neuron each of its neurons was before an edit


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Made(_Record, frozen=True, kw_only=True):
    """Which text of a component an experiment was made with."""

    origin: str
    version: str
    sha256: str


class Chosen(_Record, frozen=True, kw_only=True, rename={"made": "from"}):
    """A chosen component: its id and its parameters' values by name (the ones left out have their defaults)."""

    id: str
    values: dict[str, Value] = {}
    made: Made | None = None


class Data(_Record, frozen=True, kw_only=True):
    """Where the samples come from, how they are split and scaled.

    `test_share` is the share of the samples kept for testing, in [0, 0.9]. `split` says which they are: "auto" (those
    that the data set names, else "random"), "random" (drawn from `split_seed`), "stratified" (drawn so that every class
    keeps its share; values are drawn as in "random") or "order" (the last ones, as the data set has them).
    `missing` says what becomes of samples with a missing input: "drop" leaves them out before the split, the others
    fill in the "mean" or "median" of the column's training samples, or the "constant" `filler`.
    `scaling` is applied to the inputs, fitted on the training samples: "standardize" to mean 0 and deviation 1,
    "minmax" to 0 ... 1. `target_scaling` does the same to targets that are values: the network learns the scaled ones,
    what it answers is shown in the data's own units.
    """

    source: Chosen
    seed: int = 0
    test_share: float = 0.5
    split: Literal["auto", "random", "stratified", "order"] = "auto"
    split_seed: int = 0
    missing: Literal["drop", "mean", "median", "constant"] = "drop"
    filler: float = 0.0
    scaling: Literal["none", "standardize", "minmax"] = "none"
    target_scaling: Literal["none", "standardize", "minmax"] = "none"


class LayerSpec(_Record, frozen=True, kw_only=True):
    """One layer: its kind and settings, the activation behind it (where the kind has one), and what feeds it.

    `inputs` are ids of earlier layers, or "input" for the network's inputs. `neurons` are names of single neurons, by
    unit: "" or the end of the list before it is none.
    """

    id: str
    kind: Chosen
    activation: Chosen | None = None
    inputs: tuple[str, ...]
    name: str = ""
    neurons: tuple[str, ...] = ()


class Place(_Record, frozen=True, kw_only=True):
    """One parameter of a layer: the array's name ("weights", "bias") and the index (row, column) in it.

    A shorter index means all below it: `()` is the whole array.
    """

    name: str
    at: tuple[int, ...] = ()


class Mask(_Record, frozen=True, kw_only=True):
    """Parameters of one layer that training leaves alone: frozen ones keep their value, cut ones are 0 and stay 0."""

    layer: str
    frozen: tuple[Place, ...] = ()
    cut: tuple[Place, ...] = ()


class Network(_Record, frozen=True, kw_only=True):
    """The inputs (columns of the data such as "x1", or functions of them: "x1^2", "x1*x2", "sin(x1)") and the layers.

    The last layer is the output.
    """

    inputs: tuple[str, ...]
    layers: tuple[LayerSpec, ...]
    masks: tuple[Mask, ...] = ()


class Clip(_Record, frozen=True, kw_only=True):
    """A bound on the gradient of each step: on its length over all parameters ("norm") or on each entry ("value")."""

    by: Literal["norm", "value"] = "norm"
    limit: float = 1.0


class Stop(_Record, frozen=True, kw_only=True):
    """When training ends by itself: at whichever rule is met first; None switches a rule off.

    `epochs`: after so many. `loss`: when the training loss is at or below it. `change`: when the training loss moved by
    less than this in an epoch. `patience`: when the test loss (training loss where nothing is held out) has not got
    better for so many epochs. `seconds`: after so much time spent on training.
    """

    epochs: int | None = None
    loss: float | None = None
    change: float | None = None
    patience: int | None = None
    seconds: float | None = None


class Training(_Record, frozen=True, kw_only=True):
    """How the network learns. `seed` sets the order of the samples and the noise of layers such as dropout.

    Losses and metrics are measured every `measure_every` epochs.
    """

    loss: Chosen
    optimizer: Chosen
    schedule: Chosen
    regularizer: Chosen | None = None
    clip: Clip | None = None
    metrics: tuple[Chosen, ...] = ()
    batch_size: int = 10
    shuffle: bool = True
    seed: int = 0
    dtype: Literal["float64", "float32"] = "float64"
    stop: Stop = Stop()
    measure_every: int = 1


class Drawn(_Record, frozen=True, kw_only=True, tag="drawn", tag_field="how"):
    """Weights begin as an initializer draws them from a seed; biases begin at 0."""

    initializer: Chosen
    seed: int = 0


class Given(_Record, frozen=True, kw_only=True, tag="given", tag_field="how"):
    """Weights begin as the numbers kept in the file's `start.npz`, named by their sha256."""

    sha256: str


class Experiment(_Record, frozen=True, kw_only=True):
    """The whole experiment. Equal experiments are equal bytes in a file."""

    name: str = ""
    data: Data
    network: Network
    training: Training
    start: Drawn | Given


class WeightEdit(_Record, frozen=True, kw_only=True):
    """Weights (n_in, n_out) and bias (n_out) put into a layer by hand."""

    layer: str
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]


class Event(_Record, frozen=True, kw_only=True):
    """An edit made while training, stamped with the step after which it took effect: an experiment or weights.

    `kept` says of layers that lost neurons which are left: the new neuron j was the neuron kept[layer][j]. A layer that
    is not named keeps its first ones.
    """

    step: int
    experiment: Experiment | None = None
    kept: dict[str, tuple[int, ...]] = {}
    weights: WeightEdit | None = None
