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


@hookimpl
def nnlab_regularizers():
    return [L1, L2]
