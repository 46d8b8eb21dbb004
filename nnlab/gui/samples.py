"""Words for data whose samples are no row of numbers: pictures and sequences, which the network gets as they are."""

from __future__ import annotations

from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.records import Shape


def sample_shape(document: Document) -> Shape | None:
    """Returns the shape of a sample that is a picture or a sequence, None for rows of numbers."""
    facts = document.last_facts
    shape = facts.data.shape if facts is not None and facts.data is not None else None
    return shape if shape is not None and len(shape) > 1 else None


def sample_words(shape: Shape, language: Language) -> str:
    """Words a shape: "1 × 8 × 8 picture", "5 steps of 1 number"."""
    if len(shape) == 2:
        steps = language.trn("{n} step", "{n} steps", shape[0]).format(n=shape[0])
        numbers = language.trn("{n} number", "{n} numbers", shape[1]).format(n=shape[1])
        return language.tr("{steps} of {numbers}").format(steps=steps, numbers=numbers)
    sides = " × ".join(str(side) for side in shape)
    return (language.tr("{sides} picture") if len(shape) == 3 else language.tr("{sides} numbers")).format(sides=sides)
