"""A plugin that does no harm, which trains beside the others."""

import numpy as np

from nnlab.api import Activation, hookimpl


class Good(Activation):
    """Softsign."""

    def forward(self, z):
        return z / (1 + np.abs(z))


@hookimpl
def nnlab_activations():
    return [Good]
