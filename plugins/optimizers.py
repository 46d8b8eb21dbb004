"""Gradient descent, with momentum, and Adam; all by the rules PyTorch uses."""

import numpy as np

from nnlab.api import Optimizer, hookimpl, param


def decay():
    return param(
        0.0,
        low=0,
        high=1,
        symbol="λ",
        name={"en": "weight decay", "zh_CN": "权重衰减"},
        help={"en": "Pulls every parameter towards 0", "zh_CN": "把所有参数拉向 0"},
    )


class SGD(Optimizer):
    """Gradient descent: one step against the gradient, w - lr g."""

    name = {"en": "Gradient descent (SGD)", "zh_CN": "梯度下降（SGD）"}
    help = {"en": "One step against the gradient", "zh_CN": "沿负梯度方向走一步"}
    tex = r"w \leftarrow w - \eta g"

    weight_decay: float = decay()

    def update(self, w, g, state, lr):
        return w - lr * (g + self.weight_decay * w), state


class Momentum(Optimizer):
    """Gradient descent that rolls like a ball: v = m v + g, then w - lr v (Nesterov: w - lr (g + m v))."""

    name = {"en": "Momentum", "zh_CN": "动量法"}
    help = {"en": "Rolls on like a ball: keeps a part of its speed", "zh_CN": "像滚动的小球，保留一部分速度"}
    tex = r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta v"

    momentum: float = param(
        0.9,
        low=0,
        high=0.999,
        step=0.01,
        symbol="μ",
        name={"en": "momentum", "zh_CN": "动量"},
        help={"en": "Part of the speed kept from step to step", "zh_CN": "每一步保留的速度比例"},
    )
    nesterov: bool = param(
        False,
        name={"en": "Nesterov", "zh_CN": "Nesterov 加速"},
        help={"en": "Look ahead along the speed", "zh_CN": "沿速度方向预先看一步"},
    )

    def init(self, w):
        return {"velocity": np.zeros_like(w)}

    def update(self, w, g, state, lr):
        velocity = self.momentum * state["velocity"] + g
        move = g + self.momentum * velocity if self.nesterov else velocity
        return w - lr * move, {"velocity": velocity}


class Adam(Optimizer):
    """A step size of its own for each parameter, from running means of g and g^2 (Kingma and Ba, 2015)."""

    name = {"en": "Adam", "zh_CN": "Adam"}
    help = {"en": "A step size of its own for each parameter", "zh_CN": "为每个参数自适应地调整步长"}
    tex = r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"

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
        help={"en": "Memory of the mean squared gradient", "zh_CN": "对梯度平方均值的记忆程度"},
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
    weight_decay: float = decay()

    def init(self, w):
        return {"m": np.zeros_like(w), "v": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        g = g + self.weight_decay * w
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g * g
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        return w - lr * m_hat / (np.sqrt(v_hat) + self.eps), {"m": m, "v": v}


@hookimpl
def nnlab_optimizers():
    return [SGD, Momentum, Adam]
