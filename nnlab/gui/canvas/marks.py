"""Which weights and biases training leaves alone."""

from __future__ import annotations

from typing import Literal

from nnlab.experiment.document import Mask, Network, Place
from nnlab.experiment.masking import covers, mask_of
from nnlab.gui.document import Document

State = Literal["", "frozen", "cut"]


class Marks:
    """Looks up the document's masks, quickly: they are asked for with every frame."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._network: Network | None = None
        self._masks: dict[str, Mask] = {}

    def weight(self, layer: str, row: int, unit: int) -> State:
        """Tells whether a weight is frozen or cut."""
        return self._state(layer, Place(name="weights", at=(row, unit)))

    def bias(self, layer: str, unit: int) -> State:
        """Tells whether a bias is frozen or cut."""
        return self._state(layer, Place(name="bias", at=(unit,)))

    def whole(self, layer: str) -> bool:
        """Tells whether all weights of a layer are frozen."""
        return any(covers(place, Place(name="weights")) for place in self._mask(layer).frozen)

    def _state(self, layer: str, at: Place) -> State:
        mask = self._mask(layer)
        if any(covers(place, at) for place in mask.cut):
            return "cut"
        return "frozen" if any(covers(place, at) for place in mask.frozen) else ""

    def _mask(self, layer: str) -> Mask:
        experiment = self._document.experiment
        if experiment.network is not self._network:
            self._network, self._masks = experiment.network, {}
        if layer not in self._masks:
            self._masks[layer] = mask_of(experiment, layer)
        return self._masks[layer]
