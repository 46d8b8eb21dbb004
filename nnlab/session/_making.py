"""Makes the components an experiment chose, each of its own kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from nnlab.api import (
    Activation,
    Component,
    Dataset,
    Initializer,
    Layer,
    Loss,
    Metric,
    Optimizer,
    Regularizer,
    Schedule,
)
from nnlab.catalog import Catalog
from nnlab.experiment.document import Chosen, Experiment
from nnlab.records import Text, fail

One = TypeVar("One", bound=Component)


def shown(role: str, component: Component) -> dict[str, str]:
    """Returns a component's name as the window shows it, in both languages, as values of a problem."""
    name = Text.of(component.name)
    return {role: name.en, f"{role}_zh_CN": name.zh_CN}


class Maker:
    """Makes components from a catalogue; each method raises ProblemError where an id or a value does not fit."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def dataset(self, chosen: Chosen) -> Dataset:
        return self._make("dataset", chosen, Dataset)

    def layer(self, chosen: Chosen) -> Layer:
        return self._make("layer", chosen, Layer)

    def activation(self, chosen: Chosen | None) -> Activation | None:
        return None if chosen is None else self._make("activation", chosen, Activation)

    def loss(self, chosen: Chosen) -> Loss:
        return self._make("loss", chosen, Loss)

    def optimizer(self, chosen: Chosen) -> Optimizer:
        return self._make("optimizer", chosen, Optimizer)

    def schedule(self, chosen: Chosen) -> Schedule:
        return self._make("schedule", chosen, Schedule)

    def regularizer(self, chosen: Chosen | None) -> Regularizer | None:
        return None if chosen is None else self._make("regularizer", chosen, Regularizer)

    def metric(self, chosen: Chosen) -> Metric:
        return self._make("metric", chosen, Metric)

    def initializer(self, chosen: Chosen) -> Initializer:
        return self._make("initializer", chosen, Initializer)

    def classes(self, experiment: Experiment) -> dict[tuple[str, str], type[Component] | None]:
        """Returns the class of every component an experiment uses, by kind and id; None for one that is not there."""
        made: dict[tuple[str, str], type[Component] | None] = {}
        for kind, chosen in used(experiment):
            made[kind, chosen.id] = self._catalog.cls(kind, chosen.id) if self._catalog.info(kind, chosen.id) else None
        return made

    def digests(self, experiment: Experiment) -> tuple[str, ...]:
        """Returns `kind:id:sha256` of every component an experiment uses, each once, in order."""
        found = []
        for kind, chosen in used(experiment):
            info = self._catalog.info(kind, chosen.id)
            found.append(f"{kind}:{chosen.id}:{info.sha256 if info else ''}")
        return tuple(dict.fromkeys(found))

    def changed(self, made: Iterable[str]) -> frozenset[str]:
        """Returns "kind:id" of the components whose digest is not the one in `made` (`kind:id:sha256`) any more."""
        found = set()
        for entry in made:
            kind, _, rest = entry.partition(":")
            ident, _, digest = rest.rpartition(":")
            info = self._catalog.info(kind, ident)
            if info is not None and info.sha256 != digest:
                found.add(f"{kind}:{ident}")
        return frozenset(found)

    def _make(self, kind: str, chosen: Chosen, base: type[One]) -> One:
        made = self._catalog.make(kind, chosen)
        if not isinstance(made, base):
            raise fail("plugin.unknown", kind=kind, id=chosen.id, known="")
        return made


def used(experiment: Experiment) -> list[tuple[str, Chosen]]:
    """Returns (kind, choice) of every component an experiment uses."""
    training = experiment.training
    start = getattr(experiment.start, "initializer", None)
    chosen: list[tuple[str, Chosen | None]] = [("dataset", experiment.data.source)]
    for layer in experiment.network.layers:
        chosen += [("layer", layer.kind), ("activation", layer.activation)]
    chosen += [
        ("loss", training.loss),
        ("optimizer", training.optimizer),
        ("schedule", training.schedule),
        ("regularizer", training.regularizer),
        ("initializer", start),
    ]
    chosen += [("metric", metric) for metric in training.metrics]
    return [(kind, one) for kind, one in chosen if one is not None]
