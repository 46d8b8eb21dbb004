"""How many parameters each layer has, and of which arrays they are."""

from __future__ import annotations

from nnlab.experiment.facts import LayerFacts
from nnlab.gui.document import Document
from nnlab.gui.language import Language


class Counts:
    """Words the parameters of layers, as far as the kernel has told them."""

    def __init__(self, language: Language, document: Document) -> None:
        self._language, self._document = language, document

    def line(self, layer: str) -> str:
        """Returns "12 parameters", "" for a layer without any."""
        found = self._facts(layer)
        if found is None or not found.parameters:
            return ""
        return self._language.trn("{n} parameter", "{n} parameters", found.parameters).format(n=found.parameters)

    def sentence(self, layer: str) -> str:
        """Returns "12 parameters: weights 2 × 4, bias 4"."""
        found, line = self._facts(layer), self.line(layer)
        if found is None or not line or not found.arrays:
            return line
        tr = self._language.tr
        names = {"weights": tr("weights"), "bias": tr("bias")}
        arrays = [
            f"{names.get(name, name)} {' × '.join(map(str, shape))}".strip() for name, shape in found.arrays.items()
        ]
        return tr("{count}: {arrays}").format(count=line, arrays=", ".join(arrays))

    def _facts(self, layer: str) -> LayerFacts | None:
        facts = self._document.facts or self._document.last_facts
        return next((one for one in facts.layers if one.id == layer), None) if facts is not None else None
