"""Sets the random numbers that all share after a while."""

import random

import numpy as np

from nnlab.api import Activation, hookimpl


class LateSeed(Activation):
    """Sets the random numbers that all share after a while."""

    calls = 0

    def forward(self, z):
        LateSeed.calls += 1
        if LateSeed.calls == 40:
            random.seed(0)
            np.random.seed(0)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateSeed]
