"""Returns a list."""

from nnlab.api import Activation, hookimpl


class ReturnsList(Activation):
    """Returns a list."""

    def forward(self, z):
        return z.tolist()


@hookimpl
def nnlab_activations():
    return [ReturnsList]
