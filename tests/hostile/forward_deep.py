"""Calls itself until the stack is full."""

import sys

import numpy as np

from nnlab.api import Activation, hookimpl


def down(z):
    return max(map(down, [z]))


class ForwardDeep(Activation):
    """Calls itself until the stack is full."""

    def forward(self, z):
        sys.setrecursionlimit(1 << 30)
        down(z)
        return np.maximum(z, 0.1 * z)


@hookimpl
def nnlab_activations():
    return [ForwardDeep]
