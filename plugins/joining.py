"""Layers that join several inputs into one, or turn an image or a sequence into a row."""

import math

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl


def words(shapes, conjunction):
    """Returns shapes as a sentence has them: "8 and 5", "1 × 8 × 8 and 64"."""
    *most, last = (" × ".join(str(side) for side in shape) for shape in shapes)
    return f"{', '.join(most)} {conjunction} {last}"


class Add(Layer):
    """Adds inputs of one shape, number by number: the join behind a skip connection.

    y = x_1 + x_2 + ...; the gradient goes back to each of them unchanged, past everything between.

    He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015, arXiv:1512.03385.
    """

    name = {"en": "Add", "zh_CN": "相加（残差）"}
    help = {
        "en": "Adds inputs of one shape, as behind a skip connection",
        "zh_CN": "把形状相同的输入逐个相加，用于跳跃连接（残差）",
    }
    tex = r"y = x_1 + x_2"
    activates = "yes"

    def shape(self, *inputs):
        if len(inputs) < 2:
            raise ShapeError(
                {
                    "en": "there is only one input and nothing to add to it; connect another layer of the same shape",
                    "zh_CN": "只有一个输入，没有可以相加的；请再连接一个形状相同的层",
                }
            )
        if len(set(inputs)) > 1:
            raise ShapeError(
                {
                    "en": f"only inputs of one shape can be added, and these have {words(inputs, 'and')}; "
                    "make them equal, or concatenate them instead",
                    "zh_CN": f"只有形状相同的输入才能相加，而它们的形状是 {words(inputs, '和')}；"
                    "请使它们一致，或改用拼接",
                }
            )
        return inputs[0]

    def forward(self, x):
        return sum(x[1:], x[0]), len(x), {}

    def backward(self, grad, saved):
        return (grad,) * saved, {}


class Concatenate(Layer):
    """Puts inputs side by side: features behind features, the channels of images behind channels."""

    name = {"en": "Concatenate", "zh_CN": "拼接"}
    help = {
        "en": "Puts inputs side by side: features behind features, channels behind channels",
        "zh_CN": "把多个输入并排：特征接特征，通道接通道",
    }
    tex = r"y = (x_1, x_2)"

    def axis(self, shape):
        """Returns where in a shape the inputs are put side by side: channels of images, else features."""
        return 0 if len(shape) == 3 else len(shape) - 1

    def shape(self, *inputs):
        if len(inputs) < 2:
            raise ShapeError(
                {
                    "en": "there is only one input and nothing to join it with; connect another layer",
                    "zh_CN": "只有一个输入，没有可以拼接的；请再连接一个层",
                }
            )
        axis = self.axis(inputs[0])
        rest = {(len(shape), shape[:axis], shape[axis + 1 :]) for shape in inputs}
        if len(rest) > 1:
            raise ShapeError(
                {
                    "en": f"inputs of the shapes {words(inputs, 'and')} cannot be put side by side: rows with rows, "
                    "images with images of the same rows and columns, sequences with sequences of the same length; "
                    "or flatten them first",
                    "zh_CN": f"形状为 {words(inputs, '和')} 的输入无法拼接：一维接一维，图像要行列数相同，"
                    "序列要长度相同；请先展平",
                }
            )
        first = list(inputs[0])
        first[axis] = sum(shape[axis] for shape in inputs)
        return tuple(first)

    def forward(self, x):
        axis = 1 + self.axis(x[0].shape[1:])
        ends = np.cumsum([one.shape[axis] for one in x])[:-1]
        return np.concatenate(x, axis), (ends, axis), {}

    def backward(self, grad, saved):
        ends, axis = saved
        return tuple(np.split(grad, ends, axis)), {}


class Flatten(Layer):
    """Turns an image or a sequence into one row of numbers, in channel-row-column order."""

    name = {"en": "Flatten", "zh_CN": "展平"}
    help = {
        "en": "Turns an image or a sequence into one row of numbers",
        "zh_CN": "把图像或序列展开成一行数",
    }
    tex = r"\mathbb{R}^{c \times m \times n} \to \mathbb{R}^{c m n}"

    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError(
                {
                    "en": f"flatten takes one input and gets {len(inputs)}; concatenate them behind a flatten each",
                    "zh_CN": f"展平层只接受一个输入，现有 {len(inputs)} 个；请分别展平后再拼接",
                }
            )
        return (math.prod(inputs[0]),)

    def forward(self, x):
        return x.reshape(len(x), -1), x.shape, {}

    def backward(self, grad, saved):
        return grad.reshape(saved), {}


@hookimpl
def nnlab_layers():
    return [Add, Concatenate, Flatten]
