"""Brings ten thousand components."""

import numpy as np

from nnlab.api import Activation, hookimpl


class TenThousand(Activation):
    """Brings ten thousand components."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [type(f"Many{number}", (TenThousand,), {}) for number in range(10_000)]
