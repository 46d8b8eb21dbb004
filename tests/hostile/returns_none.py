"""Returns nothing."""

from nnlab.api import Activation, hookimpl


class ReturnsNone(Activation):
    """Returns nothing."""

    def forward(self, z):
        return None


@hookimpl
def nnlab_activations():
    return [ReturnsNone]
