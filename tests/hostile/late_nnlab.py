"""Takes pieces out of nnlab after a while."""

import numpy as np

import nnlab.engine.border as border
from nnlab.api import Activation, hookimpl


class LateNnlab(Activation):
    """Takes pieces out of nnlab after a while."""

    calls = 0

    def forward(self, z):
        LateNnlab.calls += 1
        if LateNnlab.calls == 40:
            del border.readonly
            border.Method.__call__ = print
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateNnlab]
