"""Normalisation: keeps the numbers inside a network near mean 0 and variance 1."""

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl, param


def input_gradient(grad, normal, std, axes):
    """Returns dL/dx of normal = (x - mean) / std, where mean and std were taken from x along the axes.

    dL/dx = (g - mean(g) - normal mean(g normal)) / std.
    """
    middle = grad.mean(axes, keepdims=True)
    along = (grad * normal).mean(axes, keepdims=True)
    return (grad - middle - normal * along) / std


class Normalization(Layer):
    """What both share: a trained scale (gamma) and shift (beta) of what was normalised."""

    activates = "yes"

    epsilon: float = param(
        1e-5,
        low=1e-12,
        high=0.1,
        log=True,
        symbol="ε",
        name={"en": "epsilon", "zh_CN": "小常数 ε"},
        help={"en": "Added to the variance, so that nothing is divided by 0", "zh_CN": "加到方差上，避免除以 0"},
    )

    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError(
                {
                    "en": f"a normalisation takes one input and gets {len(inputs)}; add or concatenate them before it",
                    "zh_CN": f"归一化层只接受一个输入，现有 {len(inputs)} 个；请先将它们相加或拼接",
                }
            )
        return inputs[0]


class BatchNorm(Normalization):
    """Normalises each feature over the batch: y = gamma (x - mean) / sqrt(variance + epsilon) + beta.

    Of an image each channel is normalised, over batch, rows and columns; of a sequence each feature, over batch and
    time. While training it keeps running averages of mean and variance (of n - 1, as PyTorch does) and uses them
    afterwards.

    Ioffe and Szegedy, "Batch Normalization", 2015, arXiv:1502.03167.
    """

    name = {"en": "Batch normalisation", "zh_CN": "批归一化"}
    help = {
        "en": "Brings each feature to mean 0 and variance 1 over the batch",
        "zh_CN": "在一批样本上把每个特征化为均值 0、方差 1",
    }
    tex = r"y = \gamma \frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} + \beta"

    momentum: float = param(
        0.1,
        low=0.001,
        high=1,
        name={"en": "momentum", "zh_CN": "动量"},
        help={
            "en": "How much of each batch goes into the running averages",
            "zh_CN": "每一批在滑动平均中所占的比例",
        },
    )

    def features(self, shape):
        """Returns the number of features that are normalised, each by itself."""
        return shape[0] if len(shape) == 3 else shape[-1]

    def parameters(self, shape):
        count = self.features(shape)
        return {"gamma": np.ones(count), "beta": np.zeros(count)}

    def buffers(self, shape):
        count = self.features(shape)
        return {"mean": np.zeros(count), "variance": np.ones(count)}

    def forward(self, x, p, buffers, training):
        image = x.ndim == 4
        axes = (0, 2, 3) if image else tuple(range(x.ndim - 1))
        wide = (-1, 1, 1) if image else (-1,)  # how a number for each feature meets x
        mean, variance = buffers["mean"], buffers["variance"]
        if training:
            count = x.size // len(mean)
            if count < 2:
                raise ShapeError(
                    {
                        "en": "batch normalisation needs at least 2 samples in every batch, in the last one, too; "
                        "choose another batch size",
                        "zh_CN": "批归一化要求每一批（包括最后一批）至少有 2 个样本；请换一个批大小",
                    }
                )
            mean, variance = x.mean(axes), x.var(axes)
            keep, m = 1 - self.momentum, self.momentum
            buffers = {
                "mean": keep * buffers["mean"] + m * mean,
                "variance": keep * buffers["variance"] + m * count / (count - 1) * variance,
            }
        std = np.sqrt(variance + self.epsilon).reshape(wide)
        normal = (x - mean.reshape(wide)) / std
        y = p["gamma"].reshape(wide) * normal + p["beta"].reshape(wide)
        return y, (normal, std, axes, wide, training), buffers

    def backward(self, grad, saved, p):
        normal, std, axes, wide, training = saved
        grads = {"gamma": (grad * normal).sum(axes), "beta": grad.sum(axes)}
        grad = grad * p["gamma"].reshape(wide)
        return (input_gradient(grad, normal, std, axes) if training else grad / std), grads


class LayerNorm(Normalization):
    """Normalises each sample over its features: y = gamma (x - mean) / sqrt(variance + epsilon) + beta.

    Of a sequence each time step is normalised by itself. It does not look at the batch, so training and use agree.

    Ba, Kiros and Hinton, "Layer Normalization", 2016, arXiv:1607.06450.
    """

    name = {"en": "Layer normalisation", "zh_CN": "层归一化"}
    help = {
        "en": "Brings each sample to mean 0 and variance 1 over its features",
        "zh_CN": "把每个样本的各个特征化为均值 0、方差 1",
    }
    tex = r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"

    def parameters(self, shape):
        of_one = shape[-1:] if len(shape) == 2 else shape
        return {"gamma": np.ones(of_one), "beta": np.zeros(of_one)}

    def forward(self, x, p):
        axes = tuple(range(x.ndim - p["gamma"].ndim, x.ndim))
        std = np.sqrt(x.var(axes, keepdims=True) + self.epsilon)
        normal = (x - x.mean(axes, keepdims=True)) / std
        return p["gamma"] * normal + p["beta"], (normal, std, axes), {}

    def backward(self, grad, saved, p):
        normal, std, axes = saved
        others = tuple(range(axes[0]))
        grads = {"gamma": (grad * normal).sum(others), "beta": grad.sum(others)}
        return input_gradient(grad * p["gamma"], normal, std, axes), grads


@hookimpl
def nnlab_layers():
    return [BatchNorm, LayerNorm]
