"""Where a window and its docks are: the proportions of the first start, and after it what was left."""

from __future__ import annotations

import base64
from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QWidget

from nnlab.gui.context import Context
from nnlab.gui.docks import Dock
from nnlab.gui.enlarging import large
from nnlab.gui.memory import Memory

_layout_version = 1
_list_height = 170  # enough for some problems
_usual_size = QSize(1600, 1000)
_left, _right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_bottom = Qt.DockWidgetArea.BottomDockWidgetArea


class Places:
    """Owns the docks of a window by name, puts them where they belong and remembers where they were left.

    `placed` says whether it has done so, which is when the window is first shown.
    """

    def __init__(self, window: QMainWindow, context: Context, memory: Memory) -> None:
        self._window, self._context, self._memory = window, context, memory
        self.docks: dict[str, Dock] = {}
        self._behind: dict[str, str] = {}
        self.placed = False
        self._missed = 0  # height that the loss could not give

    def add_left(self, name: str, title: Callable[[], str], panel: QWidget) -> None:
        """Adds a panel that has a heading of its own, left of the canvas."""
        self._make(name, title, panel, _left)

    def add_right(self, name: str, title: Callable[[], str], panel: QWidget) -> None:
        """Adds a panel that has a heading of its own, right of the canvas."""
        self._make(name, title, panel, _right)

    def add_below(self, name: str, dock: Dock) -> None:
        """Adds a dock below the canvas, hidden at first; all of them are tabs of one place."""
        others = [other for other in self.docks.values() if self._window.dockWidgetArea(other) == _bottom]
        self._window.addDockWidget(_bottom, dock)
        self.docks[name] = dock
        for other in others[:1]:
            self._window.tabifyDockWidget(other, dock)
        dock.hide()

    def add_behind(self, name: str, dock: Dock, other: str) -> None:
        """Adds a dock as a tab of another one's place, hidden at first."""
        self._window.addDockWidget(self._window.dockWidgetArea(self.docks[other]), dock)
        self.docks[name] = dock
        self._behind[name] = other
        self._put_behind(name)

    def _put_behind(self, name: str) -> None:
        self._window.tabifyDockWidget(self.docks[self._behind[name]], self.docks[name])
        self.docks[name].hide()

    def open_list(self, name: str) -> None:
        """Shows a dock that holds a list, high enough for some rows."""
        dock = self.docks[name]
        dock.show()
        dock.raise_()
        if dock.height() < _list_height and not dock.isFloating():
            self._window.resizeDocks([dock], [_list_height], Qt.Orientation.Vertical)

    def fit(self) -> None:
        """Gives the window the usual size, or what fits the screen with its frame."""
        screen = self._window.screen().availableGeometry().size()
        self._window.resize(_usual_size.boundedTo(screen - QSize(16, 48)))

    def appear(self) -> None:
        """Shows the window as it was left; on the first start as large as fits the screen."""
        window, geometry = self._window, self._memory.now.geometry
        if geometry and window.restoreGeometry(_bytes(geometry)):
            window.show()
        elif window.size() != _usual_size:
            window.showMaximized()
        else:
            window.show()

    def place(self) -> None:
        """Puts the docks where they were, or in the proportions of the first start."""
        self.placed = True
        docks = _bytes(self._memory.now.docks)
        if not docks.isEmpty() and self._window.restoreState(docks, _layout_version):
            self.docks["problems"].hide()
            for name in self._behind:
                if self.docks[name].objectName().encode("utf-16-be") not in docks.data():
                    self._put_behind(name)  # a layout that was kept before this dock was made knows no place for it
            return
        self.proportion()

    def proportion(self) -> None:
        """Gives the docks the proportions of the first start."""
        docks, width, height = self.docks, self._window.width(), self._window.height()
        left = min(max(round(width * 0.18), large(256)), large(340))
        right = min(max(round(width * 0.25), large(320)), large(500))
        self._window.resizeDocks([docks["settings"], docks["output"]], [left, right], Qt.Orientation.Horizontal)
        square = min(right - 30, round(height * 0.52))  # the output is a square, the loss takes the rest
        heights = [square, height - large(120) - square]
        self._window.resizeDocks([docks["output"], docks["loss"]], heights, Qt.Orientation.Vertical)

    def grow(self, name: str, by: int) -> None:
        """Makes a panel at the right higher by what it needs now, or lower again; the loss gives or takes it.

        What the loss could not give is not taken back.
        """
        dock, loss = self.docks[name], self.docks["loss"]
        together = not (dock.isFloating() or loss.isFloating()) and dock.isVisible() and loss.isVisible()
        if together and dock.x() == loss.x():
            wanted, room = by, max(0, loss.height() - loss.minimumSizeHint().height())
            by = min(wanted, room) if wanted > 0 else wanted + min(self._missed, -wanted)
            self._missed += wanted - by
            self._window.resizeDocks(
                [dock, loss], [dock.height() + by, max(loss.height() - by, 0)], Qt.Orientation.Vertical
            )

    def keep(self) -> None:
        """Remembers where window and docks are, for the next start."""
        geometry, state = self._window.saveGeometry(), self._window.saveState(_layout_version)
        self._memory.change(geometry=_text(geometry), docks=_text(state))

    def _make(self, name: str, title: Callable[[], str], panel: QWidget, area: Qt.DockWidgetArea) -> None:
        dock = Dock(name, title, panel, self._context.language, self._context.theme, self._window)
        self._window.addDockWidget(area, dock)
        self.docks[name] = dock


def _text(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode()


def _bytes(text: str) -> QByteArray:
    return QByteArray(base64.b64decode(text))
