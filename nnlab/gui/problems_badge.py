"""The button in the status line that counts problems and notes, and opens their list."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from nnlab.gui.language import Language
from nnlab.gui.problems import ProblemsPanel


class ProblemsBadge(QToolButton):
    """Says how many problems and notes a panel lists, and that plugins have printed; hidden where there is nothing."""

    def __init__(self, language: Language, panel: ProblemsPanel) -> None:
        super().__init__()
        self.setObjectName("problems_badge")
        self.setProperty("look", "flat")
        self._language, self._panel = language, panel

    def count(self) -> None:
        """Counts anew, in the present language."""
        language, listed = self._language, self._panel.problems
        notes = sum(problem.level == "note" for problem in listed)
        count, words = len(listed) - notes, []
        if count:
            words.append("\N{WARNING SIGN} " + language.trn("{n} problem", "{n} problems", count).format(n=count))
        if notes:
            words.append(language.trn("{n} note", "{n} notes", notes).format(n=notes))
        if not self._panel.printed.empty:
            words.append(language.tr("Printed by plugins"))
        self.setVisible(bool(words))
        self.setText(" · ".join(words))
        self.setToolTip(language.tr("Show the list of problems"))
