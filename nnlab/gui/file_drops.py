"""What a window does with files that are let go over it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent


class FileDrops:
    """Makes a window take files of this computer; `take_files` says what becomes of them."""

    def take_files(self, files: list[str]) -> None:
        """Does something with the paths that were let go over the window."""
        raise NotImplementedError

    # ---- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)  # after a "move" the file manager would delete it
            event.accept()
            self.take_files(files)


def local_files(mime: QMimeData) -> list[str]:
    """Returns the paths of the files of this computer that are named there."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
