"""The world outside the window: the user's own editor, and the folder his plugins lie in."""

from __future__ import annotations

import shlex
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def open_in_editor(command: str, path: Path) -> None:
    """Opens a file by a command ("code -g"), or by what the system opens such files with."""
    try:
        words = shlex.split(command)
    except ValueError:  # an open quote
        words = [command]
    if not words or not QProcess.startDetached(words[0], [*words[1:], str(path)])[0]:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_files(folder: Path) -> None:
    """Shows a folder, made where it is missing, in the system's file manager."""
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
