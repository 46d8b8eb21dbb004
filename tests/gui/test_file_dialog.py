"""The dialog that asks for a file speaks the window's language where Qt's own words are lacking."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from nnlab.gui.file_dialog import file_dialog
from nnlab.gui.language import Language


@pytest.mark.parametrize("name", ["en", "zh_CN"])
def test_its_labels_are_ours(qtbot, name):
    window, language = QWidget(), Language(name)
    qtbot.addWidget(window)
    dialog = file_dialog(window, "Open", "", "Tables (*.csv)", language)
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == language.tr("&Look in:")
    assert dialog.labelText(QFileDialog.DialogLabel.FileType) == language.tr("Files of &type:")
    with qtbot.waitSignal(dialog.destroyed):
        dialog.done(0)
    assert not [child for child in window.findChildren(QObject) if isinstance(child, QFileDialog)]
    language.set("en")  # Qt's words are the application's
