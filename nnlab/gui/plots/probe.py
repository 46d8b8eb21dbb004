"""Which sample the numbers in the network belong to: the clicked one, else the point under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

Point = tuple[float, ...]


class Probe(QObject):
    """Follows the mouse until a sample is clicked; that one stays until another place is clicked or Esc is pressed.

    What somebody holds, such as the row that is asked about, goes before both until it is let go, or Esc is pressed.

    Signals:
        changed(None | int | tuple): another sample: a training row, a point in the data's own units, or none.
        pinned(row | None): another training row was clicked, or let go.
        test_pinned(row | None): another test row was chosen, or let go; its numbers are those of a point.
        marked(point | None): where what is held stands, in the data's own units.
    """

    changed = Signal(object)
    pinned = Signal(object)
    test_pinned = Signal(object)
    marked = Signal(object)

    def __init__(self, plot: QWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self._watched: QWidget | None = None
        self._row: int | None = None
        self._test: tuple[int, Point] | None = None
        self._point: Point | None = None
        self._held: int | Point | None = None

    @property
    def now(self) -> int | Point | None:
        """The sample."""
        if self._held is not None:
            return self._held
        if self._row is None and self._test is not None:
            return self._test[1]
        return self._row if self._row is not None else self._point

    @property
    def row(self) -> int | None:
        """The training row that was clicked."""
        return self._row

    @property
    def test_row(self) -> int | None:
        """The test row that was chosen."""
        return self._test[0] if self._test is not None else None

    @property
    def chosen(self) -> tuple[str, int] | None:
        """The sample that was clicked: its part, "train" or "test", and its row."""
        if self._row is not None:
            return "train", self._row
        return ("test", self._test[0]) if self._test is not None else None

    def point(self, point: Point | None) -> None:
        """Takes the point under the mouse, None where the mouse has left."""
        self._take(self._row, point, self._test)

    def pin(self, row: int | None) -> None:
        """Takes the training row that was clicked, None for a click beside all samples."""
        self._take(row, self._point)

    def pin_test(self, row: int, point: Point) -> None:
        """Takes a test sample: its row, and its numbers in the data's own units."""
        self._take(None, self._point, (row, point))

    def hold(self, sample: int | Point | None, at: Point | None = None) -> None:
        """Takes a training row or a point that somebody holds, and where it stands; None lets it go."""
        before, self._held = self.now, sample
        self._watch()
        self.marked.emit(at)
        if self.now != before:
            self.changed.emit(self.now)

    def forget(self) -> None:
        """Lets everything go: the samples are others."""
        self._take(None, None)
        self.hold(None)

    def _take(self, row: int | None, point: Point | None, test: tuple[int, Point] | None = None) -> None:
        before, pinned, held = self.now, self._row, self._test
        self._row, self._point, self._test = row, point, test
        if row != pinned or test != held:
            self._watch()
        if row != pinned:
            self.pinned.emit(row)
        if test != held:
            self.test_pinned.emit(None if test is None else test[0])
        if self.now != before:
            self.changed.emit(self.now)

    def _watch(self) -> None:
        """Looks for Esc on its way to the window, without keeping it from others who let go of something."""
        on = any(one is not None for one in (self._row, self._test, self._held))
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = self._plot.window() if on else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            self.pin(None)
            self.hold(None)
        return super().eventFilter(watched, event)
