"""The script of issue 5: a network is drawn, trained, undone and redone by mouse and keys alone, and saved on the way.

`draw` is given hands: those of pytest-qt, which send Qt's events, or `xdotool`, which moves a screen's mouse and keys.
Run by itself it does the latter on the screen of $DISPLAY: `python drawing.py FOLDER`.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget

Until = Callable[[Callable[[], Any]], None]
left = Qt.MouseButton.LeftButton
x_names = {"Del": "Delete", "Esc": "Escape", "+": "plus", "-": "minus", "Space": "space"}


class Hands(Protocol):
    """Mouse and keys."""

    def move(self, widget: QWidget, at: QPoint) -> None: ...
    def click(self, widget: QWidget, at: QPoint, *, twice: bool = False) -> None: ...
    def drag(self, widget: QWidget, begin: QPoint, end: QPoint) -> None: ...
    def keys(self, *names: str) -> None: ...
    def write(self, text: str) -> None: ...
    def closed(self, window: QWidget) -> None: ...


class QtHands:
    """Hands that send Qt's own events to where a system would send them."""

    def move(self, widget: QWidget, at: QPoint) -> None:
        QTest.mouseMove(widget, at)

    def click(self, widget: QWidget, at: QPoint, *, twice: bool = False) -> None:
        QTest.mouseMove(widget, at)
        (QTest.mouseDClick if twice else QTest.mouseClick)(widget, left, pos=at)

    def drag(self, widget: QWidget, begin: QPoint, end: QPoint) -> None:
        QTest.mousePress(widget, left, pos=begin)
        for part in (0.1, 0.5, 1.0):
            QTest.mouseMove(widget, begin + (end - begin) * part)
        QTest.mouseRelease(widget, left, pos=end)

    def keys(self, *names: str) -> None:
        for name in names:
            pressed = QKeySequence(name)[0]
            self._press(pressed.key(), pressed.keyboardModifiers())

    def write(self, text: str) -> None:
        for letter in text:
            self._press(letter)

    def closed(self, window: QWidget) -> None:
        """Does what a window manager does when a dialog or a list was closed."""
        window.activateWindow()

    def _press(self, *key: Any) -> None:
        """Presses a key where a system's keys would arrive."""
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        inside = popup.focusWidget() if popup is not None else None  # lives as long as Python knows the popup
        target = inside or popup or QApplication.focusWidget() or dialog or QApplication.activeWindow()
        QTest.keyClick(target, *key)


class XHands:
    """The mouse and the keys of an X screen, moved by xdotool."""

    def move(self, widget: QWidget, at: QPoint) -> None:
        self._do("mousemove", *self._place(widget, at))

    def click(self, widget: QWidget, at: QPoint, *, twice: bool = False) -> None:
        self._do("mousemove", *self._place(widget, at), "click", *(("--repeat", "2") if twice else ()), "1")

    def drag(self, widget: QWidget, begin: QPoint, end: QPoint) -> None:
        self._do("mousemove", *self._place(widget, begin), "mousedown", "1")
        for part in (0.1, 0.5, 1.0):
            self._do("mousemove", *self._place(widget, begin + (end - begin) * part))
        self._do("mouseup", "1")

    def keys(self, *names: str) -> None:
        for name in names:
            *held, key = ["+"] if name == "+" else name.split("+")
            sent = x_names.get(key, key.lower() if len(key) == 1 else key)  # "A" would be Shift and a
            self._do("key", "+".join([*(one.lower() for one in held), sent]))

    def write(self, text: str) -> None:
        self._do("type", "--delay", "1", text)

    def closed(self, window: QWidget) -> None:
        """The window manager sees to it."""

    def _place(self, widget: QWidget, at: QPoint) -> tuple[str, str]:
        place = widget.mapToGlobal(at)
        return str(place.x()), str(place.y())

    def _do(self, *words: str) -> None:
        """Runs xdotool, and lets the window hear of it meanwhile."""
        process = subprocess.Popen(["xdotool", *words])
        while process.poll() is None:
            QApplication.processEvents()
        QApplication.processEvents()


class Drawing:
    """Draws 2-5-3-1 with a skip connection in a window, by hands alone. `files` are what was saved, in order."""

    def __init__(self, window: Any, hands: Hands, until: Until, path: Path) -> None:
        self.window, self.hands, self._until, self._path = window, hands, until, path
        self.files: list[bytes] = []

    def draw(self) -> None:
        """Does all of it; raises where something does not come about."""
        window, document = self.window, self.window.document
        self._until(lambda: document.facts is not None and window.bridge.last_frame is not None)
        self.save()
        self.build()
        self.connect()
        for layer, name in (("h1", "relu"), ("h2", "sigmoid"), ("output", "hard_sigmoid")):
            self.activate(layer, name)
        self.set_and_freeze()
        self.train_and_widen()
        self.save()
        self.all_the_way("Ctrl+Z", 0)
        self.save()
        self.all_the_way("Ctrl+Shift+Z", document.undo_stack.count())
        self.save()

    # ---- what is done

    def save(self) -> None:
        """Saves by key; asked for a name, types it."""
        saved: list[Path] = []
        self.window.files.saved.connect(saved.append)
        self.hands.keys("Ctrl+S")
        if self.window.document.path is None:
            self._until(lambda: self._dialog() is not None and self._dialog().isActiveWindow())
            line = self._dialog().findChild(QLineEdit, "fileNameEdit")
            self._until(line.hasFocus)
            while line.text() != str(self._path):  # a busy screen loses letters
                self.hands.keys("Ctrl+A")
                self.hands.write(str(self._path))
            self._accept()
            self.hands.closed(self.window)
        self._until(lambda: saved)
        self.window.files.saved.disconnect(saved.append)
        self._until(self.window.isActiveWindow)
        self.files.append(self._path.read_bytes())

    def build(self) -> None:
        """Makes 2-5-3-1 of 2-8-8-8-1."""
        self.pick("h3")
        self._edit("Del", lambda: self.widths == [8, 8, 1])
        for layer, place, wanted in (("h1", 0, 5), ("h2", 1, 3)):
            self.pick(layer)
            while self.widths[place] > wanted:
                now = self.widths[place]
                self._edit("-", lambda now=now, place=place: self.widths[place] == now - 1)

    def connect(self) -> None:
        """Pulls a connection from the inputs to the output and chooses to concatenate."""
        board = self.window.canvas.board
        columns = board.layout_now.columns
        box = columns[0].tile(0)
        self.hands.move(board, QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2)))
        handle = self.window.findChild(QWidget, "link_handle")
        self._until(handle.isVisible)
        begin, end = handle.rect().center(), QPoint(round(columns[-1].centre), round(columns[-1].rows[0]))
        self.hands.drag(handle, begin, handle.mapFrom(board, end))
        self._until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        action = next(one for one in menu.actions() if one.objectName() == "join_concatenate")
        self.hands.click(menu, menu.actionGeometry(action).center())
        self._until(lambda: any(len(layer.inputs) == 2 for layer in self.layers))
        self._checked()

    def activate(self, layer: str, id: str) -> None:
        """Chooses a layer's activation from its list by keys."""
        self.pick(layer)
        combo = self.window.canvas.board.heads.headers[layer].activation
        self.hands.keys("A")
        self._until(lambda: combo.view().isVisible())
        wanted = next(row for row in range(combo.count()) if combo.itemData(row) == id)
        step = "Down" if wanted > combo.currentIndex() else "Up"
        self.hands.keys(*[step] * abs(wanted - combo.currentIndex()))
        self._until(lambda: combo.view().currentIndex().row() == wanted)
        self._edit("Return", lambda: self.spec(layer).activation.id == id)
        self._until(lambda: QApplication.activePopupWidget() is None)
        self.hands.closed(self.window)

    def set_and_freeze(self) -> None:
        """Double-clicks the second neuron's bias, goes to its first weight, types a value and freezes it."""
        canvas = self.window.canvas
        box = canvas.board.layout_now.columns[1].bias(1)
        self.hands.click(canvas.board, QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2)), twice=True)
        editor = canvas.editor
        self._until(editor.line.hasFocus)
        self.hands.keys("Shift+Tab", "Down")
        self._until(lambda: editor.which.currentText().startswith("Weight"))
        self.hands.click(editor.line, editor.line.rect().center())
        self._until(editor.line.hasFocus)
        while editor.line.text() != "1/3":
            self.hands.keys("Ctrl+A")
            self.hands.write("1/3")
        self.hands.keys("Return")
        self._until(lambda: canvas.numbers.number("h1", "weights", 0, 1) == 1 / 3)
        freeze = editor.buttons["freeze"]
        self.hands.click(freeze, freeze.rect().center())
        self._until(lambda: self.window.document.experiment.network.masks)
        self._checked()
        self.hands.keys("Esc")
        self._until(lambda: not editor.isVisible() and canvas.hasFocus())

    def train_and_widen(self) -> None:
        """Trains, adds a neuron while it does, and pauses."""
        bridge = self.window.bridge
        self.hands.keys("Space")
        self._until(lambda: bridge.training and bridge.epoch >= 2)
        self.pick("h1")
        self._edit("+", lambda: self.widths[0] == 6)
        assert bridge.training
        epoch = bridge.epoch
        self._until(lambda: bridge.epoch >= epoch + 2)
        self.hands.keys("Space")
        self._until(lambda: not bridge.training)

    def all_the_way(self, key: str, place: int) -> None:
        """Presses undo or redo until there is nothing more to do."""
        stack = self.window.document.undo_stack
        while stack.index() != place:
            now = stack.index()
            self.hands.keys(key)
            self._until(lambda now=now: stack.index() != now)
        self._checked()

    # ---- what is there

    @property
    def layers(self) -> tuple[Any, ...]:
        return self.window.document.experiment.network.layers

    @property
    def widths(self) -> list[int]:
        """The numbers of neurons, of layers that have their own."""
        return [layer.kind.values["units"] for layer in self.layers if "units" in layer.kind.values]

    def spec(self, id: str) -> Any:
        """Returns a layer."""
        return next(layer for layer in self.layers if layer.id == id)

    def pick(self, layer: str) -> None:
        """Clicks a layer's title."""
        canvas = self.window.canvas
        self.hands.click(canvas.board.heads.headers[layer], QPoint(20, 8))
        self._until(lambda: canvas.layer == layer and canvas.hasFocus())

    def _edit(self, key: str, done: Callable[[], bool]) -> None:
        self.hands.keys(key)
        self._until(done)
        self._checked()

    def _checked(self) -> None:
        """Waits until the kernel has seen the newest edit, and found nothing wrong."""
        document = self.window.document
        self._until(lambda: document.facts is not None)
        assert not [problem for problem in document.problems if problem.level == "error"]

    def _accept(self) -> None:
        """Presses Return until the dialog is gone: the first one may only close the list of names below the line."""
        pressed = -math.inf

        def gone() -> bool:
            nonlocal pressed
            if QApplication.activeModalWidget() is not None and time.monotonic() > pressed + 4:
                pressed = time.monotonic()
                self.hands.keys("Return")
            return QApplication.activeModalWidget() is None

        self._until(gone)

    def _dialog(self) -> QFileDialog | None:
        return self.window.findChild(QFileDialog)


def main(folder: Path) -> None:
    """Draws in a window on the screen, and leaves the four files in a folder."""
    from nnlab.gui import open_window

    window = open_window()

    def until(done: Callable[[], Any]) -> None:
        end = time.monotonic() + 20
        while not done():
            QApplication.processEvents()
            if time.monotonic() > end:
                window.grab().save(str(folder / "stuck.png"))
                raise TimeoutError(f"{done.__qualname__}: {window.document.undo_texts}")

    until(window.isActiveWindow)
    drawing = Drawing(window, XHands(), until, folder / "drawn.nnlab")
    drawing.draw()
    for name, data in zip(("before", "there", "undone", "redone"), drawing.files, strict=True):
        (folder / f"{name}.nnlab").write_bytes(data)
    window.shut()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
