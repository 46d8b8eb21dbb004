"""Has an id that is a path."""

import numpy as np

from nnlab.api import Activation, hookimpl


class IdPath(Activation):
    """Has an id that is a path."""

    id = "../../../etc/passwd"

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [IdPath]
