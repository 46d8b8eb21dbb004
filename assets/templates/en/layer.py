"""New thing: folds each feature at a place that it learns, y = |x - crease|."""

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl


class NewThing(Layer):
    name = {"en": "New thing", "zh_CN": "New thing"}

    # Shapes are those of one sample. Give the shape that comes out.
    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError({"en": "it takes one input; add several before it", "zh_CN": "只接受一个输入；请先相加"})
        return inputs[0]

    # The arrays that are trained, as they are at the start.
    def parameters(self, *inputs):
        return {"crease": np.zeros(inputs[0])}

    # x is (batch, *shape); give the output, what backward needs of it, and buffers (none here).
    def forward(self, x, p):
        return np.abs(x - p["crease"]), x, {}

    # grad is dL/dy; give dL/dx, and the gradient of each parameter, summed over the batch.
    def backward(self, grad, saved, p):
        grad_x = grad * np.sign(saved - p["crease"])
        return grad_x, {"crease": -grad_x.sum(axis=0)}


@hookimpl
def nnlab_layers():
    return [NewThing]
