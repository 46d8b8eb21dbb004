"""Layers for images, (channels, rows, columns): convolution and pooling."""

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl, param


def image(inputs, layer, layer_zh_cn):
    """Returns the one input's shape if it is an image; raises ShapeError otherwise."""
    if len(inputs) != 1:
        raise ShapeError(
            {
                "en": f"{layer} takes one image and gets {len(inputs)} inputs; add or concatenate them before it",
                "zh_CN": f"{layer_zh_cn}只接受一个图像输入，现有 {len(inputs)} 个；请先将它们相加或拼接",
            }
        )
    if len(inputs[0]) != 3:
        raise ShapeError(
            {
                "en": f"{layer} takes images of (channels, rows, columns) and gets {inputs[0]}; "
                "choose data with images, or a dense layer",
                "zh_CN": f"{layer_zh_cn}的输入应为图像（通道, 行, 列），而现在是 {inputs[0]}；"
                "请选择图像数据，或改用全连接层",
            }
        )
    return inputs[0]


def places(length, window, stride):
    """Returns at how many places a window fits along a side."""
    return (length - window) // stride + 1


def windows(x, rows, columns, stride):
    """Yields (i, j, part): part (batch, channels, ...) holds entry (i, j) of every window of x, as a view."""
    down, across = places(x.shape[2], rows, stride), places(x.shape[3], columns, stride)
    for i in range(rows):
        for j in range(columns):
            yield i, j, x[:, :, i : i + stride * down : stride, j : j + stride * across : stride]


class Conv2D(Layer):
    """Slides small kernels over an image and sums what they meet, over all channels (a cross-correlation).

    y[f, r, c] = b[f] + sum over k, i, j of w[k, i, j, f] x[k, r s + i - p, c s + j - p], with stride s and p rows and
    columns of zeros around the image.
    """

    id = "conv2d"
    name = {"en": "Convolution", "zh_CN": "二维卷积"}
    help = {"en": "Slides small kernels over an image", "zh_CN": "用小的卷积核在图像上滑动"}
    tex = r"y_f = b_f + \sum_k w_{k f} \star x_k"
    activates = "yes"
    weights = ("weights",)

    filters: int = param(
        8,
        low=1,
        high=1024,
        name={"en": "filters", "zh_CN": "卷积核个数"},
        help={"en": "Number of kernels, each gives one channel", "zh_CN": "卷积核的个数，每个给出一个通道"},
    )
    rows: int = param(
        3,
        low=1,
        high=31,
        name={"en": "kernel rows", "zh_CN": "核的行数"},
        help={"en": "Height of a kernel", "zh_CN": "卷积核的高"},
    )
    columns: int = param(
        3,
        low=1,
        high=31,
        name={"en": "kernel columns", "zh_CN": "核的列数"},
        help={"en": "Width of a kernel", "zh_CN": "卷积核的宽"},
    )
    stride: int = param(
        1,
        low=1,
        high=16,
        name={"en": "stride", "zh_CN": "步幅"},
        help={"en": "How far the kernel moves from one place to the next", "zh_CN": "卷积核每次移动的距离"},
    )
    padding: int = param(
        0,
        low=0,
        high=15,
        name={"en": "padding", "zh_CN": "填充"},
        help={"en": "Rows and columns of zeros put around the image", "zh_CN": "在图像四周补零的行列数"},
    )
    bias: bool = param(
        True,
        name={"en": "bias", "zh_CN": "偏置"},
        help={"en": "Each kernel adds a number of its own", "zh_CN": "每个卷积核加上自己的偏置"},
    )

    def shape(self, *inputs):
        _, rows, columns = image(inputs, "a convolution", "卷积层")
        height, width = rows + 2 * self.padding, columns + 2 * self.padding
        if self.rows > height or self.columns > width:
            raise ShapeError(
                {
                    "en": f"a kernel of {self.rows} x {self.columns} does not fit into an image of {rows} x {columns} "
                    f"with padding {self.padding}; choose a smaller kernel or more padding",
                    "zh_CN": f"{self.rows} x {self.columns} 的卷积核放不进 {rows} x {columns} 的图像"
                    f"（填充为 {self.padding}）；请用更小的卷积核或更多的填充",
                }
            )
        return self.filters, places(height, self.rows, self.stride), places(width, self.columns, self.stride)

    def parameters(self, shape):
        weights = np.zeros((shape[0], self.rows, self.columns, self.filters))
        return {"weights": weights, "bias": np.zeros(self.filters)} if self.bias else {"weights": weights}

    def forward(self, x, p):
        edge = self.padding
        batch, channels, height, width = x.shape
        padded = np.zeros((batch, channels, height + 2 * edge, width + 2 * edge), x.dtype)
        padded[:, :, edge : edge + height, edge : edge + width] = x
        parts = [part for _, _, part in windows(padded, self.rows, self.columns, self.stride)]
        down, across = parts[0].shape[2:]
        patches = np.empty((channels, len(parts), batch, down, across), x.dtype)  # all that each kernel meets
        for place, part in enumerate(parts):
            patches[:, place] = part.swapaxes(0, 1)
        patches = patches.reshape(channels * len(parts), -1)
        y = p["weights"].reshape(-1, self.filters).T @ patches
        if self.bias:
            y += p["bias"][:, np.newaxis]
        y = y.reshape(self.filters, batch, down, across).swapaxes(0, 1)
        return y, (patches, padded.shape), {}

    def backward(self, grad, saved, p):
        patches, shape = saved
        batch, filters, down, across = grad.shape
        flat = grad.swapaxes(0, 1).reshape(filters, -1)
        grads = {"weights": (patches @ flat.T).reshape(p["weights"].shape)}
        if self.bias:
            grads["bias"] = flat.sum(axis=1)
        back = p["weights"].reshape(-1, filters) @ flat  # what each kernel met gets back
        back = back.reshape(shape[1], -1, batch, down, across)
        grad_x = np.zeros(shape, grad.dtype)
        for place, (_, _, part) in enumerate(windows(grad_x, self.rows, self.columns, self.stride)):
            part += back[:, place].swapaxes(0, 1)
        edge = self.padding
        return grad_x[:, :, edge : shape[2] - edge, edge : shape[3] - edge], grads


class Pool(Layer):
    """What both poolings share: windows that move by the stride; what no whole window covers is left out."""

    window: int = param(
        2,
        low=1,
        high=16,
        name={"en": "window", "zh_CN": "窗口"},
        help={"en": "Height and width of the window", "zh_CN": "窗口的高和宽"},
    )
    stride: int = param(
        2,
        low=1,
        high=16,
        name={"en": "stride", "zh_CN": "步幅"},
        help={"en": "How far the window moves from one place to the next", "zh_CN": "窗口每次移动的距离"},
    )

    def shape(self, *inputs):
        channels, rows, columns = image(inputs, "a pooling", "池化层")
        if self.window > min(rows, columns):
            raise ShapeError(
                {
                    "en": f"a window of {self.window} x {self.window} does not fit into an image of {rows} x {columns}"
                    "; choose a smaller window, or pool less before it",
                    "zh_CN": f"{self.window} x {self.window} 的窗口放不进 {rows} x {columns} 的图像；"
                    "请用更小的窗口，或减少前面的池化",
                }
            )
        return channels, places(rows, self.window, self.stride), places(columns, self.window, self.stride)

    def parts(self, x):
        """Returns views of x, one for each entry of a window."""
        return [part for _, _, part in windows(x, self.window, self.window, self.stride)]


class MaxPool(Pool):
    """The largest number in each window; the gradient goes back to where it stood (the first of equal ones)."""

    name = {"en": "Max pooling", "zh_CN": "最大池化"}
    help = {"en": "Keeps the largest number of each window", "zh_CN": "每个窗口只保留最大的数"}
    tex = r"y = \max_{i, j \in w} x_{i j}"

    def forward(self, x):
        parts = self.parts(x)
        best, where = parts[0].copy(), np.zeros(parts[0].shape, np.int16)  # which entry it was
        for place, part in enumerate(parts[1:], 1):
            np.putmask(where, part > best, place)
            np.maximum(best, part, out=best)
        return best, (where, x.shape), {}

    def backward(self, grad, saved):
        where, shape = saved
        grad_x = np.zeros(shape, grad.dtype)
        for place, part in enumerate(self.parts(grad_x)):
            part += grad * (where == place)
        return grad_x, {}


class AveragePool(Pool):
    """The mean of each window; the gradient is shared by all that are in it."""

    name = {"en": "Average pooling", "zh_CN": "平均池化"}
    help = {"en": "Keeps the mean of each window", "zh_CN": "每个窗口只保留平均值"}
    tex = r"y = \frac{1}{n^2} \sum_{i, j \in w} x_{i j}"

    def forward(self, x):
        parts = self.parts(x)
        return sum(parts[1:], parts[0]) / len(parts), x.shape, {}

    def backward(self, grad, saved):
        grad_x = np.zeros(saved, grad.dtype)
        parts = self.parts(grad_x)
        for part in parts:
            part += grad / len(parts)
        return grad_x, {}


@hookimpl
def nnlab_layers():
    return [Conv2D, MaxPool, AveragePool]
