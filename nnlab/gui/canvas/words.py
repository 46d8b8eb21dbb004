"""What the canvas says in words: its footer, what is selected, and the names of numbers."""

from __future__ import annotations

from nnlab.gui.canvas.board import Board
from nnlab.gui.canvas.naming import told_words
from nnlab.gui.canvas.parameters import Scope, Spot
from nnlab.gui.canvas.readout import Readout
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.steps import Words


class CanvasWords:
    """Words the canvas in the present language."""

    def __init__(self, language: Language, document: Document, board: Board, titles: Titles, readout: Readout) -> None:
        self._language, self._document = language, document
        self._board, self._titles, self._readout = board, titles, readout

    def footer(self) -> str:
        """Returns the line at the bottom: the number of parameters, and what hands can do."""
        language = self._language
        facts = self._document.facts or self._document.last_facts
        if facts is None:
            return language.tr("Checking the network…")
        hint = language.tr(
            "hover over a neuron or a weight for its numbers · drag a title to move it, a neuron to connect it"
        )
        if not facts.parameters:  # unknown, not none: something is wrong with the network or its data
            return hint
        count = language.trn("{n} parameter", "{n} parameters", facts.parameters)
        return f"{count.format(n=facts.parameters)} · {hint}"

    def description(self, chosen: Selection | None) -> str:
        """Returns what is selected, for who cannot see it; the whole network where nothing is."""
        tr = self._language.tr
        if chosen is None:
            return self._titles.summary()
        title = self._titles.title(chosen.layer)
        if chosen.source:
            start = self._titles.title(chosen.source)
            return tr("The connection {start} → {end} is selected").format(start=start, end=title)
        if chosen.more:
            names = ", ".join(self._titles.title(id) for id in chosen.layers)
            return tr("{n} layers are selected: {names}").format(n=len(chosen.layers), names=names)
        ids = [spec.id for spec in self._board.specs]
        if chosen.unit is None or chosen.layer not in ids:
            return tr("{layer} is selected").format(layer=title)
        if chosen.more_units:
            names = (self._readout.name(ids.index(chosen.layer), unit, self._board.specs) for unit in chosen.units)
            return tr("{names} of {layer} are selected").format(names=", ".join(names), layer=title)
        name = self._readout.name(ids.index(chosen.layer), chosen.unit, self._board.specs)
        return tr("{name} of {layer} is selected").format(name=name, layer=title)

    def spot(self, spot: Spot) -> str:
        """Names a number: "Bias of h₁,₂", "Weight x₁ → h₁,₂"."""
        tr, (start, end) = self._language.tr, self._ends(spot)
        if not start:
            return tr("Bias of {name}").format(name=end)
        return tr("Weight {start} → {end}").format(start=start, end=end)

    def numbers(self, spot: Spot, scope: Scope) -> Words:
        """Returns what names one number or more within a sentence, as they are called now, in any language."""
        tr, (start, end) = self._language.tr, self._ends(spot)
        if scope == "layer":
            title = told_words(spot.layer, self._language, self._document)
            return lambda: tr("all numbers of {name}").format(name=title())
        if scope == "neuron":
            return lambda: tr("all numbers of {name}").format(name=end)
        if not start:
            return lambda: tr("bias of {name}").format(name=end)
        return lambda: tr("weight {start} → {end}").format(start=start, end=end)

    def _ends(self, spot: Spot) -> tuple[str, str]:
        """Returns the names of what a weight leads from ("" for a bias) and to."""
        specs = self._board.specs
        column = next(index for index, spec in enumerate(specs) if spec.id == spot.layer)
        end = self._readout.name(column, spot.unit, specs)
        if spot.row is None:
            return "", end
        row = spot.row
        for source in specs[column].sources:
            if row < specs[source].units:
                return self._readout.name(source, row, specs), end
            row -= specs[source].units
        return str(spot.row + 1), end
