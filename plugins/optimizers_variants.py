"""Less common optimizers: Adadelta, more relatives of Adam by the rules PyTorch uses, and Lion."""

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


def mean_kept():
    return param(
        0.9,
        low=0,
        high=0.9999,
        symbol="β₁",
        name={"en": "beta 1", "zh_CN": "一阶矩衰减率"},
        help={"en": "Memory of the mean gradient", "zh_CN": "对平均梯度的记忆程度"},
    )


def square_kept(default=0.999, low=0):
    return param(
        default,
        low=low,
        high=0.999999,
        symbol="β₂",
        name={"en": "beta 2", "zh_CN": "二阶矩衰减率"},
        help={"en": "Memory of the mean squared gradient", "zh_CN": "对梯度平方均值的记忆程度"},
    )


class Adadelta(Optimizer):
    """Steps measured by the steps before, in the parameters' own units; works with a learning rate of 1.

    s = rho s + (1 - rho) g^2, step d = sqrt(D + eps) / sqrt(s + eps) g, D = rho D + (1 - rho) d^2, then w - lr d.
    Zeiler, ADADELTA: an adaptive learning rate method (2012).
    """

    name = {"en": "Adadelta", "zh_CN": "Adadelta"}
    help = {
        "en": "Steps as large as the steps before; learning rate 1",
        "zh_CN": "步长由以往的步长决定，学习率取 1 即可",
    }
    tex = r"w \leftarrow w - \eta \frac{\sqrt{D + \epsilon}}{\sqrt{s + \epsilon}} g"

    learning_rate = 1.0
    rho: float = param(
        0.9,
        low=0,
        high=0.9999,
        symbol="ρ",
        name={"en": "rho", "zh_CN": "衰减率 ρ"},
        help={"en": "Memory of squared gradients and steps", "zh_CN": "对梯度平方与步长平方的记忆程度"},
    )
    eps: float = epsilon(1e-6)
    weight_decay: float = decay()

    def init(self, w):
        return {"s": np.zeros_like(w), "d": np.zeros_like(w)}

    def update(self, w, g, state, lr):
        if self.weight_decay:
            g = g + self.weight_decay * w
        s = self.rho * state["s"] + (1 - self.rho) * g * g
        step = np.sqrt((state["d"] + self.eps) / (s + self.eps)) * g
        return w - lr * step, {"s": s, "d": self.rho * state["d"] + (1 - self.rho) * step * step}


class AdamEpsilonHat(Optimizer):
    """Adam with epsilon in its other customary place: w - lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps).

    The form at the end of section 2 of Kingma and Ba (2015), where this epsilon wears a hat.
    """

    name = {"en": "Adam, epsilon hat", "zh_CN": "Adam（ε̂ 变体）"}
    help = {
        "en": "Adam that adds epsilon before the bias correction",
        "zh_CN": "在偏差修正之前加上 ε 的 Adam",
    }
    tex = r"w \leftarrow w - \eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \frac{m}{\sqrt{v} + \hat\epsilon}"

    beta1: float = mean_kept()
    beta2: float = square_kept()
    eps: float = epsilon()
    weight_decay: float = decay()

    def init(self, w):
        return {"m": np.zeros_like(w), "v": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        if self.weight_decay:
            g = g + self.weight_decay * w
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g * g
        step = lr * (1 - self.beta2**t) ** 0.5 / (1 - self.beta1**t)
        return w - step * m / (np.sqrt(v) + self.eps), {"m": m, "v": v}


class Adamax(Optimizer):
    """Adam with the largest gradient in the place of the root of the mean square (Kingma and Ba, 2015).

    m = b1 m + (1 - b1) g and u = max(b2 u, |g| + eps), then w - lr / (1 - b1^t) m / u.
    """

    name = {"en": "Adamax", "zh_CN": "Adamax"}
    help = {"en": "Adam that divides by the largest recent gradient", "zh_CN": "除以近期最大梯度的 Adam"}
    tex = r"w \leftarrow w - \frac{\eta}{1 - \beta_1^t} \frac{m}{u}, \quad u = \max(\beta_2 u, |g| + \epsilon)"

    beta1: float = mean_kept()
    beta2: float = square_kept()
    eps: float = epsilon()
    weight_decay: float = decay()

    def init(self, w):
        return {"m": np.zeros_like(w), "u": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        if self.weight_decay:
            g = g + self.weight_decay * w
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        u = np.maximum(self.beta2 * state["u"], np.abs(g) + self.eps)
        return w - lr / (1 - self.beta1**t) * m / u, {"m": m, "u": u}


class NAdam(Optimizer):
    """Adam that looks ahead as Nesterov's momentum does, with a momentum that grows from step to step.

    mu_t = b1 (1 - 0.96^(t psi) / 2), M_t = mu_1 mu_2 ... mu_t, and with Adam's m, v and den = sqrt(v_hat) + eps
    w - lr ((1 - mu_t) / (1 - M_t) g + mu_(t+1) / (1 - M_(t+1)) m) / den.
    Dozat, Incorporating Nesterov momentum into Adam (2016).
    """

    id = "nadam"
    name = {"en": "NAdam", "zh_CN": "NAdam"}
    help = {"en": "Adam that looks ahead along its speed", "zh_CN": "带 Nesterov 预看的 Adam"}
    tex = (
        r"w \leftarrow w - \frac{\eta}{\sqrt{\hat v} + \epsilon} "
        r"(\frac{1 - \mu_t}{1 - M_t} g + \frac{\mu_{t+1}}{1 - M_{t+1}} m)"
    )

    beta1: float = mean_kept()
    beta2: float = square_kept()
    eps: float = epsilon()
    momentum_decay: float = param(
        0.004,
        low=0,
        high=1,
        symbol="ψ",
        name={"en": "momentum decay", "zh_CN": "动量变化率"},
        help={"en": "How fast the momentum grows to beta 1", "zh_CN": "动量增长到 β₁ 的快慢"},
    )
    weight_decay: float = decay()

    def init(self, w):
        return {"m": np.zeros_like(w), "v": np.zeros_like(w), "mu_product": np.ones((), w.dtype)}

    def update(self, w, g, state, lr, t):
        if self.weight_decay:
            g = g + self.weight_decay * w
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g * g
        mu = self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))
        next_mu = self.beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * self.momentum_decay))
        product = state["mu_product"] * mu
        move = (1 - mu) / (1 - product) * g + next_mu / (1 - product * next_mu) * m
        den = np.sqrt(v / (1 - self.beta2**t)) + self.eps
        return w - lr * move / den, {"m": m, "v": v, "mu_product": product}


class RAdam(Optimizer):
    """Adam that goes by momentum alone until its mean of g^2 can be trusted, then by a rectified step.

    rho_inf = 2 / (1 - b2) - 1 and rho_t = rho_inf - 2 t b2^t / (1 - b2^t). For rho_t > 5 Adam's step times
    r = sqrt((rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t)), else w - lr m / (1 - b1^t).
    Liu et al., On the variance of the adaptive learning rate and beyond (2020).
    """

    id = "radam"
    name = {"en": "RAdam", "zh_CN": "RAdam"}
    help = {"en": "Adam that warms up by itself", "zh_CN": "自带预热的 Adam"}
    tex = r"w \leftarrow w - \eta r_t \frac{\hat m}{\sqrt{\hat v} + \epsilon}"

    beta1: float = mean_kept()
    beta2: float = square_kept(low=0.7)  # below 2/3, rho_inf is less than 5
    eps: float = epsilon()
    weight_decay: float = decay()

    def init(self, w):
        return {"m": np.zeros_like(w), "v": np.zeros_like(w)}

    def update(self, w, g, state, lr, t):
        if self.weight_decay:
            g = g + self.weight_decay * w
        m = self.beta1 * state["m"] + (1 - self.beta1) * g
        v = self.beta2 * state["v"] + (1 - self.beta2) * g * g
        end = 2 / (1 - self.beta2) - 1
        rho = end - 2 * t * self.beta2**t / (1 - self.beta2**t)
        squared = (rho - 4) * (rho - 2) * end / ((end - 4) * (end - 2) * rho)
        root = (abs(squared) * (1 - self.beta2**t)) ** 0.5  # abs for the first steps, which do not use it
        rectified = np.where(rho > 5, root / (np.sqrt(v) + self.eps), 1)
        return w - lr / (1 - self.beta1**t) * m * rectified, {"m": m, "v": v}


class Lion(Optimizer):
    """Goes the same distance for every parameter, by the sign of a mean: w - lr (sign(b1 m + (1 - b1) g) + decay w).

    Then m = b2 m + (1 - b2) g. Its learning rate is 3 to 10 times smaller than Adam's. Chen et al., Symbolic discovery
    of optimization algorithms (2023).
    """

    name = {"en": "Lion", "zh_CN": "Lion"}
    help = {"en": "Goes by the sign alone: every parameter equally far", "zh_CN": "只看符号：每个参数每步移动同样距离"}
    tex = r"w \leftarrow w - \eta (\mathrm{sign}(\beta_1 m + (1 - \beta_1) g) + \lambda w)"

    learning_rate = 0.001
    beta1: float = mean_kept()
    beta2: float = param(
        0.99,
        low=0,
        high=0.9999,
        symbol="β₂",
        name={"en": "beta 2", "zh_CN": "动量衰减率"},
        help={"en": "Memory that is handed on to the next step", "zh_CN": "传给下一步的记忆程度"},
    )
    weight_decay: float = decay()

    def init(self, w):
        return {"m": np.zeros_like(w)}

    def update(self, w, g, state, lr):
        move = np.sign(self.beta1 * state["m"] + (1 - self.beta1) * g)
        if self.weight_decay:
            move = move + self.weight_decay * w
        return w - lr * move, {"m": self.beta2 * state["m"] + (1 - self.beta2) * g}


@hookimpl
def nnlab_optimizers():
    return [Adadelta, Adamax, AdamEpsilonHat, NAdam, RAdam, Lion]
