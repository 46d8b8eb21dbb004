"""Has a default that shows itself without end."""

import numpy as np

from nnlab.api import Activation, hookimpl, param


class Mirror:
    def __repr__(self):
        return f"{self!r}"


class DefaultRepr(Activation):
    """Has a default that shows itself without end."""

    slope: float = param(Mirror())

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [DefaultRepr]
