"""Never returns from backward."""

import numpy as np

from nnlab.api import Activation, hookimpl


class BackwardEndless(Activation):
    """Never returns from backward."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)

    def backward(self, z, a, grad):
        while True:
            pass


@hookimpl
def nnlab_activations():
    return [BackwardEndless]
