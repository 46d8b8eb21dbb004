"""Networks whose weights can be followed: each number is labelled by the units it stands between, by naive means.

The labels are made from the document and the shapes alone, layer kind by layer kind; nnlab finds its own from code.
"""

from __future__ import annotations

from itertools import count, product
from typing import Any

import numpy as np

import nnlab
from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.experiment.masking import marks, mask_of
from nnlab.experiment.structure import in_order
from nnlab.session._plugins import catalog_with

infos = catalog_with([])[0].infos
gates = {"rnn": 1, "lstm": 4, "gru": 3}
Labels = dict[tuple[str, str], list[list[Any]]]


class Followed:
    """A run, and a token for each neuron that is never given twice."""

    def __init__(self, experiment: Experiment) -> None:
        self.run = nnlab.Run(experiment)
        self._fresh = count()
        self.tokens: dict[str, list[int]] = {}
        self._follow(experiment, {})

    @property
    def experiment(self) -> Experiment:
        return self.run.experiment

    def edit(self, made: Experiment, kept: dict[str, tuple[int, ...]] | None = None) -> None:
        """Applies an edit; neurons that are gone take their tokens along."""
        self.run.apply(made, kept)
        self._follow(made, kept or {})

    def _follow(self, experiment: Experiment, kept: dict[str, tuple[int, ...]]) -> None:
        sizes = {layer.id: size_of(layer) for layer in experiment.network.layers}
        before, self.tokens = self.tokens, {}
        for layer, size in sizes.items():
            if size is not None:
                old = before.get(layer, [])
                left = [old[unit] for unit in kept[layer]] if layer in kept else old[:size]
                self.tokens[layer] = [*left, *(next(self._fresh) for _ in range(size - len(left)))]

    def labels(self) -> Labels:
        """Returns for each array the labels along its axes."""
        return labels(self.experiment, self.run.facts(), self.tokens)

    def numbers(self, what: str = "parameters") -> dict[tuple[str, str], np.ndarray]:
        """Returns the parameters or buffers, or the optimizer's `m` or `v` in the same shapes."""
        saved = self.run.checkpoint().arrays
        if what in ("parameters", "buffers"):
            parts = {name.split("/", 1)[1]: array.numpy() for name, array in saved.items() if name.startswith(what)}
            return {tuple(name.split("/")): array for name, array in parts.items()}
        flat, made, at = saved[f"optimizer/{what}"].numpy(), {}, 0
        for key, array in self.numbers().items():
            made[key] = flat[at : at + array.size].reshape(array.shape)
            at += array.size
        return made

    def known(self, what: str = "parameters") -> dict[Any, Any]:
        """Returns each number by its label."""
        labelled = self.labels()
        found = {}
        for key, array in self.numbers(what).items():
            axes = [told_apart(axis) for axis in labelled[key]]
            for at, label in zip(np.ndindex(array.shape), product(*axes), strict=True):
                found[(*key, *label)] = array[at].tobytes()
        return found

    def frozen(self) -> set[Any]:
        """Returns the labels of the frozen parameters."""
        labelled, found = self.labels(), set()
        shapes = {layer.id: layer.arrays or {} for layer in self.run.facts().layers}
        for layer, arrays in shapes.items():
            for name, array in marks(mask_of(self.experiment, layer), arrays)[0].items():
                every = list(product(*map(told_apart, labelled[layer, name])))
                found |= {(layer, name, *every[at]) for at in np.flatnonzero(array)}
        return found


def told_apart(axis: Any) -> list[Any]:
    """Returns labels with how often each stood before: a unit can reach a layer on two ways."""
    axis = list(axis)
    return [(label, axis[:place].count(label)) for place, label in enumerate(axis)]


def size_of(layer: Any) -> int | None:
    for info in infos:
        if info.kind == "layer" and info.id == layer.kind.id:
            for name in ("units", "filters"):
                if info.param(name) is not None:
                    return layer.kind.values.get(name, info.param(name).default)
    return None


def labels(experiment: Experiment, facts: Any, tokens: dict[str, list[int]]) -> Labels:
    shapes = {layer.id: layer.shape for layer in facts.layers}
    shapes["input"] = facts.data.shape
    channels = range(shapes["input"][0 if len(shapes["input"]) == 3 else -1])
    names = experiment.network.inputs if len(shapes["input"]) == 1 else channels
    out: dict[str, list[Any]] = {"input": [(("input", name),) for name in names]}
    made: Labels = {}
    for layer in in_order(experiment.network.layers):
        fed, kind, name = [out[one] for one in layer.inputs], layer.kind.id, layer.id
        shape = shapes[layer.inputs[0]]
        own = [((name, token),) for token in tokens.get(name, ())]
        if own:
            out[name] = own
        elif kind == "concatenate":
            out[name] = [unit for units in fed for unit in units]
        elif kind == "add":
            out[name] = [tuple(dict.fromkeys(sum(units, ()))) for units in zip(*fed, strict=True)]
        elif kind == "flatten" and len(shape) == 3:
            out[name] = [(*unit, place) for unit in fed[0] for place in np.ndindex(*shape[1:])]
        elif kind == "flatten" and len(shape) == 2:
            out[name] = [(*unit, time) for time in range(shape[0]) for unit in fed[0]]
        else:
            out[name] = fed[0]
        if kind == "dense":
            made[name, "weights"], made[name, "bias"] = [fed[0], own], [own]
        elif kind == "conv2d":
            sides = [range(size) for size in next(one for one in facts.layers if one.id == name).arrays["weights"][1:3]]
            made[name, "weights"], made[name, "bias"] = [fed[0], *sides, own], [own]
        elif kind in gates:
            wide = [(gate, unit) for gate in range(gates[kind]) for unit in own]
            made[name, "weights"], made[name, "recurrent_weights"] = [fed[0], wide], [own, wide]
            made[name, "bias"] = made[name, "recurrent_bias"] = [wide]
        elif kind in ("batch_norm", "layer_norm"):
            rest = [range(size) for size in shape[1:]] if kind == "layer_norm" and len(shape) == 3 else []
            for array in ("gamma", "beta", "mean", "variance"):
                made[name, array] = [fed[0], *rest]
    return made


def add(experiment: Experiment, after: str, kind: str, units: int = 3, **more: Any) -> Experiment:
    return edits.add_layer(experiment, after, units, kind, infos, **more)
