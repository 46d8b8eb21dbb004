"""How the learning rate changes while training."""

import math

from nnlab.api import Schedule, hookimpl, param


class Constant(Schedule):
    """The same learning rate throughout."""

    name = {"en": "Constant", "zh_CN": "恒定"}
    help = {"en": "The same learning rate throughout", "zh_CN": "学习率始终不变"}
    tex = r"\eta_t = \eta"

    def rate(self, lr):
        return lr


class Cosine(Schedule):
    """Falls along half a cosine from the learning rate to the lowest one, then stays there."""

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
    lowest: float = param(
        0.0,
        low=0,
        high=10,
        symbol="η_min",
        name={"en": "lowest rate", "zh_CN": "最低学习率"},
        help={"en": "Learning rate at the end", "zh_CN": "结束时的学习率"},
    )

    def rate(self, lr, epoch):
        done = min(epoch, self.period) / self.period
        return self.lowest + (lr - self.lowest) * (1 + math.cos(math.pi * done)) / 2


@hookimpl
def nnlab_schedules():
    return [Constant, Cosine]
