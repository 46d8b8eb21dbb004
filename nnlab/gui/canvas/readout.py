"""The words and numbers of the hover card."""

from __future__ import annotations

from dataclasses import dataclass

from nnlab.gui.canvas.columns import neuron_name
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.selection import Place
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.context import Context
from nnlab.gui.samples import sample_shape, sample_words
from nnlab.kernel.messages import ProbeView


@dataclass(frozen=True)
class CardText:
    """A hover card: title, formulas with their numbers, and a quiet last line."""

    title: str
    lines: tuple[str, ...] = ()
    note: str = ""

    def sentence(self) -> str:
        """Returns all of it as one text, for a screen reader."""
        return "; ".join(part for part in (self.title, *self.lines, self.note) if part)


def number(value: float | None) -> str:
    """Words a number with three digits and a true minus; an unknown one is three dots."""
    if value is None:
        return "…"
    if value != value:
        return "NaN"
    if abs(value) >= 1000 or (value and abs(value) < 0.0005):
        text = f"{value:.2e}"
    else:
        text = f"{value:.3f}" if abs(value) < 100 else f"{value:.1f}"
    return text.replace("-", "−")


class Readout:
    """Words what is under the mouse."""

    def __init__(self, context: Context, titles: Titles, numbers: NetworkNumbers) -> None:
        self._language, self._document = context.language, context.document
        self._titles, self._numbers = titles, numbers

    def words(self, place: Place, specs: list[ColumnSpec], probe: ProbeView) -> CardText:
        """Returns the card of a place."""
        makers = {
            "neuron": self._neuron,
            "bias": self._bias,
            "edge": self._edge,
            "fold": self._fold,
            "bar": self._bar,
            "matrix": self._matrix,
            "link": self._link,
        }
        return makers[place.kind](place, specs, self._sample(probe))

    def name(self, column: int, unit: int, specs: list[ColumnSpec]) -> str:
        """Returns a neuron's name: x₁, h₂,₃, y."""
        return neuron_name(specs, column, unit, self._document.experiment.network.inputs)

    def _sample(self, probe: ProbeView) -> str:
        tr = self._language.tr
        if probe.point is not None:
            point = ", ".join(f"{part:.2f}".replace("-", "−") for part in probe.point)
            return tr("at the point ({point})").format(point=point)
        if not probe.row:
            return tr("for the first training sample")
        return tr("for training sample {n}").format(n=probe.row + 1)

    def _neuron(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        tr, id, unit = self._language.tr, specs[place.column].id, place.unit
        name = self.name(place.column, unit, specs)
        a = self._numbers.number(id, "a", unit)
        if place.column == 0:
            lines = [f"{name} = {number(a)}"]
            return CardText(tr("Input {name}").format(name=name), tuple(lines), sample)
        layer = next((layer for layer in self._document.experiment.network.layers if layer.id == id), None)
        activation = self._titles.activation(layer) if layer else ""
        title = tr("Neuron {name}").format(name=name) + (f" · {activation}" if activation else "")
        if specs[place.column].plain:  # gates: no sum to write down
            slope = self._numbers.number(id, "gradient", unit)
            after = "a" if layer is None or layer.activation is None else "z"
            lines = (f"a = {number(a)}", *((f"∂L/∂{after} = {number(slope)}",) if slope is not None else ()))
            return CardText(title, lines, sample)
        function = layer.activation.id if layer and layer.activation else "f"
        lines = (
            f"z = Σ w·a + b = {number(self._numbers.number(id, 'z', unit))}",
            f"a = {function}(z) = {number(a)}",
            f"b = {number(self._numbers.number(id, 'bias', unit))}",
            *self._gradient(id, unit),
        )
        return CardText(title, lines, sample)

    def _gradient(self, id: str, unit: int) -> tuple[str, ...]:
        gradient = self._numbers.number(id, "gradient", unit)
        return (f"∂L/∂z = {number(gradient)}",) if gradient is not None else ()

    def _bias(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        id = specs[place.column].id
        title = self._language.tr("Bias of {name}").format(name=self.name(place.column, place.unit, specs))
        lines = (f"b = {number(self._numbers.number(id, 'bias', place.unit))}", *self._gradient(id, place.unit))
        return CardText(title, lines, sample if len(lines) > 1 else "")

    def _edge(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        source, target = specs[place.source], specs[place.column]
        start = self.name(place.source, place.source_unit, specs)
        end = self.name(place.column, place.unit, specs)
        title = self._language.tr("Weight {start} → {end}").format(start=start, end=end)
        a = self._numbers.number(source.id, "a", place.source_unit)
        w = self._numbers.number(target.id, "weights", place.row, place.unit)
        lines = [f"w = {number(w)}"]
        if a is not None:
            lines.append(f"a = {number(a)}   ({start})")
            lines.append(f"w·a = {number(None if w is None else w * a)}   (→ {end})")
        slope = self._numbers.number(target.id, "gradient", place.unit)
        if a is not None and slope is not None:
            lines.append(f"∂L/∂w = ∂L/∂z·a = {number(slope * a)}")
        return CardText(title, tuple(lines), sample if len(lines) > 1 else "")

    def _fold(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        hidden = specs[place.column].units - place.unit
        words = self._language.trn("{n} more neuron", "{n} more neurons", hidden)
        return CardText(words.format(n=hidden), (), self._titles.title(specs[place.column].id))

    def _matrix(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        tr, rows, columns = self._language.tr, specs[place.source].units, specs[place.column].units
        title = tr("{rows} × {columns} weights").format(rows=rows, columns=columns)
        note = tr("One square a weight: rows are the neurons on the left, columns those on the right.")
        return CardText(title, (), note)

    def _link(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        language, source, target = self._language, specs[place.source], specs[place.column]
        start, end = self._titles.title(source.id), self._titles.title(target.id)
        words = language.tr("Skip connection {start} → {end}") if place.column - place.source > 1 else "{start} → {end}"
        if target.narrow or target.plain:
            note = language.trn("{n} output goes on as it is", "{n} outputs go on as they are", source.units)
        else:
            note = language.tr("{rows} × {columns} weights")
        note = note.format(n=source.units, rows=source.units, columns=target.units)
        return CardText(words.format(start=start, end=end), (), note)

    def _bar(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        id = specs[place.column].id
        shape = sample_shape(self._document) if not place.column else None
        if shape is not None:
            return CardText(self._titles.title(id), (sample_words(shape, self._language),))
        layer = next((layer for layer in self._document.experiment.network.layers if layer.id == id), None)
        info = self._document.info("layer", layer.kind.id) if layer else None
        return CardText(self._titles.title(id), (), self._language.text(info.help) if info else "")
