"""Returns an array that nobody may write to."""

import numpy as np

from nnlab.api import Activation, hookimpl


class ReturnsReadonly(Activation):
    """Returns an array that nobody may write to."""

    def forward(self, z):
        return np.broadcast_to(np.tanh(z), z.shape)


@hookimpl
def nnlab_activations():
    return [ReturnsReadonly]
