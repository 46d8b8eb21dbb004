"""The words of the columns' heads, from the experiment, the catalogue and the problems."""

from __future__ import annotations

from nnlab.experiment.document import LayerSpec
from nnlab.gui.badges import Badges
from nnlab.gui.canvas.columns import rate_of, takes_activation, units_of
from nnlab.gui.canvas.counts import Counts
from nnlab.gui.canvas.faults import Faults
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.header import HeaderWords
from nnlab.gui.canvas.naming import kind_title, layer_title, missing
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.samples import sample_shape, sample_words
from nnlab.records import ComponentInfo, Problem

_none_chosen = "identity"  # what a layer without an activation does, as the list of them says it
Choices = tuple[tuple[str, str, str], ...]


class Titles:
    """Words layers in the present language."""

    def __init__(self, language: Language, document: Document, hands: Hands, badges: Badges | None = None) -> None:
        self._language, self._document, self._hands = language, document, hands
        self._badges = badges or Badges()
        self.faults = Faults(language, document)
        self.counts = Counts(language, document)

    def title(self, id: str) -> str:
        """Returns a column's title: "Inputs", "Dense 8", the layer's own name, "Output"."""
        return layer_title(id, self._language, self._document)

    def kind(self, layer: LayerSpec) -> str:
        """Returns a layer's kind with its number of neurons: "Dense 8", "Dropout"."""
        return kind_title(layer, self._language, self._document)

    def activation(self, layer: LayerSpec) -> str:
        """Returns the name of a layer's activation, "" where it has none."""
        if layer.activation is None:
            return ""
        info = self._document.info("activation", layer.activation.id)
        return self._language.text(info.name) if info else self._missing(layer.activation.id)

    def choices(self, present: str = "") -> Choices:
        """Returns the activations to choose from: (id, name, help), and the present one where nobody brings it."""
        found = [self._choice(info) for info in self._document.infos("activation")]
        if present and all(id != present for id, _, _ in found):
            found.append((present, self._missing(present), ""))
        return tuple(found)

    def _choice(self, info: ComponentInfo) -> tuple[str, str, str]:
        """Returns id, name and help; one that is not to be trusted has a sign before its name and says why."""
        name, about = self._language.text(info.name), self._language.text(info.help)
        badge = self._badges.of(info.kind, info.id)
        if badge is None:
            return info.id, name, about
        sign = "" if badge.level == "note" else "\N{WARNING SIGN} "
        return info.id, f"{sign}{name}", f"{about}\n{badge.text}".strip()

    def _missing(self, id: str) -> str:
        return missing(id, self._language, self._document)

    def problem(self, id: str) -> Problem | None:
        """Returns what is wrong with a layer, errors first; with its plugins, too."""
        own = [problem for problem in self._document.problems if problem.values.get("layer") == id]
        return self.faults.at(id) or min(own, key=lambda problem: problem.level != "error", default=None)

    def words(self, id: str, choices: Choices) -> HeaderWords:
        """Returns all that a column's head shows."""
        layer = self._hands.layer(id)
        if layer is None:
            return HeaderWords(self.title(id))
        problem = self.problem(id)
        number = None
        if units_of(layer, self._document.info) is None:
            spec = rate_of(layer, self._document.info)
            if spec is not None:
                number = (spec, float(layer.kind.values.get(spec.name, spec.default)))
        present = layer.activation.id if layer.activation else _none_chosen
        if present != _none_chosen and all(id != present for id, _, _ in choices):
            choices = self.choices(present)
        return HeaderWords(
            self.title(id),
            activation=present if takes_activation(layer, self._document.info) else None,
            choices=choices,
            neurons=self._hands.may_add_neuron(id),
            spare=self._hands.may_remove_neuron(id),
            removable=self._hands.may_remove(id),
            frozen=self._hands.frozen(id),
            number=number,
            count=self.counts.line(id),
            counted=self.counts.sentence(id),
            warning=self.faults.sentence(problem) if problem else "",
            level=problem.level if problem else "error",
        )

    def summary(self) -> str:
        """Returns the whole network in one sentence, for who cannot see it."""
        network = self._document.experiment.network
        shape = sample_shape(self._document)
        names = ", ".join(network.inputs) if shape is None else sample_words(shape, self._language)
        parts = [self._language.tr("Inputs: {names}").format(names=names)]
        for layer in network.layers:
            name, activation = self.title(layer.id), self.activation(layer)
            if self._hands.is_output(layer.id):
                name = f"{name} ({self.kind(layer)})"
            parts.append(f"{name}, {activation}" if activation else name)
        return "; ".join(parts)
