"""Has a help text of a million letters."""

import numpy as np

from nnlab.api import Activation, hookimpl


class HelpHuge(Activation):
    """Has a help text of a million letters."""

    help = "a" * 1_000_000

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [HelpHuge]
