"""The window's end of the kernel: its messages become signals in the GUI thread, edits become messages in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol

import msgspec
from PySide6.QtCore import QObject, QTimer

from nnlab.experiment.document import Event, Experiment, KeptUnits
from nnlab.experiment.edits import same_shape
from nnlab.experiment.following import no_units
from nnlab.gui._receiving import Receiving, State
from nnlab.gui.changes import Changed
from nnlab.gui.credits import Credits
from nnlab.gui.document import Document
from nnlab.gui.kept import Kept
from nnlab.gui.stalls import takes_out
from nnlab.gui.views import Views
from nnlab.kernel import messages as m
from nnlab.records import Array, Checkpoint, History, Value

__all__ = ["Client", "KernelBridge", "MakeClient", "State"]


class Client(Protocol):
    """What the bridge needs of `nnlab.kernel.client.KernelClient`."""

    @property
    def newest(self) -> m.Saved | None: ...
    def start(self) -> None: ...
    def send(self, message: m.ToKernel) -> None: ...
    def restart(self) -> None: ...
    def close(self) -> None: ...
    def set_disabled(self, paths: tuple[str, ...]) -> None: ...
    def look_again(self) -> None: ...


MakeClient = Callable[[Callable[[Any], None]], Client]


class KernelBridge(Receiving):
    """Wraps the kernel's client for one document. Nothing is sent before `start`; what is asked earlier waits.

    Signals:
        frame(Frame), points(Points), applied(Applied), saved(Saved), ready(Ready): the kernel's messages.
        problem(Problem): something went wrong in the kernel; training has paused.
        remarked(Problem): something about a plugin that is to be known; training goes on.
        stopped(Problem): a stop rule, told as a note, ended training.
        stalled(Stalled), restarted(Restarted): what happened to the kernel process.
        preview(id, Preview | Problem): the answer to `ask_preview`.
        cases(id, Cases | Problem): the answer to `ask_cases`.
        output(Output): what a plugin printed.
        plugins_changed: `plugins` changed: files were found, tried, loaded, refused, disabled.
        state_changed: `training`, `state` or `speed` changed.
        history_changed: `history`, `measured` or `marks` changed.
        begun: a run is at its beginning, or another one was opened.
    """

    def __init__(self, document: Document, make_client: MakeClient, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self.speed = m.Speed()
        self._restored: m.Saved | None = None  # what was gone back to
        self._make_client = make_client
        self._views = Views()
        self._asked = self._tokens = 0
        self._closed = False
        self._credits = Credits(self._give_credit, self)
        self._resubscribe = QTimer(self)
        self._resubscribe.setSingleShot(True)
        self._resubscribe.timeout.connect(self._subscribe)
        document.attach(self)

    # ---- life

    @cached_property
    def client(self) -> Client:
        """The kernel's client, made when it is first asked for: the first painting need not wait for it."""
        return self._make_client(self._receive)

    def start(self) -> None:
        """Starts the kernel and opens the document's experiment in it."""
        if self.state != "idle":
            return
        self._set_state("starting")
        self.client.start()
        self._outbox.open()
        self._subscribe()
        self._give_credit()

    def restart(self) -> None:
        """Kills the kernel and starts it again from the newest checkpoint."""
        self._set_state("restarting")
        self.client.restart()

    def close(self) -> None:
        """Ends the kernel; no process is left behind."""
        self._credits.stop()
        self._resubscribe.stop()
        if self.state != "idle":
            self.client.close()
        self._awaited.lose(lambda _rev: True)
        self._inbox.clear()
        self._closed = True

    # ---- what the user does

    @property
    def training(self) -> bool:
        return self._training

    @property
    def epoch(self) -> int:
        return self.last_frame.epoch if self.last_frame is not None else 0

    def open(
        self,
        experiment: Experiment,
        *,
        began: Experiment | None = None,
        events: tuple[Event, ...] = (),
        checkpoint: Checkpoint | None = None,
        history: History | None = None,
        start: dict[str, Array] | None = None,
    ) -> None:
        """Builds another run: a new or opened experiment, at its start or at a checkpoint."""
        self._stop()
        self._begin()
        if checkpoint is not None:
            self.story.read(began or experiment, events, checkpoint)
        self.run += 1
        self._send(
            m.Open(
                experiment=experiment,
                began=began,
                events=events,
                checkpoint=checkpoint,
                history=history,
                start=start or {},
            ),
            shapes=True,
        )
        self.begun.emit()

    def train(self, until: int | None = None) -> bool:
        """Trains until an epoch (None: without end); tells whether it may: errors in the document forbid it."""
        if any(problem.level == "error" for problem in self.document.problems):
            return False
        self._until = until
        self._training = True
        self._interrupted = None
        self._move()
        self.document.note_trained()
        self._send(m.Train(until=until, speed=self.speed))
        self.state_changed.emit()
        return True

    def pause(self) -> None:
        """Stops training after the current step."""
        self._interrupted = None
        self._send(m.Pause())
        self._stop()

    def step(self, unit: m.Unit) -> None:
        """Takes one step and pauses."""
        self._interrupted = None
        self._send(m.Step(unit=unit))
        self.document.note_trained()
        self._stop()

    def reset(self) -> None:
        """Goes back to the start of the present experiment: same weights, same order, no history."""
        if self._training:
            self.pause()
        self.begin_anew()

    def set_speed(self, speed: m.Speed) -> None:
        """Changes the speed, at once where it trains."""
        if speed == self.speed:
            return
        self.speed = speed
        if self._training:
            self._send(m.Train(until=self._until, speed=speed))
        self.state_changed.emit()

    def subscribe(self, key: str, view: m.View | None) -> None:
        """Says which view a widget shows now (None: none); the kernel is told the union of all."""
        if self._views.set(key, view):
            self._resubscribe.start(0)

    def ask_preview(self, dataset: str, values: dict[str, Value]) -> int:
        """Asks for samples of a data set; `preview` carries the returned id."""
        self._asked += 1
        question = m.Ask(id=self._asked, what="preview", dataset=dataset, values=values)
        self._outbox.put(lambda: self._transmit(question))
        return self._asked

    def ask_cases(self, question: m.AskCases) -> int:
        """Asks for single samples; `cases` carries the returned id, which the question gets."""
        self._asked += 1
        asked = msgspec.structs.replace(question, id=self._asked)
        self._cases_asked.add(asked.id)
        self._outbox.put(lambda: self._transmit(asked))
        return asked.id

    def cancel(self, id: int) -> None:
        """Says that an answer is no longer wanted."""
        self._outbox.put(lambda: self._transmit(m.Cancel(id=id)))

    def newest(self) -> m.Saved | None:
        """Returns the newest checkpoint the kernel sent by itself, with the history up to it; None before the first."""
        told = self.client.newest if self.state != "idle" else None
        return told if told is not None and told.run == self.run and told.rev >= self._floor else self._restored

    # ---- what the document does

    @property
    def moment(self) -> int:
        """Names the present point in training: equal moments have no step between them."""
        if self._training:
            self._move()
        return self._moment

    def keep(self) -> Kept:
        """Asks for a checkpoint of the state before the next message."""
        self._tokens += 1
        kept = Kept(self._tokens, self.moment, self.story.changes, self.story.doubt)
        self._release()
        self._outbox.put(lambda: self._transmit_save(kept))
        return kept

    def edit(self, old: Experiment, new: Experiment, *, merged: bool, kept: KeptUnits = no_units) -> None:
        """Tells the kernel of an edit; of merged ones that come faster than it follows, only the newest is sent."""
        shapes = bool(kept) or not same_shape(old, new)
        self._note(Changed(self.epoch, self.moment, old, new), merged=merged)
        if merged and not shapes and self._in_flight and not self._outbox:
            self._held = new
        else:
            self._send(m.Edit(experiment=new, kept=dict(kept)), shapes=shapes)
        self._leave_stalled(old, new)

    def put_weights(self, message: m.SetWeights, *, merged: bool = False) -> None:
        """Puts numbers into a layer."""
        experiment = self.document.experiment
        self._note(Changed(self.epoch, self.moment, experiment, experiment, weights=True), merged=merged)
        self.document.note_trained()
        self._send(message, shapes=True)

    def begin_anew(self) -> None:
        """Draws the start weights of the present experiment; history and events begin anew, and training goes on."""
        self._move()
        self._begin()
        self._send(m.Reset(), shapes=True)
        if self._training:
            self._send(m.Train(until=self._until, speed=self.speed))
        self.begun.emit()

    def restore(self, experiment: Experiment, kept: Kept, *, left: KeptUnits = no_units) -> None:
        """Goes back to a kept state; where it was lost, weights stay with the neurons that are left."""
        old, training = self.document.experiment, self._training
        self._release()
        self._moment = kept.moment
        self.story.go_back(kept.changes, kept.doubt)
        self._outbox.put(lambda: self._transmit_restore(experiment, kept, training, left), needs=kept)
        self._leave_stalled(old, experiment)

    # ---- sending

    def _send(self, message: m.ToKernel, *, shapes: bool = False) -> None:
        """Sends in order; `shapes` says that frames of earlier revisions can no longer be drawn."""
        self._release()
        self._outbox.put(lambda: self._transmit(message, shapes=shapes))

    def _transmit(self, message: m.ToKernel, *, shapes: bool = False) -> None:
        if isinstance(message, m.Open | m.Edit | m.SetWeights | m.Reset | m.Restore):
            self.rev += 1
            self._in_flight = True
        if isinstance(message, m.Open | m.Train | m.Pause | m.Step | m.Reset):
            self._waits = False
        if shapes:
            self._floor = self.rev
        self.client.send(msgspec.structs.replace(message, run=self.run, rev=self.rev))

    def _transmit_save(self, kept: Kept) -> None:
        self._awaited.add(kept, self.rev)
        self._transmit(m.Save(token=kept.token))

    def _transmit_restore(self, experiment: Experiment, kept: Kept, training: bool, left: KeptUnits) -> None:
        """Opens the kept run anew, so that it brings its beginning, events and history wherever the kernel has been."""
        if kept.lost:
            self._move()
            self._transmit(m.Edit(experiment=experiment, kept=dict(left)), shapes=True)
            return
        saved = self._restored = kept.saved
        opened = m.Open(experiment=experiment, start=self.document.start)
        if saved is not None:
            opened = msgspec.structs.replace(
                opened,
                began=saved.began,
                events=saved.events,
                checkpoint=saved.checkpoint,
                history=saved.history,
            )
        self._transmit(opened, shapes=True)
        if training and self._training:
            self._transmit(m.Train(until=self._until, speed=self.speed))

    def _release(self) -> None:
        """Sends the merged edit that was held back."""
        held, self._held = self._held, None
        if held is not None:
            self._outbox.put(lambda: self._transmit(m.Edit(experiment=held)))

    def _subscribe(self) -> None:
        if self.state != "idle" and not self._closed:
            self._transmit(m.Subscribe(views=self._views.union()))

    def _give_credit(self) -> None:
        if not self._closed:
            self._transmit(m.Credit())

    # ---- inside

    def _begin(self) -> None:
        """Forgets what belongs to the run before."""
        self._restored = self.last_frame = self._interrupted = None
        self.story.begin()

    def _leave_stalled(self, old: Experiment, new: Experiment) -> None:
        """Restarts the kernel where an edit takes out what it hangs in: it could not hear of it otherwise."""
        if self.state == "stalled" and self.stall is not None and takes_out(old, new, self.stall, self.document.info):
            self.restart()

    def _note(self, change: Changed, *, merged: bool = False) -> None:
        trained = self._training or (self.last_frame is not None and self.last_frame.step > 0)
        self.story.add(change, merged=merged, marked=trained)
