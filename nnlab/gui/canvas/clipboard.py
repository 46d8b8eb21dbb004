"""Layers on the clipboard: as text, so that another window can take them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication

from nnlab.experiment import edits
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.selection import Selection
from nnlab.gui.canvas.strokes import Strokes
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.gui.steps import Words
from nnlab.records import ProblemError


class LayerClipboard:
    """Copies, cuts, pastes and duplicates the selected layers of a document.

    `otherwise` is asked about a text that is no layers, and says whether it took it.
    """

    def __init__(
        self, language: Language, document: Document, hands: Hands, strokes: Strokes, otherwise: Callable[[str], bool]
    ) -> None:
        self._language, self._document, self._otherwise = language, document, otherwise
        self._hands, self._strokes = hands, strokes

    def copy(self, chosen: Selection | None) -> None:
        """Puts the selected layers on the clipboard."""
        layers = self._strokes.removable(chosen)
        if layers:
            fragment = edits.copied(self._document.experiment, layers)
            QGuiApplication.clipboard().setText(edits.fragment_text(fragment))  # plain text: Qt keeps it when we end

    def cut(self, chosen: Selection | None) -> None:
        """Puts the selected layers on the clipboard and removes them."""
        self.copy(chosen)
        tr, trn = self._language.tr, self._language.trn
        self._strokes.remove_layers(
            self._strokes.removable(chosen),
            lambda: tr("Cut {layer}"),
            lambda n: trn("Cut {n} layer", "Cut {n} layers", n),
        )

    def paste(self, chosen: Selection | None) -> None:
        """Puts the layers on the clipboard behind the selected one; what nobody can take is said."""
        text = QGuiApplication.clipboard().text()
        try:
            fragment = edits.fragment_of(text)
        except ProblemError as error:
            if not self._otherwise(text):
                self._hands.refuse(error.problem)
            return
        trn = self._language.trn
        n = len(fragment.layers)
        self._put(fragment, self._behind(chosen), lambda: trn("Paste {n} layer", "Paste {n} layers", n).format(n=n))

    def duplicate(self, chosen: Selection | None) -> None:
        """Puts copies of the selected layers behind them."""
        layers = self._strokes.removable(chosen)
        if layers:
            fragment = edits.copied(self._document.experiment, layers)
            tr, trn = self._language.tr, self._language.trn
            words = self._strokes.named(
                layers, lambda: tr("Duplicate {layer}"), lambda n: trn("Duplicate {n} layer", "Duplicate {n} layers", n)
            )
            self._put(fragment, layers[-1], words)

    def _behind(self, chosen: Selection | None) -> str:
        """Returns what comes before pasted layers: the last one selected, or what feeds the output."""
        layers: Sequence[str] = self._strokes.removable(chosen)
        return layers[-1] if layers else self._hands.place_for_new(chosen.layer if chosen is not None else "")

    def _put(self, fragment: edits.Fragment, after: str, words: Words) -> None:
        infos = self._document.catalog
        self._hands.put_in(words, lambda now: edits.pasted(now, fragment, after, infos)[0])
