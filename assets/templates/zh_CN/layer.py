"""New thing：在学到的位置把每个特征对折，y = |x - crease|。"""

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl


class NewThing(Layer):
    name = {"en": "New thing", "zh_CN": "New thing"}

    # 形状指一个样本的形状。给出输出的形状。
    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError({"en": "it takes one input; add several before it", "zh_CN": "只接受一个输入；请先相加"})
        return inputs[0]

    # 要训练的数组在开始时的值。
    def parameters(self, *inputs):
        return {"crease": np.zeros(inputs[0])}

    # x 的形状是 (batch, *shape)；给出输出、backward 需要的东西和缓冲区（这里没有）。
    def forward(self, x, p):
        return np.abs(x - p["crease"]), x, {}

    # grad 是 dL/dy；给出 dL/dx 和每个参数的梯度（对整批求和）。
    def backward(self, grad, saved, p):
        grad_x = grad * np.sign(saved - p["crease"])
        return grad_x, {"crease": -grad_x.sum(axis=0)}


@hookimpl
def nnlab_layers():
    return [NewThing]
