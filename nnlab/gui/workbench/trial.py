"""What came of the text as it is typed: its picture soon after each key, its grade when the hands rest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from nnlab.gui.workbench.sheets import Sheet
from nnlab.gui.workshop import GuiWorkshop
from nnlab.kernel.messages import PluginFile
from nnlab.records import ComponentInfo, Problem
from nnlab.records.grades import Grade, Picture

if TYPE_CHECKING:
    from nnlab.kernel.workshop import Tried

plot_ms = 200
grade_ms = 1_000
slow_ms = 500  # so long nothing is said about waiting
_plot, _grade = "workbench.plot", "workbench.grade"


class Trial(QObject):
    """Tries one text in the workshop's process; nothing it does can hold the window up.

    `picture` is the newest one, also while a half-written line has none; `problems` are those of the newest answer.

    Signals:
        changed: something else came, or is waited for.
    """

    changed = Signal()

    def __init__(self, workshop: GuiWorkshop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workshop = workshop
        self.sheet: Sheet | None = None
        self._forget()
        self._plot_soon = QTimer(self, singleShot=True, interval=plot_ms)
        self._plot_soon.timeout.connect(self._ask_plot)
        self._grade_soon = QTimer(self, singleShot=True, interval=grade_ms)
        self._grade_soon.timeout.connect(self._ask_grade)
        self._slow = QTimer(self, singleShot=True, interval=slow_ms)
        self._slow.timeout.connect(self._say_slow)
        workshop.tried.connect(self._tried)

    def _forget(self) -> None:
        self.components: tuple[ComponentInfo, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.picture: Picture | None = None
        self.grade: Grade | None = None
        self.tried = self.slow = self.grading = False
        self._asked = self._asked_grade = 0
        self._rested = False

    @property
    def component(self) -> ComponentInfo | None:
        """The component that is drawn and graded: the chosen one, else the first that the text brings."""
        sheet = self.sheet
        if sheet is None:
            return None
        chosen = (one for one in self.components if (one.kind, one.id) == (sheet.kind, sheet.component))
        return next(chosen, self.components[0] if self.components else None)

    @property
    def works(self) -> bool:
        """Whether the newest text brings a component and nothing stopped it."""
        return self.component is not None and not any(one.level == "error" for one in self.problems)

    def show(self, sheet: Sheet | None) -> None:
        """Takes another text, and tries it at once."""
        self.sheet = sheet
        self._workshop.cancel(_grade)
        self._grade_soon.stop()
        self._forget()
        if sheet is not None:
            self._rested = True
            self._ask_plot()
        self.changed.emit()

    def choose(self, info: ComponentInfo) -> None:
        """Draws and grades another component of the same text."""
        if self.sheet is not None and (self.sheet.kind, self.sheet.component) != (info.kind, info.id):
            self.sheet.kind, self.sheet.component = info.kind, info.id
            self.show(self.sheet)

    def typed(self) -> None:
        """Tries the text soon; a grade of what was there before is given up."""
        if self.grading:
            self._workshop.cancel(_grade)
        self.grading = self._rested = False
        self._asked_grade = 0
        self._plot_soon.start()
        self._grade_soon.start()

    def saved(self) -> None:
        """Grades at once what was saved."""
        self._grade_soon.stop()
        self._rested = True
        if self._plot_soon.isActive():
            self._plot_soon.stop()
            self._ask_plot()
        else:
            self._ask_grade()

    # ---- asking

    def _file(self, sheet: Sheet) -> PluginFile | None:
        if sheet.read_only:
            return None
        folder = sheet.path.parent
        if (folder / "__init__.py").exists():  # a plugin of several files is tried as it was saved
            return PluginFile(path=str(folder), origin="user", sha256=sheet.digest, kind="folder", name=folder.name)
        text = sheet.text
        digest = hashlib.sha256(text.encode()).hexdigest()
        return PluginFile(path=str(sheet.path), origin="user", sha256=digest, name=sheet.path.stem, text=text)

    def _ask_plot(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        component = self.component
        kind, id = (component.kind, component.id) if component is not None else ("", "")
        if sheet.read_only:
            kind, id = sheet.kind, sheet.component
        elif component is None or len(self.components) < 2:
            kind, id = "", ""  # the first: its name may be being typed
        self._asked = self._workshop.ask("plot", _plot, file=self._file(sheet), kind=kind, component=id)
        self.slow = False
        self._slow.start()

    def _ask_grade(self) -> None:
        self._rested = True
        sheet, info = self.sheet, self.component
        if sheet is None or info is None or not self.works or not self.tried or self._plot_soon.isActive():
            return  # the answer to the plot asks again
        self.grading = True
        file = self._file(sheet)
        self._asked_grade = self._workshop.ask("grade", _grade, file=file, kind=info.kind, component=info.id)
        self.changed.emit()

    def _say_slow(self) -> None:
        self.slow = True
        self.changed.emit()

    # ---- what comes

    def _tried(self, tried: Tried) -> None:
        if self.sheet is None:
            return
        if tried.key == _plot and tried.id == self._asked:
            self._take_plot(tried)
        elif tried.key == _grade and tried.id == self._asked_grade:
            self.grading = False
            self._take_grade(tried)

    def _take_plot(self, tried: Tried) -> None:
        assert self.sheet is not None
        self._slow.stop()
        self.slow, self.tried = False, True
        before = self.component
        components = tried.components
        if self.sheet.read_only:
            components = tuple(one for one in components if same_file(one.file, self.sheet.path))
        if components:
            self.components = components
        self.problems = tried.problems
        after = self.component
        if tried.picture is not None:
            self.picture = tried.picture
        elif self.works or (before is not None and after is not None and before.kind != after.kind):
            self.picture = None
        if not self.works or before is None or after is None or before.id != after.id:
            self.grade = None
        self.changed.emit()
        if self._rested:
            self._ask_grade()

    def _take_grade(self, tried: Tried) -> None:
        self.grade = tried.grade
        if tried.grade is None:
            self.problems = tried.problems
        elif tried.grade.picture is not None:
            self.picture = tried.grade.picture
        self.changed.emit()


def same_file(file: str, path: Path) -> bool:
    """Tells whether a problem's or component's file is the one at a path."""
    return bool(file) and os.path.normcase(os.path.abspath(file)) == os.path.normcase(str(path))
