"""Puts a module of its own in the place of one of Python's."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl

del sys.modules["random"]
sys.path.insert(0, __path__[0])
import random  # noqa: E402


class Shadow(Activation):
    """Uses it."""

    def forward(self, z):
        assert random.random() == "not random"
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [Shadow]
