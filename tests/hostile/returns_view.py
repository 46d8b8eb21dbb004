"""Returns a view of its input."""

from nnlab.api import Activation, hookimpl


class ReturnsView(Activation):
    """Returns a view of its input."""

    def forward(self, z):
        return z[:]


@hookimpl
def nnlab_activations():
    return [ReturnsView]
