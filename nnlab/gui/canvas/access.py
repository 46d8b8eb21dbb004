"""The canvas for who cannot see it: layers, neurons, biases and weights as items that a screen reader can visit.

Qt asks for them only while such a program listens. What was once handed out lives as long as the application: Qt lists
what it was given until it ends, and what Python had thrown away before would crash it then. One whose layer is gone
says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor
from PySide6.QtWidgets import QAccessibleWidget, QApplication
from shiboken6 import isValid

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.parameters import Parameters, Spot
from nnlab.gui.canvas.readout import Readout, number
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.canvas.words import CanvasWords

_keeper = "accessible_faces"


@dataclass(frozen=True)
class Item:
    """A layer, one of its neurons, or one number of a neuron (row -1: its bias)."""

    layer: str
    unit: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Told:
    """What the items are worded from, and what is selected now."""

    titles: Titles
    readout: Readout
    words: CanvasWords
    parameters: Parameters
    selection: Callable[[], Selection | None]


class Access(QObject):
    """Keeps the items of one board and says which one has the focus."""

    def __init__(self, board: Board, told: Told) -> None:
        super().__init__(board)
        self.board, self.told = board, told
        self._faces: dict[Item, _Face] = {}
        self._kept = _kept_faces()

    def face(self, item: Item) -> _Face:
        """Returns the interface of an item, the same one each time."""
        if item not in self._faces:
            self._faces[item] = _Face(self, item)
            self._kept.faces.append(self._faces[item])
        return self._faces[item]

    def layers(self) -> list[Item]:
        """Returns the columns from left to right."""
        return [Item(spec.id) for spec in self.board.specs]

    def within(self, item: Item) -> list[Item]:
        """Returns what lies within an item: the neurons shown of a layer, the numbers of a neuron."""
        place = self.column(item)
        if place is None or item.row is not None:
            return []
        column = self.board.layout_now.columns[place]
        if item.unit is None:
            return [] if column.spec.bare else [Item(item.layer, unit) for unit in range(column.shown)]
        if not place or not self.told.parameters.known(column.spec):
            return []
        spots = self.told.parameters.spots(item.layer, item.unit)
        return [Item(item.layer, item.unit, -1 if spot.row is None else spot.row) for spot in spots]

    def column(self, item: Item) -> int | None:
        """Returns the column an item stands in, None where it is gone."""
        ids = [spec.id for spec in self.board.specs] if isValid(self.board) else []
        if item.layer not in ids:
            return None
        place = ids.index(item.layer)
        return place if (item.unit or 0) < self.board.specs[place].units else None

    def name(self, item: Item) -> str:
        """Names an item as the rest of the canvas does, a number with its value."""
        place = self.column(item)
        if place is None:
            return ""
        told, specs = self.told, self.board.specs
        if item.unit is None:
            title, activation = self.board.titles_at(place)
            return f"{title}, {activation}" if activation else title
        if item.row is None:
            return told.readout.name(place, item.unit, specs)
        spot = self._spot(item)
        return f"{told.words.spot(spot)}: {number(told.parameters.value(spot))}"

    def _spot(self, item: Item) -> Spot:
        return Spot(item.layer, item.unit or 0, None if item.row == -1 else item.row)

    def rect(self, item: Item) -> QRect:
        """Returns where an item is on the screen."""
        place, layout = self.column(item), self.board.layout_now
        if place is None:
            return QRect()
        column = layout.columns[place]
        if item.unit is None:
            box = QRect(round(column.left), 0, round(column.width), round(layout.bottom))
        elif item.row == -1:
            box = QRect(*(round(side) for side in column.bias(min(item.unit, column.shown - 1))))
        else:
            box = QRect(*(round(side) for side in column.tile(min(item.unit, column.shown - 1))))
        return QRect(self.board.mapToGlobal(box.topLeft()), box.size())

    def selected(self, item: Item) -> bool:
        """Tells whether an item is the selected one."""
        chosen = self.told.selection()
        return chosen is not None and item == Item(chosen.layer, chosen.unit)

    def tell(self) -> None:
        """Tells who listens that another item has the focus."""
        chosen = self.told.selection()
        if chosen is None or chosen.source or not QAccessible.isActive():
            return
        face = self.face(Item(chosen.layer, chosen.unit))
        QAccessible.updateAccessibility(QAccessibleEvent(face, QAccessible.Event.Focus))


class _Face(QAccessibleInterface):
    """One item as Qt asks for it."""

    def __init__(self, access: Access, item: Item) -> None:
        super().__init__()
        self._access, self._item = access, item

    def isValid(self) -> bool:
        return self._access.column(self._item) is not None

    def object(self) -> QObject | None:
        return None

    def parent(self) -> QAccessibleInterface | None:
        item = self._item
        if item.unit is None:
            return QAccessible.queryAccessibleInterface(self._access.board)
        return self._access.face(Item(item.layer) if item.row is None else Item(item.layer, item.unit))

    def childCount(self) -> int:
        return len(self._access.within(self._item))

    def child(self, index: int) -> QAccessibleInterface | None:
        inside = self._access.within(self._item)
        return self._access.face(inside[index]) if 0 <= index < len(inside) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        inside = self._access.within(self._item)
        return inside.index(child._item) if isinstance(child, _Face) and child._item in inside else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        inside = (item for item in self._access.within(self._item) if self._access.rect(item).contains(QPoint(x, y)))
        found = next(inside, None)
        return self._access.face(found) if found is not None else None

    def rect(self) -> QRect:
        return self._access.rect(self._item)

    def role(self) -> QAccessible.Role:
        item = self._item
        if item.row is not None:
            return QAccessible.Role.StaticText
        return QAccessible.Role.List if item.unit is None else QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        made = QAccessible.State()
        made.focusable = made.selectable = self._item.row is None
        made.focused = made.selected = self._access.selected(self._item)
        made.invalid = not self.isValid()
        return made

    def text(self, which: QAccessible.Text) -> str:
        return self._access.name(self._item) if which == QAccessible.Text.Name else ""

    def setText(self, which: QAccessible.Text, text: str) -> None:
        """Names are not changed from here."""

    def backgroundColor(self) -> QColor:
        return QColor()

    def foregroundColor(self) -> QColor:
        return QColor()


class _BoardFace(QAccessibleWidget):
    """The board: its controls, then the columns of the network."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, QAccessible.Role.Grouping)
        self._board = board

    @property
    def _access(self) -> Access | None:
        return self._board.findChild(Access)

    def _layers(self) -> list[Item]:
        access = self._access
        return access.layers() if access is not None else []

    def childCount(self) -> int:
        return super().childCount() + len(self._layers())

    def child(self, index: int) -> QAccessibleInterface | None:
        controls, layers, access = super().childCount(), self._layers(), self._access
        if index < controls or access is None:
            return super().child(index)
        place = index - controls
        return access.face(layers[place]) if place < len(layers) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, _Face):
            layers = self._layers()
            return super().childCount() + layers.index(child._item) if child._item in layers else -1
        return super().indexOfChild(child)


class _Kept:
    """All interfaces that were handed out, and the factory of those of boards."""

    def __init__(self) -> None:
        self.faces: list[QAccessibleInterface] = []

    def face_of(self, _key: str, of: QObject | None) -> QAccessibleInterface | None:
        """Returns a board's interface, None for all else."""
        if not isinstance(of, Board):
            return None
        self.faces.append(_BoardFace(of))
        return self.faces[-1]


def _kept_faces() -> _Kept:
    """Returns the application's one list; says to Qt, once, who makes a board's interface."""
    app = QApplication.instance()
    kept = app.property(_keeper) if app is not None else None
    if not isinstance(kept, _Kept):
        kept = _Kept()
        QAccessible.installFactory(kept.face_of)
        if app is not None:
            app.setProperty(_keeper, kept)
    return kept
