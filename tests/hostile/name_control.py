"""Has a name with control characters."""

import numpy as np

from nnlab.api import Activation, hookimpl


class NameControl(Activation):
    """Has a name with control characters."""

    name = "nice\x1b[31m\x00\n"

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [NameControl]
