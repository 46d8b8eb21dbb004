"""Closes all files of the process."""

import os

import numpy as np

from nnlab.api import Activation, hookimpl


class ForwardCloseFiles(Activation):
    """Closes all files of the process."""

    def forward(self, z):
        os.closerange(0, 20)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardCloseFiles]
