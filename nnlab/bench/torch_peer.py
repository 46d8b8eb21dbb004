"""PyTorch, eager, as its own tutorials show it: modules, autograd, `torch.optim`; no compile, no data loader."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nnlab.bench.workloads import Floats, Given, Workload
from nnlab.engine.streams import stream


class Torch:
    """Trains a workload with PyTorch."""

    def __init__(self, work: Workload, given: Given, points: Floats | None = None) -> None:
        self.work, self.start = work, given.start
        dtype = getattr(torch, work.dtype)
        self.x = torch.tensor(given.x, dtype=dtype)
        classes = work.loss == "cross_entropy"
        self.t = torch.tensor(given.labels) if classes else torch.tensor(given.t, dtype=dtype)
        self.points = None if points is None else torch.tensor(points)
        kinds = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU}
        self.dense = [
            nn.Linear(a, b, bias=work.bias, dtype=dtype) for a, b in zip(work.sizes, work.sizes[1:], strict=False)
        ]
        parts: list[Any] = []
        for layer in self.dense[:-1]:
            parts += [layer, kinds[work.hidden]()]
        parts.append(self.dense[-1])
        if not classes:  # its cross-entropy takes the scores and does the softmax
            parts.append(kinds[work.output]())
        self.model = nn.Sequential(*parts)
        self.loss = nn.CrossEntropyLoss() if classes else nn.MSELoss(reduction="sum" if work.loss == "sse" else "mean")

    def begin(self) -> None:
        """Goes back to the start weights and the first batch order."""
        with torch.no_grad():
            for layer, (W, b) in zip(self.dense, self.start, strict=True):
                layer.weight.copy_(torch.tensor(W).T)
                if self.work.bias:
                    layer.bias.copy_(torch.tensor(b))
        optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[self.work.optimizer]
        self.optimizer = optimizer(self.model.parameters(), lr=self.work.learning_rate)
        self.rng = stream(self.work.seed, "order")
        self.epoch = 0
        self.losses: list[float] = []

    def train(self, epochs: int) -> None:
        """Trains so many epochs, the training loss after every `loss_every`th."""
        work = self.work
        for _ in range(epochs):
            x, t = self.x, self.t
            if work.shuffle:
                order = torch.from_numpy(self.rng.permutation(len(x)))
                x, t = x[order], t[order]
            for first in range(0, len(x), work.batch):
                self.optimizer.zero_grad()
                loss = self.loss(self.model(x[first : first + work.batch]), t[first : first + work.batch])
                loss.backward()
                self.optimizer.step()
            self.epoch += 1
            if self.epoch % work.loss_every == 0:
                with torch.no_grad():
                    self.losses.append(self.loss(self.model(self.x), self.t).item())

    def maps(self) -> list[Floats]:
        """Returns each layer's activations over the points, (units, size, size), float32."""
        size, a, made = self.work.maps, self.points, []
        with torch.no_grad():
            for layer in self.dense:
                a = torch.tanh(nn.functional.linear(a, layer.weight.float(), layer.bias.float()))
                made.append(a.T.reshape(-1, size, size).numpy())
        return made

    def weights(self) -> list[Floats]:
        """Returns each layer's weights (n_in, n_out)."""
        return [np.asarray(layer.weight.detach().numpy().T) for layer in self.dense]
