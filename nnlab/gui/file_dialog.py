"""The dialog that asks for a file, alike wherever a file is asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from nnlab.gui.language import Language


def file_dialog(window: QWidget, title: str, folder: str, filters: str, language: Language) -> QFileDialog:
    """Makes the dialog; it is deleted when it is left. Two of its labels are worded here: Qt's Chinese lacks them."""
    dialog = QFileDialog(window, title, folder, filters)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, language.tr("&Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, language.tr("Files of &type:"))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
