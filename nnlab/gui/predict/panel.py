"""The panel: a row of numbers, a picture or a sequence, and what the network answers for it, also while it trains."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.experiment.naming import target_names
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.probe import Probe
from nnlab.gui.plots.samples import Samples
from nnlab.gui.predict.answer import AnswerView
from nnlab.gui.predict.columns import Columns
from nnlab.gui.predict.head import Head
from nnlab.gui.predict.picture import PictureEditor
from nnlab.gui.predict.row import Part, Row
from nnlab.gui.predict.sequence import SequenceEditor
from nnlab.kernel.messages import Frame, Points, PredictView

_key = "predict"


class Panel(QWidget):
    """Asks for an answer only while it can be seen; then its row is the sample whose numbers the network shows."""

    def __init__(self, context: Context, probe: Probe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict")
        self._context, self._probe = context, probe
        self._asked = self._shown = 0  # the newest question, and the one whose answer is shown
        self._data: DataFacts | None = None
        self._points: Points | None = None
        self._named: tuple[object, tuple[str, ...]] | None = None
        self.row = Row(self)
        self.head = Head(context, self.row)
        self.answer = AnswerView(context)
        self.editor: Columns | PictureEditor | SequenceEditor | None = None
        self._kind: Callable[..., QWidget] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        column.addWidget(self.head)
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(8)
        self._body.addWidget(self.answer)
        column.addLayout(self._body, 1)
        document, bridge = context.document, context.bridge
        self.row.changed.connect(self._ask)
        bridge.frame.connect(self._take_frame)
        bridge.points.connect(lambda _points: self._learn())
        document.facts_changed.connect(self._learn)
        for changed in (bridge.state_changed, document.problems_changed, context.language.changed):
            changed.connect(self._say_why)
        probe.pinned.connect(lambda row: self._clicked("train", row))
        probe.test_pinned.connect(lambda row: self._clicked("test", row))

    # ---- the data

    def _learn(self, *_: object) -> None:
        """Takes columns and samples, as soon as both are of the same data and somebody looks."""
        if not self.isVisible():
            return
        facts, points = self._context.document.last_facts, self._context.bridge.last_points
        data = facts.data if facts is not None else None
        if data is None or points is None or points.train_x.shape[-1] != len(data.columns):
            self._say_why()
            return
        if points is self._points and data == self._data:  # every edit tells its facts, few change the data
            self._ask()
            return
        before, self._data, self._points = self._data, data, points
        arrays = (points.train_x, points.train_y, points.test_x, points.test_y)
        train_x, train_y, test_x, test_y = (array.numpy() for array in arrays)
        self.row.show_samples(Samples(train_x=train_x, train_y=train_y, test_x=test_x, test_y=test_y), data.columns)
        self._show_editor(data)
        if before is None or (before.columns, before.test_rows) != (data.columns, data.test_rows):
            self.head.call_drawn(isinstance(self.editor, PictureEditor))
        self._ask()

    def _show_editor(self, data: DataFacts) -> None:
        """Shows the editor that fits a sample's shape."""
        kind = editor_of(data)
        if kind is not self._kind:
            if self.editor is not None:
                if isinstance(self.editor, PictureEditor):
                    self.editor.close_editor()
                    self.answer.show_sight(None)
                self._body.removeWidget(self.editor)
                self.editor.hide()
                self.editor.deleteLater()
            self._kind = kind
            drawn = kind is PictureEditor
            self.editor = Columns(self._context, self.row) if kind is Columns else kind(self._context, self.row, data)
            self._body.setDirection(QBoxLayout.Direction.LeftToRight if drawn else QBoxLayout.Direction.TopToBottom)
            self._body.insertWidget(0 if drawn else 1, self.editor, 1)
            self._body.setStretchFactor(self.answer, 1 if drawn else 0)
            self.answer.compact = not drawn
            if isinstance(self.editor, PictureEditor):
                self.answer.show_sight(self.editor.sight)
        assert self.editor is not None
        self.editor.show_data(data)

    # ---- asking

    def _ask(self) -> None:
        """Asks what the network answers for the row, and makes it the network's sample."""
        if not self.isVisible() or self._data is None or len(self.row.values) != len(self._data.columns):
            return
        self._asked += 1
        self._context.bridge.subscribe(_key, PredictView(point=self.row.values, asked=self._asked))
        self._hold()
        self._say_why()

    def _hold(self) -> None:
        """Holds the row; a clicked sample that it is no more is let go, else the plot rings what nothing shows."""
        taken, data, clicked = self.row.taken, self._data, self._probe.chosen
        if clicked is not None and (taken is None or clicked != (taken.part, taken.row)):
            self._probe.pin(None)
        values = self.row.values
        if data is not None and data.filled and any(map(math.isnan, values)):
            values = tuple(f if math.isnan(v) else v for v, f in zip(values, data.filled, strict=True))
        sample = taken.row if taken is not None and taken.part == "train" else values
        self._probe.hold(sample, values if isinstance(self.editor, Columns) else None)

    def _clicked(self, part: Part, row: int | None) -> None:
        """Takes the sample that was chosen on the output plot, or among the scores."""
        if row is not None and self.isVisible():
            self.row.take(part, row)

    def _take_frame(self, frame: Frame) -> None:
        """Shows an answer; while a slider moves, that is the one for where it was a moment ago."""
        answer, data = frame.answer, self._data
        if answer is None or data is None or not self.isVisible() or frame.asked < self._shown:
            return
        if answer.shares and len(answer.shares) != len(data.classes):
            return  # it was on its way when other data came
        self._shown = frame.asked
        taken = self.row.taken if frame.asked == self._asked else None
        names = self._names(len(answer.outputs))
        self.answer.show_answer(answer, data, names, taken.target if taken is not None else ())

    def _names(self, count: int) -> tuple[str, ...]:
        """Returns the names of values; they are looked up once."""
        experiment, language = self._context.document.experiment, self._context.language
        known = count, experiment.data, experiment.network.layers[-1:], language.name
        if self._named is None or self._named[0] != known:
            self._named = known, target_names(experiment, count, language.tr("value"))
        return self._named[1]

    def _say_why(self, *_: object) -> None:
        """Says why nothing is answered, where that is so."""
        tr, context = self._context.language.tr, self._context
        if any(problem.level == "error" for problem in context.document.problems):
            self.answer.say(tr("There is no answer until the problems are solved."))
        elif context.bridge.state == "dead":
            self.answer.say(tr("There is no answer: the network's process has ended and could not be started again."))
        elif context.bridge.state == "stalled":
            self.answer.say(tr("There is no answer while a plugin does not come back."))
        elif self._data is None or context.bridge.state in ("idle", "starting", "restarting"):
            self.answer.say(tr("The network is being built…"))

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(large(340), large(300))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._learn()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._context.bridge.subscribe(_key, None)
        self._probe.hold(None)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            event.accept()  # it meant the number that was typed; the canvas does not get the keys
        else:
            super().keyPressEvent(event)


def editor_of(data: DataFacts) -> Callable[..., QWidget]:
    """Returns what a row of the data is edited with: one grey picture, a sequence, or its columns."""
    shape = data.shape or ()
    if len(shape) == 3 and shape[0] == 1 and min(shape[1:]) > 1:
        return PictureEditor
    if len(shape) == 2 and shape[0] > 1:
        return SequenceEditor
    return Columns
