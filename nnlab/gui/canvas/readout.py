"""The words and numbers of the hover card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnlab.experiment.document import LayerSpec
from nnlab.gui.canvas.columns import neuron_name
from nnlab.gui.canvas.layout import ColumnSpec
from nnlab.gui.canvas.marks import Marks, State
from nnlab.gui.canvas.moved import Moved
from nnlab.gui.canvas.numbers import NetworkNumbers
from nnlab.gui.canvas.selection import Place
from nnlab.gui.canvas.sights import Sight, Sights
from nnlab.gui.canvas.sums import Sums, WeightedSum, most_terms
from nnlab.gui.canvas.titles import Titles
from nnlab.gui.canvas.wording import CardText, Row, number
from nnlab.gui.context import Context
from nnlab.gui.samples import sample_shape, sample_words
from nnlab.kernel.messages import ProbeView

_art_lines = 7  # as high as the pictures of a card
_longest_name = 24  # on a card: a longer one is cut
Span = Callable[[str, int], tuple[float, float] | None]  # between which values a unit's colours run
_besides = 6  # lines of a neuron's card besides the terms of its sum


_most_columns = 4  # of a point that is written out


class Readout:
    """Words what is under the mouse."""

    def __init__(self, context: Context, titles: Titles, numbers: NetworkNumbers, span: Span) -> None:
        self._language, self._document = context.language, context.document
        self._titles, self._numbers, self._span = titles, numbers, span
        self._most = most_terms
        self._graded = True  # the sample has a target, so there are gradients
        self._sums, self._marks = Sums(numbers), Marks(context.document)
        self._sights = Sights(context.theme, context.language, numbers)
        self.moved = Moved(context, self._sights)

    def words(self, place: Place, specs: list[ColumnSpec], probe: ProbeView, lines: int = 99) -> CardText:
        """Returns the card of a place, for a window that has room for so many lines."""
        makers = {
            "neuron": self._neuron,
            "bias": self._bias,
            "edge": self._edge,
            "fold": self._fold,
            "bar": self._bar,
            "matrix": self._matrix,
            "link": self._link,
        }
        spec = specs[place.column]
        sight = self._sight(place, spec)
        self._graded, self._most = probe.point is None, lines - _besides - (_art_lines if sight and sight.arts else 0)
        made = makers[place.kind](place, specs, self._sample(probe))
        return made if sight is None else self._with(made, sight, spec)

    def _sight(self, place: Place, spec: ColumnSpec) -> Sight | None:
        """Returns what a tile shows, where that is no map over the plane."""
        if spec.block:
            return self._sights.whole(spec.id)
        if place.kind != "neuron":
            return None
        sight, art = self._sights.unit(spec, place.unit), self.moved.art(spec.id, place.unit)
        return sight if art is None else replace(sight or Sight(), arts=(*(sight.arts if sight else ()), art))

    def _with(self, made: CardText, sight: Sight, spec: ColumnSpec) -> CardText:
        a = self._numbers.array(spec.id, "a")
        own = not spec.gives or spec.block or (a is not None and len(a) == spec.units)  # a number for each unit
        lines = (*(made.lines if own else ()), *sight.lines)
        note = " · ".join(part for part in (made.note, sight.note) if part)
        return replace(made, lines=lines, note=note, arts=sight.arts)

    def name(self, column: int, unit: int, specs: list[ColumnSpec]) -> str:
        """Returns a neuron's own name, or x₁, h₂,₃, y."""
        layer = self._layer(specs[column].id)
        if layer is not None and unit < len(layer.neurons) and layer.neurons[unit]:
            own = layer.neurons[unit]
            return own if len(own) <= _longest_name else own[: _longest_name - 1] + "…"
        return neuron_name(specs, column, unit, self._document.experiment.network.inputs)

    def _layer(self, id: str) -> LayerSpec | None:
        return next((layer for layer in self._document.experiment.network.layers if layer.id == id), None)

    def _sample(self, probe: ProbeView) -> str:
        tr = self._language.tr
        if probe.point is not None and len(probe.point) > _most_columns:
            return tr("at the point under the mouse")
        if probe.point is not None:
            point = ", ".join(f"{part:.2f}".replace("-", "−") for part in probe.point)
            return tr("at the point ({point}); without a target there is no gradient").format(point=point)
        if not probe.row:
            return tr("for the first training sample")
        return tr("for training sample {n}").format(n=probe.row + 1)

    def _neuron(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        tr, id, unit = self._language.tr, specs[place.column].id, place.unit
        name = self.name(place.column, unit, specs)
        a = number(self._numbers.number(id, "a", unit))
        layer = self._layer(id)
        if layer is None:
            return CardText(tr("Input {name}").format(name=name), (Row(name, a),), sample)
        activation = self._titles.activation(layer)
        kind = tr("Feature map {name}") if specs[place.column].gives == "pictures" else tr("Neuron {name}")
        title = kind.format(name=name) + (f" · {activation}" if activation else "")
        if specs[place.column].plain:  # gates: no sum to write down
            after = "a" if layer.activation is None else "z"
            return CardText(title, (Row("a", a), *self._slope(id, unit, f"∂L/∂{after}")), sample)
        rows = self._sum_rows(place, specs)
        after = f"a = {layer.activation.id}(z)" if layer.activation else "a = z"
        lines = (*rows, Row(after, a), *self._slope(id, unit, "∂L/∂z"), *self._layer_state(id))
        return CardText(title, lines, "\n".join(part for part in (sample, self._colours(id, unit)) if part))

    def _colours(self, id: str, unit: int) -> str:
        """Says between which values the colours of a neuron's map run."""
        span = self._span(id, unit)
        if span is None:
            return ""
        low, high = (f"{end:.2g}".replace("-", "−") for end in span)
        return self._language.tr("colours of its map: {low} to {high}").format(low=low, high=high)

    def _sum_rows(self, place: Place, specs: list[ColumnSpec]) -> tuple[Row, ...]:
        """Returns z = w a + w a + ... + b = z, a row for each term; without the terms where they are not known."""
        id, unit = specs[place.column].id, place.unit
        found = self._sums.find(specs, place.column, unit, self._most)
        if found is None:
            bias = self._numbers.number(id, "bias", unit)
            z = Row("z = Σ w·a + b" if bias is not None else "z", number(self._numbers.number(id, "z", unit)))
            return (z, Row("b", number(bias))) if bias is not None else (z,)
        rows = [
            Row(
                "+" if index else "z =",
                number(term.value),
                (number(term.weight), number(term.input)),
                self._marked(self.name(term.column, term.unit, specs), id, self._marks.weight(id, term.row, unit)),
            )
            for index, term in enumerate(found.terms)
        ]
        return (*rows, *self._rest_rows(found, self._marked("", id, self._marks.bias(id, unit))))

    def _rest_rows(self, found: WeightedSum, held: str) -> tuple[Row, ...]:
        tr = self._language.tr
        more = (Row(tr("+ {n} more").format(n=found.hidden), number(found.rest)),) if found.hidden else ()
        bias = (Row("+ b", number(found.bias), name=held),) if found.bias is not None else ()
        return (*more, *bias, Row("=", number(found.z), under=True))

    def _marked(self, name: str, id: str, state: State) -> str:
        """Names what is weighted, and says what holds a single weight."""
        words = {"cut": self._language.tr("cut"), "frozen": self._language.tr("frozen"), "": ""}[state]
        if state == "frozen" and self._marks.whole(id):
            words = ""  # the card says it once
        return " · ".join(part for part in (name, words) if part)

    def _slope(self, id: str, unit: int, of: str, factor: float | None = 1.0) -> tuple[Row, ...]:
        """Returns a row with a gradient; none where the sample has no target."""
        if not self._graded:
            return ()
        slope = self._numbers.number(id, "gradient", unit)
        return (Row(of, number(None if slope is None or factor is None else slope * factor)),)

    def _layer_state(self, id: str) -> tuple[str, ...]:
        return (self._language.tr("Frozen: training leaves the whole layer as it is"),) if self._marks.whole(id) else ()

    def _state(self, state: State) -> tuple[str, ...]:
        if not state:
            return ()
        tr = self._language.tr
        return (tr("Cut: it is 0 and stays 0") if state == "cut" else tr("Frozen: training leaves it as it is"),)

    def _bias(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        id, unit = specs[place.column].id, place.unit
        title = self._language.tr("Bias of {name}").format(name=self.name(place.column, unit, specs))
        rows = (Row("b", number(self._numbers.number(id, "bias", unit))), *self._slope(id, unit, "∂L/∂b = ∂L/∂z"))
        return CardText(title, (*rows, *self._state(self._marks.bias(id, unit))), sample)

    def _edge(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        source, target = specs[place.source], specs[place.column]
        start = self.name(place.source, place.source_unit, specs)
        end = self.name(place.column, place.unit, specs)
        title = self._language.tr("Weight {start} → {end}").format(start=start, end=end)
        a = self._numbers.number(source.id, "a", place.source_unit)
        w = self._numbers.number(target.id, "weights", place.row, place.unit)
        rows = (
            Row("w", number(w)),
            Row("a", number(a), name=start),
            Row("w·a", number(None if w is None or a is None else w * a), name=f"→ {end}"),
            *self._slope(target.id, place.unit, "∂L/∂w = ∂L/∂z·a", a),
        )
        return CardText(title, (*rows, *self._state(self._marks.weight(target.id, place.row, place.unit))), sample)

    def _fold(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        hidden = specs[place.column].units - place.unit
        words = self._language.trn("{n} more neuron", "{n} more neurons", hidden)
        return CardText(words.format(n=hidden), (), self._titles.title(specs[place.column].id))

    def _matrix(self, place: Place, specs: list[ColumnSpec], sample: str) -> CardText:
        card = self._edge(place, specs, sample)
        tr, rows, columns = self._language.tr, specs[place.source].units, specs[place.column].units
        note = tr(
            "One of {rows} × {columns} weights, a square for each: rows are the neurons on the left, columns those on "
            "the right."
        ).format(rows=rows, columns=columns)
        return CardText(card.title, card.lines, f"{card.note}\n{note}")

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
            return CardText(self._titles.title(id), (sample_words(shape, self._language),), sample)
        layer = self._layer(id)
        if layer is None:
            return CardText(self._titles.title(id), (", ".join(self._document.experiment.network.inputs),))
        info = self._document.info("layer", layer.kind.id)
        kind = " · ".join(part for part in (self._titles.kind(layer), self._titles.activation(layer)) if part)
        known = (kind, self._titles.counts.sentence(id), *self._layer_state(id))
        lines = tuple(line for line in known if line and line != self._titles.title(id))
        return CardText(self._titles.title(id), lines, self._language.text(info.help) if info else "")
