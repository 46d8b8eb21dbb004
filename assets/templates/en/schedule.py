"""New thing: halves the learning rate every so many epochs, down to a lowest one."""

from nnlab.api import Schedule, hookimpl, param


class NewThing(Schedule):
    name = {"en": "New thing", "zh_CN": "New thing"}
    half_life: int = param(100, low=1, high=100_000, log=True, unit={"en": "epochs", "zh_CN": "轮"})
    lowest: float = param(0.0001, low=0, high=10, help={"en": "It never falls below", "zh_CN": "不会低于此值"})

    # lr is the optimizer's learning rate; give the one for this epoch (the first is 0).
    # Ask for t as well, rate(self, lr, t, epoch), to count steps.
    def rate(self, lr, epoch):
        return max(lr * 0.5 ** (epoch / self.half_life), min(self.lowest, lr))


@hookimpl
def nnlab_schedules():
    return [NewThing]
