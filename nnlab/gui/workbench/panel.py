"""The workbench's panel: the list, the editor with what should be known about its text, and what the text does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from nnlab.gui._fields import Elided
from nnlab.gui.buttons import IconButton
from nnlab.gui.context import Context
from nnlab.gui.theme import Theme
from nnlab.gui.workbench.chooser import Chooser
from nnlab.gui.workbench.editor import CodeEditor, fixed_font
from nnlab.gui.workbench.results import Results
from nnlab.gui.workbench.sheets import Sheet
from nnlab.gui.workbench.strip import Finder, NameBar, Strip
from nnlab.gui.workbench.trial import Trial, same_file
from nnlab.gui.writer import Writer
from nnlab.records import Level, Problem

if TYPE_CHECKING:  # Pygments is imported in a thread
    from PySide6.QtGui import QTextDocument

    from nnlab.gui.workbench.colours import Colours

_buttons = ("new", "save", "discard", "copy", "find", "external", "folder")
_coloured = 200_000  # letters


class Panel(QWidget):
    """Shows one text at a time; what is done with it stands in `Bench`.

    Signals:
        place_asked(file, line): a line is wanted that may be in another file.
    """

    place_asked = Signal(str, int)

    def __init__(self, context: Context, trial: Trial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workbench")
        self._context, self._trial = context, trial
        self._colours: Colours | None = None
        self._make_colours: Callable[[QTextDocument], Colours] | None = None
        self.chooser = Chooser(context)
        self.editor = CodeEditor(context.theme)
        self.results = Results(context, trial)
        self.name = QLabel()
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        self.where = Elided()
        self.name_bar = NameBar(context)
        self.strip = Strip(context, "workbench_strip")
        self.finder = Finder(context, self.editor)
        self.status = Strip(context, "workbench_status")
        self.trace = QPlainTextEdit()
        self.trace.setObjectName("workbench_trace")
        self.trace.setReadOnly(True)
        self.trace.setFont(fixed_font())
        self.trace.setMaximumHeight(110)
        self.trace.hide()
        self._lay_out()
        trial.changed.connect(self._show_trial)
        context.theme.changed.connect(self._paint)
        context.language.changed.connect(self._show_trial)
        self.results.place_asked.connect(self.place_asked)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 4, 2)
        head.setSpacing(3)
        head.addWidget(self.name)
        head.addSpacing(6)
        head.addWidget(self.where, 1)
        for id in _buttons:
            button = IconButton(self._context.actions.get(f"workbench.{id}"), self)
            button.setFixedSize(26, 24)
            button.setIconSize(QSize(16, 16))
            button.setProperty("look", "flat")
            head.addWidget(button)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        for widget in (self.name_bar, self.strip, self.finder):
            column.addWidget(widget)
        column.addWidget(self.editor, 1)
        column.addWidget(self.status)
        column.addWidget(self.trace)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        for part, stretch in ((self.chooser, 0), (middle, 3), (self.results, 2)):
            self.parts.addWidget(part)
            self.parts.setStretchFactor(self.parts.count() - 1, stretch)
        self.parts.setSizes([190, 620, 420])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.parts)

    # ---- what is shown

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows a text in the editor."""
        if self._colours is not None:
            self._colours.setDocument(None)
            self._colours = None
        self.editor.show_document(sheet.document, read_only=sheet.read_only)
        self._colour()
        self.show_name(sheet)

    def take_colours(self, make: Callable[[QTextDocument], Colours]) -> None:
        """Colours this text and the following ones."""
        self._make_colours = make
        self._colour()

    def _colour(self) -> None:
        document = self.editor.document()
        if self._make_colours is not None and self._colours is None and document.characterCount() < _coloured:
            modified = document.isModified()
            self._colours = self._make_colours(document)
            document.setModified(modified)

    def show_name(self, sheet: Sheet) -> None:
        """Shows what a text is called, and whether its file holds it."""
        tr = self._context.language.tr
        mark = "● " if sheet.modified and not sheet.read_only else ""
        self.name.setText(f"{mark}{sheet.path.name}")
        self.name.setToolTip(tr("Not saved yet") if mark else "")
        said = tr("not saved yet: {folder}") if not sheet.there else tr("in {folder}")
        self.where.word("" if sheet.read_only else said.format(folder=_short(sheet.path.parent)), str(sheet.path))
        self.editor.setAccessibleName(tr("Text of {file}").format(file=sheet.path.name))

    def _paint(self) -> None:
        if self._colours is not None:
            modified = self.editor.document().isModified()
            self._colours.paint_again()
            self.editor.document().setModified(modified)
        self._show_trial()

    def _show_trial(self) -> None:
        trial, language = self._trial, self._context.language
        tr = language.tr
        if trial.sheet is None:
            self.status.say("")
            return
        marks: dict[int, tuple[Level, str]] = {}
        findings = trial.grade.findings if trial.grade is not None else ()
        for problem in (*trial.problems, *findings):
            if problem.line and same_file(problem.file, trial.sheet.path):
                told = marks.get(problem.line)
                sentence = language.problem(problem)
                marks[problem.line] = (told[0], f"{told[1]}\n{sentence}") if told else (problem.level, sentence)
        self.editor.show_marks(marks)
        if trial.problems:
            self._say_problem(trial.problems[0])
            return
        self.trace.hide()
        if trial.slow:
            self.status.say(tr("Trying it… the editor and the training go on."))
        elif trial.tried and trial.component is None:
            self.status.say(tr("It can be imported, but brings no component yet."), "note")
        else:
            self.status.say("")

    def _say_problem(self, problem: Problem) -> None:
        language = self._context.language
        tr = language.tr
        ways = []
        if problem.line and self._trial.sheet is not None and same_file(problem.file, self._trial.sheet.path):
            ways.append((tr("Line {n}").format(n=problem.line), lambda: self.editor.go_to(problem.line)))
        if problem.traceback:
            ways.append((tr("Details"), self._turn_trace))
            self.trace.setPlainText(problem.traceback)
        else:
            self.trace.hide()
        self.status.say(language.problem(problem), problem.level, *ways)

    def _turn_trace(self) -> None:
        self.trace.setVisible(not self.trace.isVisible())

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and self._command(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self._command(event)
        if command is not None:
            self._context.actions.get(command).trigger()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            event.accept()  # it meant what has the focus here; the canvas does not get the keys
        elif event.key() == Qt.Key.Key_Escape and (self.name_bar.isVisible() or self.finder.isVisible()):
            self.name_bar.leave()
            self.finder.leave()
        else:
            super().keyPressEvent(event)

    def _command(self, event: QKeyEvent) -> str | None:
        """Returns the action that a key means here: elsewhere in the window it may mean another."""
        keys = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        known = {"Ctrl+S": "workbench.save", "Ctrl+Shift+S": "workbench.save_as", "Ctrl+F": "workbench.find"}
        return known.get(keys)

    def sizeHint(self) -> QSize:
        return QSize(1100, 380)


def read_colours(writer: Writer, theme: Theme, take: Callable[[Callable[[QTextDocument], Colours]], object]) -> None:
    """Imports Pygments and prepares it beside the event loop; `take` gets what colours a text."""
    lexers: list[Any] = []

    def read() -> None:
        from nnlab.gui.workbench.colours import Lines

        lexers.append(Lines())

    def done(_problem: Problem | None) -> None:
        if lexers:
            from nnlab.gui.workbench.colours import Colours

            take(lambda document: Colours(document, theme, lexers[0]))

    writer.write(read, done)


def _short(folder: Path) -> str:
    """Returns a folder as people write it."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
