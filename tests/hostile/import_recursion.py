"""Calls itself without end while it is loaded."""

import numpy as np

from nnlab.api import Activation, hookimpl


def down():
    return down()


down()


class ImportRecursion(Activation):
    """Calls itself without end while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportRecursion]
