"""Asks at a keyboard that is not there."""

import numpy as np

from nnlab.api import Activation, hookimpl


class AsksInput(Activation):
    """Asks at a keyboard that is not there."""

    def forward(self, z):
        input("well? ")
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [AsksInput]
