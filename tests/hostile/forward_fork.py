"""Makes a copy of the process."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardFork(Activation):
    """Makes a copy of the process."""

    def forward(self, z):
        os.fork()
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardFork]
