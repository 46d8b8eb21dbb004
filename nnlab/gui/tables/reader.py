"""The window's end of reading a table: what another process tells of it, as signals in the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from nnlab.records.tables import Pasted, Reading

if TYPE_CHECKING:  # most windows open no table
    from nnlab.kernel.reading import Told

Source = Path | Pasted


class Reads(Protocol):
    """What the window needs of `nnlab.kernel.reading.Reader`."""

    def read(self, source: Path | str | Pasted, reading: Reading | None = None) -> int: ...
    def cancel(self) -> None: ...
    def close(self) -> None: ...


MakeReader = Callable[[Callable[[Any], None]], Reads]


class GuiReader(QObject):
    """Reads one table at a time; the first one starts it.

    Signals:
        told(ReadLook | ReadProgress | ReadDone | ReadFailed): of the newest reading, until it is cancelled.
    """

    told = Signal(object)
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None, *, make: MakeReader | None = None) -> None:
        super().__init__(parent)
        self._make = make or _reader
        self._reader: Reads | None = None
        self._number = 0
        self._closed = False
        self._came.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def read(self, source: Source, reading: Reading) -> None:
        """Begins to read, in the place of what is being read."""
        if self._closed:
            return
        if self._reader is None:
            self._reader = self._make(self._came.emit)
        self._number = self._reader.read(source, reading)

    def cancel(self) -> None:
        """Gives up what is being read; nothing of it is told any more."""
        self._number = 0
        if self._reader is not None:
            self._reader.cancel()

    def close(self) -> None:
        """Ends reading for good."""
        self._closed = True
        self._number = 0
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _pass_on(self, told: Told) -> None:
        if told.id == self._number:
            self.told.emit(told)


def _reader(receive: Callable[[Any], None]) -> Reads:
    from nnlab.kernel.reading import Reader

    return Reader(receive)
