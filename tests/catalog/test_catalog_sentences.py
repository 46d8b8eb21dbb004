"""Every code that api and catalog raise has its sentence, and every sentence is raised somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import nnlab
from nnlab.records.sentences.plugins import sentences

code = re.compile(r'"((?:param|component|method|hook|plugin|data)\.[a-z_]+)"')


def test_codes_and_sentences_are_the_same_set() -> None:
    root = Path(nnlab.__file__).parent
    raised = {
        found
        for room in ("api", "catalog")
        for file in (root / room).glob("*.py")
        for found in code.findall(file.read_text(encoding="utf-8"))
    }
    assert raised == set(sentences)


def test_a_sentence_ends_as_one_and_names_its_place() -> None:
    for text in sentences.values():
        assert text.endswith((".", "?"))
        assert "{" in text or text.startswith("Labels")
