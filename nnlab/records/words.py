"""Every sentence in both languages: gettext with English msgids, one catalogue in `assets/translations`."""

from __future__ import annotations

import gettext
import io
import locale
import os
from functools import lru_cache

from nnlab.records.bundled import bundled
from nnlab.records.components import Text
from nnlab.records.problems import Problem

languages = ("en", "zh_CN")


def system_language() -> str:
    """Returns the language the system asks for: "zh_CN" for any Chinese, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    code = locale.getlocale()[0] or ""
    return "zh_CN" if code.lower().startswith(("zh", "chinese")) else "en"


@lru_cache(maxsize=4)
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = bundled("assets") / "translations" / language / "LC_MESSAGES"
    compiled, source = folder / "nnlab.mo", folder / "nnlab.po"
    if compiled.is_file() and (not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if source.is_file():
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            buffer = io.BytesIO()
            write_mo(buffer, read_po(file, locale=language))
        buffer.seek(0)
        return gettext.GNUTranslations(buffer)
    return gettext.NullTranslations()


class Words:
    """Words texts in one language.

    `tr` takes literals only, so that they are found for translation; values are put in with `.format()` afterwards.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language if language in languages else "en"
        self._catalogue = _catalogue(self.language)

    def tr(self, text: str) -> str:
        """Returns a literal in this language."""
        return self._catalogue.gettext(text) if text else ""

    def trn(self, one: str, many: str, count: int) -> str:
        """Returns the literal that fits a count; the count itself is put in by `.format(n=count)`."""
        return self._catalogue.ngettext(one, many, count)

    def text(self, text: Text) -> str:
        """Returns a plugin's own text in this language."""
        return text.within(self.language)

    def problem(self, problem: Problem) -> str:
        """Returns a problem's sentence: what was wrong, where, and the way out."""
        from nnlab.records.sentences import word  # the table is large and only errors need it

        return word(problem, self)
