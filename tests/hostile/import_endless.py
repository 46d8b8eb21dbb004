"""Never finishes loading."""

import numpy as np

from nnlab.api import Activation, hookimpl

while True:
    pass


class ImportEndless(Activation):
    """Never finishes loading."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportEndless]
