"""The customary activation functions."""

import numpy as np

from nnlab.api import Activation, hookimpl, param


class Identity(Activation):
    """Passes its input on unchanged: a = z."""

    name = {"en": "Identity", "zh_CN": "恒等"}
    help = {"en": "Passes its input on unchanged", "zh_CN": "原样输出，不作任何变换"}
    tex = r"a = z"

    def forward(self, z):
        return z

    def derivative(self, z):
        return np.ones_like(z)


class Sigmoid(Activation):
    """Squeezes any number into (0, 1): a = 1 / (1 + exp(-z))."""

    name = {"en": "Sigmoid", "zh_CN": "Sigmoid"}
    help = {"en": "Squeezes any number into (0, 1): a probability", "zh_CN": "把任意实数压缩到 (0, 1)，可看作概率"}
    tex = r"a = \frac{1}{1 + e^{-z}}"
    gives = "probability"
    native = "sigmoid"

    def forward(self, z):
        e = np.exp(-np.abs(z))  # never above 1, so nothing overflows
        return np.where(z >= 0, 1, e) / (1 + e)

    def derivative(self, a):
        return a * (1 - a)


class Tanh(Activation):
    """Squeezes any number into (-1, 1), symmetric about 0."""

    name = {"en": "Tanh", "zh_CN": "双曲正切 tanh"}
    help = {"en": "Squeezes any number into (-1, 1), symmetric about 0", "zh_CN": "把实数压缩到 (-1, 1)，关于 0 对称"}
    tex = r"a = \tanh z"

    def forward(self, z):
        return np.tanh(z)

    def derivative(self, a):
        return 1 - a * a


class Relu(Activation):
    """Lets positive numbers through and stops the others: a = max(z, 0); its slope at 0 is taken as 0."""

    name = {"en": "ReLU", "zh_CN": "ReLU"}
    help = {"en": "Lets positive numbers through and stops the others", "zh_CN": "正数原样通过，其余输出 0"}
    tex = r"a = \max(z, 0)"

    def forward(self, z):
        return np.maximum(z, 0)

    def derivative(self, z):
        return np.heaviside(z, 0)


class LeakyRelu(Activation):
    """Like ReLU, but negative numbers leak through with a small slope."""

    name = {"en": "Leaky ReLU", "zh_CN": "带泄漏 ReLU"}
    help = {
        "en": "Like ReLU, but negative numbers leak through with a small slope",
        "zh_CN": "类似 ReLU，但负数以较小的斜率通过，神经元不会“死亡”",
    }
    tex = r"a = \max(z, 0) + s \min(z, 0)"

    slope: float = param(
        0.01,
        low=0,
        high=1,
        step=0.01,
        symbol="s",
        name={"en": "slope", "zh_CN": "斜率"},
        help={"en": "Slope for negative numbers", "zh_CN": "输入为负时的斜率"},
    )

    def forward(self, z):
        return np.where(z > 0, z, self.slope * z)

    def derivative(self, z):
        return np.where(z > 0, np.ones_like(z), self.slope)


class Softplus(Activation):
    """A smooth ReLU: a = log(1 + exp(z)); its slope is the sigmoid."""

    name = {"en": "Softplus", "zh_CN": "Softplus"}
    help = {"en": "A smooth ReLU; its slope is the sigmoid", "zh_CN": "平滑的 ReLU，其导数为 sigmoid"}
    tex = r"a = \ln(1 + e^{z})"

    def forward(self, z):
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))  # log(1 + exp(z)) without exp of a large number

    def derivative(self, z, a):
        return np.exp(z - a)  # the sigmoid, and z - a is never above 0


class Step(Activation):
    """Fires or does not: 1 for z > 0, else 0. Its slope is 0 everywhere, so nothing before it learns by gradients."""

    name = {"en": "Step", "zh_CN": "阶跃函数"}
    help = {
        "en": "Fires or does not; its slope is 0, so layers before it learn nothing",
        "zh_CN": "要么激活要么不激活；导数处处为 0，它之前的层学不到东西",
    }
    tex = r"a = [z > 0]"
    gives = "probability"

    def forward(self, z):
        return np.heaviside(z, 0)

    def derivative(self, z):
        return np.zeros_like(z)


class Softmax(Activation):
    """Turns the scores of a layer into a distribution: all above 0, together 1."""

    name = {"en": "Softmax", "zh_CN": "Softmax"}
    help = {
        "en": "Turns the scores of a layer into probabilities that sum to 1",
        "zh_CN": "把一层的得分变成总和为 1 的概率分布",
    }
    tex = r"a_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
    gives = "distribution"
    native = "softmax"

    def forward(self, z):
        e = np.exp(z - z.max(axis=-1, keepdims=True))  # the largest exponent is 0
        return e / e.sum(axis=-1, keepdims=True)

    def backward(self, a, grad):
        return a * (grad - (grad * a).sum(axis=-1, keepdims=True))


@hookimpl
def nnlab_activations():
    return [Identity, Sigmoid, Tanh, Relu, LeakyRelu, Softplus, Step, Softmax]
