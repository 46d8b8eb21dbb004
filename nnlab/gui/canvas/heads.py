"""All heads and insert buttons of the columns: made, worded, placed and thrown away with the layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QMenu, QWidget

from nnlab.gui.canvas.controls import InsertButton
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.header import ColumnHeader
from nnlab.gui.canvas.layout import Layout
from nnlab.gui.canvas.popping import pop_up
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.context import Context


class Heads(QObject):
    """Keeps one ColumnHeader for each column and one InsertButton behind each column but the last.

    Signals:
        pressed(ColumnHeader, QPointF, KeyboardModifiers): a head was pressed, at a place of the board.
        opened(str): a layer's title was clicked twice.
        entered(str): the mouse came over a layer's head.
        activation_chosen(str, str): another activation is to stand behind a layer.
        menu_asked(str, QPoint): a layer's context menu is wanted.
    """

    pressed = Signal(object, object, object)
    opened = Signal(str)
    entered = Signal(str)
    activation_chosen = Signal(str, str)
    menu_asked = Signal(str, object)

    def __init__(self, context: Context, hands: Hands, titles: Titles, board: QWidget) -> None:
        super().__init__(board)
        self._context, self._hands, self._titles, self._board = context, hands, titles, board
        self.headers: dict[str, ColumnHeader] = {}
        self.inserts: dict[str, InsertButton] = {}
        self._chain: list[QWidget] = []

    def show_layers(self, ids: list[str]) -> None:
        """Makes and words heads for these columns, from left to right."""
        for gone in [id for id in self.headers if id not in ids]:
            _drop(self.headers.pop(gone))
        for gone in [id for id in self.inserts if id not in ids[:-1]]:
            _drop(self.inserts.pop(gone))
        choices = self._titles.choices()
        for id in ids:
            if id not in self.headers:
                self.headers[id] = self._header(id)
            self.headers[id].show_words(self._titles.words(id, choices))
        for id in ids[:-1]:
            if id not in self.inserts:
                self.inserts[id] = self._insert(id)
            self._word_insert(id)
        self._order(ids)
        self._count_alike()

    def _header(self, id: str) -> ColumnHeader:
        header = ColumnHeader(id, self._hands, self._context.language, self._context.theme, self._board)
        header.pressed.connect(self.pressed)
        header.opened.connect(self.opened)
        header.entered.connect(self.entered)
        header.activation_chosen.connect(self.activation_chosen)
        header.menu_asked.connect(self.menu_asked)
        header.show()
        return header

    def _insert(self, after: str) -> InsertButton:
        button = InsertButton(self._context.theme, self._board)
        button.setObjectName(f"insert_{after}")
        button.clicked.connect(lambda: self._hands.add_layer(after))
        button.asked.connect(lambda: self.ask_kind(after))
        button.show()
        return button

    def _word_insert(self, after: str) -> None:
        tr, button = self._context.language.tr, self.inserts[after]
        kinds = self._hands.kinds()
        button.kinds = len(kinds)
        tip = tr("Insert a layer of 4 neurons here")
        button.setAccessibleName(tr("Insert a layer after {layer}").format(layer=self._titles.title(after)))
        if len(kinds) > 1:
            tip += "\n" + tr("Right click, long press or the small arrow: other kinds of layer")
        button.setToolTip(tip)

    def _order(self, ids: list[str]) -> None:
        chain: list[QWidget] = []
        for id in ids:
            header = self.headers[id]
            chain += [header.activation, header.number, header.minus, header.plus, header.cross]
            if id in self.inserts:
                chain.append(self.inserts[id])
        if chain != self._chain:
            self._chain = chain
            for before, after in pairwise(chain):
                QWidget.setTabOrder(before, after)

    def place(self, layout: Layout) -> None:
        """Puts heads and buttons where the layout says."""
        for index, column in enumerate(layout.columns):
            header = self.headers[column.spec.id]
            box = layout.header(index, bare=header.bare)
            inset = (box.width - layout.header(index).width) / 2
            header.set_metrics(layout.metrics, layout.zoom, layout.covered, inset)
            header.setGeometry(QRect(round(box.x), round(box.y), round(box.width), round(box.height)))
            insert = self.inserts.get(column.spec.id)
            if insert is not None:
                box = layout.insert(index)
                insert.setVisible(box.width > 0)
                arrow = 8 * layout.zoom if insert.kinds > 1 else 0
                insert.setGeometry(QRect(round(box.x), round(box.y), round(box.width), round(box.height + arrow)))
                insert.raise_()
        self._count_alike()

    def _count_alike(self) -> None:
        """Has all heads count in words, or all in figures where one has no room for the words."""
        brief = not all(header.counts_in_words for header in self.headers.values())
        for header in self.headers.values():
            header.set_brief(brief)

    def select(self, layers: Sequence[str]) -> None:
        """Marks the selected layers' heads."""
        for id, header in self.headers.items():
            header.set_selected(id in layers)

    def ask_kind(self, after: str) -> None:
        """Opens the list of kinds of layer under an insert button."""
        button = self.inserts[after]
        pop_up(self.kinds_menu(after, self._board), button.mapToGlobal(QPoint(0, button.height())))

    def kinds_menu(self, after: str, parent: QWidget, before: str = "", kinds: Sequence[str] | None = None) -> QMenu:
        """Returns the list of kinds of layer that can be inserted behind a column, or into one connection of it."""
        menu = QMenu(self._context.language.tr("Insert a layer"), parent)
        menu.setObjectName("layer_kinds")
        menu.setToolTipsVisible(True)
        for kind in self._hands.kinds() if kinds is None else kinds:
            info = self._context.document.info("layer", kind)
            action = menu.addAction(self._context.language.text(info.name) if info else kind)
            action.setObjectName(f"kind_{kind}")
            action.setToolTip(self._context.language.text(info.help) if info else "")
            action.triggered.connect(lambda _checked=False, kind=kind: self._hands.add_layer(after, kind, before))
        return menu


def _drop(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
