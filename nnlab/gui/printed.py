"""What plugins print, the newest last."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.enlarging import fixed_font
from nnlab.gui.theme import heading_font
from nnlab.kernel.messages import Output

_most_lines = 1000
_most_waiting = 50_000  # characters between two looks at the screen
_every_ms = 100


class Printed(QWidget):
    """A text that grows while plugins print, shown only once there is some.

    Signals:
        came: there is some text now, or none any more.
    """

    came = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("printed")
        self._context = context
        self._waiting = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        row = QHBoxLayout()
        self._heading, self._clear = QLabel(), QPushButton()
        self._heading.setFont(heading_font(self))
        self._clear.setObjectName("clear_printed")
        self._clear.clicked.connect(self.clear)
        row.addWidget(self._heading)
        row.addWidget(self._clear)
        row.addStretch(1)
        column.addLayout(row)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(_most_lines)
        self.text.setFont(fixed_font())
        column.addWidget(self.text, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_every_ms)
        self._soon.timeout.connect(self._put)
        context.bridge.output.connect(self._take)
        context.language.changed.connect(self._word)
        self._word()
        self.hide()

    @property
    def empty(self) -> bool:
        """Whether nothing was printed since it was cleared."""
        return not self.text.document().characterCount() > 1

    def clear(self) -> None:
        """Forgets all that was printed."""
        self._waiting = ""
        self.text.clear()
        self.hide()
        self.came.emit()

    # ---- inside

    def _take(self, output: Output) -> None:
        self._waiting += output.text
        if output.dropped:
            left = self._context.language.tr("[{n} bytes came too fast and were left out]").format(n=output.dropped)
            self._waiting += f"\n{left}\n"
        self._waiting = self._waiting[-_most_waiting:]
        if not self._soon.isActive():
            self._soon.start()

    def _put(self) -> None:
        text, self._waiting = self._waiting, ""
        bar = self.text.verticalScrollBar()
        follows, first = bar.value() >= bar.maximum() - 1, self.empty
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())
        if first and not self.empty:
            self.show()
            self.came.emit()

    def _word(self) -> None:
        tr = self._context.language.tr
        self._heading.setText(tr("Printed by plugins"))
        self.text.setAccessibleName(tr("Printed by plugins"))
        self._clear.setText(tr("Clear"))
        self._clear.setAccessibleName(tr("Clear what was printed"))
