"""The sheet of shortcuts, read from the registry of actions, so it cannot be wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnlab.gui.actions import Actions
from nnlab.gui.language import Language
from nnlab.gui.theme import heading_font

_rows = 19  # in one column of the sheet


class ShortcutSheet(QDialog):
    """Every action that has a key, by menu; closed by Esc or by the key that opened it."""

    def __init__(self, actions: Actions, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self._actions, self._language = actions, language
        self._row = QHBoxLayout(self)
        self._row.setSpacing(28)
        language.changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Words the sheet in the present language."""
        tr = self._language.tr
        self.setWindowTitle(tr("Keyboard shortcuts"))
        while self._row.count():
            self._row.takeAt(0).widget().deleteLater()
        titles = {
            "train": tr("Train"),
            "network": tr("Network"),
            "edit": tr("Edit"),
            "file": tr("File"),
            "plugins": tr("Plugins"),
            "view": tr("View"),
            "help": tr("Help"),
        }
        grid: QGridLayout | None = None
        line = 0
        for group, title in titles.items():
            keyed = [id for id in self._actions if _group(id) == group and self._actions.keys(id)]
            if not keyed:
                continue
            if grid is None or line + len(keyed) + 1 > _rows:
                grid, line = self._column(), 0
            if line:
                grid.setRowMinimumHeight(line, 8)
                line += 1
            heading = QLabel(title)
            heading.setFont(heading_font(heading))
            grid.addWidget(heading, line, 0, 1, 2)
            line += 1
            for id in keyed:
                grid.addWidget(QLabel("   ".join(self._actions.keys(id))), line, 0)
                grid.addWidget(QLabel(self._actions.get(id).iconText()), line, 1)
                line += 1

    def _column(self) -> QGridLayout:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        column.addLayout(grid)
        column.addStretch(1)
        self._row.addWidget(holder)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.close()
        else:
            super().keyPressEvent(event)


def _group(id: str) -> str:
    """Returns the menu an action stands in."""
    group = id.split(".")[0]
    return "file" if group == "app" else group
