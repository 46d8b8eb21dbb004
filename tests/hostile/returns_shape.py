"""Returns an array of another shape."""

from nnlab.api import Activation, hookimpl


class ReturnsShape(Activation):
    """Returns an array of another shape."""

    def forward(self, z):
        return z[:, :1]


@hookimpl
def nnlab_activations():
    return [ReturnsShape]
