"""Draws from the random numbers that all share."""

import numpy as np

from nnlab.api import Activation, hookimpl


class Draws(Activation):
    """Draws from the random numbers that all share."""

    def forward(self, z):
        return np.tanh(z) + 1e-3 * np.random.standard_normal(z.shape)


@hookimpl
def nnlab_activations():
    return [Draws]
