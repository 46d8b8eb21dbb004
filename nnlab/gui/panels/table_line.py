"""What the data panel says of a table of the user's own: its file, its rows, its target, and a way to change it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from nnlab.experiment.choice import choice_of
from nnlab.experiment.document import Data
from nnlab.experiment.facts import DataFacts
from nnlab.experiment.tables import table_id
from nnlab.gui._fields import Elided
from nnlab.gui.context import Context
from nnlab.records.tables import TableHead

_change = "file.change_table"


class TableLine(QWidget):
    """Stands in the place of the form that other data sets have."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_table")
        self._context = context
        self._data: Data | None = None
        self._facts: DataFacts | None = None
        self._heads: dict[str, TableHead] = {}  # of the table that is shown, and of one that may become it
        self.file, self.used, self.change = Elided(self), Elided(self), QPushButton(self)
        self.change.setObjectName("data_table_change")
        self.change.clicked.connect(self._ask)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.addWidget(self.file, 0, 0)
        grid.addWidget(self.change, 0, 1)
        grid.addWidget(self.used, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def sha256(self) -> str:
        """The name of the table that is shown, "" where none is."""
        data = self._data
        return str(data.source.values.get("table", "")) if data is not None and data.source.id == table_id else ""

    def show_data(self, data: Data) -> None:
        """Shows the document's table, where it has one."""
        self._data = data
        self.setVisible(data.source.id == table_id)
        self.word()

    def show_facts(self, facts: DataFacts | None) -> None:
        """Shows how many rows are used."""
        self._facts = facts
        self.word()

    def take_head(self, sha256: str, head: TableHead) -> None:
        """Takes what was read of a kept table."""
        kept = {name: known for name, known in self._heads.items() if name == self.sha256}
        self._heads = {**kept, sha256: head}
        self.word()

    def word(self) -> None:
        """Words everything in the present language."""
        tr = self._context.language.tr
        self.change.setText(tr("Change…") if self.sha256 else tr("Open…"))
        tip = tr("Choose target, inputs and what is missing anew") if self.sha256 else tr("Open a table of your own")
        self.change.setToolTip(tip)
        self.change.setAccessibleName(tr("Change the table") if self.sha256 else tr("Open a table"))
        name = str(self._data.source.values.get("file", "")) if self._data is not None else ""
        self.file.word(name if self.sha256 else tr("An example; open a table of yours"))
        self.used.word(", ".join(part for part in (self._rows(), self._target()) if part), self._left_out())
        self.used.setVisible(bool(self.sha256))

    # ---- inside

    def _rows(self) -> str:
        facts, trn = self._facts, self._context.language.trn
        if facts is None:
            return ""
        used = facts.train_rows + facts.test_rows
        return trn("{n} row", "{n} rows", used).format(n=f"{used:,}")

    def _target(self) -> str:
        tr, head = self._context.language.tr, self._heads.get(self.sha256)
        if head is None or self._data is None:
            return ""
        choice = choice_of(self._data, head)
        return tr("target: {name}").format(name=", ".join(head.columns[place].name for place in choice.targets))

    def _left_out(self) -> str:
        facts, trn = self._facts, self._context.language.trn
        if facts is None or not facts.dropped:
            return ""
        return trn("{n} row is left out", "{n} rows are left out", facts.dropped).format(n=f"{facts.dropped:,}")

    def _ask(self) -> None:
        if _change in self._context.actions:
            self._context.actions.get(_change).trigger()
