"""Stops the collection of garbage while it is loaded."""

import gc

import numpy as np

from nnlab.api import Activation, hookimpl

gc.disable()


class ImportNoGarbage(Activation):
    """Stops the collection of garbage while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportNoGarbage]
