"""What is done to all that is selected: one edit of the document each, or one sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnlab.experiment import edits
from nnlab.experiment.document import Experiment
from nnlab.gui.canvas.columns import takes_activation, units_of
from nnlab.gui.canvas.gaps import place_behind
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.steps import Words


class Strokes:
    """Edits what is selected in a document's network."""

    def __init__(self, language: Language, document: Document, hands: Hands) -> None:
        self._language, self._document, self._hands = language, document, hands

    # ---- which of the selected it can be done to

    def removable(self, chosen: Selection | None) -> tuple[str, ...]:
        """Returns the selected layers that can go or move, in their order: the inputs and the output stay."""
        layers = chosen.layers if chosen is not None else ()
        return tuple(id for id in self.ids()[1:] if id in layers and self._hands.may_remove(id))

    def sizable(self, chosen: Selection | None) -> tuple[str, ...]:
        """Returns the selected layers that can have another number of neurons."""
        return tuple(id for id in chosen.layers if self._hands.may_add_neuron(id)) if chosen is not None else ()

    def shrinkable(self, chosen: Selection | None) -> tuple[str, ...]:
        """Returns the selected layers with a neuron to spare."""
        return tuple(id for id in self.sizable(chosen) if self._hands.may_remove_neuron(id))

    def spare_units(self, chosen: Selection | None) -> tuple[int, ...]:
        """Returns the selected neurons where they can be removed: their layer keeps one at least."""
        if chosen is None or not self._hands.may_add_neuron(chosen.layer):
            return ()
        return chosen.units if len(chosen.units) < self.units(chosen.layer) else ()

    def freezable(self, chosen: Selection | None) -> tuple[str, ...]:
        """Returns the selected layers that have weights to freeze."""
        return tuple(id for id in chosen.layers if self._hands.may_freeze(id)) if chosen is not None else ()

    def frozen(self, chosen: Selection | None) -> bool:
        """Tells whether all selected layers with weights are frozen."""
        layers = self.freezable(chosen)
        return bool(layers) and all(self._hands.frozen(id) for id in layers)

    def units(self, layer: str) -> int:
        """Returns how many neurons a layer has, 0 for one without."""
        found = self._hands.layer(layer)
        return (units_of(found, self._document.info) or 0) if found is not None else 0

    def ids(self) -> list[str]:
        """Returns "input" and the ids of all layers, from left to right."""
        return ["input", *(layer.id for layer in self._document.experiment.network.layers)]

    # ---- removing

    def remove(self, chosen: Selection | None) -> None:
        """Removes the selected neurons where neurons are selected, else the selected layers."""
        if chosen is not None and chosen.units:
            self.remove_neurons(chosen.layer, self.spare_units(chosen))
        else:
            self.remove_whole(chosen)

    def remove_whole(self, chosen: Selection | None) -> None:
        """Removes the selected layers, also where one of their neurons is selected."""
        tr, trn = self._language.tr, self._language.trn
        self.remove_layers(
            self.removable(chosen),
            lambda: tr("Remove {layer}"),
            lambda n: trn("Remove {n} layer", "Remove {n} layers", n),
        )

    def remove_layers(self, layers: Sequence[str], one: Words, many: Callable[[int], str]) -> None:
        """Removes layers; what fed them feeds what they fed. `one` and `many` word the edit."""
        infos = self._document.catalog
        if layers:
            self._hands.do(self.named(layers, one, many), lambda now: edits.remove_layers(now, layers, infos))

    def remove_neurons(self, layer: str, units: Sequence[int]) -> None:
        """Removes just these neurons of a layer; the others keep their weights."""
        if not units:
            return
        infos, language, title = self._document.catalog, self._language, self._hands.title(layer)

        def words() -> str:
            many = language.trn("Remove {n} neuron from {layer}", "Remove {n} neurons from {layer}", len(units))
            return many.format(n=len(units), layer=title())

        kept = edits.kept_units(self._document.experiment, layer, units, infos)
        self._hands.do(words, lambda now: edits.remove_neurons(now, layer, units, infos), kept=kept)

    # ---- neurons

    def add_neuron(self, chosen: Selection | None) -> None:
        """Adds a neuron to each selected layer."""
        tr, trn, infos = self._language.tr, self._language.trn, self._document.catalog
        self._each(
            self.sizable(chosen),
            lambda: tr("Add neuron to {layer}"),
            lambda n: trn("Add neuron to {n} layer", "Add neuron to {n} layers", n),
            lambda now, id: edits.add_neuron(now, id, infos),
        )

    def drop_neuron(self, chosen: Selection | None) -> None:
        """Removes the selected neurons, else the last one of each selected layer."""
        if chosen is not None and chosen.units:
            self.remove(chosen)
            return
        tr, trn, infos = self._language.tr, self._language.trn, self._document.catalog
        self._each(
            self.shrinkable(chosen),
            lambda: tr("Remove neuron from {layer}"),
            lambda n: trn("Remove neuron from {n} layer", "Remove neuron from {n} layers", n),
            lambda now, id: edits.remove_neuron(now, id, infos),
        )

    # ---- layers as they are

    def freeze(self, chosen: Selection | None) -> None:
        """Freezes the selected layers, or frees them where all of them are frozen."""
        tr, trn, layers = self._language.tr, self._language.trn, self.freezable(chosen)
        if self.frozen(chosen):
            self._each(
                layers,
                lambda: tr("Unfreeze {layer}"),
                lambda n: trn("Unfreeze {n} layer", "Unfreeze {n} layers", n),
                edits.unfreeze,
            )
        else:
            self._each(
                layers,
                lambda: tr("Freeze {layer}"),
                lambda n: trn("Freeze {n} layer", "Freeze {n} layers", n),
                edits.freeze,
            )

    def choose_activation(self, layers: Sequence[str], activation: str) -> None:
        """Puts an activation behind all of these layers that take one."""
        found = [self._hands.layer(id) for id in layers]
        taking = [layer.id for layer in found if layer is not None and takes_activation(layer, self._document.info)]
        if len(taking) == 1:
            self._hands.choose_activation(taking[0], activation)
            return
        tr, trn, infos = self._language.tr, self._language.trn, self._document.catalog
        self._each(
            taking,
            lambda: tr("Change activation of {layer}"),
            lambda n: trn("Change activation of {n} layer", "Change activation of {n} layers", n),
            lambda now, id: edits.set_activation(now, id, activation, infos),
        )

    # ---- places

    def move(self, layers: Sequence[str], after: str) -> None:
        """Puts layers behind another one, or behind "input"."""
        tr, trn, infos = self._language.tr, self._language.trn, self._document.catalog
        words = self.named(layers, lambda: tr("Move {layer}"), lambda n: trn("Move {n} layer", "Move {n} layers", n))
        self._hands.do(words, lambda now: edits.move_layers(now, layers, after, infos))

    def place_for(self, chosen: Selection | None, by: int) -> str | None:
        """Returns what the selected layers come behind when they go one place to the right (1) or to the left (-1)."""
        ids, layers = self.ids(), self.removable(chosen)
        if not layers:
            return None
        places = [ids.index(id) for id in layers]
        gap = max(places) + 1 if by > 0 else min(places) - 2
        return place_behind(ids, layers, gap) if 0 <= gap < len(ids) - 1 else None

    def shift(self, chosen: Selection | None, by: int) -> None:
        """Moves the selected layers one place to the right (1) or to the left (-1)."""
        behind = self.place_for(chosen, by)
        if behind is not None:
            self.move(self.removable(chosen), behind)

    # ---- inside

    def _each(
        self,
        layers: Sequence[str],
        one: Words,
        many: Callable[[int], str],
        edit: Callable[[Experiment, str], Experiment],
    ) -> None:
        """Makes one edit of the same change of several layers."""

        def all_of_them(now: Experiment) -> Experiment:
            for id in layers:
                now = edit(now, id)
            return now

        if layers:
            self._hands.do(self.named(layers, one, many), all_of_them)

    def named(self, layers: Sequence[str], one: Words, many: Callable[[int], str]) -> Words:
        """Words an edit with its layer's title, or with how many layers there are."""
        if len(layers) == 1:
            title = self._hands.title(layers[0])
            return lambda: one().format(layer=title())
        return lambda: many(len(layers)).format(n=len(layers))
