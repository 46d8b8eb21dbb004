"""Returns something that is no array and hides it."""

import numpy as np

from nnlab.api import Activation, hookimpl


class Mask:
    shape = (1,)
    dtype = np.dtype(float)

    @property
    def __class__(self):
        return np.ndarray

    def __repr__(self):
        raise ValueError


class ReturnsClass(Activation):
    """Returns something that is no array and hides it."""

    def forward(self, z):
        return Mask()


@hookimpl
def nnlab_activations():
    return [ReturnsClass]
