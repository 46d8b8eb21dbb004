"""Layers: dense and dropout."""

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl, param


class Dense(Layer):
    """Every neuron sees every input: y = x W + b."""

    name = {"en": "Dense", "zh_CN": "全连接层"}
    help = {"en": "Every neuron sees every input", "zh_CN": "每个神经元与所有输入相连"}
    tex = r"y = x W + b"
    activates = "yes"
    weights = ("weights",)
    native = "dense"

    units: int = param(
        4,
        low=1,
        high=4096,
        name={"en": "neurons", "zh_CN": "神经元数"},
        help={"en": "Number of neurons", "zh_CN": "神经元的个数"},
    )
    bias: bool = param(
        True,
        name={"en": "bias", "zh_CN": "偏置"},
        help={"en": "Each neuron adds a number of its own", "zh_CN": "每个神经元加上自己的偏置"},
    )

    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError(
                {
                    "en": f"a dense layer takes one input and gets {len(inputs)}; add or concatenate them before it",
                    "zh_CN": f"全连接层只接受一个输入，现有 {len(inputs)} 个；请先将它们相加或拼接",
                }
            )
        if len(inputs[0]) != 1:
            raise ShapeError(
                {
                    "en": f"a dense layer takes a row of numbers and gets {inputs[0]}; put a flatten layer before it",
                    "zh_CN": f"全连接层的输入应为一维，而现在是 {inputs[0]}；请在它前面放一个展平层",
                }
            )
        return (self.units,)

    def parameters(self, *inputs):
        weights = np.zeros((inputs[0][0], self.units))
        return {"weights": weights, "bias": np.zeros(self.units)} if self.bias else {"weights": weights}

    def forward(self, x, p):
        y = x @ p["weights"]
        return (y + p["bias"] if self.bias else y), x, {}

    def backward(self, grad, saved, p):
        grads = {"weights": saved.T @ grad}
        if self.bias:
            grads["bias"] = grad.sum(axis=0)
        return grad @ p["weights"].T, grads


class Dropout(Layer):
    """Silences a share of its inputs at random while training, and makes up for it by scaling the rest."""

    name = {"en": "Dropout", "zh_CN": "随机失活（Dropout）"}
    help = {"en": "Silences inputs at random while training", "zh_CN": "训练时随机将一部分输入置零，防止过拟合"}
    tex = r"y = \frac{m}{1 - p} x, \quad m \sim B(1 - p)"

    rate: float = param(
        0.2,
        low=0,
        high=0.95,
        step=0.05,
        symbol="p",
        name={"en": "rate", "zh_CN": "失活率"},
        help={"en": "Share of the inputs that are silenced", "zh_CN": "被置零的输入所占比例"},
    )

    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError(
                {
                    "en": f"dropout takes one input and gets {len(inputs)}; add or concatenate them before it",
                    "zh_CN": f"随机失活层只接受一个输入，现有 {len(inputs)} 个；请先将它们相加或拼接",
                }
            )
        return inputs[0]

    def forward(self, x, training, rng):
        if not training or self.rate == 0:
            return x, None, {}
        kept = (rng.random(x.shape) >= self.rate).astype(x.dtype) / (1 - self.rate)
        return x * kept, kept, {}

    def backward(self, grad, saved):
        return (grad if saved is None else grad * saved), {}


@hookimpl
def nnlab_layers():
    return [Dense, Dropout]
