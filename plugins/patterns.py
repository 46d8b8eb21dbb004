"""Small pictures and short sequences: data for layers that read images and remember."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class Pattern(Dataset):
    """What all of them share: how many samples, and how noisy they are."""

    source = {"en": "Drawn by nnlab", "zh_CN": "由 nnlab 生成"}
    license = "BSD-3-Clause"

    samples: int = param(
        500,
        low=50,
        high=5000,
        step=50,
        name={"en": "samples", "zh_CN": "样本数"},
        help={"en": "Number of samples", "zh_CN": "样本的个数"},
    )
    noise: float = param(
        0.1,
        low=0,
        high=0.5,
        step=0.05,
        name={"en": "noise", "zh_CN": "噪声"},
        help={"en": "How much random numbers are mixed in", "zh_CN": "混入随机数的程度"},
    )


class Bars(Pattern):
    """Pictures of 8 x 8 pixels with one bar: lying, standing or slanting, anywhere."""

    name = {"en": "Bars", "zh_CN": "条纹图像"}
    help = {
        "en": "Pictures of 8 x 8 pixels with a lying, standing or slanting bar",
        "zh_CN": "8 x 8 像素的图像，含一条横线、竖线或斜线",
    }

    def sample(self, rng):
        y = rng.permutation(np.arange(self.samples) % 3)
        place = rng.integers(0, 8, self.samples)[:, np.newaxis, np.newaxis]
        row, column = np.mgrid[:8, :8]
        rises = rng.choice([-1, 1], self.samples)[:, np.newaxis, np.newaxis]
        slanting = row == np.where(rises > 0, 7 - column, column) + (place - 4)
        kinds = [row + 0 * column == place, column == place, slanting]
        x = np.choose(y[:, np.newaxis, np.newaxis], kinds) + self.noise * rng.normal(size=(self.samples, 8, 8))
        names = tuple(f"r{i + 1}c{j + 1}" for i in range(8) for j in range(8))
        return Table(x=x[:, np.newaxis], y=y, names=names, classes=("-", "|", "/"))


class Echo(Pattern):
    """Five numbers one after another; the answer is the first of them, long gone when it is asked for."""

    name = {"en": "Echo", "zh_CN": "回声序列"}
    help = {
        "en": "Five numbers one after another; the answer is the first",
        "zh_CN": "依次给出五个数，答案是其中的第一个",
    }
    gives = "values"

    def sample(self, rng):
        x = rng.uniform(-1, 1, (self.samples, 5))
        heard = x + self.noise * rng.normal(size=x.shape)
        return Table(x=heard[:, :, np.newaxis], y=x[:, :1], names=("t1", "t2", "t3", "t4", "t5"))


class NextValue(Pattern):
    """Eight values of a wave one after another; the answer is the ninth."""

    name = {"en": "Wave", "zh_CN": "波形序列"}
    help = {
        "en": "Eight values of a sine wave one after another; the answer is the next",
        "zh_CN": "依次给出正弦波的八个值，答案是下一个值",
    }
    gives = "values"

    def sample(self, rng):
        pace = rng.uniform(0.3, 1.2, (self.samples, 1))
        begin = rng.uniform(0, 2 * np.pi, (self.samples, 1))
        wave = np.sin(begin + pace * np.arange(9))
        heard = wave[:, :8] + self.noise * rng.normal(size=(self.samples, 8))
        return Table(x=heard[:, :, np.newaxis], y=wave[:, 8:], names=tuple(f"t{place + 1}" for place in range(8)))


class Parity(Pattern):
    """Zeros and ones one after another: is the number of ones even or odd?"""

    name = {"en": "Even or odd", "zh_CN": "奇偶序列"}
    help = {
        "en": "Zeros and ones one after another: is the number of ones even or odd?",
        "zh_CN": "依次给出若干个 0 和 1：其中 1 的个数是偶数还是奇数？",
    }

    steps: int = param(
        4,
        low=2,
        high=12,
        name={"en": "length", "zh_CN": "长度"},
        help={"en": "How many zeros and ones a sample has", "zh_CN": "每个样本中 0 和 1 的个数"},
    )

    def sample(self, rng):
        bits = rng.integers(0, 2, (self.samples, self.steps))
        heard = bits + self.noise * rng.normal(size=bits.shape)
        names = tuple(f"t{place + 1}" for place in range(self.steps))
        return Table(x=heard[:, :, np.newaxis], y=bits.sum(axis=1) % 2, names=names, classes=("even", "odd"))


@hookimpl
def nnlab_datasets():
    return [Bars, Echo, NextValue, Parity]
