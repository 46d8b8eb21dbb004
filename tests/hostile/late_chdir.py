"""Changes the working directory after a while."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class LateChdir(Activation):
    """Changes the working directory after a while."""

    calls = 0

    def forward(self, z):
        LateChdir.calls += 1
        if LateChdir.calls == 40:
            os.chdir("/")
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateChdir]
