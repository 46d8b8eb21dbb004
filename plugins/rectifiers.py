"""ReLU's relatives: activation functions that let large positive numbers through."""

import math

import numpy as np

from nnlab.api import Activation, hookimpl, param


def sigmoid(z):
    """Returns 1 / (1 + exp(-z)) without exp of a large number."""
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


class Prelu(Activation):
    """Leaky ReLU with a slope to be chosen: a = max(z, s z), s = 1/4 at first (He et al., 2015).

    The paper learns s with the weights; here it is a setting. Its slope at 0 is taken as s.
    """

    name = {"en": "Parametric ReLU (PReLU)", "zh_CN": "参数化 ReLU（PReLU）"}
    help = {
        "en": "Leaky ReLU with a larger slope, which is a setting here and not learnt",
        "zh_CN": "斜率更大的带泄漏 ReLU；斜率在此为设定值，不参与学习",
    }
    tex = r"a = \max(z, 0) + s \min(z, 0)"

    slope: float = param(
        0.25,
        low=-1,
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


class Elu(Activation):
    """Like ReLU, but negative numbers bend smoothly towards -alpha (Clevert et al., 2016).

    a = z for z > 0, else alpha (exp(z) - 1). Its slope at 0 is taken as alpha.
    """

    name = {"en": "ELU", "zh_CN": "指数线性单元（ELU）"}
    help = {"en": "Like ReLU, but bends smoothly towards -alpha", "zh_CN": "类似 ReLU，但负数平滑地趋于 -α"}
    tex = r"a = \max(z, 0) + \alpha (e^{\min(z, 0)} - 1)"

    alpha: float = param(
        1.0,
        low=0,
        high=10,
        symbol="α",
        name={"en": "alpha", "zh_CN": "系数 α"},
        help={"en": "How far below 0 it goes", "zh_CN": "输出最低可达 -α"},
    )

    def forward(self, z):
        return np.maximum(z, 0) + self.alpha * np.expm1(np.minimum(z, 0))

    def derivative(self, z, a):
        return np.where(z > 0, np.ones_like(z), a + self.alpha)  # alpha exp(z) = a + alpha


class Selu(Activation):
    """ELU with constants that keep mean 0 and variance 1 from layer to layer (Klambauer et al., 2017).

    a = scale z for z > 0, else scale alpha (exp(z) - 1); alpha and scale are the paper's. Its slope at 0 is taken as
    scale alpha.
    """

    name = {"en": "SELU", "zh_CN": "自归一化 ELU（SELU）"}
    help = {
        "en": "ELU that keeps mean 0 and variance 1 from layer to layer",
        "zh_CN": "使各层输出保持均值 0、方差 1 的 ELU",
    }
    tex = r"a = \lambda (\max(z, 0) + \alpha (e^{\min(z, 0)} - 1))"

    alpha: float = param(
        1.6732632423543772,
        low=0,
        high=10,
        symbol="α",
        name={"en": "alpha", "zh_CN": "系数 α"},
        help={"en": "How far below 0 it goes, before scaling", "zh_CN": "缩放前输出最低可达 -α"},
    )
    scale: float = param(
        1.0507009873554805,
        low=0,
        high=10,
        symbol="λ",
        name={"en": "scale", "zh_CN": "缩放系数"},
        help={"en": "Slope for positive numbers", "zh_CN": "输入为正时的斜率"},
    )

    def forward(self, z):
        return self.scale * (np.maximum(z, 0) + self.alpha * np.expm1(np.minimum(z, 0)))

    def derivative(self, z, a):
        return np.where(z > 0, self.scale * np.ones_like(z), a + self.scale * self.alpha)


class Relu6(Activation):
    """ReLU that goes no higher than 6: a = min(max(z, 0), 6); its slope at both corners is taken as 0."""

    name = {"en": "ReLU6", "zh_CN": "ReLU6"}
    help = {"en": "ReLU that goes no higher than 6", "zh_CN": "上限为 6 的 ReLU"}
    tex = r"a = \min(\max(z, 0), 6)"

    def forward(self, z):
        return np.minimum(np.maximum(z, 0), 6)

    def derivative(self, a):
        return np.sign(a * (6 - a))


class Silu(Activation):
    """A number times its own sigmoid: a = z sigmoid(beta z) (Elfwing et al., 2018; Ramachandran et al., 2017: Swish).

    The name Swish is left to the first plugin that a student writes.
    """

    name = {"en": "SiLU", "zh_CN": "SiLU"}
    help = {"en": "z times sigmoid(beta z): nearer to ReLU the larger beta", "zh_CN": "z·σ(βz)：β 越大越接近 ReLU"}
    tex = r"a = z \sigma(\beta z)"

    beta: float = param(
        1.0,
        low=0.01,
        high=100,
        log=True,
        symbol="β",
        name={"en": "beta", "zh_CN": "陡度 β"},
        help={"en": "Sharpness of the bend at 0", "zh_CN": "在 0 处弯曲的陡峭程度"},
    )

    def forward(self, z):
        return z * sigmoid(self.beta * z)

    def derivative(self, z, a):
        open = sigmoid(self.beta * z)
        return open + self.beta * a * (1 - open)


class HardSwish(Activation):
    """Swish made of straight lines and a parabola: a = z min(max(z + 3, 0), 6) / 6 (Howard et al., 2019).

    Its slope is taken as 0 at -3 and as 1 at 3.
    """

    name = {"en": "Hard swish", "zh_CN": "分段 Swish"}
    help = {"en": "Swish made of straight lines and a parabola", "zh_CN": "由直线和抛物线组成的 Swish"}
    tex = r"a = \frac{z}{6} \min(\max(z + 3, 0), 6)"

    def forward(self, z):
        return z * (np.minimum(np.maximum(z + 3, 0), 6) / 6)

    def derivative(self, z):
        return np.where(z <= -3, 0, np.where(z >= 3, 1, z / 3 + 0.5))


class Mish(Activation):
    """A smooth relative of Swish: a = z tanh(softplus(z)) (Misra, 2020).

    With e = exp(z) and n = e (e + 2), tanh(log(1 + e)) = n / (n + 2), and its slope is 4 e (e + 1) / (n + 2)^2.
    """

    name = {"en": "Mish", "zh_CN": "Mish"}
    help = {"en": "A smooth relative of Swish", "zh_CN": "与 Swish 相近的平滑函数"}
    tex = r"a = z \tanh(\ln(1 + e^{z}))"

    def forward(self, z):
        e = np.exp(np.minimum(z, 20))  # from 20 on, the tanh is 1 to the last digit
        n = e * (e + 2)
        return z * (n / (n + 2))

    def derivative(self, z):
        near = np.minimum(z, 20)
        e = np.exp(near)
        n = e * (e + 2)
        return (n + near * 4 * e * (e + 1) / (n + 2)) / (n + 2)


# (k + 1/2)^2 h^2 for k = 0, 1, ..., with the steps h = 1/2 of the sum in `normal`
squares = [((k + 0.5) / 2) ** 2 for k in range(12)]


def normal(z):
    """Returns exp(-z^2 / 2) and Phi(z), the distribution function of the standard normal distribution.

    Phi(-|z|) is half of erfc(x) at x = |z| / sqrt(2), and for any step h, with an error of about exp(-pi^2 / h^2),
        erfc(x) = 2 h x / pi exp(-x^2) sum_k exp(-s_k) / (s_k + x^2) + 2 / (1 + exp(2 pi x / h)), s_k = (k + 1/2)^2 h^2,
    without the last part from x = pi / h on. With h = 1/2 and 12 summands, all above 0, it is right to 13 digits.

    D. B. Hunter and T. Regan, A note on the evaluation of the complementary error function, Mathematics of Computation
    26 (1972), after C. Chiarella and A. Reichel, same journal 22 (1968).
    """
    size = np.minimum(np.abs(z), 40)  # Phi(-40) is 0 already, and the square of a huge number would overflow
    square = size * size * 0.5
    bell = np.exp(-square)
    x = size * math.sqrt(0.5)
    total = math.exp(-squares[0]) / (squares[0] + square)
    for s in squares[1:]:
        total = total + math.exp(-s) / (s + square)
    rest = 2 / (1 + np.exp(4 * math.pi * np.minimum(x, 2 * math.pi)))
    tail = 0.5 * (x * bell * total / math.pi + np.where(x < 2 * math.pi, rest, 0))
    return bell, np.where(z < 0, tail, 1 - tail)


class Gelu(Activation):
    """Passes z on with the probability that a standard normal number is below it: a = z Phi(z).

    Its slope is Phi(z) + z exp(-z^2 / 2) / sqrt(2 pi) (Hendrycks and Gimpel, 2016).
    """

    name = {"en": "GELU", "zh_CN": "高斯误差线性单元（GELU）"}
    help = {
        "en": "z times the chance that a normal number is below z",
        "zh_CN": "z 乘以标准正态变量小于 z 的概率",
    }
    tex = r"a = z \Phi(z)"

    def forward(self, z):
        _, below = normal(z)
        return z * below

    def derivative(self, z):
        bell, below = normal(z)
        return below + z * bell / math.sqrt(2 * math.pi)


class GeluTanh(Activation):
    """GELU as it is often computed: a = z (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (z + 0.044715 z^3).

    (1 + tanh(u)) / 2 is sigmoid(2 u), which stays right where it is tiny (Hendrycks and Gimpel, 2016).
    """

    name = {"en": "GELU by tanh", "zh_CN": "GELU（tanh 近似）"}
    help = {"en": "GELU as it is often computed, by tanh", "zh_CN": "GELU 的常用近似，用 tanh 计算"}
    tex = r"a = \frac{z}{2} (1 + \tanh(\sqrt{2 / \pi} (z + 0.044715 z^3)))"

    def forward(self, z):
        near = np.minimum(np.maximum(z, -30), 30)  # beyond, the sigmoid is 0 or 1, and z^3 would overflow
        return z * sigmoid(math.sqrt(8 / math.pi) * near * (1 + 0.044715 * near * near))

    def derivative(self, z, a):
        near = np.minimum(np.maximum(z, -30), 30)
        square = 0.044715 * near * near
        open = sigmoid(math.sqrt(8 / math.pi) * near * (1 + square))
        return open + a * (1 - open) * math.sqrt(8 / math.pi) * (1 + 3 * square)


@hookimpl
def nnlab_activations():
    return [Gelu, GeluTanh, Silu, Mish, Elu, Selu, Prelu, Relu6, HardSwish]
