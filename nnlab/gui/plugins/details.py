"""The manager's right side: all about the chosen plugin or component, and what can be done with it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnlab.gui.context import Context
from nnlab.gui.forms import label_text
from nnlab.gui.icons import icon, pixmap
from nnlab.gui.plugins.entries import FileEntry
from nnlab.gui.plugins.formula import shown as shown_formula
from nnlab.gui.plugins.wording import kind_words, origin_words, seconds_words, state_tip, state_words
from nnlab.records import ComponentInfo, Problem
from nnlab.records.grades import Grade

_icons = {"error": "circle-x", "warning": "triangle-alert", "note": "info"}


@dataclass(frozen=True)
class Shown:
    """What is chosen: a plugin, and one of its components where it is one; how its grade stands."""

    entry: FileEntry
    info: ComponentInfo | None = None
    grade: Grade | None = None
    grading: bool = False
    failed: bool = False
    why: Problem | None = None


MakeGradeView = Callable[[Context], Any]  # a GradeView


class Details(QWidget):
    """Shows one entry; the buttons say which way out there is.

    Signals:
        edit_asked(FileEntry, ComponentInfo | None), folder_asked(path), switch_asked(FileEntry, on),
        remove_asked(FileEntry), grade_asked(ComponentInfo): the buttons.
        place_asked(file, line): a finding's line is wanted.
    """

    edit_asked = Signal(object, object)
    folder_asked = Signal(str)
    switch_asked = Signal(object, bool)
    remove_asked = Signal(object)
    grade_asked = Signal(object)
    place_asked = Signal(str, int)

    def __init__(
        self, context: Context, make_grade_view: MakeGradeView | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plugin_details")
        self._context = context
        self._shown: Shown | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._area, 1)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.setSpacing(6)
        self.title, self.help, self.formula = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("plugin_title")
        self.help.setObjectName("plugin_help")
        for label in (self.title, self.help, self.formula):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setTextFormat(Qt.TextFormat.RichText)
            self._column.addWidget(label)
        self._facts = QGridLayout()
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(3)
        self._column.addLayout(self._facts)
        self._problems = QVBoxLayout()
        self._column.addLayout(self._problems)
        self.grade_view = make_grade_view(context) if make_grade_view is not None else None
        self._grade_note = QLabel()
        self._grade_note.setWordWrap(True)
        self._column.addWidget(self._grade_note)
        if self.grade_view is not None:
            self.grade_view.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self.grade_view.place_asked.connect(self.place_asked)
            self._column.addWidget(self.grade_view, 1)
        self._column.addStretch(1)
        self._area.setWidget(self._inside)
        outer.addLayout(self._buttons())
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        self.show_entry(None)

    def _buttons(self) -> QVBoxLayout:
        self.edit, self.folder, self.switch, self.remove = (QPushButton() for _ in range(4))
        self.grade = QPushButton()
        rows = QVBoxLayout()
        rows.setContentsMargins(14, 4, 14, 4)
        first = ((self.switch, "plugin_switch"), (self.edit, "plugin_edit"), (self.folder, "plugin_folder"))
        for named in (first, ((self.grade, "plugin_grade"), (self.remove, "plugin_remove"))):
            row = QHBoxLayout()
            for button, name in named:
                button.setObjectName(name)
                button.setAutoDefault(False)
                row.addWidget(button)
            row.addStretch(1)
            rows.addLayout(row)
        self.edit.clicked.connect(lambda: self.edit_asked.emit(self._shown.entry, self._shown.info))
        self.folder.clicked.connect(lambda: self.folder_asked.emit(self._shown.entry.path))
        self.switch.clicked.connect(
            lambda: self.switch_asked.emit(self._shown.entry, self._shown.entry.state in ("disabled", "held"))
        )
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._shown.entry))
        self.grade.clicked.connect(lambda: self.grade_asked.emit(self._shown.info))
        return rows

    # ---- showing

    def show_entry(self, shown: Shown | None) -> None:
        """Shows an entry, or that none is chosen."""
        if shown == self._shown and shown is not None:
            return
        self._shown = shown
        self._word()

    def _word(self) -> None:
        tr, shown = self._context.language.tr, self._shown
        for button in (self.edit, self.folder, self.switch, self.remove, self.grade):
            button.setVisible(shown is not None)
        _clear(self._facts)
        _clear(self._problems)
        if shown is None:
            self.title.setText(html.escape(tr("Choose a component to see what it does, its grade and its file.")))
            for label in (self.help, self.formula, self._grade_note):
                label.hide()
            if self.grade_view is not None:
                self.grade_view.hide()
            return
        self._word_head(shown)
        self._word_facts(shown)
        for problem in shown.entry.problems:
            self._problems.addWidget(self._problem(problem))
        self._word_grade(shown)
        self._word_buttons(shown)

    def _word_head(self, shown: Shown) -> None:
        language, info = self._context.language, shown.info
        name = language.text(info.name) if info is not None else shown.entry.name
        self.title.setText(f"<b style='font-size:large'>{html.escape(name)}</b>")
        about = language.text(info.help) if info is not None else ""
        self.help.setText(html.escape(about).replace("\n", "<br>"))
        self.help.setVisible(bool(about))
        self.formula.setText(f"<i>{shown_formula(info.tex)}</i>" if info is not None else "")
        self.formula.setAccessibleName(language.tr("Formula"))
        self.formula.setToolTip(info.tex if info is not None else "")
        self.formula.setVisible(info is not None and bool(info.tex))

    def _word_facts(self, shown: Shown) -> None:
        language, entry, info = self._context.language, shown.entry, shown.info
        tr = language.tr
        rows, meaning = [], state_tip(entry, language).split("\n")[0]
        if info is not None:
            rows += [(tr("Kind"), kind_words(info.kind, language)), (tr("Id"), info.id)]
            if info.params:
                rows.append((tr("Parameters"), ", ".join(label_text(spec, language) for spec in info.params)))
        elif entry.infos:
            names = ", ".join(language.text(one.name) for one in entry.infos)
            rows.append((tr("Brings"), names))
        rows.append((tr("Plugin"), entry.name))
        rows.append((tr("From"), origin_words(entry.origin, language)))
        if entry.version:
            rows.append((tr("Version"), entry.version))
        rows.append((tr("State"), f"{state_words(entry, language)} · {meaning}"))
        if entry.seconds is not None:
            rows.append((tr("Import"), seconds_words(entry.seconds, language)))
        rows.append((tr("File"), f"{info.file}:{info.line}" if info is not None and info.line else entry.path))
        for place, (name, value) in enumerate(rows):
            left, right = QLabel(name), self._value(name, value, line=place == len(rows) - 1)
            left.setAlignment(Qt.AlignmentFlag.AlignTop)
            palette, colors = left.palette(), self._context.theme.colors
            palette.setColor(left.foregroundRole(), colors.muted)
            left.setPalette(palette)
            self._facts.addWidget(left, place, 0)
            self._facts.addWidget(right, place, 1)

    @staticmethod
    def _value(name: str, value: str, *, line: bool) -> QWidget:
        """Returns a text that can be selected; a path is one line that scrolls."""
        if line:
            box = QLineEdit(value)
            box.setReadOnly(True)
            box.setFrame(False)
            box.setProperty("look", "flat")
            box.setCursorPosition(0)
            box.setToolTip(value)
            box.setAccessibleName(name)
            return box
        label = QLabel(value)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _problem(self, problem: Problem) -> QWidget:
        colors = self._context.theme.colors
        shade = {"error": colors.error, "warning": colors.warning, "note": colors.accent}[problem.level]
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        sign, text = QLabel(), QLabel(self._context.language.problem(problem))
        sign.setPixmap(pixmap(_icons[problem.level], shade, 16, self.devicePixelRatioF()))
        text.setObjectName("plugin_problem")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return line

    def _word_grade(self, shown: Shown) -> None:
        tr = self._context.language.tr
        note = ""
        if shown.info is not None and shown.grade is None:
            if shown.failed:
                note = tr("It could not be graded.")
                if shown.why is not None:
                    note += " " + self._context.language.problem(shown.why)
            elif shown.grading:
                note = tr("Its grade is being worked out…")
        self._grade_note.setText(note)
        self._grade_note.setVisible(bool(note))
        if self.grade_view is not None:
            self.grade_view.setVisible(shown.grade is not None)
            if shown.grade is not None:
                self.grade_view.show_grade(shown.grade)

    def _word_buttons(self, shown: Shown) -> None:
        tr, entry, theme = self._context.language.tr, shown.entry, self._context.theme
        off = entry.state in ("disabled", "held")
        self.switch.setText(tr("Turn on") if off else tr("Turn off"))
        self.switch.setVisible(entry.foreign)
        self.switch.setToolTip(
            tr("Load it again, now and at every start")
            if off
            else tr("Do not load it any more; what uses it keeps its place as a placeholder")
        )
        self.edit.setText(tr("Open in the workbench"))
        self.edit.setVisible(
            "workbench.open_plugin" in self._context.actions or "workbench.show" in self._context.actions
        )
        self.folder.setText(tr("Show folder"))
        self.folder.setVisible("/" in entry.path or "\\" in entry.path)
        self.remove.setText(tr("Remove…"))
        self.remove.setIcon(icon("trash-2", theme))
        self.remove.setVisible(entry.own)
        self.grade.setText(tr("Grade again"))
        self.grade.setVisible(shown.info is not None and (shown.grade is not None or shown.failed))


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
