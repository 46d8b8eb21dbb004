"""The language of the window, switched while it runs: our sentences, plugins' texts and Qt's own dialogs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator, Signal

from nnlab.records import Problem, Text
from nnlab.records.words import Words, languages, system_language


class Language(QObject):
    """Words every text of the window in one language.

    Signals:
        changed: the language is another one; whoever shows words words them anew.
    """

    changed = Signal()

    def __init__(self, name: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = Words(name or system_language())
        self._translator = QTranslator(self)
        self._translate_qt()

    @property
    def name(self) -> str:
        """The language: "en" or "zh_CN"."""
        return self._words.language

    @property
    def names(self) -> tuple[str, ...]:
        return languages

    def set(self, name: str) -> None:
        """Changes the language of the whole window."""
        if name == self.name or name not in languages:
            return
        self._words = Words(name)
        self._translate_qt()
        self.changed.emit()

    def read_all(self) -> None:
        """Reads every catalogue, so that a switch does not have to; for a thread of its own."""
        for name in languages:
            Words(name)

    def tr(self, text: str) -> str:  # type: ignore[override]  # QObject.tr belongs to Qt's own catalogues
        """Returns a literal in this language; values are put in with `.format()` afterwards."""
        return self._words.tr(text)

    def trn(self, one: str, many: str, n: int) -> str:
        """Returns the literal that fits a count; `{n}` is put in by `.format(n=n)` afterwards."""
        return self._words.trn(one, many, n)

    def text(self, text: Text) -> str:
        """Returns a plugin's own text in this language."""
        return self._words.text(text)

    def problem(self, problem: Problem) -> str:
        """Returns a problem's sentence."""
        return self._words.problem(problem)

    def _translate_qt(self) -> None:
        app = QCoreApplication.instance()
        if app is None:
            return
        app.removeTranslator(self._translator)
        if self.name != "en":
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._translator.load(f"qtbase_{self.name}", folder):
                app.installTranslator(self._translator)
