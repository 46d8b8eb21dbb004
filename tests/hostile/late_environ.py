"""Changes the environment after a while."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class LateEnviron(Activation):
    """Changes the environment after a while."""

    calls = 0

    def forward(self, z):
        LateEnviron.calls += 1
        if LateEnviron.calls == 40:
            os.environ["PATH"] = ""
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateEnviron]
