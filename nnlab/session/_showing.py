"""What a run can show beside its numbers: maps, curves, and single samples on their way through the network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray
from nnlab.records.pages import Page, Top
from nnlab.records.predictions import Meaning, Prediction
from nnlab.records.scores import Part, Scores
from nnlab.session import _seeing
from nnlab.session._answering import Answering, answered, shares_of
from nnlab.session._arguments import numbers, rows_of
from nnlab.session._build import Whole
from nnlab.session._judging import Judge
from nnlab.session._paging import Pages
from nnlab.session._plane import Columns, Plane
from nnlab.session._predicting import predict
from nnlab.session._sample import Sample, Sight
from nnlab.session._threads import BlasThreads

Span = tuple[tuple[float, ...], tuple[float, ...]]
Maps = tuple[tuple[float, ...], tuple[float, ...], dict[str, AnyArray]]
Curves = tuple[str, float, float, dict[str, AnyArray]]


class Showing(ABC):
    """Looks at a network through plans of its own, without touching it."""

    _planes: tuple[Whole, Plane] | None
    _probe: tuple[Whole, _seeing.Probe] | None
    _sample: tuple[Whole, Sample] | None
    _paging: tuple[Whole, Pages] | None
    _answering: tuple[Whole, Answering] | None
    _threads: BlasThreads

    @property
    @abstractmethod
    def step_count(self) -> int:
        """The number of optimizer steps made."""

    @property
    @abstractmethod
    def epoch(self) -> int:
        """The number of passes through the training samples finished."""

    @property
    @abstractmethod
    def _seen(self) -> Whole:
        """What can be looked at."""

    def _forget_shown(self) -> None:
        """Lets go of the plans: they were made with components that are no longer there."""
        self._planes = self._probe = self._sample = self._answering = self._paging = None

    def maps(self, size: int = 50, columns: Columns = (0, 1), at: Sequence[float] = ()) -> Maps:
        """Returns (low, high, maps): each node's activations (units, size, size) over the plane of two columns of the
        data, float32; the network's inputs are named "input".

        The other columns stand at the values `at`, in the data's own units and of all columns, at their means where it
        is empty. Of hundreds of columns the maps are coarser.
        """
        plane = self._plane()
        plane.turn(columns, at)
        low, high = plane.ranges
        rest = 2 - len(low)  # the plane of data with one column goes from 0 to 1 upwards
        return (*low, *(0.0,) * rest), (*high, *(1.0,) * rest), plane.maps(size)

    def span(self, columns: Columns = (0, 1)) -> Span:
        """Returns the ranges that maps and boundary show of two columns, or of the only one, as (lows, highs)."""
        plane = self._plane()
        plane.turn(columns)
        return plane.ranges

    @property
    def column(self) -> int | None:
        """The one column of the data that the inputs are made of; None where they are made of several."""
        return self._plane().column

    def curves(self, size: int = 100) -> Curves | None:
        """Returns (column, low, high, curves) where the inputs are made of one column of the data, else None: each
        node's activations (units, size) from low to high, float32."""
        plane = self._plane()
        if plane.column is None:
            return None
        return self._seen.data.names[plane.column], *plane.span, plane.curves(size)

    def boundary(self, size: int = 100, columns: Columns = (0, 1), at: Sequence[float] = ()) -> AnyArray:
        """Returns the network's outputs (outputs, size, size) over the plane of two columns, as `maps` does,
        in the data's own units."""
        plane = self._plane()
        plane.turn(columns, at)
        return plane.boundary(size)

    def shares(self, outputs: AnyArray) -> tuple[Meaning, AnyArray]:
        """Returns what shares of outputs (outputs, ...) mean, and of several classes the shares themselves.

        One output, and values, are returned as they are.
        """
        whole = self._seen
        if whole.data.targets == "values":
            return "values", outputs
        activation = whole.network.graph.output.activation
        rows = outputs.reshape(len(outputs), -1).T if len(outputs) > 1 else outputs.reshape(-1, 1)[:1]
        means, shares = shares_of(whole.loss, activation.gives if activation is not None else "any", rows)
        return means, (shares.T.reshape(outputs.shape) if len(outputs) > 1 else outputs)

    def own(self, outputs: AnyArray) -> AnyArray:
        """Returns what `maps` or `curves` say of the output layer, (outputs, ...), in the data's own units: it is other
        where targets are scaled, as the network learns the scaled ones."""
        return self._seen.data.own_maps(outputs)

    def probe(self, row: int | None = None, point: npt.ArrayLike | None = None) -> dict[str, _seeing.Seen]:
        """Returns (z, a, dL/dz) of every layer for a row of the training set, or (z, a, None) for a point."""
        whole = self._seen
        if self._probe is None or self._probe[0] is not whole:
            self._probe = whole, _seeing.Probe(whole)
        return self._probe[1].point(point) if point is not None else self._probe[1].row(row or 0)

    def sample(
        self, row: int | None = None, point: npt.ArrayLike | None = None, *, side: int = 64, units: int = 1024
    ) -> dict[str, Sight]:
        """Returns what inputs and layers make of a row of the training set, or of a point, as pictures and sequences.

        Of no more than so many units; pictures and sequences longer than `side` are made smaller.
        """
        whole = self._seen
        if self._sample is None or self._sample[0] is not whole:
            self._sample = whole, Sample(whole)
        sample = self._sample[1]
        if point is not None:
            sample.point(point)
        else:
            sample.row(row or 0)
        return sample.sights(side, units)

    def answer(self, point: npt.ArrayLike) -> Prediction:
        """Returns what the network answers for one row in the data's own units: values, or a share for each class and
        the class that wins, and whether these shares are probabilities."""
        whole = self._seen
        row = rows_of(np.ravel(numbers(point, "predict.numbers")), whole.data.x.shape[1])[0]
        if self._answering is None or self._answering[0] is not whole:
            self._answering = whole, Answering(whole)
        return self._answering[1].of(row)

    def answers(self, x: npt.ArrayLike) -> tuple[Prediction, ...]:
        """Returns the answers for rows in the data's own units."""
        whole = self._seen
        return answered(whole, predict(whole, x))

    def page(
        self, part: Part = "train", first: int = 0, count: int = 24, *, wrong: bool = False, hurried: bool = False
    ) -> Page:
        """Returns the answers for samples of a set from a place on; with `wrong`, of those that are answered wrongly.

        `hurried`: training wants all the time, so which ones those are may be that of a step not long ago.
        """
        return self._pages().page(
            part, max(0, first), max(1, count), wrong=wrong, step=self.step_count, hurried=hurried
        )

    def top(self, layer: str, unit: int, count: int = 6, *, hurried: bool = False) -> Top | None:
        """Returns the training samples to which a neuron answers most; None where there is no such neuron."""
        return self._pages().top(layer, unit, count, step=self.step_count, hurried=hurried)

    def scores(self) -> Scores:
        """Returns how well the network answers, training and test samples apart, in the data's own units: accuracy,
        confusion matrix, precision, recall and F1, or R squared, MAE and RMSE. What each number is says `SetScores`.
        """
        judge = self.judge()
        with self._threads.one():
            judge.begin(self.epoch, self.step_count)
            judge.go_on()
        return judge.scores()

    def judge(self, last: Judge | None = None) -> Judge:
        """Returns what counts scores in slices, while training goes on: `last` where it is of the same network."""
        whole = self._seen
        return last if last is not None and last.whole is whole else Judge(whole)

    def _pages(self) -> Pages:
        whole = self._seen
        if self._paging is None or self._paging[0] is not whole:
            self._paging = whole, Pages(whole)
        return self._paging[1]

    def _plane(self) -> Plane:
        whole = self._seen
        if self._planes is None or self._planes[0] is not whole:
            self._planes = whole, Plane(whole)
        return self._planes[1]
