"""What can be done to the network by hand: each is one edit of the document, or one sentence why not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from nnlab.experiment import edits
from nnlab.experiment.document import Experiment, KeptUnits, LayerSpec
from nnlab.gui.canvas.columns import units_of
from nnlab.gui.canvas.naming import kind_title, told_words
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.steps import Words
from nnlab.records import ParamSpec, Problem, ProblemError, Value

_new_units = 4


class Hands(QObject):
    """Edits the network of a document.

    Signals:
        refused(Problem): an edit cannot be made; its sentence says why.
        added(tuple): the ids of layers that were just put in.
    """

    refused = Signal(object)
    added = Signal(object)

    def __init__(self, language: Language, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language, self._document = language, document

    def layer(self, id: str) -> LayerSpec | None:
        """Returns a layer by its id."""
        return next((layer for layer in self._document.experiment.network.layers if layer.id == id), None)

    def is_output(self, id: str) -> bool:
        """Tells whether a layer is the last one: it stays, and the data says how many neurons it has."""
        layers = self._document.experiment.network.layers
        return bool(layers) and layers[-1].id == id

    def may_remove(self, id: str) -> bool:
        """Tells whether a layer can be removed."""
        return self.layer(id) is not None and not self.is_output(id)

    def may_add_neuron(self, id: str) -> bool:
        """Tells whether a layer can have one neuron more."""
        layer = self.layer(id)
        return layer is not None and not self.is_output(id) and units_of(layer, self._document.info) is not None

    def may_remove_neuron(self, id: str) -> bool:
        """Tells whether a layer has a neuron to spare."""
        layer = self.layer(id)
        return self.may_add_neuron(id) and layer is not None and (units_of(layer, self._document.info) or 0) > 1

    def may_freeze(self, id: str) -> bool:
        """Tells whether a layer has parameters to freeze; while nobody knows, one that has neurons has."""
        layer, facts = self.layer(id), self._document.last_facts
        if layer is None:
            return False
        known = next((one for one in facts.layers if one.id == id and one.shape is not None), None) if facts else None
        return known.parameters > 0 if known is not None else units_of(layer, self._document.info) is not None

    def frozen(self, id: str) -> bool:
        """Tells whether a whole layer is frozen."""
        return edits.all_frozen(self._document.experiment, id)

    def kinds(self) -> list[str]:
        """Returns the ids of the kinds of layer that can be inserted, the usual one first."""
        ids = [info.id for info in self._document.catalog if info.kind == "layer"]
        return sorted(ids or ["dense"], key=lambda id: id != "dense")

    def fed_by(self, id: str) -> str:
        """Returns the layer that feeds a layer, or "input"."""
        layer = self.layer(id)
        return layer.inputs[0] if layer is not None and layer.inputs else "input"

    def place_for_new(self, selected: str) -> str:
        """Returns what a new layer comes behind: the selected layer, or what feeds the output."""
        if selected == "input" or self.may_remove(selected):
            return selected
        return self.fed_by(self._document.experiment.network.layers[-1].id)

    # ---- edits

    def add_layer(self, after: str, kind: str = "dense", before: str = "") -> None:
        """Inserts a layer behind another one, or behind "input"; with `before` only into the connection to that one."""
        infos = self._document.catalog
        self.put_in(self._adding(kind), lambda now: edits.add_layer(now, after, _new_units, kind, infos, before=before))

    def put_in(self, text: Words, edit: Callable[[Experiment], Experiment]) -> None:
        """Makes an edit that puts layers in, and tells which."""
        old = {layer.id for layer in self._document.experiment.network.layers}
        if self.do(text, edit):
            made = self._document.experiment.network.layers
            self.added.emit(tuple(layer.id for layer in made if layer.id not in old))

    def remove_layer(self, id: str) -> None:
        """Removes a layer; what fed it feeds the layers behind it."""
        tr = self._language.tr
        self.do(self._on(lambda: tr("Remove {layer}"), id), lambda now: edits.remove_layer(now, id))

    def add_neuron(self, id: str) -> None:
        """Adds a neuron to a layer."""
        tr, infos = self._language.tr, self._document.catalog
        self.do(self._on(lambda: tr("Add neuron to {layer}"), id), lambda now: edits.add_neuron(now, id, infos))

    def remove_neuron(self, id: str) -> None:
        """Removes a layer's last neuron."""
        tr, infos = self._language.tr, self._document.catalog
        self.do(self._on(lambda: tr("Remove neuron from {layer}"), id), lambda now: edits.remove_neuron(now, id, infos))

    def choose_activation(self, id: str, activation: str) -> None:
        """Puts another activation behind a layer."""
        tr, infos = self._language.tr, self._document.catalog
        text = self._on(lambda: tr("Change activation of {layer}"), id)
        self.do(text, lambda now: edits.set_activation(now, id, activation, infos), values=True)

    def freeze_layer(self, id: str) -> None:
        """Freezes a layer, so that training leaves its weights as they are, or frees a frozen one."""
        tr = self._language.tr
        if self.frozen(id):
            self.do(self._on(lambda: tr("Unfreeze {layer}"), id), lambda now: edits.unfreeze(now, id))
        else:
            self.do(self._on(lambda: tr("Freeze {layer}"), id), lambda now: edits.freeze(now, id))

    def set_param(self, id: str, spec: ParamSpec, value: Value) -> bool:
        """Changes a setting of a layer's kind, by a value or by what was typed; tells whether it may be."""
        language, infos, title = self._language, self._document.catalog, self.title(id)
        path = f"network.layers.{id}.kind.{spec.name}"

        def text() -> str:
            return language.tr("Change {name} of {layer}").format(name=language.text(spec.label), layer=title())

        return self.do(text, lambda now: edits.set_value(now, path, value, infos), merge=path, values=True)

    def usual_title(self, id: str) -> str:
        """Returns what a layer is called without a name of its own."""
        layer = self.layer(id)
        if layer is None or self.is_output(id):
            return self._language.tr("Output") if layer is not None else self.title(id)()
        return kind_title(layer, self._language, self._document)

    def title(self, id: str) -> Words:
        """Returns what words the present title of a layer in any language, and which of those called so it is."""
        return told_words(id, self._language, self._document)

    def do(
        self,
        text: Words,
        edit: Callable[[Experiment], Experiment],
        merge: str = "",
        *,
        values: bool = False,
        kept: KeptUnits | None = None,
    ) -> bool:
        """Makes an edit, or says why it cannot be made; tells whether it was.

        `text` words it for the list of steps, with `values` followed by the old and the new value. `kept` says of
        layers that lose neurons which are left.
        """
        try:
            made = edit(self._document.experiment)
        except ProblemError as error:
            self.refuse(error.problem)
            return False
        self._document.edit(text, made, merge, values=values, kept=kept)
        return True

    def _on(self, text: Words, id: str) -> Words:
        """Puts the title that a layer has now into a sentence."""
        title = self.title(id)
        return lambda: text().format(layer=title())

    def _adding(self, kind: str) -> Words:
        language, info = self._language, self._document.info("layer", kind)
        return lambda: language.tr("Add layer {kind}").format(kind=language.text(info.name) if info else kind)

    def refuse(self, problem: Problem) -> None:
        """Says why an edit cannot be made."""
        self.refused.emit(problem)
