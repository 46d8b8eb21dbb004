"""Gradient descent, with momentum, and its adaptive relatives up to Adam; all by the rules PyTorch uses."""

import numpy as np

from nnlab.api import Optimizer, hookimpl, param


def decay(default=0.0):
    return param(
        default,
        low=0,
        high=1,
        symbol="λ",
        name={"en": "weight decay", "zh_CN": "权重衰减"},
        help={"en": "Pulls every parameter towards 0", "zh_CN": "把所有参数拉向 0"},
    )


def epsilon(default=1e-8):
    return param(
        default,
        low=1e-16,
        high=1,
        log=True,
        symbol="ε",
        name={"en": "epsilon", "zh_CN": "数值稳定项"},
        help={"en": "Keeps the division finite", "zh_CN": "防止除以 0"},
    )


def speed_kept(default):
    return param(
        default,
        low=0,
        high=0.999,
        step=0.01,
        symbol="μ",
        name={"en": "momentum", "zh_CN": "动量"},
        help={"en": "Part of the speed kept from step to step", "zh_CN": "每一步保留的速度比例"},
    )


def mean_kept():
    return param(
        0.9,
        low=0,
        high=0.9999,
        symbol="β₁",
        name={"en": "beta 1", "zh_CN": "一阶矩衰减率"},
        help={"en": "Memory of the mean gradient", "zh_CN": "对平均梯度的记忆程度"},
    )


def square_kept(default=0.999, symbol="β₂", name=None):
    return param(
        default,
        low=0,
        high=0.999999,
        symbol=symbol,
        name=name or {"en": "beta 2", "zh_CN": "二阶矩衰减率"},
        help={"en": "Memory of the mean squared gradient", "zh_CN": "对梯度平方均值的记忆程度"},
    )


def largest_square():
    return param(
        False,
        name={"en": "AMSGrad", "zh_CN": "AMSGrad 修正"},
        help={"en": "Divide by the largest mean square so far", "zh_CN": "用迄今最大的梯度平方均值作除数"},
    )


class SGD(Optimizer):
    """Gradient descent: one step against the gradient, w - lr g."""

    name = {"en": "Gradient descent (SGD)", "zh_CN": "梯度下降（SGD）"}
    help = {"en": "One step against the gradient", "zh_CN": "沿负梯度方向走一步"}
    tex = r"w \leftarrow w - \eta g"

    weight_decay: float = decay()

    def update(self, w, g, state, lr):
        if self.weight_decay:
            g = g + self.weight_decay * w
        return w - lr * g, state


class Momentum(Optimizer):
    """Gradient descent that rolls like a ball: v = m v + g, then w - lr v (Polyak, 1964).

    Nesterov: w - lr (g + m v). With dampening d, v = g at the first step and then v = m v + (1 - d) g.
    """

    name = {"en": "Momentum", "zh_CN": "动量法"}
    help = {"en": "Rolls on like a ball: keeps a part of its speed", "zh_CN": "像滚动的小球，保留一部分速度"}
    tex = r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta v"

    momentum: float = speed_kept(0.9)
    nesterov: bool = param(
        False,
        name={"en": "Nesterov", "zh_CN": "Nesterov 加速"},
        help={"en": "Look ahead along the speed", "zh_CN": "沿速度方向预先看一步"},
    )
    dampening: float = param(
        0.0,
        low=0,
        high=1,
        symbol="d",
        name={"en": "dampening", "zh_CN": "阻尼"},
        help={"en": "Part of each gradient that is not added to the speed", "zh_CN": "每个梯度中不计入速度的比例"},
    )
    weight_decay: float = decay()

    def init(self, w):
        return {"velocity": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        if self.weight_decay:
            g = g + self.weight_decay * w
        push = np.where(t == 1, g, (1 - self.dampening) * g) if self.dampening else g
        velocity = self.momentum * state["velocity"] + push
        move = g + self.momentum * velocity if self.nesterov else velocity
        return w - lr * move, {"velocity": velocity}


class Adagrad(Optimizer):
    """Smaller steps for parameters that moved much: s = s + g^2, then w - lr g / (sqrt(s) + eps).

    Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic optimization (2011).
    """

    name = {"en": "Adagrad", "zh_CN": "Adagrad"}
    help = {
        "en": "Divides by the root of all squared gradients so far: steps only get smaller",
        "zh_CN": "除以历次梯度平方和的平方根，步长只会越来越小",
    }
    tex = r"s \leftarrow s + g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \epsilon}"

    eps: float = epsilon(1e-10)
    weight_decay: float = decay()

    def init(self, w):
        return {"s": np.zeros_like(w)}

    def update(self, w, g, state, lr):
        if self.weight_decay:
            g = g + self.weight_decay * w
        s = state["s"] + g * g
        return w - lr * g / (np.sqrt(s) + self.eps), {"s": s}


class RMSprop(Optimizer):
    """Divides by the root of a running mean of g^2: s = a s + (1 - a) g^2, then w - lr g / (sqrt(s) + eps).

    Centered: s minus the square of the running mean of g, which makes it a variance. With momentum, the quotient goes
    through v = m v + quotient, then w - lr v. Tieleman and Hinton, Lecture 6.5 of Neural networks for machine learning
    (2012); centered by Graves, Generating sequences with recurrent neural networks (2013).
    """

    id = "rmsprop"
    name = {"en": "RMSprop", "zh_CN": "RMSprop"}
    help = {"en": "Divides by the recent size of the gradient", "zh_CN": "除以近期梯度的大小，为每个参数调整步长"}
    tex = r"s \leftarrow \alpha s + (1 - \alpha) g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \epsilon}"

    alpha: float = square_kept(0.99, "α", {"en": "alpha", "zh_CN": "平方均值衰减率"})
    eps: float = epsilon()
    momentum: float = speed_kept(0.0)
    centered: bool = param(
        False,
        name={"en": "centered", "zh_CN": "中心化"},
        help={"en": "Divide by the variance instead of the mean square", "zh_CN": "用方差代替平方均值"},
    )
    weight_decay: float = decay()

    def init(self, w):
        state = {"s": np.zeros_like(w)}
        if self.centered:
            state["mean"] = np.zeros_like(w)
        if self.momentum:
            state["velocity"] = np.zeros_like(w)
        return state

    def update(self, w, g, state, lr):
        if self.weight_decay:
            g = g + self.weight_decay * w
        new = {"s": self.alpha * state["s"] + (1 - self.alpha) * g * g}
        spread = new["s"]
        if self.centered:  # a state from before this was switched on has no mean yet
            new["mean"] = self.alpha * state.get("mean", 0) + (1 - self.alpha) * g
            spread = np.maximum(spread - new["mean"] * new["mean"], 0)  # rounding may make it a little less than 0
        move = g / (np.sqrt(spread) + self.eps)
        if self.momentum:
            move = new["velocity"] = self.momentum * state.get("velocity", 0) + move
        return w - lr * move, new


class Adam(Optimizer):
    """A step size of its own for each parameter, from running means of g and g^2 (Kingma and Ba, 2015).

    m = b1 m + (1 - b1) g and v = b2 v + (1 - b2) g^2, then w - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).
    AMSGrad puts the largest v so far in the place of v (Reddi, Kale and Kumar, 2018).
    """

    name = {"en": "Adam", "zh_CN": "Adam"}
    help = {"en": "A step size of its own for each parameter", "zh_CN": "为每个参数自适应地调整步长"}
    tex = r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    native = "adam"

    beta1: float = mean_kept()
    beta2: float = square_kept()
    eps: float = epsilon()
    weight_decay: float = decay()
    amsgrad: bool = largest_square()

    def init(self, w):
        state = {"m": np.zeros_like(w), "v": np.zeros_like(w)}
        if self.amsgrad:
            state["v_max"] = np.zeros_like(w)
        return state

    def update(self, w, g, state, lr, t):
        if self.weight_decay:
            g = g + self.weight_decay * w
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g * g
        new, largest = {"m": m, "v": v}, v
        if self.amsgrad:  # a state from before this was switched on has no largest one yet
            largest = new["v_max"] = np.maximum(state.get("v_max", v), v)
        v_hat = largest / (1 - self.beta2**t)
        return w - lr / (1 - self.beta1**t) * m / (np.sqrt(v_hat) + self.eps), new


class AdamW(Optimizer):
    """Adam whose weight decay does not go through the running means: w = w - lr decay w, then Adam's step.

    Loshchilov and Hutter, Decoupled weight decay regularization (2019).
    """

    id = "adamw"
    name = {"en": "AdamW", "zh_CN": "AdamW"}
    help = {"en": "Adam with weight decay apart from the gradient", "zh_CN": "将权重衰减与梯度分开的 Adam"}
    tex = r"w \leftarrow w - \eta \lambda w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"

    beta1: float = mean_kept()
    beta2: float = square_kept()
    eps: float = epsilon()
    weight_decay: float = decay(0.01)
    amsgrad: bool = largest_square()

    def init(self, w):
        state = {"m": np.zeros_like(w), "v": np.zeros_like(w)}
        if self.amsgrad:
            state["v_max"] = np.zeros_like(w)
        return state

    def update(self, w, g, state, lr, t):
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g * g
        new, largest = {"m": m, "v": v}, v
        if self.amsgrad:  # a state from before this was switched on has no largest one yet
            largest = new["v_max"] = np.maximum(state.get("v_max", v), v)
        v_hat = largest / (1 - self.beta2**t)
        shrunk = (1 - lr * self.weight_decay) * w
        return shrunk - lr / (1 - self.beta1**t) * m / (np.sqrt(v_hat) + self.eps), new


@hookimpl
def nnlab_optimizers():
    return [SGD, Momentum, Adam, AdamW, RMSprop, Adagrad]
