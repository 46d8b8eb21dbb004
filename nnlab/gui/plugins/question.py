"""A question before something that is not undone by a click: never in the way of what runs behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget


def ask(parent: QWidget, name: str, text: str, more: str, word: str, then: Callable[[], object]) -> QMessageBox:
    """Shows a question whose one way on is `word`; `then` is called where the user takes it."""
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("nnlab")
    box.setText(text)
    box.setInformativeText(more)
    go = box.addButton(word, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)

    def answered() -> None:
        chosen = box.clickedButton() is go
        box.deleteLater()
        if chosen:
            then()

    box.finished.connect(lambda _result: answered())
    box.open()
    return box
