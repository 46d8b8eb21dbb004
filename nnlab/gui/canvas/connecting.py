"""Skip connections by hand: what a layer can be connected to, how, and what it can be disconnected from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from nnlab.experiment import edits
from nnlab.experiment.edits import How
from nnlab.gui.canvas.hands import Hands
from nnlab.gui.canvas.popping import pop_up
from nnlab.gui.context import Context
from nnlab.records import Problem


@dataclass(frozen=True)
class Ways:
    """How a source could feed a layer: by each kind of join, None or what stands in the way."""

    each: Mapping[How, Problem | None]

    @property
    def open(self) -> bool:
        """Whether one of them fits."""
        return any(problem is None for problem in self.each.values())

    @property
    def problem(self) -> Problem | None:
        """What stands in the way of all of them."""
        return None if self.open else next(iter(self.each.values()))


class Connecting:
    """Connects and disconnects layers of a document; asks how where there are two ways."""

    def __init__(self, context: Context, hands: Hands, owner: QWidget) -> None:
        self._language, self._document = context.language, context.document
        self._hands, self._owner = hands, owner

    # ---- what there is

    def ways(self, source: str, layer: str) -> Ways:
        """Returns how a source could feed a layer."""
        document = self._document
        facts = document.facts or document.last_facts
        return Ways(edits.ways_to_join(document.experiment, source, layer, document.catalog, facts))

    def later(self, source: str) -> list[str]:
        """Returns the layers behind another one, or behind "input"."""
        ids = [layer.id for layer in self._document.experiment.network.layers]
        return ids[ids.index(source) + 1 :] if source in ids else ids if source == "input" else []

    def candidates(self, source: str) -> list[str]:
        """Returns the later layers that a layer does not feed yet."""
        return [id for id in self.later(source) if not self._feeds(source, id)]

    def sources(self, layer: str) -> tuple[str, ...]:
        """Returns what a layer can be disconnected from: it is fed by more, itself or by the join right before it."""
        found = self._hands.layer(layer)
        if found is not None and len(found.inputs) == 1:
            before = self._hands.layer(found.inputs[0])
            found = before if before is not None and before.kind.id in edits.joins else found
        return found.inputs if found is not None and len(found.inputs) > 1 else ()

    # ---- edits

    def join(self, source: str, layer: str, how: How) -> None:
        """Feeds a layer by one more source."""
        tr, infos = self._language.tr, self._document.catalog
        start, end = self._hands.title(source), self._hands.title(layer)
        self._hands.do(
            lambda: tr("Connect {start} → {end}").format(start=start(), end=end()),
            lambda now: edits.join(now, source, layer, how, infos),
        )

    def separate(self, source: str, layer: str) -> None:
        """Takes a connection away."""
        tr, infos = self._language.tr, self._document.catalog
        start, end = self._hands.title(source), self._hands.title(layer)
        self._hands.do(
            lambda: tr("Disconnect {start} → {end}").format(start=start(), end=end()),
            lambda now: edits.separate(now, source, layer, infos),
        )

    # ---- asking

    def ask(self, source: str, layer: str, at: QPoint) -> None:
        """Asks at a place of the screen how to connect, or says why it cannot be done."""
        ways = self.ways(source, layer)
        if ways.problem is not None:
            self._hands.refuse(ways.problem)
            return
        pop_up(self.ways_menu(source, layer, self._owner), at, by_key=True)

    def ways_menu(self, source: str, layer: str, parent: QWidget) -> QMenu:
        """Returns the menu of the ways to connect; one that does not fit says why."""
        language, menu = self._language, QMenu(self._hands.title(layer)(), parent)
        menu.setObjectName("join_menu")
        menu.setToolTipsVisible(True)
        for how, problem in self.ways(source, layer).each.items():
            info = self._document.info("layer", how)
            action = menu.addAction(language.text(info.name) if info else how)
            action.setObjectName(f"join_{how}")
            action.triggered.connect(lambda _checked=False, how=how: self.join(source, layer, how))
            action.setEnabled(problem is None)
            action.setToolTip(language.problem(problem) if problem else language.text(info.help) if info else "")
        return menu

    def targets_menu(self, source: str, parent: QWidget) -> QMenu:
        """Returns the menu of all later layers that a layer can be connected to, each with the ways."""
        menu = QMenu(self._language.tr("Connect to"), parent)
        menu.setObjectName("connect_menu")
        menu.setToolTipsVisible(True)
        for layer in self.candidates(source):
            ways = self.ways(source, layer)
            if ways.open:
                menu.addMenu(self.ways_menu(source, layer, menu))
            else:
                action = menu.addAction(self._hands.title(layer)())
                action.setEnabled(False)
                action.setToolTip(self._language.problem(ways.problem) if ways.problem else "")
        return menu

    def sources_menu(self, layer: str, parent: QWidget) -> QMenu:
        """Returns the menu of what a layer can be disconnected from."""
        menu = QMenu(self._language.tr("Disconnect from"), parent)
        menu.setObjectName("disconnect_menu")
        for source in self.sources(layer):
            action = menu.addAction(self._hands.title(source)())
            action.setObjectName(f"disconnect_{source}")
            action.triggered.connect(lambda _checked=False, source=source: self.separate(source, layer))
        return menu

    def _feeds(self, source: str, layer: str) -> bool:
        found = self._hands.layer(layer)
        return found is not None and source in found.inputs
