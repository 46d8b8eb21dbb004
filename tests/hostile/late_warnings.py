"""Changes which warnings are raised after a while."""

import warnings

import numpy as np

from nnlab.api import Activation, hookimpl


class LateWarnings(Activation):
    """Changes which warnings are raised after a while."""

    calls = 0

    def forward(self, z):
        LateWarnings.calls += 1
        if LateWarnings.calls == 40:
            warnings.simplefilter("error")
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateWarnings]
