"""The panel of scores: test and training samples side by side where there is room, and the samples of a number."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.plots.samples import same
from nnlab.gui.scores.cases import CasesList
from nnlab.gui.scores.set_view import SetView
from nnlab.gui.scores.wording import of_cell, of_epoch
from nnlab.gui.theme import small_font
from nnlab.kernel.messages import AskCases, Frame, Points, ScoresView
from nnlab.records import Problem
from nnlab.records.scores import Cases, Part, Scores

_key = "scores"
_wide, _high = 620, 430  # pixels: room for two sets beside each other; for a list below them
_again_s = 1.0  # while training a list is asked for anew so often: one that changes faster cannot be read
parts: tuple[Part, ...] = ("test", "train")


class ScoresPanel(QWidget):
    """Shows the newest scores while it can be seen, and says of which epoch they are.

    Signals:
        sample_chosen(part, row, point): a sample of the list is to be looked at everywhere.
    """

    sample_chosen = Signal(str, int, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scores_panel")
        self._context = context
        self.scores: Scores | None = None
        self._part: Part = "test"
        self._question: AskCases | None = None
        self._title: Callable[[Cases], str] = lambda _cases: ""
        self._asked, self._asked_at = 0, 0.0
        self._points = context.bridge.last_points
        self.views = {part: SetView(context, part, self) for part in parts}
        self.switches = {part: QPushButton(self) for part in parts}
        self.epoch = QLabel(self)
        self.epoch.setFont(small_font(self))
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setContentsMargins(16, 8, 16, 8)
        self.list = CasesList(context, self)
        self.list.hide()
        self._lay_out()
        self._connect()
        self._word()
        self._color()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        for part, look in zip(parts, ("first", "last"), strict=True):
            switch = self.switches[part]
            switch.setProperty("look", look)
            switch.setCheckable(True)
            switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            switch.setObjectName(f"scores_{part}")
            head.addWidget(switch)
        head.addStretch(1)
        head.addWidget(self.epoch)
        sets = QWidget(self)
        row = QHBoxLayout(sets)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in parts:
            row.addWidget(self.views[part], 1)
        self.sets = sets
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(sets)
        self.splitter.addWidget(self.list)
        shown = QWidget(self)
        column = QVBoxLayout(shown)
        column.setContentsMargins(12, 2, 8, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.splitter, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.note)
        self._pages.addWidget(shown)

    def _connect(self) -> None:
        context = self._context
        bridge, document = context.bridge, context.document
        for part, view in self.views.items():
            self.switches[part].clicked.connect(lambda _on, part=part: self.choose(part))
            view.cell_chosen.connect(lambda target, answer, part=part: self.ask_cell(part, target, answer))
            view.row_chosen.connect(lambda row, part=part: self.ask_row(part, row))
            view.worst_asked.connect(lambda column, part=part: self.ask_worst(part, column))
        self.list.chosen.connect(self._choose_sample)
        self.list.closed.connect(self.close_list)
        bridge.frame.connect(self._take_frame)
        bridge.cases.connect(self._take_cases)
        bridge.points.connect(self._take_points)
        bridge.begun.connect(self.close_list)
        document.replaced.connect(self.forget)
        bridge.restarted.connect(self._forget_asked)
        document.problems_changed.connect(self._show)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._color)

    # ---- what is shown

    def choose(self, part: Part) -> None:
        """Shows a set where there is room for one only."""
        self._part = part
        self._show()

    def forget(self) -> None:
        """Lets go of numbers that are of other data."""
        self.scores = None
        self.close_list()
        self._show()

    def _take_points(self, points: Points) -> None:
        """Forgets where the samples are others: a process that was started again, or an undo, tells the same ones."""
        before, self._points = self._points, points
        if before is None or not same(before, points):
            self.forget()

    def _take_frame(self, frame: Frame) -> None:
        if frame.scores is None or not self.isVisible():
            return
        self.scores = frame.scores
        self._show()
        due = not frame.training or time.monotonic() > self._asked_at + _again_s
        if self._question is not None and not self._asked and due:
            self._ask(self._question, self._title)

    def _show(self) -> None:
        scores, document, tr = self.scores, self._context.document, self._context.language.tr
        broken = any(problem.level == "error" for problem in document.problems)
        if scores is None or broken:
            self.note.setText(
                tr("There are no scores until the problems are solved.") if broken else tr("The answers are counted…")
            )
            self._pages.setCurrentIndex(0)
            return
        self._pages.setCurrentIndex(1)
        self.epoch.setText(of_epoch(scores.epoch, self._context.language))
        both = self._room() >= large(_wide) and scores.test is not None
        part = self._part if scores.of(self._part) is not None else "train"
        for name, view in self.views.items():
            found = scores.of(name)
            view.setVisible(found is not None and (both or name == part))
            if found is not None:
                view.show_name(both)
                view.show_scores(found, scores.classes)
            self.switches[name].setVisible(not both)
            self.switches[name].setChecked(name == part)
            self.switches[name].setEnabled(found is not None)
        self._make_room()

    def _room(self) -> float:
        """Returns how wide the numbers may be: the list beside them needs room too."""
        beside = not self.list.isHidden() and self._across
        return self.width() * (0.6 if beside else 1.0)

    @property
    def _across(self) -> bool:
        return self.width() > 1.6 * self.height()

    def _make_room(self) -> None:
        """Puts the list below or beside the numbers, in their place where there is room for one of them only."""
        there, wide = not self.list.isHidden(), self._across
        small = self.height() < large(_high) and not (wide and self.width() >= large(_wide))
        self.splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        self.sets.setVisible(not (there and small))

    # ---- single samples

    def ask_cell(self, part: Part, target: int, answer: int) -> None:
        """Lists the samples of a cell of the matrix."""

        def title(cases: Cases) -> str:
            found = self.scores.of(part) if self.scores is not None else None
            names = self.scores.classes if self.scores is not None else ()
            if found is None or found.confusion is None:
                return ""
            matrix = found.confusion.numpy()
            both = tuple(names[k] if k < len(names) else str(k) for k in (target, answer))
            all_there = int(matrix[target].sum())
            return of_cell(part, cases.total, all_there, (both[0], both[1]), self._context.language)

        self._ask(AskCases(id=0, part=part, target=target, answered=answer), title)

    def ask_worst(self, part: Part, column: int) -> None:
        """Lists the samples whose value is missed by most."""
        tr = self._context.language.tr
        self._ask(
            AskCases(id=0, part=part, column=column),
            lambda _cases: (
                tr("Training samples farthest from their target") if part == "train" else
                tr("Test samples farthest from their target")
            ),
        )  # fmt: skip

    def ask_row(self, part: Part, row: int) -> None:
        """Shows one sample."""
        tr = self._context.language.tr
        self._ask(
            AskCases(id=0, part=part, rows=(row,)),
            lambda _cases: (tr("Training sample {n}") if part == "train" else tr("Test sample {n}")).format(n=row + 1),
        )

    def close_list(self) -> None:
        """Shows no samples any more."""
        if self._asked:
            self._context.bridge.cancel(self._asked)
        self._question, self._asked = None, 0
        held = self.list.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.list.hide()
        self._show()
        if held:
            view = next((view for view in self.views.values() if not view.isHidden()), None)
            if view is not None:
                (view.scatter if view.matrix.isHidden() else view.matrix).setFocus()

    def _ask(self, question: AskCases, title: Callable[[Cases], str]) -> None:
        if self._asked:
            self._context.bridge.cancel(self._asked)
        self._question, self._title, self._asked_at = question, title, time.monotonic()
        self._asked = self._context.bridge.ask_cases(question)

    def _forget_asked(self, _event: object) -> None:
        """Waits no more for a process that has ended: the next one is asked when it has counted."""
        self._asked = 0

    def _take_cases(self, id: int, found: Cases | Problem) -> None:
        if id != self._asked:
            return
        self._asked = 0
        if isinstance(found, Problem):
            self.close_list()
            return
        fresh = self.list.isHidden()
        self.list.show_cases(found, self._titled(found))
        self.list.show()
        self._show()
        if fresh:
            self.splitter.setSizes([3000, 2000])
        if fresh and self.isAncestorOf(self.focusWidget() or self):
            self.list.choose_first()
            self.list.table.setFocus()

    def _titled(self, cases: Cases) -> str:
        """Words what is listed, and how much of it is."""
        trn, shown, title = self._context.language.trn, len(cases.rows.numpy()), self._title(cases)
        if shown < cases.total:
            title += " · " + trn("first {n} shown", "first {n} shown", shown).format(n=shown)
        return title

    def _choose_sample(self, row: int, point: tuple[float, ...]) -> None:
        cases = self.list.model.cases
        if cases is not None:
            self.sample_chosen.emit(cases.part, row, point)

    # ---- words and looks

    def _word(self) -> None:
        tr = self._context.language.tr
        words = {
            "test": (tr("Test"), tr("Scores on samples that training does not see")),
            "train": (tr("Training"), tr("Scores on the samples that training learns from")),
        }
        for part, (text, tip) in words.items():
            switch = self.switches[part]
            switch.setText(text)
            switch.setToolTip(tip)
            switch.setAccessibleName(tip)
        self.epoch.setToolTip(tr("The epoch whose network was counted"))
        self.setAccessibleName(tr("Scores"))
        if self._question is not None and self.list.model.cases is not None:
            self.list.word_title(self._titled(self.list.model.cases))
        self._show()

    def _color(self) -> None:
        for label in (self.epoch, self.note):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), self._context.theme.colors.muted)
            label.setPalette(palette)

    # ---- Qt

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._context.bridge.subscribe(_key, ScoresView())
        self._show()

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._context.bridge.subscribe(_key, None)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if self.scores is not None:
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.list.isHidden():
            self.close_list()
        else:
            super().keyPressEvent(event)
