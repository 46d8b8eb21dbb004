"""How weights begin."""

import numpy as np

from nnlab.api import Initializer, hookimpl, param


def distribution(default):
    return param(
        default,
        choices={
            "uniform": {"en": "uniform", "zh_CN": "均匀分布"},
            "normal": {"en": "normal", "zh_CN": "正态分布"},
        },
        name={"en": "distribution", "zh_CN": "分布"},
        help={"en": "Shape of the random numbers", "zh_CN": "随机数服从的分布"},
    )


def draw(rng, distribution, std, shape):
    """Draws numbers with mean 0 and this standard deviation; a uniform one spans std * sqrt(3) to either side."""
    if distribution == "uniform":
        limit = np.sqrt(3) * std
        return rng.uniform(-limit, limit, shape)
    return rng.normal(0, std, shape)


def middle():
    return param(
        0.0,
        low=-10,
        high=10,
        symbol="c",
        name={"en": "middle", "zh_CN": "中心"},
        help={"en": "Mean of the weights", "zh_CN": "权重的平均值"},
    )


class Uniform(Initializer):
    """Uniform between middle - limit and middle + limit, whatever the size of the layer."""

    name = {"en": "Uniform", "zh_CN": "均匀分布"}
    help = {
        "en": "Any number up to the limit away from the middle",
        "zh_CN": "在中心两侧不超过范围的区间内均匀取值",
    }
    tex = r"w \sim U(c - l, c + l)"

    limit: float = param(
        0.5,
        low=0,
        high=10,
        symbol="l",
        name={"en": "limit", "zh_CN": "范围"},
        help={"en": "Largest distance from the middle", "zh_CN": "与中心的最大距离"},
    )
    middle: float = middle()

    def weights(self, rng, fan_in, fan_out):
        return rng.uniform(self.middle - self.limit, self.middle + self.limit, (fan_in, fan_out))


class Normal(Initializer):
    """Normal around the middle, whatever the size of the layer."""

    name = {"en": "Normal", "zh_CN": "正态分布"}
    help = {"en": "Bell curve around the middle", "zh_CN": "以中心为均值的正态分布"}
    tex = r"w \sim N(c, \sigma^2)"

    std: float = param(
        0.5,
        low=0,
        high=10,
        symbol="σ",
        name={"en": "standard deviation", "zh_CN": "标准差"},
        help={"en": "Typical distance from the middle", "zh_CN": "与中心的典型距离"},
    )
    middle: float = middle()

    def weights(self, rng, fan_in, fan_out):
        return rng.normal(self.middle, self.std, (fan_in, fan_out))


class Xavier(Initializer):
    """Variance 2 / (fan_in + fan_out): keeps signals and gradients level, for tanh (Glorot and Bengio, 2010)."""

    name = {"en": "Xavier", "zh_CN": "Xavier"}
    help = {
        "en": "Keeps signals and gradients level; suits tanh and sigmoid",
        "zh_CN": "使信号与梯度在各层大小相近，适合 tanh 和 sigmoid",
    }
    tex = r"\sigma^2 = \frac{2}{n_{in} + n_{out}}"

    distribution: str = distribution("uniform")

    def weights(self, rng, fan_in, fan_out):
        return draw(rng, self.distribution, np.sqrt(2 / (fan_in + fan_out)), (fan_in, fan_out))


class He(Initializer):
    """Variance 2 / fan_in: keeps signals level behind ReLU (He et al., 2015)."""

    name = {"en": "He", "zh_CN": "He"}
    help = {"en": "Keeps signals level behind ReLU", "zh_CN": "使信号经过 ReLU 后大小不变，适合 ReLU"}
    tex = r"\sigma^2 = \frac{2}{n_{in}}"

    distribution: str = distribution("normal")

    def weights(self, rng, fan_in, fan_out):
        return draw(rng, self.distribution, np.sqrt(2 / fan_in), (fan_in, fan_out))


class Lecun(Initializer):
    """Variance 1 / fan_in: keeps signals level where f(z) is about z; suits SELU (LeCun et al., 1998)."""

    name = {"en": "LeCun", "zh_CN": "LeCun"}
    help = {"en": "Keeps signals level; suits SELU", "zh_CN": "使信号在各层大小相近，适合 SELU"}
    tex = r"\sigma^2 = \frac{1}{n_{in}}"

    distribution: str = distribution("normal")

    def weights(self, rng, fan_in, fan_out):
        return draw(rng, self.distribution, np.sqrt(1 / fan_in), (fan_in, fan_out))


class OneOverSqrtFanIn(Initializer):
    """Uniform between -1 / sqrt(fan_in) and 1 / sqrt(fan_in): what PyTorch's Linear starts with."""

    name = {"en": "One over root of fan-in", "zh_CN": "输入数平方根的倒数"}
    help = {
        "en": "Uniform within 1 / √inputs, as PyTorch starts",
        "zh_CN": "在 ±1/√输入数 之间均匀取值，与 PyTorch 相同",
    }
    tex = r"w \sim U(-\frac{1}{\sqrt{n_{in}}}, \frac{1}{\sqrt{n_{in}}})"

    def weights(self, rng, fan_in, fan_out):
        limit = 1 / np.sqrt(fan_in)
        return rng.uniform(-limit, limit, (fan_in, fan_out))


class Constant(Initializer):
    """All weights equal: the neurons of a layer get the same gradients and never learn apart."""

    name = {"en": "All equal", "zh_CN": "全部相等"}
    help = {"en": "All the same: the neurons of a layer stay alike", "zh_CN": "全部相同：同一层的神经元将始终相同"}
    tex = r"w = c"

    value: float = param(
        0.5,
        low=-10,
        high=10,
        symbol="c",
        name={"en": "value", "zh_CN": "取值"},
        help={"en": "What every weight is", "zh_CN": "每个权重的取值"},
    )

    def weights(self, fan_in, fan_out):
        return np.full((fan_in, fan_out), self.value)


class Zeros(Initializer):
    """All weights 0: neurons of a layer then stay alike, which shows why weights begin at random."""

    name = {"en": "Zeros", "zh_CN": "全零"}
    help = {"en": "All 0: the neurons of a layer then stay alike", "zh_CN": "全部为 0：同一层的神经元将始终相同"}
    tex = r"w = 0"

    def weights(self, fan_in, fan_out):
        return np.zeros((fan_in, fan_out))


@hookimpl
def nnlab_initializers():
    return [Uniform, Normal, Xavier, He, Lecun, OneOverSqrtFanIn, Zeros, Constant]
