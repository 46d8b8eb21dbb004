"""A run: one experiment's network, training. This is the door that kernel, command line and notebooks use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from nnlab.api import Component
from nnlab.catalog import Catalog
from nnlab.engine import AnyArray, Border, Line, Network, Programs, Verdict, Watch, listing
from nnlab.experiment.document import Event, Experiment, WeightEdit
from nnlab.experiment.enclosed import Enclosed
from nnlab.experiment.facts import Facts
from nnlab.records import Array, Checkpoint, History, Problem, ProblemError, fail
from nnlab.session import _checkpoint, _seeing
from nnlab.session._arguments import checkpoint_of, epochs_of, experiment_of, kept_of, numbers
from nnlab.session._build import Build, Builder, Whole
from nnlab.session._course import Course
from nnlab.session._lineage import Lineage
from nnlab.session._making import Maker
from nnlab.session._plugins import catalog_with
from nnlab.session._predicting import predict
from nnlab.session._showing import Showing
from nnlab.session._threads import BlasThreads

Unit = Literal["sample", "batch", "epoch"]


class Run(Showing):
    """Trains an experiment's network in this process.

    It is a pure function of the experiment it began with, its seeds and its events: edits made while training, which
    are kept in `events` and done again at their steps. A run can be made for a broken experiment: `facts()` tells what
    is wrong, and training raises ProblemError.

    `plugins` are paths of plugin files or folders of them, component classes, or plugins that an experiment file
    encloses (`nnlab.enclosed`). One that is named and fails raises ProblemError; those that fail in a folder are warned
    of and stand in `plugin_problems`. They run in this process: an endless loop in one cannot be stopped from here, as
    the window and the command line can.

    `watch` is told of every call of a plugin's method; `began`, `events`, `checkpoint` and `history` go on with an
    earlier run; `start` holds given start weights. Where the experiment was edited since the checkpoint, `kept` says
    which neurons are left, as for `apply`.
    """

    def __init__(
        self,
        experiment: Experiment,
        plugins: Sequence[str | Path | type[Component] | Enclosed] = (),
        *,
        catalog: Catalog | None = None,
        watch: Watch | None = None,
        began: Experiment | None = None,
        events: Iterable[Event] = (),
        checkpoint: Checkpoint | None = None,
        history: History | None = None,
        start: Mapping[str, Array] = MappingProxyType({}),
        kept: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self._plugin_problems: tuple[Problem, ...] = ()
        experiment_of(experiment)
        if catalog is None:
            catalog, self._plugin_problems = catalog_with(plugins)
        self._maker = Maker(catalog)
        self._border, self._threads, self._lineage = Border(watch), BlasThreads(), Lineage()
        self._start = dict(start)
        self._course: Course
        self._forget_shown()
        self._events: list[Event] = []
        if checkpoint is None:
            self._begin(began or experiment, tuple(events))
        else:
            self._began, self._pending = began or experiment, list(events)
            self._resume(checkpoint_of(checkpoint), experiment, history, kept)

    # ---- the document, and how far it has come

    @property
    def experiment(self) -> Experiment:
        """The document as it is at this step."""
        return self._course.build.experiment

    @property
    def began(self) -> Experiment:
        """The document as it was before the first step."""
        return self._began

    @property
    def events(self) -> tuple[Event, ...]:
        """The edits made while training, and those that are still to be done again."""
        return (*self._events, *self._pending)

    @property
    def step_count(self) -> int:
        """The number of optimizer steps made."""
        return self._course.trainer.step_count if self._course.trainer else 0

    @property
    def epoch(self) -> int:
        """The number of passes through the training samples finished."""
        return self._course.trainer.epoch if self._course.trainer else 0

    @property
    def place(self) -> int:
        """The number of samples done in this epoch."""
        return self._course.trainer.place if self._course.trainer else 0

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step, as the schedule makes it."""
        return self._build.ready().trainer.learning_rate

    def facts(self) -> Facts:
        """Tells what only running code knows: shapes, counts, the data's ranges, problems. Never raises."""
        return self._build.facts()

    @property
    def plugin_problems(self) -> tuple[Problem, ...]:
        """What went wrong in the folders of plugins given."""
        return self._plugin_problems

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way of training."""
        facts = self.facts()
        found = [*facts.problems, *(layer.problem for layer in facts.layers if layer.problem is not None)]
        return tuple(problem for problem in found if problem.level == "error")

    # ---- training

    @property
    def stopped(self) -> Problem | None:
        """Which stop rule the last epoch met, as a note; None while training may go on."""
        return self._course.stopped

    def train(self, epochs: int | None = None) -> History:
        """Trains so many epochs more and returns the whole history; None trains until a stop rule is met.

        Raises ProblemError where neither a number is given nor the experiment has a stop rule.
        """
        if epochs is None and not self._course.rule.any:
            raise fail("train.endless")
        target = None if epochs is None else self.epoch + epochs_of(epochs)
        with self._threads.one():
            self._prepare()
            while target is None or self.epoch < target:
                if self._pending:
                    self._advance()
                else:
                    self._course.advance_epoch(1 if target is None else target - self.epoch)
                if target is None and self._course.stopped is not None:
                    break
        return self.history

    def steps(self) -> Iterator[None]:
        """Yields after each optimizer step, without end; an edit between two of them takes effect with the next."""
        with self._threads.one():
            self._prepare()
            while True:
                self._advance()
                yield

    def step(self, unit: Unit = "batch") -> None:
        """Goes on by one sample, to the end of the batch in hand, or to the end of the epoch.

        The update comes with a batch's last sample, by the same plan whichever way it is reached.
        """
        if unit not in ("sample", "batch", "epoch"):
            raise fail("step.unit", unit=str(unit))
        with self._threads.one():
            self._prepare()
            epoch = self.epoch
            self._advance(walk=unit == "sample")
            while unit == "epoch" and self.epoch == epoch:
                self._advance()

    @property
    def history(self) -> History:
        """Everything measured so far."""
        return self._course.recorder.since(0)

    @property
    def history_length(self) -> int:
        """The number of recorded points; it shrinks when the grid is thinned."""
        return len(self._course.recorder)

    def history_since(self, first: int) -> History:
        """Returns the points from a place in the history on."""
        return self._course.recorder.since(first)

    # ---- edits

    def apply(self, experiment: Experiment, kept: Mapping[str, Sequence[int]] | None = None) -> None:
        """Makes an edited document the present one; weights and optimizer state stay with their neurons.

        `kept` says which neurons of a layer are left: the new neuron j was the neuron kept[layer][j]
        (`nnlab.experiment.edits.kept_units`); a layer that is not named keeps its first ones. While training this is an
        event. Before the first step (and with no weights set by hand) the run begins anew.
        """
        experiment_of(experiment)
        left = kept_of(kept)
        self._pending.clear()
        if self.step_count == 0 and not self._events:
            self._begin(experiment, ())
            return
        event = Event(step=self.step_count, experiment=experiment, kept=left)
        self._do(event)
        self._events.append(event)

    @property
    def outdated(self) -> frozenset[tuple[str, str]]:
        """(kind, id) of each component it uses that was loaded anew, came or went since the network was built."""
        before, now = self._build.classes, self._maker.classes(self.experiment)
        return frozenset(key for key in now if now[key] is not before.get(key))

    def renew(self) -> None:
        """Builds the present document anew with the classes that the catalogue has now, from the present weights.

        Training goes on at the same step. It is no event, as the document is the same: doing the events again takes
        today's classes from the first step on, so across a changed class only a checkpoint gives the same bits.
        """
        self._border = Border(self._border.watch)  # what was recorded of the old classes goes with them
        self._forget_shown()
        if self.step_count == 0 and not self._events:
            self._begin(self._began, tuple(self._pending))
        else:
            self._course.change(self._built(self.experiment, self._build), self._border)

    def set_weights(
        self, layer: str, weights: npt.ArrayLike, bias: npt.ArrayLike | None = None, *, partly: bool = False
    ) -> None:
        """Puts weights (n_in, n_out) and bias (n_out,) into a layer, as an event. No bias leaves it as it is.

        With `partly`, NaN leaves a number as it is.
        """
        store = self._network.store
        if not isinstance(layer, str) or layer not in store.named:
            raise fail("weights.layer", layer=str(layer), known=", ".join(store.named))
        name = _seeing.bias_name(store, layer)
        now = store.named[layer][name] if name is not None else np.zeros(0)
        w = numbers(weights, "weights.numbers", layer=layer)
        b = numbers(now if bias is None else bias, "weights.numbers", layer=layer)
        present = _seeing.weights(store)[layer]
        wanted = present.shape
        if w.shape != wanted or b.shape != now.shape:
            raise fail("weights.shape", layer=layer, weights=str(w.shape), bias=str(b.shape), wanted=str(wanted))
        if partly:
            w, b = np.where(np.isnan(w), present, w), np.where(np.isnan(b), now, b)
        if not all(_seeing.storable(store, values) for values in (w, b)):
            raise fail("weights.finite", layer=layer)
        rows = tuple(tuple(float(value) for value in row) for row in w)
        self._pending.clear()
        event = Event(step=self.step_count, weights=WeightEdit(layer=layer, weights=rows, bias=tuple(map(float, b))))
        self._do(event)
        last = self._events[-1] if self._events else None
        if last is not None and last.weights is not None and (last.step, last.weights.layer) == (event.step, layer):
            self._events.pop()  # a slider was moved: only where it came to rest counts
        self._events.append(event)

    def reset(self) -> None:
        """Goes back to the start of the present document: same start weights, same order, no events, no history."""
        self._begin(self.experiment, ())

    def checkpoint(self) -> Checkpoint:
        """Returns the state as plain values, to go on from to the last bit.

        Raises ProblemError, back in the last good state, where a parameter is not finite.
        """
        self._course.check()
        trainer = self._course.trainer or self._build.ready().trainer
        events = tuple(self._events)
        return _checkpoint.taken(
            trainer,
            events=len(events),
            recorded=len(self._course.recorder),
            components=self._maker.digests(self.experiment),
            lineage=self._lineage.of(self._began, events),
            stop=self._course.rule.state(),
        )

    def restore(
        self, checkpoint: Checkpoint, experiment: Experiment | None = None, *, history: History | None = None
    ) -> None:
        """Goes back (or on) to a checkpoint; history and events after it are dropped.

        `experiment` is the document to go on with, the checkpoint's own where it is None; `history` replaces what was
        measured, which is else kept as far as it belongs to the checkpoint.
        """
        checkpoint = checkpoint_of(checkpoint)
        experiment = None if experiment is None else experiment_of(experiment)
        before = self._began, self._events, self._pending, self._course
        present, kept = self.events[: checkpoint.events], history
        lines = [self._lineage.find(checkpoint) or (self._began, present)]
        if history is None and lines[0] == (self._began, present) and len(present) == checkpoint.events:
            kept = self.history
        if experiment is not None:
            fresh = experiment, ()
            lines = [fresh, *lines] if checkpoint.step == checkpoint.events == 0 else [*lines, fresh]
        errors = []
        for began, events in lines:
            self._began, self._events, self._pending = began, [], list(events)
            try:
                self._resume(checkpoint, experiment, kept)
            except ProblemError as error:
                errors.append(error)
            else:
                return
        self._began, self._events, self._pending, self._course = before
        raise errors[0]

    # ---- seeing

    @property
    def weights(self) -> Mapping[str, AnyArray]:
        """Each layer's weights (n_in, n_out), copied."""
        return _seeing.weights(self._network.store)

    @property
    def biases(self) -> Mapping[str, AnyArray]:
        """Each layer's bias (n_out,), copied."""
        return _seeing.biases(self._network.store)

    @property
    def gradients(self) -> _seeing.Gradients:
        """The gradients of the last step: `.weights[layer]`, `.biases[layer]`."""
        grads = self._network.grads
        return _seeing.Gradients(_seeing.weights(grads), _seeing.biases(grads))

    @property
    def parameters(self) -> AnyArray:
        """A read-only flat copy: per layer weights row by row, then biases."""
        made = self._network.store.outside()
        made.flags.writeable = False
        return made

    @property
    def batch_loss(self) -> float | None:
        """The data's loss of the last batch, before its update."""
        trainer = self._course.trainer
        values = trainer.last_values() if trainer is not None else None
        if values is None:
            return None
        return float(values.mean() if self._seen.loss.reduction == "mean" else values.sum())

    def predict(self, x: npt.ArrayLike) -> AnyArray:
        """Returns the outputs (N, outputs) of rows in the data's own units."""
        with self._threads.one():
            return predict(self._seen, x)

    def points(self) -> tuple[AnyArray, AnyArray, AnyArray, AnyArray]:
        """Returns train_x, train_y, test_x, test_y in the data's own units; y are class numbers or values."""
        data = self._build.data or self._build.ready().data
        x, y = data.x, data.table.y
        return x[data.train], y[data.train], x[data.test], y[data.test]

    def plan(self) -> tuple[list[Line], tuple[Verdict, ...]]:
        """Returns the calls that the next step consists of, and which plugins were recorded or not, and why."""
        with self._threads.one():
            lines = listing(self._build.ready().trainer)
        return lines, Programs(self._border).verdicts()

    # ---- inside

    @property
    def _build(self) -> Build:
        return self._course.build

    @property
    def _seen(self) -> Whole:
        """What can be looked at: the present network, or the last good one while the present document is broken."""
        return self._course.good or self._build.ready()

    @property
    def _network(self) -> Network:
        return self._seen.network

    def _built(self, experiment: Experiment, before: Build | None = None) -> Build:
        return Builder(experiment, self._maker, self._border, self._start, before).build()

    def _begin(self, experiment: Experiment, events: tuple[Event, ...]) -> None:
        self._began, self._events = experiment, []
        self._pending = list(events)
        self._course = Course(self._built(experiment), self._border)

    def _prepare(self) -> None:
        self._replay()
        self._course.prepare()

    def _advance(self, *, walk: bool = False) -> None:
        if self._pending:
            self._replay()
        self._course.advance(walk=walk)

    def _replay(self) -> None:
        while self._pending and self._pending[0].step <= self.step_count:
            event = self._pending.pop(0)
            self._do(event)
            self._events.append(event)

    def _do(self, event: Event) -> None:
        if self.step_count == 0:
            self._course.recorder.until(-1)  # measured before this edit, which is before the first update
        if event.experiment is not None:
            self._course.change(self._built(event.experiment, self._build), kept=event.kept)
        if event.weights is not None:
            store, edit = self._network.store, event.weights
            assert self._course.trainer is not None
            self._course.trainer.unwalk()
            _seeing.put_weights(store, edit.layer, np.array(edit.weights), np.array(edit.bias))
            self._build.ready().cut()
            self._course.mark()

    def _resume(
        self,
        checkpoint: Checkpoint,
        experiment: Experiment | None,
        history: History | None,
        kept: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        """Brings the run to a checkpoint of the line (began, pending events), then to `experiment`."""
        done = self._pending[: checkpoint.events]
        edits = [event for event in done if event.experiment is not None]
        documents = [self._began, *(event.experiment for event in edits if event.experiment is not None)]
        builds = [self._built(document) for document in documents[-1:]]
        while builds[0].whole is None and len(builds) < len(documents):
            builds.insert(0, self._built(documents[-1 - len(builds)]))
        changed = self._maker.changed(checkpoint.components)
        builds[0].problems += _checkpoint.put(builds[0].ready().trainer, checkpoint, changed)
        course = Course(builds[0], self._border, history)
        course.rule.put(checkpoint.stop)
        course.recorder.until(checkpoint.epoch if checkpoint.recorded else -1)
        for build, event in zip(builds[1:], edits[len(documents) - len(builds) :], strict=True):
            course.change(build, kept=event.kept)
        self._course = course
        self._events, self._pending = done, self._pending[checkpoint.events :]
        if experiment is not None and experiment != self.experiment and not self._pending:
            self.apply(experiment, kept)
