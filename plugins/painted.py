"""Points that somebody painted on the output plot."""

from nnlab.api import Dataset, hookimpl, painted_table, param

few = "-2.9 2.6 0;-2.4 3.1 0*;-2 2.3 0;-3.3 2 0*;-2.6 1.7 0;2.6 -2.4 1;3.2 -2.1 1*;2.1 -1.9 1;2.9 -3 1*;3.6 -2.7 1"


class Painted(Dataset):
    """Points painted on the output plot: of classes, or with values."""

    name = {"en": "Painted points", "zh_CN": "手绘数据点"}
    help = {
        "en": "Points that you paint on the output plot: of any number of classes, or with values",
        "zh_CN": "在输出图上手绘的数据点：可以有任意多个类别，也可以带数值",
    }
    source = {"en": "Painted by you", "zh_CN": "由你手绘"}
    license = {"en": "As you like", "zh_CN": "由你决定"}
    gives = "any"

    what: str = param(
        "classes",
        choices={
            "classes": {"en": "Classes", "zh_CN": "类别"},
            "values": {"en": "Values", "zh_CN": "数值"},
            "curve": {"en": "A curve", "zh_CN": "曲线"},
        },
        name={"en": "what is painted", "zh_CN": "绘制内容"},
        help={
            "en": "Classes or values on the plane, or a curve: values over one column",
            "zh_CN": "平面上的类别或数值，或曲线：单列上的数值",
        },
    )
    points: str = param(
        few,
        name={"en": "points", "zh_CN": "数据点"},
        help={
            "en": "x1 x2 class; ... with * behind the points for testing. Of a curve: x, its value, and a number more",
            "zh_CN": "x1 x2 类别; ...，测试点后面加 *。曲线：x、数值，再加一个数",
        },
    )
    classes: str = param(
        "0;1",
        name={"en": "classes", "zh_CN": "类别"},
        help={"en": "The classes' names, parted by ;", "zh_CN": "各类别的名称，以 ; 分隔"},
    )
    names: str = param(
        "x1;x2",
        name={"en": "columns", "zh_CN": "列"},
        help={"en": "The columns' names, parted by ;", "zh_CN": "各列的名称，以 ; 分隔"},
    )
    shown: tuple = param(
        (-5.5, 5.5, -5.5, 5.5, -1.0, 1.0),
        name={"en": "shown range", "zh_CN": "显示范围"},
        help={
            "en": "What is seen at least: low and high of the first column, of the second, and of values",
            "zh_CN": "至少显示的范围：第一列、第二列和数值各自的最小值与最大值",
        },
    )

    def sample(self, rng):
        return painted_table(
            what=self.what, points=self.points, classes=self.classes, names=self.names, shown=self.shown
        )


@hookimpl
def nnlab_datasets():
    return [Painted]
