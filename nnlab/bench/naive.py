"""The tutorial loop: what somebody writes in an evening with plain NumPy.

Lists of W and b, `x @ W + b`, fresh temporaries, the optimizer layer by layer.
"""

from __future__ import annotations

import numpy as np

from nnlab.bench.workloads import Floats, Given, Workload
from nnlab.engine.streams import stream


class Naive:
    """Trains a workload the way tutorials print it."""

    def __init__(self, work: Workload, given: Given, points: Floats | None = None) -> None:
        self.work, self.x, self.t, self.start, self.points = work, given.x, given.t, given.start, points

    def begin(self) -> None:
        """Goes back to the start weights and the first batch order."""
        self.W = [W.copy() for W, _ in self.start]
        self.b = [b.copy() for _, b in self.start]
        self.moments = [[np.zeros_like(p), np.zeros_like(p)] for p in (*self.W, *self.b)]
        self.step = self.epoch = 0
        self.rng = stream(self.work.seed, "order")
        self.losses: list[float] = []

    def train(self, epochs: int) -> None:
        """Trains so many epochs, the training loss after every `loss_every`th."""
        work = self.work
        for _ in range(epochs):
            x, t = self.x, self.t
            if work.shuffle:
                order = self.rng.permutation(len(x))
                x, t = x[order], t[order]
            for first in range(0, len(x), work.batch):
                self.update(*self.gradients(x[first : first + work.batch], t[first : first + work.batch]))
            self.epoch += 1
            if self.epoch % work.loss_every == 0:
                self.losses.append(self.loss(self.forward(self.x)[-1], self.t))

    def forward(self, x: Floats) -> list[Floats]:
        """Returns the inputs and each layer's activations."""
        a = [x]
        for i, (W, b) in enumerate(zip(self.W, self.b, strict=True)):
            z = a[-1] @ W + b if self.work.bias else a[-1] @ W
            name = self.work.hidden if i + 1 < len(self.W) else self.work.output
            if name == "tanh":
                a.append(np.tanh(z))
            elif name == "relu":
                a.append(np.maximum(z, 0))
            elif name == "sigmoid":
                a.append(1 / (1 + np.exp(-z)))
            else:
                e = np.exp(z - z.max(axis=1, keepdims=True))
                a.append(e / e.sum(axis=1, keepdims=True))
        return a

    def loss(self, y: Floats, t: Floats) -> float:
        """Returns the loss of outputs y."""
        if self.work.loss == "cross_entropy":
            return float(-np.mean(np.log(y[t == 1])))
        squares = (y - t) ** 2
        return float(np.sum(squares) if self.work.loss == "sse" else np.mean(squares))

    def gradients(self, x: Floats, t: Floats) -> tuple[list[Floats], list[Floats]]:
        """Returns the gradients of W and b."""
        a = self.forward(x)
        if self.work.loss == "cross_entropy":
            delta = (a[-1] - t) / len(t)
        else:
            delta = 2 * (a[-1] - t) * self.derivative(self.work.output, a[-1])
            if self.work.loss == "mse":
                delta = delta / t.size
        dW: list[Floats] = []
        db: list[Floats] = []
        for i in reversed(range(len(self.W))):
            dW.append(a[i].T @ delta)
            if self.work.bias:
                db.append(delta.sum(axis=0))
            if i > 0:
                delta = delta @ self.W[i].T * self.derivative(self.work.hidden, a[i])
        return dW[::-1], db[::-1]

    def derivative(self, name: str, a: Floats) -> Floats:
        """Returns an activation's slope where its value is a."""
        if name == "tanh":
            return 1 - a**2
        if name == "sigmoid":
            return a * (1 - a)
        return (a > 0).astype(a.dtype)

    def update(self, dW: list[Floats], db: list[Floats]) -> None:
        """Makes one step."""
        lr = self.work.learning_rate
        if self.work.optimizer == "sgd":
            for i in range(len(self.W)):
                self.W[i] -= lr * dW[i]
                if self.work.bias:
                    self.b[i] -= lr * db[i]
            return
        self.step += 1
        for parameter, g, moments in zip((*self.W, *self.b), (*dW, *db), self.moments, strict=True):
            m, v = moments
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            m_hat = m / (1 - 0.9**self.step)
            v_hat = v / (1 - 0.999**self.step)
            parameter -= lr * m_hat / (np.sqrt(v_hat) + 1e-8)
            moments[:] = m, v

    def maps(self) -> list[Floats]:
        """Returns each layer's activations over the points, (units, size, size), float32."""
        assert self.points is not None
        size, a, made = self.work.maps, self.points, []
        for W, b in zip(self.W, self.b, strict=True):
            a = np.tanh(a @ W.astype(np.float32) + b.astype(np.float32))
            made.append(a.T.reshape(-1, size, size))
        return made

    def weights(self) -> list[Floats]:
        """Returns each layer's weights (n_in, n_out)."""
        return self.W
