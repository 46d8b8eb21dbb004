"""All sentences by their codes, and how one is worded. Imported when the first one is: the table is large."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nnlab.records.problems import Problem
from nnlab.records.sentences import (
    authoring,
    commands,
    document,
    enclosed,
    files,
    formulas,
    kernels,
    painting,
    plugins,
    tables,
    testing,
    training,
    window,
)
from nnlab.records.sentences._mark import N_
from nnlab.records.sentences.kinds import kinds

if TYPE_CHECKING:
    from nnlab.records.words import Words

_han = "[\u4e00-\u9fff]"
sentences: dict[str, str] = {
    **plugins.sentences,
    **document.sentences,
    **files.sentences,
    **formulas.sentences,
    **tables.sentences,
    **painting.sentences,
    **enclosed.sentences,
    **training.sentences,
    **kernels.sentences,
    **commands.sentences,
    **testing.sentences,
    **window.sentences,
    **authoring.sentences,
}


# before the sentence of a problem of a formula whose values say which `input` of the network it is
of_input = N_("Input {input}: {said}")
# behind the sentence of a problem whose values say `older`
older = N_("The version that worked last goes on.")


def word(problem: Problem, words: Words) -> str:
    """Returns a problem's sentence in the language of `words`.

    What a plugin worded in both languages stands under `<name>` in English and `<name>_zh_CN` in Chinese. Where the
    value `older` is true, an older version of the plugin goes on, which is said, too. Of a formula, the input of the
    network that it is is named.
    """
    place = {"plugin": problem.plugin, "stage": problem.stage, "file": problem.file, "line": problem.line}
    values = {**place, **problem.values}
    for name in problem.values:
        values[name] = problem.values.get(f"{name}_{words.language}", values[name])
    if values.get("kind") in kinds:
        values["kind"] = words.tr(kinds[str(values["kind"])])
    sentence = words.tr(sentences[problem.code])
    if words.language == "zh_CN":
        sentence = _joined(sentence, values)
    said = sentence.format_map(defaultdict(str, values))
    if problem.code in formulas.sentences and (text := str(problem.values.get("input", ""))):
        said = words.tr(of_input).format(input=text if len(text) <= 40 else f"{text[:39]}…", said=said)
    if problem.values.get("older"):
        said += ("" if words.language == "zh_CN" else " ") + words.tr(older)
    return said


def _joined(sentence: str, values: Mapping[str, object]) -> str:
    """Returns a Chinese sentence without the spaces around places where Chinese words will stand.

    The translator writes them for Latin words: `返回了 {came}` is right of `None` and wrong of `数组 (2,)`.
    """
    for name, value in values.items():
        text, place = str(value), f"{{{name}}}"
        if re.match(_han, text):
            sentence = re.sub(f"({_han}) {re.escape(place)}", rf"\1{place}", sentence)
        if text and re.match(_han, text[-1]):
            sentence = re.sub(f"{re.escape(place)} ({_han})", rf"{place}\1", sentence)
    return sentence
