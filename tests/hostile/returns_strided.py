"""Returns an array with gaps."""

import numpy as np

from nnlab.api import Activation, hookimpl


class ReturnsStrided(Activation):
    """Returns an array with gaps."""

    def forward(self, z):
        return np.repeat(np.tanh(z), 2, axis=1)[:, ::2]


@hookimpl
def nnlab_activations():
    return [ReturnsStrided]
