"""Raises an error of ten million letters."""

from nnlab.api import Activation, hookimpl


class ForwardLongError(Activation):
    """Raises an error of ten million letters."""

    def forward(self, z):
        raise ValueError("a" * 10_000_000)


@hookimpl
def nnlab_activations():
    return [ForwardLongError]
