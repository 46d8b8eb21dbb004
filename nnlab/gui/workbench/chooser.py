"""The list at the left: one's own plugins, and what came with nnlab by kind."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from nnlab.gui.context import Context
from nnlab.gui.icons import icon
from nnlab.gui.workbench.sheets import Sheet
from nnlab.records import ComponentInfo, kinds
from nnlab.records.sentences.kinds import kinds as kind_words

_what = Qt.ItemDataRole.UserRole


class Chooser(QWidget):
    """Shows what can be opened; one click, or Enter, opens it.

    Signals:
        file_asked(Path), component_asked(ComponentInfo): this is to be opened.
    """

    file_asked = Signal(object)
    component_asked = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: object = None
        self._files: dict[Path, str] = {}
        self._current: Path | None = None
        self.search = QLineEdit()
        self.search.setObjectName("workbench_search")
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setObjectName("workbench_files")
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(12)
        self.tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 2, 4)
        column.setSpacing(3)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self.setMinimumWidth(120)
        self.search.textChanged.connect(self._sift)
        self.tree.itemClicked.connect(lambda item, _column: self._open(item))
        self.tree.itemActivated.connect(lambda item, _column: self._open(item))
        context.language.changed.connect(self._word)
        context.theme.changed.connect(self._word)
        self._word()

    def show_sheets(self, sheets: Iterable[Sheet], current: Sheet | None) -> None:
        """Lists files and components as they are now; `current` is the one in the editor."""
        states = {}
        for state in self._context.bridge.plugins:
            path = Path(state.file.path)
            states[path / "__init__.py" if state.file.kind == "folder" else path] = state.state
        own = {path: (state, False) for path, state in states.items() if path.suffix == ".py"}
        for sheet in sheets:
            if not sheet.read_only:
                own[sheet.path] = (states.get(sheet.path, ""), sheet.modified)
        bundled = tuple(info for info in self._context.document.catalog if info.origin == "bundled")
        place = (current.path, current.kind, current.component) if current is not None else None
        now = (tuple(own.items()), bundled, place, self._context.language.name, self._context.theme.name)
        if now != self._shown:
            self._shown = now
            self._fill(own, bundled, current)

    def _fill(
        self, own: dict[Path, tuple[str, bool]], bundled: tuple[ComponentInfo, ...], current: Sheet | None
    ) -> None:
        language, theme = self._context.language, self._context.theme
        tr, colors = language.tr, theme.colors
        opened = self._opened()
        self.tree.clear()
        mine = self._group(tr("My plugins"), "mine", opened, open=True)
        for path, (state, modified) in sorted(own.items(), key=lambda one: one[0].name.lower()):
            name = f"{path.parent.name}/" if path.name == "__init__.py" else path.name
            item = QTreeWidgetItem(mine, [f"● {name}" if modified else name])
            item.setData(0, _what, path)
            item.setToolTip(0, str(path))
            signs = {"refused": ("circle-x", colors.error), "aside": ("circle-x", colors.error)}
            signs["old"] = ("triangle-alert", colors.warning)
            name_of_icon, shade = signs.get(state, ("file", colors.muted))
            item.setIcon(0, icon(name_of_icon, theme, shade))
            if current is not None and current.path == path:
                self.tree.setCurrentItem(item)
        if not own:
            item = QTreeWidgetItem(mine, [tr("none yet: “New” makes one")])
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        ours = self._group(tr("Came with nnlab"), "ours", opened, open=True)
        for kind in kinds:
            infos = [info for info in bundled if info.kind == kind]
            if not infos:
                continue
            words = tr(kind_words[kind])
            node = self._group(words[:1].upper() + words[1:], kind, opened, open=False, parent=ours)
            for info in infos:
                item = QTreeWidgetItem(node, [language.text(info.name)])
                item.setData(0, _what, info)
                item.setToolTip(0, language.text(info.help))
                if current is not None and current.read_only and (current.kind, current.component) == (kind, info.id):
                    node.setExpanded(True)
                    self.tree.setCurrentItem(item)
        self._sift(self.search.text())

    def _group(
        self, text: str, key: str, opened: dict[str, bool], *, open: bool, parent: QTreeWidgetItem | None = None
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent if parent is not None else self.tree, [text])
        item.setData(0, _what, key)
        font = item.font(0)
        font.setBold(parent is None)
        item.setFont(0, font)
        item.setExpanded(opened.get(key, open))
        return item

    def _opened(self) -> dict[str, bool]:
        found, waiting = {}, [self.tree.topLevelItem(k) for k in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop()
            if isinstance(item.data(0, _what), str):
                found[item.data(0, _what)] = item.isExpanded()
            waiting.extend(item.child(k) for k in range(item.childCount()))
        return found

    def _open(self, item: QTreeWidgetItem) -> None:
        what = item.data(0, _what)
        if isinstance(what, Path):
            self.file_asked.emit(what)
        elif isinstance(what, ComponentInfo):
            self.component_asked.emit(what)

    def _sift(self, words: str) -> None:
        """Shows what has the words in its name, all of it where there are none."""
        wanted = words.strip().lower()

        def keep(item: QTreeWidgetItem) -> bool:
            below = [keep(item.child(k)) for k in range(item.childCount())]
            kept = any(below) or not wanted or (not below and wanted in item.text(0).lower())
            item.setHidden(not kept)
            if wanted and any(below):
                item.setExpanded(True)
            return kept

        for k in range(self.tree.topLevelItemCount()):
            keep(self.tree.topLevelItem(k))

    def _word(self) -> None:
        tr = self._context.language.tr
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search plugins"))
        self.tree.setAccessibleName(tr("Plugins to open"))
