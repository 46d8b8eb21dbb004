"""Penalties that keep weights small."""

import numpy as np

from nnlab.api import Regularizer, hookimpl, param


def strength():
    return param(
        0.001,
        low=0,
        high=10,
        symbol="λ",
        name={"en": "strength", "zh_CN": "强度"},
        help={"en": "Weight of the penalty beside the loss", "zh_CN": "惩罚项相对于损失的权重"},
    )


class L1(Regularizer):
    """Strength times the sum of |w|: drives needless weights to exactly 0."""

    name = {"en": "L1", "zh_CN": "L1 正则化"}
    help = {"en": "Drives needless weights to 0", "zh_CN": "使不需要的权重变为 0，得到稀疏网络"}
    tex = r"\lambda \sum |w|"

    strength: float = strength()

    def penalty(self, w):
        return self.strength * np.sum(np.abs(w))

    def gradient(self, w):
        return self.strength * np.sign(w)


class L2(Regularizer):
    """Half the strength times the sum of w^2: pulls large weights back most."""

    name = {"en": "L2", "zh_CN": "L2 正则化"}
    help = {"en": "Pulls large weights back most", "zh_CN": "权重越大，拉回得越强"}
    tex = r"\frac{\lambda}{2} \sum w^2"

    strength: float = strength()

    def penalty(self, w):
        return self.strength * np.sum(w * w) / 2

    def gradient(self, w):
        return self.strength * w


class ElasticNet(Regularizer):
    """L1 and L2 mixed: strength times (r sum |w| + (1 - r) / 2 sum w^2) (Zou and Hastie, 2005)."""

    name = {"en": "Elastic net", "zh_CN": "弹性网络"}
    help = {"en": "L1 and L2 mixed", "zh_CN": "L1 与 L2 的混合"}
    tex = r"\lambda (r \sum |w| + \frac{1 - r}{2} \sum w^2)"

    strength: float = strength()
    ratio: float = param(
        0.5,
        low=0,
        high=1,
        symbol="r",
        name={"en": "share of L1", "zh_CN": "L1 所占比例"},
        help={"en": "1 is L1 alone, 0 is L2 alone", "zh_CN": "1 表示只用 L1，0 表示只用 L2"},
    )

    def penalty(self, w):
        return self.strength * (self.ratio * np.sum(np.abs(w)) + (1 - self.ratio) * np.sum(w * w) / 2)

    def gradient(self, w):
        return self.strength * (self.ratio * np.sign(w) + (1 - self.ratio) * w)


@hookimpl
def nnlab_regularizers():
    return [L1, L2, ElasticNet]
