"""Small tables to calculate by hand: truth tables, and those of well-known articles.

Their rows come in the order written here. All but the truth table's own noise are the same for every seed.
"""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, param

no_rights = {"en": "A few numbers; free to use", "zh_CN": "少量数字，可自由使用"}

gates = {
    "and": lambda on, of: on == of,
    "or": lambda on, of: on > 0,
    "nand": lambda on, of: on < of,
    "nor": lambda on, of: on == 0,
    "xor": lambda on, of: on % 2 == 1,
    "xnor": lambda on, of: on % 2 == 0,
    "majority": lambda on, of: 2 * on > of,
}


class TruthTable(Dataset):
    """All rows of a gate with two to five inputs of 0 and 1."""

    name = {"en": "Truth table", "zh_CN": "真值表"}
    help = {
        "en": "A gate such as AND or XOR: every combination of 0 and 1, all for training",
        "zh_CN": "与、异或等逻辑门：0 和 1 的所有组合，全部用于训练",
    }
    source = {"en": "Boolean algebra", "zh_CN": "布尔代数"}
    license = no_rights

    gate: str = param(
        "xor",
        choices={
            "and": {"en": "AND: all are 1", "zh_CN": "与（AND）：全为 1"},
            "or": {"en": "OR: one is 1", "zh_CN": "或（OR）：至少一个为 1"},
            "nand": {"en": "NAND: not all are 1", "zh_CN": "与非（NAND）：不全为 1"},
            "nor": {"en": "NOR: none is 1", "zh_CN": "或非（NOR）：没有 1"},
            "xor": {"en": "XOR: an odd number", "zh_CN": "异或（XOR）：奇数个 1"},
            "xnor": {"en": "XNOR: an even number", "zh_CN": "同或（XNOR）：偶数个 1"},
            "majority": {"en": "Majority: most are 1", "zh_CN": "多数：过半为 1"},
        },
        name={"en": "gate", "zh_CN": "逻辑门"},
        help={"en": "What the answer says of the inputs", "zh_CN": "答案说明输入的什么"},
    )
    inputs: int = param(
        2,
        low=2,
        high=5,
        name={"en": "inputs", "zh_CN": "输入数"},
        help={"en": "Number of inputs", "zh_CN": "输入的个数"},
    )
    copies: int = param(
        1,
        low=1,
        high=100,
        name={"en": "copies", "zh_CN": "份数"},
        help={"en": "How often each row is there", "zh_CN": "每一行出现的次数"},
    )
    noise: float = param(
        0.0,
        low=0,
        high=0.5,
        step=0.05,
        name={"en": "noise", "zh_CN": "噪声"},
        help={"en": "How far the points are moved at random", "zh_CN": "数据点随机偏移的程度"},
    )

    def sample(self, rng):
        rows = np.array(list(np.ndindex((2,) * self.inputs)), float)
        y = gates[self.gate](rows.sum(axis=1), self.inputs).astype(int)
        x = np.tile(rows, (self.copies, 1))
        return Table(
            x=x + self.noise * rng.normal(size=x.shape),
            y=np.tile(y, self.copies),
            names=tuple(f"x{place + 1}" for place in range(self.inputs)),
            classes=("0", "1"),
            split=np.zeros(len(x), bool),
        )


class WeightAndHeight(Dataset):
    """Four people to learn from and two to guess: a woman or a man?"""

    name = {"en": "Weight and height", "zh_CN": "体重与身高"}
    help = {
        "en": "Four people to learn from and two to guess: a woman (F) or a man (M)?",
        "zh_CN": "用四个人学习，再猜两个人：女（F）还是男（M）？",
    }
    source = {
        "en": "V. Zhou, “Machine Learning for Beginners: An Introduction to Neural Networks”",
        "zh_CN": "V. Zhou，《Machine Learning for Beginners: An Introduction to Neural Networks》",
    }
    license = no_rights

    centered: bool = param(
        True,
        name={"en": "shifted", "zh_CN": "平移"},
        help={
            "en": "Weights less 135 pounds and heights less 66 inches, as in the article",
            "zh_CN": "体重减去 135 磅，身高减去 66 英寸，与文章相同",
        },
    )

    def sample(self, rng):
        people = [(133, 65), (160, 72), (152, 70), (120, 60), (128, 63), (155, 68)]
        x = np.array(people, float) - (np.array([135, 66]) if self.centered else 0)
        y = np.array([1, 0, 0, 1, 1, 0])
        return Table(x=x, y=y, names=("weight", "height"), classes=("M", "F"), split=np.arange(6) >= 4)


class FivePoints(Dataset):
    """Five points of two inputs, and a plane to lay through them."""

    name = {"en": "Five points", "zh_CN": "五个点"}
    help = {
        "en": "Five points of two inputs, and a plane to lay through them",
        "zh_CN": "两个输入的五个点，要用一个平面去拟合",
    }
    source = {
        "en": "A program listing on linear regression by stochastic gradient descent",
        "zh_CN": "一份用随机梯度下降做线性回归的程序清单",
    }
    license = no_rights
    gives = "values"

    def sample(self, rng):
        x = np.array([[0, 3], [1, 3], [2, 3], [3, 2], [4, 4]], float)
        y = np.array([[95.364], [97.217205], [75.195834], [60.105519], [49.34238]])
        return Table(x=x, y=y, names=("x1", "x2"), split=np.zeros(5, bool))


class AlmostALine(Dataset):
    """Five points that lie almost on a line."""

    name = {"en": "Almost a line", "zh_CN": "近似一条直线"}
    help = {"en": "Five points of one input, almost on a line", "zh_CN": "一个输入的五个点，几乎在一条直线上"}
    source = {
        "en": "“Simplified Mathematics behind Neural Networks”",
        "zh_CN": "《Simplified Mathematics behind Neural Networks》",
    }
    license = no_rights
    gives = "values"

    def sample(self, rng):
        x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])
        y = np.array([[2.2], [4.1], [6.2], [7.8], [10.1]])
        return Table(x=x, y=y, names=("x1",), split=np.zeros(5, bool))


class ThreeInputXor(Dataset):
    """Exclusive or of the first two inputs; the third is always 1 and stands in for a bias."""

    name = {"en": "XOR with three inputs", "zh_CN": "三输入异或"}
    help = {
        "en": "Exclusive or of the first two inputs; the third is always 1 and stands in for a bias",
        "zh_CN": "前两个输入的异或；第三个输入恒为 1，起偏置的作用",
    }
    source = {
        "en": "J. Loy, “How to build your own neural network from scratch in Python”",
        "zh_CN": "J. Loy，《How to build your own neural network from scratch in Python》",
    }
    license = no_rights

    def sample(self, rng):
        x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], float)
        y = np.array([0, 1, 1, 0])
        return Table(x=x, y=y, names=("x1", "x2", "x3"), classes=("0", "1"), split=np.zeros(4, bool))


class Family(Dataset):
    """Family members and bank accounts in, the number of transactions out."""

    name = {"en": "Family and accounts", "zh_CN": "家庭成员与账户"}
    help = {
        "en": "Family members and bank accounts in, transactions out: 3 for each member and 1 for each account",
        "zh_CN": "输入家庭成员数与账户数，输出交易次数：每位成员 3 次，每个账户 1 次",
    }
    source = {
        "en": "First row: V. Kurama, “Deep Learning with Python”; the others are what the network shown there answers",
        "zh_CN": "第一行：V. Kurama，《Deep Learning with Python》；其余各行由文中的网络给出",
    }
    license = no_rights
    gives = "values"

    def sample(self, rng):
        x = np.array([[2, 3], [1, 1], [1, 2], [2, 2], [3, 1], [3, 5], [4, 2], [4, 4], [5, 3], [6, 2]], float)
        y = x @ np.array([[3.0], [1.0]])
        return Table(x=x, y=y, names=("members", "accounts"), split=np.zeros(len(x), bool))


@hookimpl
def nnlab_datasets():
    return [TruthTable, ThreeInputXor, WeightAndHeight, FivePoints, AlmostALine, Family]
