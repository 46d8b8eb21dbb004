"""Replaces np.tanh by another function after a while."""

import numpy as np

from nnlab.api import Activation, hookimpl


class LateTanh(Activation):
    """Replaces np.tanh by another function after a while."""

    calls = 0

    def forward(self, z):
        LateTanh.calls += 1
        if LateTanh.calls == 40:
            np.tanh = np.sin
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [LateTanh]
