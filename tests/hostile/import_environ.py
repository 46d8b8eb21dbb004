"""Changes the environment while it is loaded."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl

os.environ["PATH"] = ""


class ImportEnviron(Activation):
    """Changes the environment while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportEnviron]
