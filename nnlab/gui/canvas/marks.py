"""Which weights and biases training leaves alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from nnlab.experiment.document import Mask, Network, Place
from nnlab.experiment.masking import covers, every, mask_of
from nnlab.gui.document import Document

State = Literal["", "frozen", "cut"]
Bools = npt.NDArray[np.bool_]


class Held(NamedTuple):
    """What of an array is frozen or cut (`held`), and what is cut."""

    held: Bools
    cut: Bools


class Marks:
    """Looks up the document's masks, quickly: they are asked for with every frame."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._network: Network | None = None
        self._masks: dict[str, Mask] = {}
        self._held: dict[tuple[str, str, tuple[int, ...]], Held | None] = {}

    def weight(self, layer: str, row: int, unit: int) -> State:
        """Tells whether a weight is frozen or cut."""
        return self._state(layer, Place(name="weights", at=(row, unit)))

    def bias(self, layer: str, unit: int) -> State:
        """Tells whether a bias is frozen or cut."""
        return self._state(layer, Place(name="bias", at=(unit,)))

    def whole(self, layer: str) -> bool:
        """Tells whether all weights of a layer are frozen."""
        return any(covers(place, Place(name="weights")) for place in self._mask(layer).frozen)

    def array(self, layer: str, name: str, shape: tuple[int, ...]) -> Held | None:
        """Returns what of a layer's "weights" or "bias" is held; None where nothing is."""
        mask, key = self._mask(layer), (layer, name, shape)
        if key not in self._held:
            cut = _marked(mask.cut, name, shape)
            held = _marked(mask.frozen, name, shape) | cut
            self._held[key] = Held(held, cut) if held.any() else None
        return self._held[key]

    def _state(self, layer: str, at: Place) -> State:
        mask = self._mask(layer)
        if any(covers(place, at) for place in mask.cut):
            return "cut"
        return "frozen" if any(covers(place, at) for place in mask.frozen) else ""

    def _mask(self, layer: str) -> Mask:
        experiment = self._document.experiment
        if experiment.network is not self._network:
            self._network, self._masks, self._held = experiment.network, {}, {}
        if layer not in self._masks:
            self._masks[layer] = mask_of(experiment, layer)
        return self._masks[layer]


def _marked(places: Iterable[Place], name: str, shape: tuple[int, ...]) -> Bools:
    made = np.zeros(shape, bool)
    for place in places:
        inside = len(place.at) <= len(shape) and all(at < size for at, size in zip(place.at, shape, strict=False))
        if place.name in (every, name) and inside:
            made[place.at] = True
    return made
