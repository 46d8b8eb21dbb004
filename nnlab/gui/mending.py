"""The simple ways out of problems: what a click would change, and the one undo step that changes it."""

from __future__ import annotations

from nnlab.experiment.document import Experiment
from nnlab.experiment.fixes import fix
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.telling import told
from nnlab.records import Problem


class Mending:
    """Sets the document's problems right where that is simple."""

    def __init__(self, language: Language, document: Document) -> None:
        self._language, self._document = language, document

    def mended(self, problem: Problem) -> Experiment | None:
        """Returns the experiment without a problem; None where that takes a person."""
        document = self._document
        made = fix(document.experiment, problem, document.catalog, document.facts or document.last_facts)
        return made if made != document.experiment else None

    def words(self, problem: Problem) -> str:
        """Returns what setting a problem right would change, "" where that takes a person."""
        made = self.mended(problem)
        return "" if made is None else told(self._document.experiment, made, self._language, self._document.info)

    def mend(self, problem: Problem) -> bool:
        """Sets a problem right in one undo step; tells whether it could."""
        old, made, language, info = self._document.experiment, self.mended(problem), self._language, self._document.info
        if made is None:
            return False

        def text() -> str:
            return language.tr("Fix: {change}").format(change=told(old, made, language, info))

        self._document.edit(text, made)
        return True
