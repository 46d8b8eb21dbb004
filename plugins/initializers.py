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


class Uniform(Initializer):
    """Uniform between -limit and limit, whatever the size of the layer."""

    name = {"en": "Uniform", "zh_CN": "均匀分布"}
    help = {"en": "Any number between -limit and limit", "zh_CN": "在 -limit 与 limit 之间均匀取值"}
    tex = r"w \sim U(-l, l)"

    limit: float = param(
        0.5,
        low=0,
        high=10,
        symbol="l",
        name={"en": "limit", "zh_CN": "范围"},
        help={"en": "Largest size of a weight", "zh_CN": "权重绝对值的上限"},
    )

    def weights(self, rng, fan_in, fan_out):
        return rng.uniform(-self.limit, self.limit, (fan_in, fan_out))


class Normal(Initializer):
    """Normal with mean 0, whatever the size of the layer."""

    name = {"en": "Normal", "zh_CN": "正态分布"}
    help = {"en": "Bell curve around 0", "zh_CN": "以 0 为中心的正态分布"}
    tex = r"w \sim N(0, \sigma^2)"

    std: float = param(
        0.5,
        low=0,
        high=10,
        symbol="σ",
        name={"en": "standard deviation", "zh_CN": "标准差"},
        help={"en": "Typical size of a weight", "zh_CN": "权重的典型大小"},
    )

    def weights(self, rng, fan_in, fan_out):
        return rng.normal(0, self.std, (fan_in, fan_out))


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


class Zeros(Initializer):
    """All weights 0: neurons of a layer then stay alike, which shows why weights begin at random."""

    name = {"en": "Zeros", "zh_CN": "全零"}
    help = {"en": "All 0: the neurons of a layer then stay alike", "zh_CN": "全部为 0：同一层的神经元将始终相同"}
    tex = r"w = 0"

    def weights(self, fan_in, fan_out):
        return np.zeros((fan_in, fan_out))


@hookimpl
def nnlab_initializers():
    return [Uniform, Normal, Xavier, He, Zeros]
