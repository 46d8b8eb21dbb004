"""The presets on tables: some to calculate by hand, and real ones."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from nnlab.experiment._preset import Preset, classes, made, network
from nnlab.experiment.document import Chosen, Data, LayerSpec, Stop, Training
from nnlab.records import Text

_cells = ("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave_points")
_measures = (*_cells, "symmetry", "fractal_dimension")
flower = ("sepal_length", "sepal_width", "petal_length", "petal_width")
tissue = (
    *(f"mean_{name}" for name in _measures),
    *(f"{name}_error" for name in _measures),
    *(f"worst_{name}" for name in _measures),
)
pixels = tuple(f"r{row}c{column}" for row in range(1, 9) for column in range(1, 9))


def gate() -> Preset:
    training = replace(classes("sgd", learning_rate=0.5, batch_size=4), shuffle=False)
    return made(
        "truth_table",
        Text("AND, one neuron", "与门：一个神经元"),
        Text(
            "The whole table is four rows: choose another gate and see which one neuron cannot learn",
            "整张表只有四行：换一种逻辑门，看看哪些是一个神经元学不会的",
        ),
        Data(source=Chosen(id="truth_table", values={"gate": "and"})),
        network((), "tanh"),
        training,
    )


def people() -> Preset:
    training = Training(
        loss=Chosen(id="mse"),
        optimizer=Chosen(id="sgd", values={"learning_rate": 0.1}),
        schedule=Chosen(id="constant"),
        metrics=(Chosen(id="accuracy"),),
        batch_size=1,
        shuffle=False,
        stop=Stop(epochs=1000),
    )
    return made(
        "weight_and_height",
        Text("Weight and height", "体重与身高"),
        Text(
            "Four people in a 2-2-1 network, and two more to guess: the well-known beginner's article",
            "2-2-1 网络学习四个人，再猜另外两个人：著名的入门文章",
        ),
        Data(source=Chosen(id="weight_and_height")),
        network((2,), "sigmoid", inputs=("weight", "height")),
        training,
        initializer="normal",
    )


def iris() -> Preset:
    return made(
        "iris",
        Text("Iris", "鸢尾花"),
        Text(
            "Three species of flowers by four lengths: two species overlap a little",
            "按四个长度区分三个品种的花：其中两个品种略有重叠",
        ),
        Data(source=Chosen(id="iris"), test_share=0.3, split="stratified"),
        network((6,), "tanh", output="softmax", outputs=3, inputs=flower),
        _ending(classes("adam", learning_rate=0.01, batch_size=16, loss="cross_entropy"), 100, 0.001),
    )


def breast_cancer() -> Preset:
    return made(
        "breast_cancer",
        Text("Breast cancer", "乳腺癌"),
        Text(
            "Thirty measures of very different size: without scaling the largest drown the others",
            "三十项大小悬殊的测量：不做缩放，大的会淹没小的",
        ),
        Data(source=Chosen(id="breast_cancer"), test_share=0.2, split="stratified", scaling="standardize"),
        network((4,), "tanh", inputs=tissue),
        _ending(classes("adam", learning_rate=0.01, batch_size=16), 30, 0.003),
    )


def digits() -> Preset:
    return _digits(
        "digits",
        Text("Handwritten digits", "手写数字"),
        Text(
            "Pictures of 8 x 8 pixels: eight small filters look for strokes, then ten outputs decide",
            "8 x 8 像素的图像：八个小卷积核寻找笔画，再由十个输出作出判断",
        ),
        "stratified",
    )


def digits_in_file_order() -> Preset:
    return _digits(
        "digits_in_file_order",
        Text("Handwritten digits in file order", "手写数字：按文件顺序"),
        Text(
            "The last fifth is for testing. It is harder: what one person wrote stands together in the file, so these"
            " are hands that training hardly saw; a random split puts every writer on both sides",
            "用最后五分之一测试。这更难：同一个人写的数字在文件中排在一起，测试中的笔迹在训练时几乎没有出现；"
            "随机划分则让每位书写者两边都有",
        ),
        "order",
    )


def _digits(ident: str, title: Text, help: Text, split: Literal["stratified", "order"]) -> Preset:
    sees = (
        LayerSpec(
            id="filters",
            kind=Chosen(id="conv2d", values={"filters": 8}),
            activation=Chosen(id="relu"),
            inputs=("input",),
        ),
        LayerSpec(id="pool", kind=Chosen(id="max_pool"), inputs=("filters",)),
        LayerSpec(id="flat", kind=Chosen(id="flatten"), inputs=("pool",)),
    )
    return made(
        ident,
        title,
        help,
        Data(source=Chosen(id="digits"), test_share=0.2, split=split, scaling="minmax"),
        network((32,), "relu", output="softmax", outputs=10, inputs=pixels, before=sees),
        replace(classes("adam", learning_rate=0.005, batch_size=32, loss="cross_entropy"), stop=Stop(epochs=20)),
        initializer="he",
    )


def _ending(training: Training, epochs: int, decay: float) -> Training:
    regularizer = Chosen(id="l2", values={"strength": decay})
    return replace(training, stop=Stop(epochs=epochs), regularizer=regularizer)
