"""Every sentence in both languages: gettext with English msgids, one catalogue in `assets/translations`."""

from __future__ import annotations

import gettext
import io
import locale
import os
import struct
from functools import lru_cache
from pathlib import Path

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


def _catalogue(folder: Path) -> gettext.NullTranslations:
    """Returns a folder's translations: the compiled ones, or those of the source where they are newer or alone."""
    compiled, source = folder / "nnlab.mo", folder / "nnlab.po"
    made, written = _time(compiled), _time(source)
    if made is not None and (written is None or made >= written):
        found = _compiled(compiled, made)
        if found is not None:
            return found
    return gettext.NullTranslations() if written is None else _source(source, written)


def _time(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


@lru_cache(maxsize=4)
def _compiled(path: Path, time: int) -> gettext.NullTranslations | None:
    try:
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, UnicodeDecodeError, struct.error):
        return None  # half written; the source is there too


@lru_cache(maxsize=4)
def _source(path: Path, time: int) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo  # only a checkout that has not been compiled pays for Babel
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        buffer = io.BytesIO()
        write_mo(buffer, read_po(file, locale=path.parent.parent.name))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


class Words:
    """Words texts in one language.

    `tr` takes literals only, so that they are found for translation; values are put in with `.format()` afterwards.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language if language in languages else "en"
        self._catalogue = _catalogue(bundled("assets") / "translations" / self.language / "LC_MESSAGES")

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
        from nnlab.records.sentences._table import word  # the table is large and only errors need it

        return word(problem, self)
