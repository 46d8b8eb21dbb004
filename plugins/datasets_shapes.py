"""More shapes in the plane within about [-6, 6]: rings, a checkerboard, and blobs of as many classes as one likes."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param


class Shape(Dataset):
    """What all of them share: how many points, and how far each is moved at random after it got its answer."""

    source = {"en": "Drawn by nnlab", "zh_CN": "由 nnlab 生成"}
    license = "BSD-3-Clause"

    samples: int = param(
        500,
        low=50,
        high=5000,
        step=50,
        name={"en": "points", "zh_CN": "样本数"},
        help={"en": "Number of points", "zh_CN": "数据点的个数"},
    )
    noise: float = param(
        0.1,
        low=0,
        high=0.5,
        step=0.05,
        name={"en": "noise", "zh_CN": "噪声"},
        help={"en": "How far the points are moved at random", "zh_CN": "数据点随机偏移的程度"},
    )

    def moved(self, rng, x, y, classes):
        """Moves the points and gives them their classes."""
        x = x + self.noise * rng.normal(size=x.shape)
        return Table(x=x, y=y, names=("x1", "x2"), classes=tuple(str(number) for number in range(classes)))

    def numbered(self, rng, count):
        """Returns a number from 0 to `count` for each point, each as often as the others, in random order."""
        return rng.permutation(np.arange(self.samples) % count)


class Rings(Shape):
    """Rings around each other, of two classes in turn."""

    name = {"en": "Rings", "zh_CN": "圆环"}
    help = {"en": "Rings around each other, of two classes in turn", "zh_CN": "层层相套的圆环，两类交替"}

    rings: int = param(
        3,
        low=2,
        high=6,
        name={"en": "rings", "zh_CN": "环数"},
        help={"en": "Number of rings", "zh_CN": "圆环的个数"},
    )

    def sample(self, rng):
        ring = self.numbered(rng, self.rings)
        radius = 5.5 * (ring + rng.uniform(0.25, 0.75, self.samples)) / self.rings
        angle = rng.uniform(0, 2 * np.pi, self.samples)
        x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        return self.moved(rng, x, ring % 2, 2)


class Checkerboard(Shape):
    """Squares of two classes in turn, as on a chessboard."""

    name = {"en": "Checkerboard", "zh_CN": "棋盘"}
    help = {"en": "Squares of two classes in turn, as on a chessboard", "zh_CN": "像国际象棋棋盘一样两类交替的方格"}

    squares: int = param(
        4,
        low=2,
        high=8,
        name={"en": "squares", "zh_CN": "方格数"},
        help={"en": "Number of squares on each side", "zh_CN": "每条边上方格的个数"},
    )

    def sample(self, rng):
        y = self.numbered(rng, 2)
        row = rng.integers(0, self.squares, self.samples)
        of_a_color = (self.squares + 1 - (row + y) % 2) // 2  # how many squares of the class the row has
        column = 2 * rng.integers(0, of_a_color) + (row + y) % 2
        x = 12 * (np.stack([column, row], axis=1) + rng.uniform(0.05, 0.95, (self.samples, 2))) / self.squares - 6
        return self.moved(rng, x, y, 2)


class Blobs(Shape):
    """Round clouds in a circle, each a class of its own; noise widens them."""

    name = {"en": "Blobs", "zh_CN": "多团"}
    help = {
        "en": "Round clouds in a circle, each a class of its own; noise widens them",
        "zh_CN": "围成一圈的圆形点团，每团自成一类，噪声使其变宽",
    }

    blobs: int = param(
        4,
        low=2,
        high=10,
        name={"en": "classes", "zh_CN": "类别数"},
        help={"en": "Number of clouds", "zh_CN": "点团的个数"},
    )

    def sample(self, rng):
        y = self.numbered(rng, self.blobs)
        angle = 2 * np.pi * y / self.blobs
        middle = 4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        cloud = (0.4 + 2 * self.noise) * rng.normal(size=(self.samples, 2))
        classes = tuple(str(number) for number in range(self.blobs))
        return Table(x=middle + cloud, y=y, names=("x1", "x2"), classes=classes)


@hookimpl
def nnlab_datasets():
    return [Rings, Checkerboard, Blobs]
