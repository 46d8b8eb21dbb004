"""Has a hook that ends the process."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class HookExit(Activation):
    """Has a hook that ends the process."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    os._exit(0)
