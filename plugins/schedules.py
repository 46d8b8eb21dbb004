"""How the learning rate changes while training, epoch by epoch or step by step."""

import math

from nnlab.api import Schedule, hookimpl, param


def counted():
    return param(
        "epochs",
        choices={"epochs": {"en": "epochs", "zh_CN": "轮"}, "steps": {"en": "steps", "zh_CN": "步"}},
        name={"en": "counted in", "zh_CN": "计数单位"},
        help={"en": "Whether its numbers count epochs or steps", "zh_CN": "以轮还是以步计数"},
    )


def duration(default=500):
    return param(
        default,
        low=1,
        high=10_000_000,
        log=True,
        symbol="T",
        name={"en": "duration", "zh_CN": "时长"},
        help={"en": "Epochs or steps until the last rate is reached", "zh_CN": "经过多少轮或多少步达到最终学习率"},
    )


def last_rate(symbol="η_min", default=0.0):
    return param(
        default,
        low=0,
        high=10,
        symbol=symbol,
        name={"en": "last rate", "zh_CN": "最终学习率"},
        help={"en": "Learning rate at the end", "zh_CN": "结束时的学习率"},
    )


def factor(default):
    return param(
        default,
        low=0,
        high=1,
        symbol="γ",
        name={"en": "factor", "zh_CN": "衰减系数"},
        help={"en": "What the rate is multiplied by each time", "zh_CN": "每次衰减时所乘的系数"},
    )


def speed(default):
    return param(
        default,
        low=0,
        high=10,
        symbol="k",
        name={"en": "speed", "zh_CN": "衰减速度"},
        help={"en": "How fast the rate falls", "zh_CN": "学习率下降的快慢"},
    )


def half_cosine(done):
    """Returns (1 + cos(pi done)) / 2: 1 at the beginning, 0 at the end."""
    return (1 + math.cos(math.pi * done)) / 2


class Constant(Schedule):
    """The same learning rate throughout."""

    name = {"en": "Constant", "zh_CN": "恒定"}
    help = {"en": "The same learning rate throughout", "zh_CN": "学习率始终不变"}
    tex = r"\eta_t = \eta"

    def rate(self, lr):
        return lr


class Cosine(Schedule):
    """Falls along half a cosine from the learning rate to the lowest one, then stays there; it counts epochs.

    Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts (2017), without the restarts.
    `WarmupCosine` is the one that may count steps.
    """

    name = {"en": "Cosine", "zh_CN": "余弦退火"}
    help = {"en": "Falls along half a cosine, then stays low", "zh_CN": "沿半个余弦曲线下降，之后保持最低值"}
    tex = r"\eta_t = \eta_{min} + (\eta - \eta_{min}) \frac{1 + \cos(\pi t / T)}{2}"

    period: int = param(
        500,
        low=1,
        high=100_000,
        log=True,
        symbol="T",
        unit={"en": "epochs", "zh_CN": "轮"},
        name={"en": "duration", "zh_CN": "时长"},
        help={"en": "Epochs until the lowest rate is reached", "zh_CN": "经过多少轮降到最低学习率"},
    )
    lowest: float = last_rate()

    def rate(self, lr, epoch):
        return self.lowest + (lr - self.lowest) * half_cosine(min(epoch, self.period) / self.period)


class CosineRestarts(Schedule):
    """Half a cosine again and again, each time from the full learning rate and for longer (Loshchilov, Hutter, 2017).

    The periods are T, m T, m^2 T, ...; it has no end.
    """

    name = {"en": "Cosine with warm restarts", "zh_CN": "带热重启的余弦退火"}
    help = {"en": "Falls along half a cosine, then begins again", "zh_CN": "沿半个余弦曲线下降，然后重新开始"}
    tex = r"\eta_t = \eta_{min} + (\eta - \eta_{min}) \frac{1 + \cos(\pi t_i / T_i)}{2}, \quad T_{i+1} = m T_i"

    period: int = param(
        50,
        low=1,
        high=10_000_000,
        log=True,
        symbol="T",
        name={"en": "first period", "zh_CN": "首个周期"},
        help={"en": "Epochs or steps until the first restart", "zh_CN": "经过多少轮或多少步首次重启"},
    )
    growth: int = param(
        2,
        low=1,
        high=10,
        symbol="m",
        name={"en": "growth", "zh_CN": "周期倍数"},
        help={"en": "How many times longer each period is than the last", "zh_CN": "每个周期是前一个的多少倍"},
    )
    lowest: float = last_rate()
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        period = self.period
        if self.growth == 1:
            now = now % period
        while now >= period:
            now, period = now - period, period * self.growth
        return self.lowest + (lr - self.lowest) * half_cosine(now / period)


class WarmupCosine(Schedule):
    """Rises evenly to the full learning rate, then falls along half a cosine: lr (t + 1) / warmup for t < warmup.

    The duration counts from the beginning, warmup included (Goyal et al., 2017, for the warmup).
    """

    name = {"en": "Warmup, then cosine", "zh_CN": "预热后余弦退火"}
    help = {"en": "Rises to the learning rate, then falls along half a cosine", "zh_CN": "先升至学习率，再沿余弦下降"}
    tex = (
        r"\eta_t = \eta \frac{t + 1}{W}, \quad "
        r"\eta_t = \eta_{min} + (\eta - \eta_{min}) \frac{1 + \cos(\pi \frac{t - W}{T - W})}{2}"
    )

    warmup: int = param(
        10,
        low=1,
        high=1_000_000,
        log=True,
        symbol="W",
        name={"en": "warmup", "zh_CN": "预热时长"},
        help={"en": "Epochs or steps until the full rate is reached", "zh_CN": "经过多少轮或多少步升至完整学习率"},
    )
    period: int = duration()
    lowest: float = last_rate()
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        if now < self.warmup:
            return lr * (now + 1) / self.warmup
        left = max(self.period - self.warmup, 1)
        return self.lowest + (lr - self.lowest) * half_cosine(min(now - self.warmup, left) / left)


class Step(Schedule):
    """Multiplies the rate by gamma every so often: lr gamma^floor(t / every)."""

    name = {"en": "Steps", "zh_CN": "阶梯衰减"}
    help = {"en": "Multiplies the rate by a factor every so often", "zh_CN": "每隔一段时间乘以衰减系数"}
    tex = r"\eta_t = \eta \gamma^{\lfloor t / n \rfloor}"

    every: int = param(
        100,
        low=1,
        high=1_000_000,
        log=True,
        symbol="n",
        name={"en": "every", "zh_CN": "间隔"},
        help={"en": "Epochs or steps from one fall to the next", "zh_CN": "相邻两次衰减之间的轮数或步数"},
    )
    gamma: float = factor(0.5)
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return lr * self.gamma ** (now // self.every)


class MultiStep(Schedule):
    """Multiplies the rate by gamma at each milestone: lr gamma^(number of milestones <= t)."""

    name = {"en": "Steps at milestones", "zh_CN": "多阶梯衰减"}
    help = {"en": "Multiplies the rate by a factor at each milestone", "zh_CN": "到达每个里程碑时乘以衰减系数"}
    tex = r"\eta_t = \eta \gamma^{|\{m : m \leq t\}|}"

    milestones: tuple = param(
        (100, 200, 400),
        low=0,
        name={"en": "milestones", "zh_CN": "里程碑"},
        help={"en": "Epochs or steps at which the rate falls", "zh_CN": "学习率下降的轮次或步数"},
    )
    gamma: float = factor(0.5)
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return lr * self.gamma ** sum(milestone <= now for milestone in self.milestones)


class Exponential(Schedule):
    """Multiplies the rate by gamma each time: lr gamma^t."""

    name = {"en": "Exponential", "zh_CN": "指数衰减"}
    help = {"en": "Multiplies the rate by a factor each time", "zh_CN": "每次都乘以衰减系数"}
    tex = r"\eta_t = \eta \gamma^t"

    gamma: float = factor(0.99)
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return lr * self.gamma**now


class NaturalExponential(Schedule):
    """Falls by e^-k each time: lr exp(-k t)."""

    name = {"en": "Natural exponential", "zh_CN": "自然指数衰减"}
    help = {"en": "Falls like exp(-k t)", "zh_CN": "按 exp(-kt) 下降"}
    tex = r"\eta_t = \eta e^{-k t}"

    k: float = speed(0.01)
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return lr * math.exp(-self.k * now)


class InverseTime(Schedule):
    """Falls fast at first, then ever more slowly: lr / (1 + k t)."""

    name = {"en": "Inverse time", "zh_CN": "反比例衰减"}
    help = {"en": "Falls like 1 / (1 + k t)", "zh_CN": "按 1 / (1 + kt) 下降"}
    tex = r"\eta_t = \frac{\eta}{1 + k t}"

    k: float = speed(0.01)
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return lr / (1 + self.k * now)


class Linear(Schedule):
    """Goes straight from the learning rate to the last one, then stays there."""

    name = {"en": "Linear", "zh_CN": "线性"}
    help = {"en": "Goes straight to the last rate, then stays there", "zh_CN": "线性变化到最终学习率，之后保持不变"}
    tex = r"\eta_t = \eta + (\eta_{end} - \eta) \frac{t}{T}"

    period: int = duration()
    end: float = last_rate("η_end")
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return lr + (self.end - lr) * (min(now, self.period) / self.period)


class Polynomial(Schedule):
    """Falls along a power of the time that is left: end + (lr - end) (1 - t / T)^power, then stays there."""

    name = {"en": "Polynomial", "zh_CN": "多项式衰减"}
    help = {"en": "Falls along a power of the time that is left", "zh_CN": "按剩余时间的幂次下降"}
    tex = r"\eta_t = \eta_{end} + (\eta - \eta_{end}) (1 - \frac{t}{T})^p"

    period: int = duration()
    power: float = param(
        2.0,
        low=0.1,
        high=10,
        symbol="p",
        name={"en": "power", "zh_CN": "幂次"},
        help={"en": "1 is a straight line; the higher, the sooner it falls", "zh_CN": "1 为直线；越大下降越早"},
    )
    end: float = last_rate("η_end")
    unit: str = counted()

    def rate(self, lr, t, epoch):
        now = t if self.unit == "steps" else epoch
        return self.end + (lr - self.end) * (1 - min(now, self.period) / self.period) ** self.power


@hookimpl
def nnlab_schedules():
    return [
        Constant,
        Cosine,
        Step,
        Exponential,
        Linear,
        WarmupCosine,
        CosineRestarts,
        MultiStep,
        InverseTime,
        NaturalExponential,
        Polynomial,
    ]
