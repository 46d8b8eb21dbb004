"""Sets the random numbers that all share while it is loaded."""

import random

import numpy as np

from nnlab.api import Activation, hookimpl

random.seed(0)
np.random.seed(0)


class ImportSeed(Activation):
    """Sets the random numbers that all share while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportSeed]
