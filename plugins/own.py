"""Data of one's own: a table that was opened."""

import numpy as np

from nnlab.api import Dataset, Table, hookimpl, kept_table, opened_table, param

numbers = {"en": "Numbers of columns, from 0", "zh_CN": "列的序号，从 0 开始"}


class OpenedTable(Dataset):
    """A table of one's own: opened from a file, dropped on the window or pasted."""

    id = "table"
    name = {"en": "Your own table", "zh_CN": "自己的表格"}
    help = {
        "en": "A table of your own: opened from a file, dropped on the window or pasted",
        "zh_CN": "自己的表格：从文件打开、拖入窗口或粘贴",
    }
    source = {"en": "Opened by you", "zh_CN": "由你打开"}
    license = {"en": "As its owner says", "zh_CN": "由其所有者决定"}
    gives = "any"

    table: str = param(
        "",
        name={"en": "table", "zh_CN": "表格"},
        help={
            "en": "The kept table's sha256; without it, an example",
            "zh_CN": "所存表格的 sha256；没有时给出一个例子",
        },
    )
    file: str = param(
        "",
        name={"en": "file", "zh_CN": "文件"},
        help={"en": "The name that is shown", "zh_CN": "显示的名称"},
    )
    inputs: tuple = param(
        (),
        low=0,
        name={"en": "inputs", "zh_CN": "输入列"},
        help={"en": f"{numbers['en']}; none: all others", "zh_CN": f"{numbers['zh_CN']}；空：其余所有列"},
    )
    targets: tuple = param(
        (),
        low=0,
        name={"en": "targets", "zh_CN": "目标列"},
        help={"en": f"{numbers['en']}; none: the last one", "zh_CN": f"{numbers['zh_CN']}；空：最后一列"},
    )
    categories: tuple = param(
        (),
        low=0,
        name={"en": "categories", "zh_CN": "类别列"},
        help={
            "en": f"{numbers['en']}: each number is a category; texts always are",
            "zh_CN": f"{numbers['zh_CN']}：每个数是一个类别；文字总是类别",
        },
    )
    zeros: tuple = param(
        (),
        low=0,
        name={"en": "zeros", "zh_CN": "零值列"},
        help={"en": f"{numbers['en']}: 0 is a missing value there", "zh_CN": f"{numbers['zh_CN']}：其中的 0 是缺失值"},
    )
    split: tuple = param(
        (),
        low=0,
        name={"en": "split", "zh_CN": "划分列"},
        help={
            "en": f"{numbers['en']}: the one that marks the rows for testing",
            "zh_CN": f"{numbers['zh_CN']}：标记测试行的那一列",
        },
    )

    def sample(self, rng):
        if not self.table:
            return example()
        return opened_table(
            kept_table(self.table, self.file),
            inputs=self.inputs,
            targets=self.targets,
            categories=self.categories,
            zeros=self.zeros,
            split=self.split,
        )


def example():
    """Returns what stands here until a table was opened: sizes of two kinds of leaves, in centimetres."""
    long = np.array([5.1, 6.0, 6.4, 7.2, 5.6, 6.8, 7.7, 6.1, 3.1, 3.9, 4.4, 2.8, 3.5, 4.1, 3.3, 4.8])
    wide = np.array([1.2, 1.5, 1.3, 1.9, 1.1, 1.6, 2.0, 1.4, 2.2, 2.9, 3.1, 2.0, 2.7, 2.6, 2.3, 3.4])
    kind = np.repeat([0, 1], 8)
    return Table(x=np.column_stack([long, wide]), y=kind, names=("length", "width"), classes=("willow", "beech"))


@hookimpl
def nnlab_datasets():
    return [OpenedTable]
