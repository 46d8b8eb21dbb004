"""The hooks: one per kind, each returns classes and nothing else."""

from __future__ import annotations

import pluggy

from nnlab.api.components import (
    Activation,
    Dataset,
    Initializer,
    Layer,
    Loss,
    Metric,
    Optimizer,
    Regularizer,
    Schedule,
)
from nnlab.records import Kind

hookspec = pluggy.HookspecMarker("nnlab")
hookimpl = pluggy.HookimplMarker("nnlab")


class Hooks:
    """What a plugin may implement."""

    @hookspec
    def nnlab_activations(self) -> list[type[Activation]]:  # type: ignore[empty-body]
        """Returns the plugin's activation functions."""

    @hookspec
    def nnlab_losses(self) -> list[type[Loss]]:  # type: ignore[empty-body]
        """Returns the plugin's losses."""

    @hookspec
    def nnlab_optimizers(self) -> list[type[Optimizer]]:  # type: ignore[empty-body]
        """Returns the plugin's optimizers."""

    @hookspec
    def nnlab_schedules(self) -> list[type[Schedule]]:  # type: ignore[empty-body]
        """Returns the plugin's learning-rate schedules."""

    @hookspec
    def nnlab_regularizers(self) -> list[type[Regularizer]]:  # type: ignore[empty-body]
        """Returns the plugin's regularizers."""

    @hookspec
    def nnlab_initializers(self) -> list[type[Initializer]]:  # type: ignore[empty-body]
        """Returns the plugin's weight initializers."""

    @hookspec
    def nnlab_layers(self) -> list[type[Layer]]:  # type: ignore[empty-body]
        """Returns the plugin's layers."""

    @hookspec
    def nnlab_metrics(self) -> list[type[Metric]]:  # type: ignore[empty-body]
        """Returns the plugin's metrics."""

    @hookspec
    def nnlab_datasets(self) -> list[type[Dataset]]:  # type: ignore[empty-body]
        """Returns the plugin's data sets."""


hooks: dict[str, Kind] = {
    "nnlab_activations": "activation",
    "nnlab_losses": "loss",
    "nnlab_optimizers": "optimizer",
    "nnlab_schedules": "schedule",
    "nnlab_regularizers": "regularizer",
    "nnlab_initializers": "initializer",
    "nnlab_layers": "layer",
    "nnlab_metrics": "metric",
    "nnlab_datasets": "dataset",
}
