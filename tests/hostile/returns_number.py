"""Returns one number."""

from nnlab.api import Activation, hookimpl


class ReturnsNumber(Activation):
    """Returns one number."""

    def forward(self, z):
        return 0.5


@hookimpl
def nnlab_activations():
    return [ReturnsNumber]
