"""Samples one by one: what is answered for a page of them, which are answered wrongly, and which move a neuron most."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.engine import AnyArray, Plan, Samples
from nnlab.records.pages import Page, Top
from nnlab.records.scores import Part
from nnlab.session._answering import answered
from nnlab.session._build import Whole

most_searched = 20_000  # rows among which mistakes are looked for
most_moved = 4_096  # rows, evenly through the set, among which a neuron's are found
chunk = 512  # rows at once
share = 0.02  # of the time, at most, for what goes through many rows while training wants all of it


class Pages:
    """Looks through the sets of a network; what costs many rows is found anew only as often as it may."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._found: dict[Hashable, tuple[int, float, Any]] = {}  # by what it is: of which step, until when, and what

    def page(self, part: Part, first: int, count: int, *, wrong: bool, step: int, hurried: bool) -> Page:
        """Returns the answers for up to `count` samples from a place on: of all, or of those answered wrongly."""
        samples, searched = self._samples(part), 0
        rows: npt.NDArray[np.int64] = np.arange(samples.rows)
        if wrong and self._whole.data.targets == "classes":
            searched = min(samples.rows, most_searched)
            rows = self._kept(("wrong", part), step, hurried, lambda: self._mistakes(part))
        asked, first = first, min(first, max(0, len(rows) - 1) // count * count)
        shown = rows[first : first + count]
        outputs = [self._outputs(plan) for plan in self._through(samples, shown)]
        y = np.concatenate(outputs) if outputs else np.zeros((0, self._whole.network.blueprint.outputs))
        return Page(
            part=part,
            asked=asked,
            first=first,
            total=len(rows),
            rows=tuple(shown.tolist()),
            answers=answered(self._whole, y) if len(shown) else (),
            wrong=wrong,
            searched=searched,
        )

    def top(self, layer: str, unit: int, count: int, *, step: int, hurried: bool) -> Top | None:
        """Returns the training samples to which a neuron answers most, None where there is no such neuron."""
        flows = self._whole.network.plan(1, training=False).flows
        shape = flows[layer].shape if layer in flows else ()
        if not shape or not 0 <= unit < (shape[1] if len(shape) == 2 else shape[0]):
            return None
        rows, values = self._kept(("top", layer, unit), step, hurried, lambda: self._moved(layer, unit, count))
        return Top(layer=layer, unit=unit, rows=tuple(rows.tolist()), values=tuple(values.tolist()))

    # ---- inside

    def _kept(self, what: Hashable, step: int, hurried: bool, find: Callable[[], Any]) -> Any:
        """Returns what was found for this step, or lately where time is short."""
        now = time.perf_counter()
        known = self._found.get(what)
        if known is not None and (known[0] == step or (hurried and now < known[1])):
            return known[2]
        found = find()
        ended = time.perf_counter()
        if len(self._found) > 8:
            self._found.clear()
        self._found[what] = step, ended + (ended - now) / share, found
        return found

    def _mistakes(self, part: Part) -> npt.NDArray[np.int64]:
        whole, samples = self._whole, self._samples(part)
        rows = np.arange(min(samples.rows, most_searched))
        there = whole.data.train if part == "train" else whole.data.test
        targets = np.asarray(whole.data.table.y)[there[rows]]
        labels = [whole.data.labels(whole.loss, self._outputs(plan)) for plan in self._through(samples, rows)]
        return rows[np.concatenate(labels) != targets] if labels else rows

    def _moved(self, layer: str, unit: int, count: int) -> tuple[npt.NDArray[np.int64], AnyArray]:
        samples = self._whole.train
        rows = np.unique(np.linspace(0, samples.rows - 1, min(samples.rows, most_moved)).astype(np.int64))
        found = []
        for plan in self._through(samples, rows):
            flow = plan.flows[layer]
            a = flow.a.reshape(*flow.shape, -1)
            found.append((a[:, unit] if len(flow.shape) == 2 else a[unit]).reshape(-1, a.shape[-1]).max(axis=0))
        values = np.nan_to_num(np.concatenate(found), nan=-np.inf)
        order = np.argsort(-values, kind="stable")[:count]
        return rows[order], values[order].astype(np.float64)

    def _through(self, samples: Samples, rows: npt.NDArray[np.int64]) -> Iterator[Plan]:
        """Sends rows of a set through the network, some at a time."""
        for first in range(0, len(rows), chunk):
            part = rows[first : first + chunk]
            plan = self._whole.network.plan(len(part), training=False)
            with np.errstate(all="ignore"):
                plan.own.x[:-1] = samples.inputs[part, :-1].T
                plan.forward()
            yield plan

    def _outputs(self, plan: Plan) -> AnyArray:
        return np.array(self._whole.data.own(plan.output.a.T))

    def _samples(self, part: Part) -> Samples:
        return self._whole.train if part == "train" else self._whole.test
