"""New thing：每隔若干轮把学习率减半，直到最低值。"""

from nnlab.api import Schedule, hookimpl, param


class NewThing(Schedule):
    name = {"en": "New thing", "zh_CN": "New thing"}
    half_life: int = param(100, low=1, high=100_000, log=True, unit={"en": "epochs", "zh_CN": "轮"})
    lowest: float = param(0.0001, low=0, high=10, help={"en": "It never falls below", "zh_CN": "不会低于此值"})

    # lr 是优化器的学习率；给出这一轮（从 0 数起）的学习率。
    # 想按步计数，就再要一个参数 t：rate(self, lr, t, epoch)。
    def rate(self, lr, epoch):
        return max(lr * 0.5 ** (epoch / self.half_life), min(self.lowest, lr))


@hookimpl
def nnlab_schedules():
    return [NewThing]
