"""Writes into its input."""

from nnlab.api import Activation, hookimpl


class WritesInput(Activation):
    """Writes into its input."""

    def forward(self, z):
        z *= 2
        return z


@hookimpl
def nnlab_activations():
    return [WritesInput]
