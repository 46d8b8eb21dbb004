"""The sheet of shortcuts, read from the registry of actions, so it cannot be wrong; and what the mouse does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnlab.gui.actions import Actions
from nnlab.gui.enlarging import large
from nnlab.gui.language import Language
from nnlab.gui.theme import heading_font

Rows = list[tuple[str, str]]  # keys, and what they do
_most_columns = 4
_looking = ("next_", "previous_", "more_", "select_", "let_go", "inspect", "fit_scale", "usual_scale")


class ShortcutSheet(QDialog):
    """Every action that has a key, by what it is for; closed by Esc or by the key that opened it."""

    def __init__(self, actions: Actions, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self._actions, self._language = actions, language
        self._area = QScrollArea()
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        language.changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Words the sheet in the present language, in as many columns as the screen has room for."""
        self.setWindowTitle(self._language.tr("Keyboard shortcuts"))
        sections, room = self._sections(), self._room()
        for count in range(_most_columns, 0, -1):
            made = _columns(sections, count)
            size = made.sizeHint()
            if size.width() + large(24) <= room.width() or count == 1:
                break
            made.deleteLater()
        self._area.setWidget(made)
        self.resize(QSize(size.width() + large(20), size.height() + large(4)).boundedTo(room))

    def _room(self) -> QSize:
        window = self.parentWidget().window() if self.parentWidget() is not None else self
        return self.screen().availableGeometry().size().expandedTo(window.size()) - QSize(40, 60)

    def _sections(self) -> list[tuple[str, Rows]]:
        tr = self._language.tr
        titles = {
            "train": tr("Train"),
            "file": tr("File"),
            "edit": tr("Edit"),
            "view": tr("View"),
            "plugins": tr("Plugins"),
            "paint": tr("Paint points"),
            "draw": tr("Draw the network"),
            "look": tr("Look at the network"),
            "mouse": tr("With the mouse"),
            "help": tr("Help"),
        }
        found: dict[str, Rows] = {name: [] for name in titles}
        for id in self._actions:
            if self._actions.keys(id):
                keys = "   ".join(self._actions.keys(id))
                found[_group(id)].append((keys, self._actions.get(id).iconText()))
        found["mouse"] = self._mouse()
        return [(title, found[name]) for name, title in titles.items() if found[name]]

    def _mouse(self) -> Rows:
        tr = self._language.tr
        return [
            (tr("Ctrl or Shift + click"), tr("Select several")),
            (tr("Drag over the ground"), tr("Select layers")),
            (tr("Drag a title"), tr("Move the layer")),
            (tr("Drag a neuron"), tr("Connect its layer to a later one")),
            (tr("Drag the bar below a column"), tr("More or fewer neurons")),
            (tr("Drag a layer kind"), tr("Insert a layer")),
            (tr("Ctrl + wheel"), tr("Zoom about the mouse")),
            (tr("Middle button"), tr("Move what is seen")),
            (tr("Alt + left button"), tr("Move what is seen")),
            (tr("Double click"), tr("Change a number or a name")),
            (tr("Right click"), tr("All that can be done with it")),
        ]

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        self.fill()  # the screen or the letters may be others now
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.close()
        else:
            super().keyPressEvent(event)


def _columns(sections: Sequence[tuple[str, Rows]], count: int) -> QWidget:
    """Lays sections out side by side, all columns about equally high, none of them torn."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(large(12), large(10), large(12), large(10))
    row.setSpacing(large(28))
    most = _least_height([len(rows) + 2 for _, rows in sections], count)
    grid, line = _grid(row), 0
    for title, rows in sections:
        if line and line + len(rows) + 2 > most:
            grid, line = _grid(row), 0
        if line:
            grid.setRowMinimumHeight(line, large(8))
            line += 1
        heading = QLabel(title)
        heading.setFont(heading_font(heading))
        grid.addWidget(heading, line, 0, 1, 2)
        for keys, does in rows:
            line += 1
            grid.addWidget(QLabel(keys), line, 0)
            grid.addWidget(QLabel(does), line, 1)
        line += 1
    return holder


def _least_height(heights: Sequence[int], count: int) -> int:
    """Returns the smallest height at which so many columns take all sections in their order."""

    def needed(most: int) -> int:
        columns, line = 1, 0
        for height in heights:
            if line and line + height > most:
                columns, line = columns + 1, 0
            line += height
        return columns

    most = max(heights, default=0)
    while needed(most) > count:
        most += 1
    return most


def _grid(row: QHBoxLayout) -> QGridLayout:
    column, grid = QVBoxLayout(), QGridLayout()
    grid.setHorizontalSpacing(large(18))
    grid.setVerticalSpacing(large(3))
    column.addLayout(grid)
    column.addStretch(1)
    row.addLayout(column)
    return grid


def _group(id: str) -> str:
    """Returns what an action is for: the menu it stands in, but looking at the network apart from drawing it."""
    group, _, name = id.partition(".")
    if group == "network" or name.startswith("zoom_"):
        return "look" if name.startswith((*_looking, "zoom_")) else "draw"
    return {"app": "file", "workbench": "plugins"}.get(group, group)
