"""Mackey-Glass: a chaotic series to be continued.

Mackey and Glass, Oscillation and chaos in physiological control systems, Science 197 (1977).
"""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class MackeyGlass(Dataset):
    """dx/dt = 0.2 x(t - tau) / (1 + x(t - tau)^10) - 0.1 x(t), one value a time unit; the answer is the next value.

    It is solved by Euler's method with ten steps a unit from a constant past, a random one for each stretch of 100
    samples; the first 300 units are left out. From tau = 17 on it is chaotic.
    """

    name = {"en": "Mackey-Glass series", "zh_CN": "Mackey-Glass 混沌序列"}
    help = {"en": "A chaotic series; the answer is its next value", "zh_CN": "混沌序列，预测它的下一个值"}
    gives = "values"

    samples: int = param(
        500,
        low=50,
        high=5000,
        step=50,
        name={"en": "samples", "zh_CN": "样本数"},
        help={"en": "Number of windows cut out of it", "zh_CN": "从中截取的窗口个数"},
    )
    length: int = param(
        12,
        low=2,
        high=50,
        name={"en": "length", "zh_CN": "长度"},
        help={"en": "Values in a window", "zh_CN": "一个窗口里的值的个数"},
    )
    tau: int = param(
        17,
        low=2,
        high=30,
        symbol="τ",
        name={"en": "delay", "zh_CN": "延迟"},
        help={"en": "How long ago the past is that it answers to", "zh_CN": "它所依据的过去有多久"},
    )

    def sample(self, rng):
        stretches = -(-self.samples // 100)
        series = self.series(rng.uniform(0.5, 1.5, stretches), 400 + self.length)[300:]
        windows = [series[k : k + self.length + 1] for k in range(100)]  # each (length + 1, stretches)
        cut = np.concatenate([window.T for window in windows])[rng.permutation(100 * stretches)[: self.samples]]
        names = tuple(f"t{k + 1}" for k in range(self.length))
        return Table(x=cut[:, :-1, np.newaxis], y=cut[:, -1:], names=names)

    def series(self, past, units):
        """Returns one value a unit of series that were constant before they begin, (units + 1, series)."""
        delay, step = 10 * self.tau, 0.1
        x = np.empty((delay + 10 * units + 1, len(past)))
        x[: delay + 1] = past
        for now in range(delay, len(x) - 1):
            then = x[now - delay]
            x[now + 1] = x[now] + step * (0.2 * then / (1 + then**10) - 0.1 * x[now])
        return x[delay::10]


@hookimpl
def nnlab_datasets():
    return [MackeyGlass]
