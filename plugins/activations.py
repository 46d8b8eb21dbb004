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
        # 1 / (1 + exp(-z)) or exp(z) / (1 + exp(z)), whichever has no exp of a large number
        return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))

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

    def derivative(self, a):
        return np.sign(a)  # 1 where z was let through, else 0


class LeakyRelu(Activation):
    """Like ReLU, but negative numbers leak through: a = max(z, s z); its slope at 0 is taken as s."""

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
        return np.maximum(z, self.slope * z)  # the slope is never above 1

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
        return np.sign(np.maximum(z, 0))

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


class LogSoftmax(Activation):
    """The logarithm of softmax: a = z - log(sum exp(z)); finite even where a probability is too small for a number."""

    name = {"en": "Log-softmax", "zh_CN": "对数 Softmax"}
    help = {
        "en": "The logarithm of softmax: log-probabilities, all below 0",
        "zh_CN": "Softmax 的对数：对数概率，全部不大于 0",
    }
    tex = r"a_i = z_i - \ln \sum_j e^{z_j}"

    def forward(self, z):
        shifted = z - z.max(axis=-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))

    def backward(self, a, grad):
        return grad - np.exp(a) * grad.sum(axis=-1, keepdims=True)


class LogSigmoid(Activation):
    """The logarithm of the sigmoid: a = -log(1 + exp(-z)); its slope is sigmoid(-z)."""

    name = {"en": "Log-sigmoid", "zh_CN": "对数 Sigmoid"}
    help = {"en": "The logarithm of the sigmoid: a log-probability", "zh_CN": "Sigmoid 的对数，可看作对数概率"}
    tex = r"a = -\ln(1 + e^{-z})"

    def forward(self, z):
        return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))

    def derivative(self, z, a):
        return np.exp(a - z)  # sigmoid(-z) = sigmoid(z) / exp(z), and a - z is never above 0


class Softsign(Activation):
    """Squeezes any number into (-1, 1), but more slowly than tanh: a = z / (1 + |z|)."""

    name = {"en": "Softsign", "zh_CN": "Softsign"}
    help = {
        "en": "Squeezes any number into (-1, 1), more slowly than tanh",
        "zh_CN": "把实数压缩到 (-1, 1)，比 tanh 更缓慢地趋于饱和",
    }
    tex = r"a = \frac{z}{1 + |z|}"

    def forward(self, z):
        return z / (1 + np.abs(z))

    def derivative(self, z):
        part = 1 / (1 + np.abs(z))
        return part * part


class Arctan(Activation):
    """The angle whose tangent is z, within (-pi/2, pi/2); its slope is 1 / (1 + z^2)."""

    name = {"en": "Arctangent", "zh_CN": "反正切 arctan"}
    help = {"en": "Squeezes any number into (-π/2, π/2)", "zh_CN": "把实数压缩到 (-π/2, π/2)"}
    tex = r"a = \arctan z"

    def forward(self, z):
        return np.arctan(z)

    def derivative(self, a):
        part = np.cos(a)  # cos(arctan z)^2 = 1 / (1 + z^2), without the square of a large number
        return part * part


class Gaussian(Activation):
    """A bell: a = exp(-z^2), 1 at 0 and almost 0 far away on either side."""

    name = {"en": "Gaussian", "zh_CN": "高斯函数"}
    help = {"en": "A bell: fires only near 0", "zh_CN": "钟形函数：只在 0 附近激活"}
    tex = r"a = e^{-z^2}"
    gives = "probability"

    def forward(self, z):
        near = np.minimum(np.abs(z), 30)  # exp(-30^2) is 0 already, and the square of a huge number would overflow
        return np.exp(-near * near)

    def derivative(self, z, a):
        return -2 * z * a


class TanhShrink(Activation):
    """What tanh takes away: a = z - tanh(z), flat around 0 and straight far away."""

    name = {"en": "Tanhshrink", "zh_CN": "Tanhshrink"}
    help = {"en": "z without its tanh: almost 0 for small numbers", "zh_CN": "z 减去 tanh(z)：输入较小时几乎为 0"}
    tex = r"a = z - \tanh z"

    def forward(self, z):
        return z - np.tanh(z)

    def derivative(self, z):
        squeezed = np.tanh(z)
        return squeezed * squeezed


class HardTanh(Activation):
    """Tanh made of three straight lines: z kept within [-1, 1]; its slope at both corners is taken as 0."""

    name = {"en": "Hard tanh", "zh_CN": "分段线性 tanh"}
    help = {"en": "Tanh made of three straight lines", "zh_CN": "由三段直线组成的 tanh"}
    tex = r"a = \min(\max(z, -1), 1)"

    def forward(self, z):
        return np.minimum(np.maximum(z, -1), 1)

    def derivative(self, z):
        return np.sign(np.maximum(1 - np.abs(z), 0))


class HardSigmoid(Activation):
    """Sigmoid made of three straight lines: z / (2 c) + 1/2 kept within [0, 1]; its slope at the corners is taken as 0.

    The corners are at -c and c: 3 in PyTorch (z / 6 + 1/2), 2.5 in Keras at first (0.2 z + 1/2).
    """

    name = {"en": "Hard sigmoid", "zh_CN": "分段线性 Sigmoid"}
    help = {"en": "Sigmoid made of three straight lines", "zh_CN": "由三段直线组成的 Sigmoid"}
    tex = r"a = \min(\max(\frac{z}{2 c} + \frac{1}{2}, 0), 1)"
    gives = "probability"

    corner: float = param(
        3.0,
        low=0.5,
        high=50,
        log=True,
        symbol="c",
        name={"en": "corner", "zh_CN": "拐点"},
        help={"en": "Where it reaches 1; at minus that it reaches 0", "zh_CN": "输出达到 1 的位置；在其相反数处降到 0"},
    )

    def forward(self, z):
        return np.minimum(np.maximum(0.5 / self.corner * z + 0.5, 0), 1)

    def derivative(self, z):
        return 0.5 / self.corner * np.sign(np.maximum(self.corner - np.abs(z), 0))


@hookimpl
def nnlab_activations():
    return [
        Identity,
        Sigmoid,
        Tanh,
        Relu,
        LeakyRelu,
        Softplus,
        Step,
        Softmax,
        Softsign,
        Arctan,
        HardSigmoid,
        HardTanh,
        Gaussian,
        TanhShrink,
        LogSigmoid,
        LogSoftmax,
    ]
