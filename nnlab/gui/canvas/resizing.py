"""A layer that gets and loses neurons while its edge is dragged: one undo step, however long it takes."""

from __future__ import annotations

from itertools import count

from nnlab.experiment import edits
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.document import Document
from nnlab.gui.language import Language

_numbers = count()


class Resizing:
    """Gives a layer other numbers of neurons, one after the other."""

    def __init__(self, language: Language, document: Document, hands: Hands, layer: str, units: int) -> None:
        self._language, self._document, self._hands = language, document, hands
        self._layer, self.first, self.now, self._fewest = layer, units, units, units
        self._title = hands.title(layer)
        self._merge = f"{layer}.units.{next(_numbers)}"
        self.changing = False  # it changes the network just now: what changes is its own doing
        self._left = document.experiment
        document.hold_merge(True)

    def put(self, units: int) -> None:
        """Gives the layer so many neurons; those that it lost just now come back with their weights."""
        if units == self.now:
            return
        self.changing = True
        try:
            self._put(units)
        finally:
            self.changing = False

    def _put(self, units: int) -> None:
        if self._fewest < self.first and units > self.now:
            self.take_back()
        if units == self.first:
            return
        tr, infos, title = self._language.tr, self._document.catalog, self._title
        if self._hands.do(
            lambda: tr("Change number of neurons of {layer}").format(layer=title()),
            lambda now: edits.set_units(now, self._layer, units, infos),
            merge=self._merge,
        ):
            self.now, self._fewest = units, min(units, self._fewest)
            self._left = self._document.experiment

    def take_back(self) -> None:
        """Makes the layer as it was before, unless somebody else has changed the network since (an undo)."""
        if self.now != self.first:
            if self._document.experiment is self._left:
                self._document.withdraw(self._merge)
            self.now = self._fewest = self.first

    def end(self) -> None:
        """Makes the next edit an undo step of its own."""
        self._document.hold_merge(False)
