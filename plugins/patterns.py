"""Small pictures and short sequences: data for layers that read images and remember."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class Pattern(Dataset):
    """What both share: how many samples, and how noisy they are."""

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


@hookimpl
def nnlab_datasets():
    return [Bars, Echo]
