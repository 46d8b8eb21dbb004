"""What an experiment is called: by its file, by its preset's title in the present language, or by its own name."""

from __future__ import annotations

from functools import lru_cache

from nnlab.experiment.presets import presets
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.records import Text


def shown_name(name: str, language: Language) -> str:
    """Returns a name as it is shown: that of a preset is known in both languages."""
    title = _titles().get(name)
    return language.text(title) if title is not None else name or language.tr("Untitled")


def shown_title(document: Document, language: Language) -> str:
    """Returns what a document is called: its file's name without the ending, or its experiment's."""
    return document.path.stem if document.path is not None else shown_name(document.experiment.name, language)


@lru_cache(maxsize=1)
def _titles() -> dict[str, Text]:
    return {preset.title.en: preset.title for preset in presets()}
