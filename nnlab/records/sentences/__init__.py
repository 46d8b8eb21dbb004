"""The sentence of every problem code: what was wrong, where, and the way out. One module a room, one entry a code."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nnlab.records.problems import Problem
from nnlab.records.sentences import commands, document, files, kernels, plugins, testing, training, window
from nnlab.records.sentences.kinds import kinds

if TYPE_CHECKING:
    from nnlab.records.words import Words

sentences: dict[str, str] = {
    **plugins.sentences,
    **document.sentences,
    **files.sentences,
    **training.sentences,
    **kernels.sentences,
    **commands.sentences,
    **testing.sentences,
    **window.sentences,
}


def word(problem: Problem, words: Words) -> str:
    """Returns a problem's sentence in the language of `words`.

    What a plugin worded in both languages stands under `<name>` in English and `<name>_zh_CN` in Chinese.
    """
    place = {"plugin": problem.plugin, "stage": problem.stage, "file": problem.file, "line": problem.line}
    values = {**place, **problem.values}
    for name in problem.values:
        values[name] = problem.values.get(f"{name}_{words.language}", values[name])
    if values.get("kind") in kinds:
        values["kind"] = words.tr(kinds[str(values["kind"])])
    return words.tr(sentences[problem.code]).format_map(defaultdict(str, values))
