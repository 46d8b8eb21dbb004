"""AdaBelief: Adam that walks far where the gradient is what it expected.

Zhuang and others, AdaBelief optimizer: adapting stepsizes by the belief in observed gradients, 2020, arXiv:2010.07468.
"""

import numpy as np

from nnlab.api import Optimizer, hookimpl, param


class AdaBelief(Optimizer):
    """m = b1 m + (1 - b1) g and s = b2 s + (1 - b2) (g - m)^2 + eps, then Adam's step with s in the place of v."""

    id = "adabelief"
    name = {"en": "AdaBelief", "zh_CN": "AdaBelief"}
    help = {"en": "Adam that trusts gradients it expected", "zh_CN": "信任符合预期的梯度的 Adam"}
    tex = r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat s} + \epsilon}"

    beta1: float = param(
        0.9,
        low=0,
        high=0.9999,
        symbol="β₁",
        name={"en": "beta 1", "zh_CN": "一阶矩衰减率"},
        help={"en": "Memory of the mean gradient", "zh_CN": "对平均梯度的记忆程度"},
    )
    beta2: float = param(
        0.999,
        low=0,
        high=0.999999,
        symbol="β₂",
        name={"en": "beta 2", "zh_CN": "二阶矩衰减率"},
        help={"en": "Memory of the mean surprise", "zh_CN": "对平均意外程度的记忆程度"},
    )
    eps: float = param(
        1e-8,
        low=1e-16,
        high=1,
        log=True,
        symbol="ε",
        name={"en": "epsilon", "zh_CN": "数值稳定项"},
        help={"en": "Keeps the division finite", "zh_CN": "防止除以 0"},
    )

    def init(self, w):
        return {"m": np.zeros_like(w), "s": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        surprise = g - m
        s = self.beta2 * state["s"] + (1 - self.beta2) * surprise * surprise + self.eps
        move = m / (1 - self.beta1**t) / (np.sqrt(s / (1 - self.beta2**t)) + self.eps)
        return w - lr * move, {"m": m, "s": s}


@hookimpl
def nnlab_optimizers():
    return [AdaBelief]
