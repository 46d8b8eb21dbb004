"""The receiving half of the bridge: the kernel's messages become signals in the GUI thread."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Qt, Signal

from nnlab.experiment.document import Experiment
from nnlab.gui.credits import Credits
from nnlab.gui.curves import Curves, Mark
from nnlab.gui.document import Document
from nnlab.gui.kept import Awaited
from nnlab.gui.outbox import Outbox
from nnlab.gui.story import Story
from nnlab.kernel import messages as m
from nnlab.records import Problem

State = Literal["idle", "starting", "ready", "stalled", "restarting", "dead"]


class Receiving(QObject):
    """Takes the messages of one kernel, a few at a time; what the user does and what is sent stands in KernelBridge.

    Signals: those of KernelBridge.
    """

    frame = Signal(object)
    points = Signal(object)
    applied = Signal(object)
    saved = Signal(object)
    ready = Signal(object)
    problem = Signal(object)
    stalled = Signal(object)
    restarted = Signal(object)
    preview = Signal(int, object)
    cases = Signal(int, object)
    output = Signal(object)
    plugins_changed = Signal()
    state_changed = Signal()
    history_changed = Signal()
    begun = Signal()
    stopped = Signal(object)
    remarked = Signal(object)
    _arrived = Signal()

    slice_s = 0.004  # no GUI event handles messages for longer than this

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.run = 0
        self.rev = 0
        self.state: State = "idle"
        self.history = Curves()
        self.marks: tuple[Mark, ...] = ()  # what was changed while training
        self.story = Story(self._tell_story)
        self.stall: m.Stalled | None = None
        self.last_frame: m.Frame | None = None
        self.last_points: m.Points | None = None
        self.plugin_problems: tuple[Problem, ...] = ()
        self.plugins: tuple[m.PluginState, ...] = ()  # every known file that did not come with nnlab
        self.import_seconds: dict[str, float] = {}  # by the path of a plugin, those that came with nnlab too
        self._inbox: deque[Any] = deque()
        self._outbox = Outbox()
        self._floor = 0
        self._training = False
        self._until: int | None = None
        self._awaited = Awaited()
        self._obstacles = {"kernel.nothing_open"}  # what stood in the way of training when last told
        self._in_flight = False
        self._held: Experiment | None = None
        self._waits = False  # training goes on by itself when a plugin file is back
        self._interrupted: int | None = None  # the revision at which trouble stopped the training
        self._cases_asked: set[int] = set()
        self._known: tuple[Problem, ...] = ()  # what the kernel's newest answer said is wrong
        self._moment = self._moments = 0
        self._credits: Credits
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    @property
    def measured(self) -> bool:
        """Whether the newest losses are of the experiment as it stands; while training, the next are on their way."""
        return self._training or not len(self.history) or bool(self.history.epochs[-1] > self.story.doubt)

    if TYPE_CHECKING:  # the sending half, `KernelBridge`, has these

        def train(self, until: int | None = None) -> bool: ...
        def _send(self, message: m.ToKernel, *, shapes: bool = False) -> None: ...
        def _release(self) -> None: ...

    # ---- receiving

    def _receive(self, message: Any) -> None:
        """Takes a message in the client's thread."""
        self._inbox.append(message)
        self._arrived.emit()

    def _drain(self) -> None:
        end = time.perf_counter() + self.slice_s
        while self._inbox:
            message = self._inbox.popleft()
            getattr(self, f"_on_{type(message).__name__.lower()}", self._ignore)(message)
            if isinstance(message, m.Frame) or time.perf_counter() > end:
                break
        if self._inbox:
            self._arrived.emit()

    def _ignore(self, message: Any) -> None:
        pass

    def _on_ready(self, message: m.Ready) -> None:
        self.plugin_problems = message.problems
        self.import_seconds = {one.path: one.seconds for one in message.brought}
        self.document.set_catalog(message.catalog)
        self.ready.emit(message)
        if self.state in ("starting", "restarting"):
            self._set_state("ready")

    def _on_applied(self, message: m.Applied) -> None:
        self._recovered()
        self._awaited.lose(lambda rev: rev < message.rev)
        layers = [layer.problem for layer in message.facts.layers if layer.problem is not None]
        self._known = (*message.facts.problems, *layers)
        self._obstacles = {problem.code for problem in self._known} | {"kernel.nothing_open"}
        if message.rev == self.rev and message.run == self.run:
            self._in_flight = False
            if self._held is None and not self._outbox:
                self.story.applied(message.step, message.epoch)
                self.document.set_facts(message.facts)
                self._go_on(message.rev)
            self._release()
        self.applied.emit(message)

    def _on_points(self, message: m.Points) -> None:
        if message.run == self.run:
            self.last_points = message
            self.points.emit(message)

    def _on_frame(self, message: m.Frame) -> None:
        self._recovered()
        self._credits.taking()
        if message.run == self.run:
            self.history.take(message.first, message.history)
            if message.first == 0 or message.history.epoch:
                self.history_changed.emit()
            if message.rev >= self._floor:
                self.last_frame = message
                if self._training:
                    self.document.note_trained()
                self.frame.emit(message)
        self._credits.taken()

    def _on_saved(self, message: m.Saved) -> None:
        if message.token < 0:
            if message.run == self.run and message.rev >= self._floor:
                self.saved.emit(message)
            return
        self._awaited.answer(message)
        self.saved.emit(message)

    def _on_answer(self, message: m.Answer) -> None:
        if message.id in self._cases_asked:
            self._cases_asked.discard(message.id)
            self.cases.emit(message.id, message.cases if message.cases is not None else message.problem)
            return
        self.preview.emit(message.id, message.preview if message.preview is not None else message.problem)

    def _on_finished(self, message: m.Finished) -> None:
        if message.rev >= self._floor:
            self._stop()
            if message.stopped is not None:
                self.stopped.emit(message.stopped)

    def _on_trouble(self, message: m.Trouble) -> None:
        if self._training:
            self._interrupted = message.rev
            if not message.waits:
                self._send(m.Pause())  # whatever it was told to do since
            self._stop()
        self._waits = message.waits
        self._move()
        if self._refused_save(message) or message.problem in self._known:
            return  # it stands among the experiment's problems already
        self.problem.emit(message.problem)

    def _on_resumed(self, message: m.Resumed) -> None:
        if self._waits and message.run == self.run:  # else it was told otherwise meanwhile
            self._waits = False
            self._interrupted, self._until, self._training = None, message.until, True
            self._move()
            self.state_changed.emit()

    def _on_remark(self, message: m.Remark) -> None:
        self.remarked.emit(message.problem)

    def _on_output(self, message: m.Output) -> None:
        self.output.emit(message)

    def _on_pluginschanged(self, event: m.PluginsChanged) -> None:
        self.plugins = event.states
        self.plugins_changed.emit()

    def _on_stalled(self, event: m.Stalled) -> None:
        self.stall = event
        self._set_state("stalled")
        self.stalled.emit(event)

    def _on_unstalled(self, _event: m.Unstalled) -> None:
        self._recovered()

    def _on_restarted(self, event: m.Restarted) -> None:
        self._awaited.lose(lambda _rev: True)
        self._move()
        self.stall = None
        self._set_state("ready")
        self.restarted.emit(event)

    def _on_died(self, event: m.Died) -> None:
        self._awaited.lose(lambda _rev: True)
        self._stop()
        self._set_state("dead")
        self.problem.emit(event.problem)

    # ---- state

    def _recovered(self) -> None:
        if self.state == "stalled":
            self.stall = None
            self._set_state("ready")

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _stop(self) -> None:
        self._move()
        if self._training:
            self._training = False
            self.state_changed.emit()
            if not self.measured:
                self.history_changed.emit()

    def _move(self) -> None:
        self._moments += 1
        self._moment = self._moments

    def _go_on(self, rev: int) -> None:
        """Trains on where trouble had interrupted it and an edit since has mended it."""
        if self._interrupted is not None and rev > self._interrupted:
            self.train(self._until)

    def _refused_save(self, message: m.Trouble) -> bool:
        """Tells whether a Save asked for weights where there are none: Applied has said why already."""
        if not self._awaited.at(message.rev) or message.problem.code not in self._obstacles:
            return False
        self._awaited.lose(lambda rev: rev == message.rev, bare=True)
        return True

    def _tell_story(self) -> None:
        self.marks = self.story.marks
        self.history_changed.emit()
