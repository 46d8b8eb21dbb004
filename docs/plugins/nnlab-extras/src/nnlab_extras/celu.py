"""CELU: an ELU whose slope has no jump, whatever alpha is.

Barron, Continuously differentiable exponential linear units, 2017, arXiv:1704.07483.
"""

import numpy as np

from nnlab.api import Activation, hookimpl, param


class Celu(Activation):
    """a = max(z, 0) + alpha (exp(min(z, 0) / alpha) - 1); its slope at 0 is 1 from either side."""

    name = {"en": "CELU", "zh_CN": "连续可微 ELU（CELU）"}
    help = {"en": "ELU whose slope has no jump at 0", "zh_CN": "在 0 处导数连续的 ELU"}
    tex = r"a = \max(z, 0) + \alpha (e^{\min(z, 0) / \alpha} - 1)"

    alpha: float = param(
        1.0,
        low=0.01,
        high=10,
        log=True,
        symbol="α",
        name={"en": "alpha", "zh_CN": "系数 α"},
        help={"en": "How far below 0 it goes", "zh_CN": "输出最低可达 -α"},
    )

    def forward(self, z):
        return np.maximum(z, 0) + self.alpha * np.expm1(np.minimum(z, 0) / self.alpha)

    def derivative(self, z):
        return np.exp(np.minimum(z, 0) / self.alpha)


@hookimpl
def nnlab_activations():
    return [Celu]
