"""scikit-learn: the parts that `MLPRegressor.fit` and `MLPClassifier.fit` are made of, driven batch by batch.

`fit` and `partial_fit` draw their own start and order, check every array and know no tanh or sigmoid output with
squares; so the loop here calls what they call, `_backprop` and the optimizer's `update_params`, and nothing more.
Its squares are halved and divided by the batch, and its Adam adds eps before the bias correction; the learning rate and
an eps that is set anew for each step (a third of a microsecond) make up for that, so that all come out alike.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from sklearn.neural_network import MLPRegressor
from sklearn.neural_network._base import ACTIVATIONS, DERIVATIVES, LOSS_FUNCTIONS
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from nnlab.bench.workloads import Floats, Given, Workload
from nnlab.engine.streams import stream

_names = {"tanh": "tanh", "relu": "relu", "sigmoid": "logistic", "softmax": "softmax"}


class _Perceptron(MLPRegressor):  # type: ignore[misc]
    """scikit-learn's network, whose output's activation may have a slope."""

    def _compute_loss_grad(self, layer: int, count: int, activations: Any, deltas: Any, *grads: Any) -> None:
        if layer == self.n_layers_ - 2 and self.out_activation_ in DERIVATIVES:
            DERIVATIVES[self.out_activation_](activations[-1], deltas[layer])
        super()._compute_loss_grad(layer, count, activations, deltas, *grads)


class Sklearn:
    """Trains a workload with scikit-learn."""

    def __init__(self, work: Workload, given: Given, points: Floats | None = None) -> None:
        self.work, self.x, self.t, self.start, self.points = work, given.x, given.t, given.start, points
        self.model = _Perceptron(activation=_names[work.hidden], alpha=0.0)
        self.model.n_layers_ = len(work.sizes)
        self.model.out_activation_ = _names[work.output]
        self.model.loss = "log_loss" if work.loss == "cross_entropy" else "squared_error"

    def begin(self) -> None:
        """Goes back to the start weights and the first batch order."""
        work, model = self.work, self.model
        model.coefs_ = [W.copy() for W, _ in self.start]
        model.intercepts_ = [b.copy() for _, b in self.start]
        self.parameters = model.coefs_ + model.intercepts_ if work.bias else model.coefs_
        scale = {"mse": 2, "sse": 2 * work.batch, "cross_entropy": 1}[work.loss]  # of its gradient, to be the loss's
        if work.optimizer == "sgd":
            self.optimizer = SGDOptimizer(self.parameters, work.learning_rate * scale, momentum=0, nesterov=False)
        else:
            self.optimizer = AdamOptimizer(self.parameters, work.learning_rate)
            self.eps = 1e-8 / scale
        self.activations: list[Any] = [None] * len(work.sizes)
        self.kept: list[list[Any]] = [[None] * (len(work.sizes) - 1) for _ in range(3)]  # deltas, gradients of W and b
        self.rng = stream(work.seed, "order")
        self.epoch = 0
        self.losses: list[float] = []

    def train(self, epochs: int) -> None:
        """Trains so many epochs, the training loss after every `loss_every`th."""
        work, model = self.work, self.model
        for _ in range(epochs):
            x, t = self.x, self.t
            if work.shuffle:
                order = self.rng.permutation(len(x))
                x, t = x[order], t[order]
            for first in range(0, len(x), work.batch):
                batch = x[first : first + work.batch]
                self.activations[0] = batch
                target = t[first : first + work.batch]
                if work.optimizer == "adam":
                    self.optimizer.epsilon = self.eps * sqrt(1 - 0.999 ** (self.optimizer.t + 1))
                _, dW, db = model._backprop(batch, target, None, self.activations, *self.kept)
                self.optimizer.update_params(self.parameters, dW + db if work.bias else dW)
            self.epoch += 1
            if self.epoch % work.loss_every == 0:
                self.losses.append(self.loss())

    def loss(self) -> float:
        """Returns the loss over all samples."""
        y = self.model._forward_pass_fast(self.x, check_input=False)
        if self.work.loss == "cross_entropy":
            return float(LOSS_FUNCTIONS["log_loss"](self.t, y))
        squares = (y - self.t) ** 2
        return float(np.sum(squares) if self.work.loss == "sse" else np.mean(squares))

    def maps(self) -> list[Floats]:
        """Returns each layer's activations over the points, (units, size, size), float32."""
        assert self.points is not None
        size, a, made = self.work.maps, self.points, []
        for W, b in zip(self.model.coefs_, self.model.intercepts_, strict=True):
            a = a @ W.astype(np.float32)
            a += b.astype(np.float32)
            ACTIVATIONS["tanh"](a)
            made.append(a.T.reshape(-1, size, size))
        return made

    def weights(self) -> list[Floats]:
        """Returns each layer's weights (n_in, n_out)."""
        return list(self.model.coefs_)
