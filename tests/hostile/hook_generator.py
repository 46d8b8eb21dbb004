"""Has a hook that gives classes without end."""

import numpy as np

from nnlab.api import Activation, hookimpl


class HookGenerator(Activation):
    """Has a hook that gives classes without end."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    while True:
        yield HookGenerator
