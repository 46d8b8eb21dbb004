"""The sheet before an installation: what would be copied where, its text, and what it brings; nothing runs unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnlab.authoring.installing import Installation
from nnlab.gui.context import Context
from nnlab.gui.icons import pixmap
from nnlab.gui.plugins.reading import declared
from nnlab.gui.plugins.wording import kind_words, rights, size_words
from nnlab.gui.source_view import SourceView
from nnlab.kernel.messages import PluginFile
from nnlab.kernel.workshop import Tried
from nnlab.records import ComponentInfo, Problem

Try = Callable[[PluginFile], None]


class InstallSheet(QDialog):
    """Shows plans one beside the other; Install does all of them, just as they are shown.

    `tries(file)` asks for a trial in a process of its own; `take_tried` brings what came of it.

    Signals:
        agreed(plans): the user wants them.
    """

    agreed = Signal(object)

    def __init__(
        self,
        context: Context,
        plans: tuple[Installation, ...],
        refused: tuple[Problem, ...],
        tries: Try,
        info: Callable[[ComponentInfo], ComponentInfo | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("install_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self.plans, self._refused, self._tries, self._there = context, plans, refused, tries, info
        self._tried: dict[str, Tried] = {}
        self._trying: set[str] = set()
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.inside.activated.connect(lambda _place: self._show_text())
        self.attempt.clicked.connect(self._try)
        self.buttons.accepted.connect(self._agree)
        self.buttons.rejected.connect(self.reject)
        context.language.changed.connect(self._word)
        self._word()
        self.list.setCurrentRow(0)
        self.resize(760, 620)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self.list = QListWidget()
        self.list.setObjectName("install_list")
        self.list.setVisible(len(self.plans) > 1)
        self.list.setMaximumHeight(110)
        self.problems = QLabel()
        self.problems.setObjectName("install_problems")
        self.problems.setWordWrap(True)
        self.what, self.brings = QLabel(), QLabel()
        self.what.setObjectName("install_what")
        self.brings.setObjectName("install_brings")
        self.remark = QLabel()
        self.remark.setObjectName("install_remark")
        for label in (self.what, self.brings, self.problems, self.remark):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.inside, self.view = QComboBox(), SourceView(self._context.theme)
        self.inside.setObjectName("install_inside")
        self.attempt = QPushButton()
        self.attempt.setObjectName("install_try")
        self.attempt.setAutoDefault(False)
        said = QHBoxLayout()
        said.addWidget(self.brings, 1)
        said.addWidget(self.attempt, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.problems)
        column.addWidget(self.list)
        column.addWidget(self.what)
        column.addWidget(self.inside)
        column.addWidget(self.remark)
        column.addWidget(self.view, 1)
        column.addLayout(said)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        column.addWidget(line)
        warning = QHBoxLayout()
        self._sign, self.rights = QLabel(), QLabel()
        self.rights.setObjectName("install_rights")
        self.rights.setWordWrap(True)
        warning.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        warning.addWidget(self.rights, 1)
        column.addLayout(warning)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.button(kinds.Ok).setObjectName("install_agree")
        column.addWidget(self.buttons)

    # ---- what came

    def take_tried(self, path: str, tried: Tried) -> None:
        """Shows what a trial found."""
        self._trying.discard(path)
        self._tried[path] = tried
        self._show_brings()

    def refuse(self, problem: Problem) -> None:
        """Says why something could not be copied; the sheet stays."""
        self._refused = (problem,)
        self._word()
        self.setEnabled(True)

    # ---- showing

    @property
    def _plan(self) -> Installation:
        return self.plans[max(0, self.list.currentRow())]

    def _word(self) -> None:
        language, colors = self._context.language, self._context.theme.colors
        tr = language.tr
        self.setWindowTitle(
            language.trn("Install a plugin", "Install {n} plugins", len(self.plans)).format(n=len(self.plans))
        )
        ok, cancel = (
            self.buttons.button(kind)
            for kind in (QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        )
        for button in (ok, cancel):
            button.setIcon(QIcon())
            button.setAutoDefault(False)  # Enter shall not install what nobody has read
            button.setDefault(False)
        todo = any(plan.fate != "same" for plan in self.plans)
        replaces = any(plan.fate == "replaces" for plan in self.plans)
        ok.setText(tr("Replace") if replaces else tr("Install"))
        ok.setEnabled(todo)
        ok.setVisible(todo)
        cancel.setText(tr("Cancel") if todo else tr("Close"))
        self.attempt.setText(tr("Try it"))
        self.attempt.setToolTip(tr("Runs it in a process of its own and says what it brings"))
        self._sign.setPixmap(pixmap("triangle-alert", colors.warning, 16, self.devicePixelRatioF()))
        self.rights.setText(rights(language) + " " + tr("Install only what you trust: read its text first."))
        self.problems.setText("\n".join(language.problem(problem) for problem in self._refused))
        self.problems.setVisible(bool(self._refused))
        palette = self.problems.palette()
        palette.setColor(self.problems.foregroundRole(), colors.error)
        self.problems.setPalette(palette)
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([f"{Path(plan.source).name} \N{RIGHTWARDS ARROW} {plan.target}" for plan in self.plans])
        self.list.setCurrentRow(max(0, row))
        self.list.setAccessibleName(tr("What would be installed"))
        self.list.blockSignals(False)
        self._show()

    def _show(self) -> None:
        language, plan = self._context.language, self._plan
        self.what.setText(self._about(plan))
        self.inside.setVisible(len(plan.files) > 1)
        self.inside.clear()
        for file in plan.files:
            self.inside.addItem(f"{file.inside} ({size_words(len(file.data), language)})")
        self.inside.setCurrentIndex(plan.files.index(plan.main))
        self.inside.setAccessibleName(language.tr("File"))
        self._show_text()
        self._show_brings()

    def _about(self, plan: Installation) -> str:
        language, tr = self._context.language, self._context.language.tr
        size = size_words(plan.size, language)
        if plan.kind == "folder":
            count = len(plan.files)
            size = language.trn("{n} file", "{n} files", count).format(n=count) + f", {size}"
        fates = {
            "new": tr("{source} ({size}) would be copied to {target}."),
            "same": tr("{source} ({size}) lies at {target} already, byte for byte: there is nothing to do."),
            "replaces": tr("{source} ({size}) would replace {target}, which has another text."),
        }
        said = fates[plan.fate].format(source=plan.source, size=size, target=plan.target)
        if plan.gone:
            said += " " + tr("These files there would go: {files}.").format(files=", ".join(plan.gone))
        return said

    def _show_text(self) -> None:
        file = self._plan.files[max(0, self.inside.currentIndex())]
        tr = self._context.language.tr
        self.view.setAccessibleName(tr("Text of {file}").format(file=file.inside))
        self.view.show_text(file.text if file.text is not None else tr("This file is no text."))
        self.remark.setText(self.view.remark(self._context.language))
        self.remark.setVisible(bool(self.remark.text()))

    def _show_brings(self) -> None:
        language, plan = self._context.language, self._plan
        tr = language.tr
        tried = self._tried.get(plan.source)
        self.attempt.setEnabled(plan.source not in self._trying)
        self.attempt.setVisible(tried is None)
        if plan.source in self._trying:
            self.brings.setText(tr("It is being tried in a process of its own…"))
        elif tried is not None:
            self.brings.setText("\n".join(self._found(tried)))
        else:
            seen = [
                f"{name} ({kind_words(kind, language)})"
                for file in plan.files
                for kind, name in declared(file.text or "")
            ]
            self.brings.setText(
                tr("Read, not run: it seems to bring {names}.").format(names=", ".join(seen))
                if seen
                else tr("Read, not run: no component of nnlab is to be seen in it.")
            )

    def _found(self, tried: Tried) -> list[str]:
        language = self._context.language
        tr = language.tr
        named = [f"{language.text(info.name)} ({kind_words(info.kind, language)})" for info in tried.components]
        said = [tr("Tried: it brings {names}.").format(names=", ".join(named))] if named else []
        said += [language.problem(problem) for problem in tried.problems]
        for info in tried.components:
            there = self._there(info)
            if there is not None and Path(there.file).name != Path(info.file).name:
                said.append(
                    tr("The id “{id}” is taken already by {plugin}, which stays.").format(
                        id=info.id, plugin=there.plugin
                    )
                )
        return said or [tr("Tried: it brings nothing.")]

    # ---- doing

    def _try(self) -> None:
        plan = self._plan
        self._trying.add(plan.source)
        self._show_brings()
        text = plan.main.text if plan.kind == "file" else None
        name = Path(plan.target).stem
        self._tries(PluginFile(plan.source, "user", plan.sha256, plan.kind, name, "", text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(pressed, QPushButton):
                pressed.click()
            event.accept()  # the dialog would take its first button
            return
        super().keyPressEvent(event)

    def _agree(self) -> None:
        self.setEnabled(False)
        self.agreed.emit(self.plans)
