"""Layers for sequences, (time, features): they read one step after another and remember in their state."""

import numpy as np

from nnlab.api import Layer, ShapeError, hookimpl, param


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


class Recurrent(Layer):
    """What all of them share: the state starts at 0 and goes from step to step; `gates` numbers feed each neuron.

    Parameters: weights (features, gates * units), recurrent_weights (units, gates * units), bias (gates * units).
    """

    weights = ("weights", "recurrent_weights")

    units: int = param(
        8,
        low=1,
        high=1024,
        name={"en": "neurons", "zh_CN": "神经元数"},
        help={"en": "Length of the state", "zh_CN": "状态的长度"},
    )
    sequence: bool = param(
        False,
        name={"en": "whole sequence", "zh_CN": "输出整个序列"},
        help={
            "en": "Gives the state after every step, for another recurrent layer; else only the last one",
            "zh_CN": "给出每一步之后的状态（供下一个循环层使用）；否则只给出最后的状态",
        },
    )

    def shape(self, *inputs):
        if len(inputs) != 1:
            raise ShapeError(
                {
                    "en": f"a recurrent layer takes one sequence and gets {len(inputs)} inputs; "
                    "add or concatenate them before it",
                    "zh_CN": f"循环层只接受一个序列，现有 {len(inputs)} 个输入；请先将它们相加或拼接",
                }
            )
        if len(inputs[0]) != 2:
            raise ShapeError(
                {
                    "en": f"a recurrent layer takes a sequence of (time, features) and gets {inputs[0]}; choose data "
                    "with sequences, or let the recurrent layer before it give the whole sequence",
                    "zh_CN": f"循环层的输入应为序列（时间, 特征），而现在是 {inputs[0]}；请选择序列数据，"
                    "或让前一个循环层输出整个序列",
                }
            )
        return (inputs[0][0], self.units) if self.sequence else (self.units,)

    def arrays(self, shape, gates, *biases):
        """Returns the start arrays of a layer with so many gates."""
        wide = gates * self.units
        made = {"weights": np.zeros((shape[1], wide)), "recurrent_weights": np.zeros((self.units, wide))}
        return made | {name: np.zeros(wide) for name in biases}

    def states(self, x):
        """Returns the array for the states: (time + 1, batch, units), the first is the start at 0."""
        return np.zeros((x.shape[1] + 1, len(x), self.units), x.dtype)

    def output(self, h):
        """Returns of the states what goes out."""
        return h[1:].swapaxes(0, 1) if self.sequence else h[-1].copy()

    def upstream(self, grad, time):
        """Returns dL/dh for each time step, as far as it comes from outside, (time, batch, units)."""
        if self.sequence:
            return grad.swapaxes(0, 1)
        from_outside = np.zeros((time, *grad.shape), grad.dtype)
        from_outside[-1] = grad
        return from_outside

    def gradients(self, x, h, d, p):
        """Returns dL/dx and the gradients of weights and bias, given d = dL/dz of z = x W + h U + b, by time."""
        flat = d.reshape(-1, d.shape[2])
        steps = x.swapaxes(0, 1).reshape(-1, x.shape[2])
        grads = {
            "weights": steps.T @ flat,
            "recurrent_weights": h[:-1].reshape(-1, self.units).T @ flat,
            "bias": flat.sum(axis=0),
        }
        return (d @ p["weights"].T).swapaxes(0, 1), grads


class RNN(Recurrent):
    """The simple recurrent layer: h_t = tanh(x_t W + h_(t-1) U + b).

    Elman, "Finding Structure in Time", Cognitive Science 14, 1990.
    """

    name = {"en": "Simple recurrent (RNN)", "zh_CN": "简单循环层（RNN）"}
    help = {"en": "Feeds its state back at the next step", "zh_CN": "把自己的状态送回下一个时间步"}
    tex = r"h_t = \tanh(x_t W + h_{t-1} U + b)"

    def parameters(self, shape):
        return self.arrays(shape, 1, "bias")

    def forward(self, x, p):
        h, seen = self.states(x), (x @ p["weights"] + p["bias"]).swapaxes(0, 1)
        for t, z in enumerate(seen):
            h[t + 1] = np.tanh(z + h[t] @ p["recurrent_weights"])
        return self.output(h), (x, h), {}

    def backward(self, grad, saved, p):
        x, h = saved
        from_outside, back = self.upstream(grad, len(h) - 1), 0
        d = np.empty(h[1:].shape, grad.dtype)  # dL/dz
        for t in reversed(range(len(d))):
            d[t] = (from_outside[t] + back) * (1 - h[t + 1] ** 2)
            back = d[t] @ p["recurrent_weights"].T
        return self.gradients(x, h, d, p)


class LSTM(Recurrent):
    """Long short-term memory: beside the state h a cell c, which gates write, keep and read.

    (i, f, g, o) = x_t W + h_(t-1) U + b + b', in this order; c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g);
    h_t = sigmoid(o) tanh(c_t). It has two biases as in PyTorch, of the input and of the state, which only ever count
    as their sum.

    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9, 1997.
    """

    name = {"en": "Long short-term memory (LSTM)", "zh_CN": "长短期记忆（LSTM）"}
    help = {"en": "Gates decide what its memory keeps, takes in and gives", "zh_CN": "由门控制记忆的保留、写入和读出"}
    tex = r"c_t = f_t \odot c_{t-1} + i_t \odot g_t, \quad h_t = o_t \odot \tanh(c_t)"

    def parameters(self, shape):
        return self.arrays(shape, 4, "bias", "recurrent_bias")

    def forward(self, x, p):
        h, c, n = self.states(x), self.states(x), self.units
        gates = (x @ p["weights"] + (p["bias"] + p["recurrent_bias"])).swapaxes(0, 1).copy()
        for t, z in enumerate(gates):
            z += h[t] @ p["recurrent_weights"]
            z[:, : 2 * n], z[:, 3 * n :] = sigmoid(z[:, : 2 * n]), sigmoid(z[:, 3 * n :])
            z[:, 2 * n : 3 * n] = np.tanh(z[:, 2 * n : 3 * n])
            i, f, g, o = np.split(z, 4, axis=1)
            c[t + 1] = f * c[t] + i * g
            h[t + 1] = o * np.tanh(c[t + 1])
        return self.output(h), (x, h, c, gates), {}

    def backward(self, grad, saved, p):
        x, h, c, gates = saved
        from_outside, back, memory = self.upstream(grad, len(gates)), 0, 0
        d = np.empty(gates.shape, grad.dtype)  # dL/dz
        for t in reversed(range(len(d))):
            i, f, g, o = np.split(gates[t], 4, axis=1)
            of_h, seen = from_outside[t] + back, np.tanh(c[t + 1])
            of_c = memory + of_h * o * (1 - seen**2)
            parts = (
                of_c * g * i * (1 - i),
                of_c * c[t] * f * (1 - f),
                of_c * i * (1 - g**2),
                of_h * seen * o * (1 - o),
            )
            np.concatenate(parts, axis=1, out=d[t])
            memory, back = of_c * f, d[t] @ p["recurrent_weights"].T
        grad_x, grads = self.gradients(x, h, d, p)
        return grad_x, grads | {"recurrent_bias": grads["bias"]}


class GRU(Recurrent):
    """Gated recurrent unit: one gate forgets, one mixes the old state with a new candidate.

    (r, z, n) in this order: r = sigmoid(x W_r + b_r + h U_r + b'_r), z likewise, n = tanh(x W_n + b_n + r (h U_n +
    b'_n)), h_t = (1 - z) n + z h_(t-1), as in PyTorch.

    Cho and others, "Learning Phrase Representations using RNN Encoder-Decoder", 2014, arXiv:1406.1078.
    """

    name = {"en": "Gated recurrent unit (GRU)", "zh_CN": "门控循环单元（GRU）"}
    help = {"en": "A gate mixes the old state with a new candidate", "zh_CN": "由门把旧状态与新的候选状态混合"}
    tex = r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}"

    def parameters(self, shape):
        return self.arrays(shape, 3, "bias", "recurrent_bias")

    def forward(self, x, p):
        h, n = self.states(x), self.units
        gates = (x @ p["weights"] + p["bias"]).swapaxes(0, 1).copy()
        inner = np.empty((len(gates), len(x), n), x.dtype)  # h U_n + b'_n, which r lets through
        for t, z in enumerate(gates):
            own = h[t] @ p["recurrent_weights"] + p["recurrent_bias"]
            z[:, : 2 * n] = sigmoid(z[:, : 2 * n] + own[:, : 2 * n])
            inner[t] = own[:, 2 * n :]
            z[:, 2 * n :] = np.tanh(z[:, 2 * n :] + z[:, :n] * inner[t])
            h[t + 1] = z[:, 2 * n :] + z[:, n : 2 * n] * (h[t] - z[:, 2 * n :])
        return self.output(h), (x, h, gates, inner), {}

    def backward(self, grad, saved, p):
        x, h, gates, inner = saved
        from_outside, back = self.upstream(grad, len(gates)), 0
        d = np.empty(gates.shape, grad.dtype)  # dL/d(x W + b)
        own = np.empty(gates.shape, grad.dtype)  # dL/d(h U + b')
        for t in reversed(range(len(d))):
            r, z, n = np.split(gates[t], 3, axis=1)
            of_h = from_outside[t] + back
            of_n = of_h * (1 - z) * (1 - n**2)
            np.concatenate((of_n * inner[t] * r * (1 - r), of_h * (h[t] - n) * z * (1 - z), of_n), axis=1, out=d[t])
            own[t] = d[t]
            own[t, :, 2 * self.units :] *= r
            back = of_h * z + own[t] @ p["recurrent_weights"].T
        grad_x, grads = self.gradients(x, h, d, p)
        flat = own.reshape(-1, own.shape[2])
        grads["recurrent_weights"] = h[:-1].reshape(-1, self.units).T @ flat
        return grad_x, grads | {"recurrent_bias": flat.sum(axis=0)}


@hookimpl
def nnlab_layers():
    return [RNN, LSTM, GRU]
