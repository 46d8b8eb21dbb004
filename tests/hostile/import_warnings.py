"""Changes which warnings are raised while it is loaded."""

import warnings

import numpy as np

from nnlab.api import Activation, hookimpl

warnings.simplefilter("error")


class ImportWarnings(Activation):
    """Changes which warnings are raised while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportWarnings]
