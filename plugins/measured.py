"""Real data that were measured: flowers, tissue, and handwritten digits."""

from nnlab.api import Dataset, Table, bundled_table, hookimpl


class Iris(Dataset):
    """150 flowers of three species, by the length and width of sepal and petal in centimetres."""

    name = {"en": "Iris", "zh_CN": "鸢尾花"}
    help = {
        "en": "150 flowers of three species, by the length and width of sepal and petal in centimetres",
        "zh_CN": "三个品种的 150 朵花，按萼片与花瓣的长和宽（厘米）描述",
    }
    source = {
        "en": "R. A. Fisher, “The use of multiple measurements in taxonomic problems”, 1936",
        "zh_CN": "R. A. Fisher，《The use of multiple measurements in taxonomic problems》，1936 年",
    }
    license = {
        "en": "Treated as public domain; the UCI Machine Learning Repository lists it under CC BY 4.0",
        "zh_CN": "视为公有领域；UCI 机器学习库按 CC BY 4.0 收录",
    }

    def sample(self, rng):
        return bundled_table("iris")


class BreastCancer(Dataset):
    """569 samples of tissue, by thirty measures of their cell nuclei: malignant or benign?"""

    name = {"en": "Breast cancer", "zh_CN": "乳腺癌"}
    help = {
        "en": "569 samples of tissue by thirty measures of their cell nuclei: malignant or benign? For teaching only:"
        " nothing trained on it says anything about a person's health",
        "zh_CN": "569 份组织样本，按细胞核的三十项测量描述：恶性还是良性？"
        "仅供教学，用它训练的任何结果都不能说明人的健康状况",
    }
    source = {
        "en": "W. Wolberg, O. Mangasarian, N. Street, W. Street, “Breast Cancer Wisconsin (Diagnostic)”,"
        " UCI Machine Learning Repository, 1995, doi 10.24432/C5DW2B",
        "zh_CN": "W. Wolberg、O. Mangasarian、N. Street、W. Street，《Breast Cancer Wisconsin (Diagnostic)》，"
        "UCI 机器学习库，1995 年，doi 10.24432/C5DW2B",
    }
    license = "CC BY 4.0"

    def sample(self, rng):
        return bundled_table("breast_cancer")


class Digits(Dataset):
    """1797 handwritten digits as pictures of 8 x 8 pixels, from 0 (white) to 16 (black)."""

    name = {"en": "Handwritten digits", "zh_CN": "手写数字"}
    help = {
        "en": "1797 handwritten digits as pictures of 8 x 8 pixels, each from 0 (white) to 16 (black)",
        "zh_CN": "1797 个手写数字，8 x 8 像素的图像，每个像素从 0（白）到 16（黑）",
    }
    source = {
        "en": "E. Alpaydin, C. Kaynak, “Optical Recognition of Handwritten Digits” (its test part),"
        " UCI Machine Learning Repository, 1998, doi 10.24432/C50P49",
        "zh_CN": "E. Alpaydin、C. Kaynak，《Optical Recognition of Handwritten Digits》（测试部分），"
        "UCI 机器学习库，1998 年，doi 10.24432/C50P49",
    }
    license = "CC BY 4.0"

    def sample(self, rng):
        rows = bundled_table("digits")
        names = tuple(f"r{row + 1}c{column + 1}" for row in range(8) for column in range(8))
        return Table(x=rows.x.reshape(-1, 1, 8, 8), y=rows.y, names=names, classes=rows.classes)


@hookimpl
def nnlab_datasets():
    return [Iris, BreastCancer, Digits]
