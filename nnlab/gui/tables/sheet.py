"""The sheet on which a table is looked at and its columns are chosen, while it is still being read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nnlab.experiment.choice import Choice, alike, guess
from nnlab.gui._fields import Elided
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.icons import pixmap
from nnlab.gui.tables.column_list import ColumnList
from nnlab.gui.tables.first_rows import FirstRows
from nnlab.gui.tables.reading_row import ReadingRow
from nnlab.gui.tables.steps_row import TableSteps
from nnlab.gui.tables.wording import fault, missing_words, size_words, summary
from nnlab.records import Problem
from nnlab.records.tables import Reading, TableHead


class TableSheet(QDialog):
    """Shows what is known of a table so far; it opens nothing and reads nothing itself.

    Signals:
        wished(Reading): the text is to be read in another way.
        agreed(sha256, TableHead, Choice): the table is to be used like this.
        left: it was closed otherwise.
    """

    wished = Signal(object)
    agreed = Signal(str, object, object)
    left = Signal()

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._context, self._name = context, name
        self.head: TableHead | None = None
        self.choice = Choice()
        self.sha256 = ""
        self._touched = self._busy = False
        self._problem: Problem | None = None
        self._lay_out()
        self.columns.chosen.connect(self._choose)
        self.steps.chosen.connect(self._choose)
        self.reading.wished.connect(self._wish)
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._show)
        self._word()
        self.resize(self._fitting())

    def _lay_out(self) -> None:
        context = self._context
        self.title, self.size_line = Elided(), Elided()
        bold = QFont(self.font())
        bold.setBold(True)
        self.title.setFont(bold)
        self.progress = QProgressBar()
        self.progress.setObjectName("table_progress")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(large(180))
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.size_line, 1)
        head.addWidget(self.progress)
        self.reading = ReadingRow(context.language)
        self.rows = FirstRows(context)
        self.columns, self.steps = ColumnList(context), TableSteps(context.language)
        below = QWidget()
        side = QHBoxLayout(below)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.columns, 1)
        side.addWidget(self.steps, 0, Qt.AlignmentFlag.AlignTop)
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.rows)
        self.parts.addWidget(below)
        self.parts.setStretchFactor(0, 2)
        self.parts.setStretchFactor(1, 3)
        self.summary, self.missing, self.fault = QLabel(), QLabel(), QLabel()
        self.summary.setFont(bold)
        for label, known in (
            (self.summary, "table_summary"),
            (self.missing, "table_missing"),
            (self.fault, "table_fault"),
        ):
            label.setObjectName(known)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._sign = QLabel()
        trouble = QHBoxLayout()
        trouble.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        trouble.addWidget(self.fault, 1)
        self._make_buttons()
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.reading)
        column.addWidget(self.parts, 1)
        column.addWidget(self.summary)
        column.addWidget(self.missing)
        column.addLayout(trouble)
        column.addWidget(self.buttons)

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox()
        self.use, self.cancel = QPushButton(), QPushButton()
        self.use.setObjectName("table_use")
        self.use.setProperty("look", "primary")
        self.use.setDefault(True)
        self.cancel.setObjectName("table_cancel")
        self.cancel.setAutoDefault(False)
        self.buttons.addButton(self.use, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._agree)
        self.buttons.rejected.connect(self.reject)

    def _fitting(self) -> QSize:
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        return QSize(large(1080), large(720)).boundedTo(room)

    # ---- what comes

    def begin(self) -> None:
        """Shows that a table is being read, from its beginning."""
        self.sha256, self._problem, self._busy = "", None, True
        self.progress.setValue(0)
        self._show()

    def take_progress(self, done: float) -> None:
        """Shows how much of it is read."""
        self.progress.setValue(round(1000 * done))

    def take_head(self, head: TableHead, sha256: str = "", usual: Choice | None = None) -> None:
        """Shows what is known of the table; with its name it is read whole. What a person chose stays where it can.

        `usual` is what the table is used for already; without it that is guessed.
        """
        before, self.head, self.sha256 = self.head, head, sha256
        self._busy = not sha256
        self._problem = None
        if not self._touched or before is None or not alike(before, head):
            self.choice, self._touched = usual or guess(head), usual is not None
        self.rows.show_head(head)
        self.reading.show_reading(head.reading)
        self._show()

    def refuse(self, problem: Problem) -> None:
        """Says why the table could not be read or used; it stays open."""
        self._problem, self._busy = problem, False
        self._show()

    def wait(self) -> None:
        """Shows that the table is being taken over."""
        self._busy = True
        self._show()

    # ---- what is chosen

    def _choose(self, choice: Choice) -> None:
        self.choice, self._touched, self._problem = choice, True, None
        self._show()

    def _wish(self, reading: Reading) -> None:
        self.begin()
        self.wished.emit(reading)

    def _agree(self) -> None:
        if self.use.isEnabled() and self.head is not None:
            self.agreed.emit(self.sha256, self.head, self.choice)

    # ---- showing

    def _show(self) -> None:
        language, head = self._context.language, self.head
        self.progress.setVisible(self._busy)
        known = head is not None
        for part in (self.rows, self.columns, self.steps):
            part.setEnabled(known)
        wrong = ""
        if head is not None:
            self.columns.show_table(head, self.choice)
            self.steps.show_table(head, self.choice)
            self.size_line.word(size_words(head, language))
            self.summary.setText(summary(self.choice, head, language))
            self.missing.setText(missing_words(self.choice, head, language))
            wrong = fault(self.choice, head, language)
        self.summary.setVisible(known and not self._problem)
        self.missing.setVisible(bool(self.missing.text()) and not self._problem)
        self._show_fault(language.problem(self._problem) if self._problem is not None else wrong)
        self.use.setEnabled(bool(self.sha256) and not wrong and not self._busy)

    def _show_fault(self, sentence: str) -> None:
        """Says what is wrong; where nothing is, what was noticed on reading."""
        language, colors, head = self._context.language, self._context.theme.colors, self.head
        remarks = [language.problem(remark) for remark in head.remarks] if head is not None else []
        said = sentence or "\n".join(remarks[:3])
        self.fault.setText(said)
        self.fault.setVisible(bool(said))
        self._sign.setVisible(bool(said))
        shade = colors.error if self._problem is not None else colors.warning if sentence else colors.accent
        name = "circle-x" if self._problem is not None else "triangle-alert" if sentence else "info"
        self._sign.setPixmap(pixmap(name, shade, large(18), self.devicePixelRatioF()))

    def _word(self) -> None:
        tr = self._context.language.tr
        self.setWindowTitle(tr("Your own table"))
        self.title.word(self._name)
        self.use.setText(tr("Use this table"))
        self.use.setToolTip(
            tr("Makes it the data of this experiment; inputs, output and loss follow, and it can be undone")
        )
        self.cancel.setText(tr("Cancel"))
        self.progress.setAccessibleName(tr("Reading the table"))
        self.progress.setToolTip(tr("Reading the table"))
        for part in (self.reading, self.rows, self.columns, self.steps):
            part.word()
        self._show()

    # ---- Qt

    def done(self, result: int) -> None:
        super().done(result)
        if result != QDialog.DialogCode.Accepted:
            self.left.emit()
