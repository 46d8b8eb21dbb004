"""Returns an array that lies to whoever computes with it."""

import numpy as np

from nnlab.api import Activation, hookimpl


class Evil(np.ndarray):
    def __array_ufunc__(self, *args, **more):
        raise SystemExit


class ReturnsEvil(Activation):
    """Returns an array that lies to whoever computes with it."""

    def forward(self, z):
        return np.tanh(np.asarray(z)).view(Evil)


@hookimpl
def nnlab_activations():
    return [ReturnsEvil]
