"""What layers are called: by their own name, as the output, or by their kind and number of neurons."""

from __future__ import annotations

from nnlab.experiment.document import LayerSpec
from nnlab.gui.canvas.columns import units_of
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.steps import Words


def layer_title(id: str, language: Language, document: Document) -> str:
    """Returns a column's title: "Inputs", "Dense 8", the layer's own name, "Output"."""
    return layer_words(id, language, document)()


def layer_words(id: str, language: Language, document: Document) -> Words:
    """Returns the title that a layer has now in the language that is asked for later, whatever becomes of the layer."""
    layers = document.experiment.network.layers
    layer = next((layer for layer in layers if layer.id == id), None)
    if layer is None:
        return lambda: language.tr("Inputs")
    if layer.name:
        return lambda: layer.name
    if layer is layers[-1]:
        return lambda: language.tr("Output")
    return lambda: kind_title(layer, language, document)


def told_words(id: str, language: Language, document: Document) -> Words:
    """Returns what a layer is called where it does not stand in its column: which one, too, if another is called so."""
    title = layer_words(id, language, document)
    layers = [layer.id for layer in document.experiment.network.layers]
    alike = [other for other in layers if layer_title(other, language, document) == title()]
    if len(alike) < 2 or id not in alike:
        return title
    number = layers.index(id) + 1
    return lambda: language.tr("{layer} (layer {n})").format(layer=title(), n=number)


def kind_title(layer: LayerSpec, language: Language, document: Document) -> str:
    """Returns a layer's kind with its number of neurons: "Dense 8", "Dropout"."""
    info = document.info("layer", layer.kind.id)
    name = language.text(info.name) if info else missing(layer.kind.id, language, document)
    units = units_of(layer, document.info)
    return f"{name} {units}" if units is not None else name


def missing(id: str, language: Language, document: Document) -> str:
    """Names a component that no plugin brings; while no catalogue is there yet, its id has to do."""
    return language.tr("{id} (missing)").format(id=id) if document.catalog else id
