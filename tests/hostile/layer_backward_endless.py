"""Never returns from a layer's backward."""

import numpy as np

from nnlab.api import Layer, hookimpl


class LayerBackwardEndless(Layer):
    """Never returns from a layer's backward."""

    weights = ("w",)

    def shape(self, inputs):
        return (6,)

    def parameters(self, rng, inputs):
        return {"w": np.full((inputs[0], 6), 0.1)}

    def forward(self, x, p):
        return x @ p["w"], x, {}

    def backward(self, grad, saved, p):
        while True:
            pass


@hookimpl
def nnlab_layers():
    return [LayerBackwardEndless]
