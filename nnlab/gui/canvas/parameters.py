"""Weights and biases changed by hand: one number, a neuron's, or a layer's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nnlab.experiment import edits
from nnlab.experiment.arithmetic import table_of
from nnlab.experiment.document import Experiment, Place
from nnlab.experiment.masking import covers, mask_of
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.readout import number
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.steps import Words
from nnlab.records import Array, ProblemError, fail

Numbers = npt.NDArray[np.float64]
Scope = Literal["one", "neuron", "layer"]
Part = Literal["frozen", "cut"]


@dataclass(frozen=True)
class Spot:
    """One number of a layer: the weight from input `row` to neuron `unit`, or its bias where `row` is None."""

    layer: str
    unit: int
    row: int | None = None

    @property
    def place(self) -> Place:
        """The number as masks name it."""
        if self.row is None:
            return Place(name="bias", at=(self.unit,))
        return Place(name="weights", at=(self.row, self.unit))


class Parameters:
    """Reads and changes the numbers of the network that a canvas shows. Each change is one undo step.

    `name` returns what names some of them in a sentence.
    """

    def __init__(
        self,
        language: Language,
        document: Document,
        numbers: NetworkNumbers,
        hands: Hands,
        name: Callable[[Spot, Scope], Words],
    ) -> None:
        self._language, self._document, self._numbers, self._hands = language, document, numbers, hands
        self._words = name
        self._rng: np.random.Generator | None = None  # NumPy's random numbers take a while to import

    # ---- reading

    def known(self, spec: ColumnSpec) -> bool:
        """Tells whether a column's numbers are a table of what feeds what, and have come."""
        return not (spec.bare or spec.plain) and self._weights(spec.id) is not None

    def value(self, spot: Spot) -> float | None:
        """Returns a number as it was last told; None where it is not known or there is none."""
        if spot.row is None:
            return self._numbers.number(spot.layer, "bias", spot.unit)
        return self._numbers.number(spot.layer, "weights", spot.row, spot.unit)

    def spots(self, layer: str, unit: int) -> tuple[Spot, ...]:
        """Returns all numbers of a neuron: its bias, then its weights."""
        weights, bias = self._weights(layer), self._bias(layer)
        first = (Spot(layer, unit),) if bias is not None and unit < len(bias) else ()
        return (*first, *(Spot(layer, unit, row) for row in range(len(weights) if weights is not None else 0)))

    def has(self, part: Part, spot: Spot) -> bool:
        """Tells whether a number is frozen (or cut)."""
        places = getattr(mask_of(self._document.experiment, spot.layer), part)
        return any(covers(place, spot.place) for place in places)

    # ---- changing

    def put(self, spot: Spot, value: float, *, merge: str = "") -> None:
        """Sets one number; moves of a slider with one `merge` key are one undo step."""
        tr, name = self._language.tr, self._words(spot, "one")

        def text() -> str:
            return tr("Set {number} to {value}").format(number=name(), value=number(value))

        self._put(text, spot, "one", lambda _: value, merge)

    def zero(self, spot: Spot, scope: Scope) -> None:
        """Sets numbers to 0."""
        tr = self._language.tr
        self._put(self._on(lambda: tr("Set {number} to 0"), spot, scope), spot, scope, np.zeros_like)

    def flip(self, spot: Spot, scope: Scope) -> None:
        """Changes the sign of numbers."""
        tr = self._language.tr
        self._put(self._on(lambda: tr("Flip sign of {number}"), spot, scope), spot, scope, np.negative)

    def randomise(self, spot: Spot, scope: Scope) -> None:
        """Draws numbers anew, weights as wide as Xavier's start has them."""
        tr, weights = self._language.tr, self._weights(spot.layer)
        wide = np.sqrt(6 / max(1, sum(weights.shape))) if weights is not None else 1.0

        def drawn(values: Numbers) -> Numbers:
            self._rng = self._rng or np.random.default_rng()
            return self._rng.uniform(-wide, wide, values.shape)

        self._put(self._on(lambda: tr("Draw {number} anew"), spot, scope), spot, scope, drawn)

    def mark(self, part: Part, spot: Spot, scope: Scope, *, on: bool) -> None:
        """Freezes (or cuts) numbers, or leaves them to training again."""
        tr, places = self._language.tr, self._places(spot, scope)
        text = {
            ("frozen", True): lambda: tr("Freeze {number}"),
            ("frozen", False): lambda: tr("Unfreeze {number}"),
            ("cut", True): lambda: tr("Cut {number}"),
            ("cut", False): lambda: tr("Mend {number}"),
        }[part, on]
        edit = {
            ("frozen", True): edits.freeze,
            ("frozen", False): edits.unfreeze,
            ("cut", True): edits.cut,
            ("cut", False): edits.uncut,
        }[part, on]
        facts = self._document.facts or self._document.last_facts

        def make(now: Experiment) -> Experiment:
            return edit(now, spot.layer, places, facts)

        self._hands.do(self._on(text, spot, scope), make)

    def paste(self, layer: str, text: str) -> None:
        """Takes a layer's weights from a table, rows inputs and columns neurons, with its biases as one row more."""
        weights, bias = self._weights(layer), self._bias(layer)
        if weights is None:
            return
        try:
            table = np.array(table_of(text), np.float64)
            rows, columns = weights.shape
            if table.shape not in ((rows, columns), (rows + (bias is not None), columns)):
                name, wanted = self._name(layer), f"{rows} × {columns}"
                raise fail("table.shape", rows=table.shape[0], columns=table.shape[1], layer=name, wanted=wanted)
        except ProblemError as error:
            self._hands.refuse(error.problem)
            return
        made = table[rows] if len(table) > rows else np.full(len(bias) if bias is not None else 0, np.nan)
        tr, title = self._language.tr, self._hands.title(layer)
        self._send(lambda: tr("Paste weights of {layer}").format(layer=title()), layer, table[:rows], made)

    def copied(self, layer: str) -> str:
        """Returns a layer's weights as a table for a spreadsheet, its biases as the last row."""
        weights, bias = self._weights(layer), self._bias(layer)
        if weights is None:
            return ""
        rows = [*weights.tolist(), *([bias.tolist()] if bias is not None and len(bias) else [])]
        return "\n".join("\t".join(repr(value) for value in row) for row in rows) + "\n"

    # ---- inside

    def _on(self, text: Words, spot: Spot, scope: Scope) -> Words:
        """Puts the name of some numbers into a sentence."""
        name = self._words(spot, scope)
        return lambda: text().format(number=name())

    def _put(self, text: Words, spot: Spot, scope: Scope, change: Callable[[Any], Any], merge: str = "") -> None:
        """Changes the numbers of a scope; all others are NaN in the message, which leaves them as they are."""
        weights, bias = self._weights(spot.layer), self._bias(spot.layer)
        if weights is None:
            return
        new = np.full(weights.shape, np.nan), np.full(len(bias) if bias is not None else 0, np.nan)
        for array, old, index in (
            (new[0], weights, self._inside(spot, scope, bias=False)),
            (new[1], bias, self._inside(spot, scope, bias=True)),
        ):
            if index is not None and old is not None and old.size:
                array[index] = change(np.asarray(old[index], np.float64))
        self._send(text, spot.layer, *new, merge)

    def _inside(self, spot: Spot, scope: Scope, *, bias: bool) -> Any:
        """Returns where a scope lies in the weights (or in the bias); None where it has nothing there."""
        if scope == "layer":
            return ...
        if scope == "neuron":
            return spot.unit if bias else (slice(None), spot.unit)
        if bias:
            return spot.unit if spot.row is None else None
        return None if spot.row is None else (spot.row, spot.unit)

    def _places(self, spot: Spot, scope: Scope) -> tuple[Place, ...]:
        if scope == "one":
            return (spot.place,)
        if scope == "neuron":
            return tuple(one.place for one in self.spots(spot.layer, spot.unit))
        names = ("weights",) if self._bias(spot.layer) is None else ("weights", "bias")
        return tuple(Place(name=name) for name in names)

    def _send(self, text: Words, layer: str, weights: Numbers, bias: Numbers, merge: str = "") -> None:
        self._document.put_weights(text, layer, Array.of(weights), Array.of(bias), merge)

    def _weights(self, layer: str) -> Numbers | None:
        found = self._numbers.array(layer, "weights")
        return found if found is not None and found.ndim == 2 else None

    def _bias(self, layer: str) -> Numbers | None:
        found = self._numbers.array(layer, "bias")
        return found if found is not None and found.ndim == 1 and len(found) else None

    def _name(self, layer: str) -> str:
        found = self._hands.layer(layer)
        return (found.name or found.id) if found is not None else layer
