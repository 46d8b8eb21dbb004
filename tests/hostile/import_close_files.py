"""Closes all files of the process while it is loaded."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl

os.closerange(0, 20)


class ImportCloseFiles(Activation):
    """Closes all files of the process while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportCloseFiles]
