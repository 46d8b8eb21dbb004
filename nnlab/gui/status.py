"""The status line: how the kernel is, how much data there is, and the numbers of the newest step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnlab.gui.canvas.faults import Faults
from nnlab.gui.context import Context
from nnlab.gui.theme import small_font

_note_ms = 4_000


class StatusLine(QLabel):
    """One line of text below everything; what it says is never the only place that says it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setFont(small_font(self))
        self.setContentsMargins(12, 0, 0, 0)
        self._context = context
        self._faults = Faults(context.language, context.document)
        bridge, document = context.bridge, context.document
        for signal in (bridge.state_changed, bridge.frame, document.facts_changed, document.problems_changed):
            signal.connect(self._show)
        self._note: Callable[[], str] | None = None
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_note_ms)
        self._end.timeout.connect(self.forget)
        document.changed.connect(self.forget)
        bridge.begun.connect(self.forget)
        context.language.changed.connect(self._show)
        context.theme.changed.connect(self._color)
        self._color()
        self._show()

    def say(self, note: Callable[[], str]) -> None:
        """Shows a note for some seconds, or until something is changed."""
        self._note = note
        self._end.start()
        self._show()

    def forget(self, *_: object) -> None:
        """Shows no note any more."""
        self._note = None
        self._end.stop()
        self._show()

    def _color(self) -> None:
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self._context.theme.colors.muted)
        self.setPalette(palette)

    def _show(self, *_: object) -> None:
        text = " · ".join(part for part in (self._kernel(), self._data(), self._step()) if part)
        if self._note is not None:
            text = self._note()
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)  # a long one is cut where the line ends

    def _kernel(self) -> str:
        bridge, tr = self._context.bridge, self._context.language.tr
        words = {
            "idle": tr("Starting the training process…"),
            "starting": tr("Starting the training process…"),
            "restarting": tr("Restarting the training process…"),
            "stalled": tr("Waiting for a plugin…"),
            "dead": tr("The training process has ended."),
        }
        if bridge.state in words:
            return words[bridge.state]
        if bridge.training:
            return tr("Training")
        reason = self._faults.stopping()
        return tr("Cannot train: {reason}").format(reason=reason) if reason else tr("Ready")

    def _data(self) -> str:
        facts, language = self._context.document.last_facts, self._context.language
        if facts is None or facts.data is None:
            return ""
        data = facts.data
        train = language.trn("{n} training sample", "{n} training samples", data.train_rows).format(n=data.train_rows)
        test = language.trn("{n} test sample", "{n} test samples", data.test_rows).format(n=data.test_rows)
        return f"{train} · {test}"

    def _step(self) -> str:
        frame, tr = self._context.bridge.last_frame, self._context.language.tr
        if frame is None or not frame.step:
            return ""
        if not frame.learning_rate:  # nobody knows it while the experiment is broken
            return tr("step {n}").format(n=frame.step)
        return tr("step {n} · learning rate {rate}").format(n=frame.step, rate=f"{frame.learning_rate:.3g}")

    # ---- Qt

    def minimumSizeHint(self) -> QSize:
        """Lets the window be narrower than a sentence."""
        return QSize(80, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            box = self.contentsRect()
            text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
