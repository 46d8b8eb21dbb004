"""Asks on saving whether the texts of foreign plugins shall be in the file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from nnlab.experiment.enclosed import Gathered
from nnlab.gui.context import Context
from nnlab.records.sentences.kinds import kinds


class EncloseSheet(QDialog):
    """Names the plugins, and offers to enclose them or not; to enclose is what Enter does.

    Signals:
        chosen(enclose, remember): how to go on; not sent where saving was cancelled.
    """

    chosen = Signal(bool, bool)

    def __init__(self, context: Context, found: Gathered, enclose: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("enclose_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        language = context.language
        tr, trn = language.tr, language.trn
        self.setWindowTitle(tr("Save experiment"))
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 70)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        count = len(found.plugins)
        if count:
            head = trn(
                "This experiment uses {n} plugin that did not come with nnlab:",
                "This experiment uses {n} plugins that did not come with nnlab:",
                count,
            )
            title = _label(head.format(n=count), "enclose_head")
            font = title.font()
            font.setBold(True)
            title.setFont(font)
            column.addWidget(title)
            names = []
            for plugin in found.plugins:
                brought = [component.partition(":") for component in plugin.components]
                worded = [(kinds.get(kind, kind), ident) for kind, _, ident in brought]
                words = ", ".join(f"{tr(shown)} {ident}" for shown, ident in worded)
                names.append(f"•  {plugin.file_name} – {words}")
            column.addWidget(_label("\n".join(names), "enclose_names"))
            column.addWidget(
                _label(
                    tr(
                        "With the text enclosed, this one file is enough: whoever opens it elsewhere is shown the text "
                        "and can install it. Without, they need the plugin from you."
                    ),
                    "enclose_why",
                )
            )
        for problem in found.problems:
            column.addWidget(_label(language.problem(problem), "enclose_problem"))
        self.remember = QCheckBox(tr("Do not ask again for this experiment"))
        self.remember.setObjectName("enclose_remember")
        self.remember.setChecked(True)
        column.addWidget(self.remember)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        yes, no = QPushButton(tr("Enclose and save")), QPushButton(tr("Save without"))
        if not count:
            yes, no = QPushButton(tr("Save")), None
        yes.setObjectName("enclose_yes")
        yes.setProperty("look", "primary")
        buttons.addButton(yes, role.AcceptRole)
        if no is not None:
            no.setObjectName("enclose_no")
            buttons.addButton(no, role.ActionRole)
            no.clicked.connect(lambda: self._choose(False))
        cancel = QPushButton(tr("Cancel"))
        cancel.setObjectName("enclose_cancel")
        buttons.addButton(cancel, role.RejectRole)
        buttons.accepted.connect(lambda: self._choose(True))
        buttons.rejected.connect(self.reject)
        first = yes if enclose or no is None else no
        first.setDefault(True)
        first.setFocus()
        column.addWidget(buttons)

    def _choose(self, enclose: bool) -> None:
        self.chosen.emit(enclose, self.remember.isChecked())
        self.accept()


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
