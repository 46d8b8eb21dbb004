"""Leaves threads running while it is loaded."""

import threading

import numpy as np

from nnlab.api import Activation, hookimpl

for _ in range(3):
    threading.Thread(target=threading.Event().wait).start()


class ImportThreads(Activation):
    """Leaves threads running while it is loaded."""

    def forward(self, z):
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ImportThreads]
