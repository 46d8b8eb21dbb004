"""The manager's left side: plugins and components in columns, by kind or by plugin, made anew without losing place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QIcon
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from nnlab.gui.context import Context
from nnlab.gui.icons import icon, pixmap
from nnlab.gui.plugins.entries import FileEntry, matches
from nnlab.gui.plugins.wording import (
    kind_words,
    origin_words,
    seconds_words,
    signs,
    state_tip,
    state_words,
    verdict_words,
)
from nnlab.records import ComponentInfo
from nnlab.records.components import kinds
from nnlab.records.grades import Grade

name_column, kind_column, state_column, grade_column, origin_column, version_column, time_column = range(7)
_role = Qt.ItemDataRole.UserRole
_icon_size, _margin = 14, 18  # points
_worrying = ("refused", "aside", "old", "held")

Key = tuple[str, ...]  # ("file", path) or ("component", path, kind, id)


class PluginTree(QTreeWidget):
    """Lists file entries; `grade_of` and `waits` say how far the grades are.

    Signals:
        chosen(FileEntry | None, ComponentInfo | None): another line is the present one.
    """

    chosen = Signal(object, object)

    def __init__(
        self,
        context: Context,
        grade_of: Callable[[ComponentInfo], Grade | None],
        waits: Callable[[ComponentInfo], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plugin_tree")
        self._context, self._grade_of, self._waits = context, grade_of, waits
        self._entries: tuple[FileEntry, ...] = ()
        self._by_kind, self._typed = True, ""
        self._lines: dict[Key, QTreeWidgetItem] = {}
        self._components: dict[tuple[str, str], list[QTreeWidgetItem]] = {}
        self._closed: set[str] = set()  # groups that the user folded
        self._drawn: dict[tuple[str, str], QIcon] = {}  # by name and colour
        self._said: dict[str, tuple[str, str, str]] = {}  # origin, state and its meaning by a plugin's path
        self._widest: dict[int, int] = {}  # points by column
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(_icon_size, _icon_size))
        self.setItemDelegate(_Roomy(self))
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QTreeWidget.SelectionBehavior.SelectRows)
        self.setAllColumnsShowFocus(True)
        self.setColumnCount(7)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(name_column, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        self.currentItemChanged.connect(self._choose)
        self.itemCollapsed.connect(lambda line: self._fold(line, True))
        self.itemExpanded.connect(lambda line: self._fold(line, False))

    # ---- showing

    def show_entries(self, entries: Sequence[FileEntry], *, by_kind: bool, typed: str) -> None:
        """Lists entries; the present line stays the present one where it is still there."""
        self._entries, self._by_kind, self._typed = tuple(entries), by_kind, typed
        present = self._key(self.currentItem())
        scrolled = self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        self._lines.clear()
        self._components.clear()
        self._drawn.clear()
        self._said.clear()
        self._word_header()
        for text, key, lines in self._groups():
            self._add_group(text, key, lines)
        found = self._lines.get(present) if present else None
        if found is None and present and present[0] == "component":
            found = self._lines.get(("file", present[1]))
        if found is not None:
            self.setCurrentItem(found)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(scrolled)
        self._choose(self.currentItem())

    def choose(self, path: str, kind: str = "", id: str = "") -> None:
        """Makes a line the present one."""
        line = self._lines.get(("component", path, kind, id)) or self._lines.get(("file", path))
        line = line or next((one for key, one in self._lines.items() if key[1] == path), None)
        if line is not None:
            self.setCurrentItem(line)
            self.scrollToItem(line)

    def fit(self) -> None:
        """Gives the columns the width of what is in them; the name takes the rest."""
        metrics = self.fontMetrics()
        words = (verdict_words(verdict, self._context.language) for verdict in signs)
        self._widest[grade_column] = max(metrics.horizontalAdvance(word) for word in words) + _icon_size + 4
        for column in range(1, self.columnCount()):
            title = metrics.horizontalAdvance(self.headerItem().text(column))
            self.setColumnWidth(column, max(title, self._widest.get(column, 0)) + _margin)

    def show_grade(self, kind: str, id: str) -> None:
        """Shows the grade of one component as it is now."""
        for line in self._components.get((kind, id), ()):
            _entry, info = line.data(0, _role)
            self._fill_grade(line, info)

    @property
    def present(self) -> tuple[FileEntry | None, ComponentInfo | None]:
        """The present line's plugin and component."""
        line = self.currentItem()
        data = line.data(0, _role) if line is not None else None
        return data if data is not None else (None, None)

    # ---- making

    def _groups(self) -> Iterable[tuple[str, str, list[tuple[FileEntry, ComponentInfo | None]]]]:
        """Yields groups as (title, key, lines)."""
        language, tr = self._context.language, self._context.language.tr
        if not self._by_kind:
            for entry in self._entries:
                lines = [(entry, info) for info in entry.infos if self._fits(entry, info)]
                if lines or self._fits(entry, None):
                    yield entry.name, entry.path, [(entry, None), *lines]
            return
        empty = [(entry, None) for entry in self._entries if not entry.infos and self._fits(entry, None)]
        if empty:
            yield tr("Plugins that bring nothing now"), "empty", empty
        for kind in kinds:
            found = [
                (entry, info)
                for entry in self._entries
                for info in entry.infos
                if info.kind == kind and self._fits(entry, info)
            ]
            if found:
                yield kind_words(kind, language), kind, found

    def _fits(self, entry: FileEntry, info: ComponentInfo | None) -> bool:
        if not self._typed.strip():
            return True
        language = self._context.language
        texts = [entry.name, *self._words(entry)[:2]]
        if info is not None:
            texts += [info.id, info.name.en, info.name.zh_CN, kind_words(info.kind, language)]
            grade = self._grade_of(info)
            texts += [verdict_words(grade.verdict, language)] if grade is not None else []
        return matches(self._typed, texts)

    def _add_group(self, title: str, key: str, lines: list[tuple[FileEntry, ComponentInfo | None]]) -> None:
        if self._by_kind:
            top = QTreeWidgetItem([f"{title} ({len(lines)})"])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
        else:
            top = self._line(*lines.pop(0))
        self.addTopLevelItem(top)
        top.setData(1, _role, key)
        for entry, info in lines:
            top.addChild(self._line(entry, info))
        top.setExpanded(bool(self._typed) or key not in self._closed)
        if self._by_kind:
            top.setFirstColumnSpanned(True)

    def _line(self, entry: FileEntry, info: ComponentInfo | None) -> QTreeWidgetItem:
        language, colors = self._context.language, self._context.theme.colors
        origin, state, meaning = self._words(entry)
        line = QTreeWidgetItem()
        line.setData(0, _role, (entry, info))
        line.setText(name_column, language.text(info.name) if info is not None else entry.name)
        line.setToolTip(name_column, language.text(info.help) if info is not None else entry.path)
        kind = kind_words(info.kind, language) if info is not None else language.tr("Plugin")
        seconds = seconds_words(entry.seconds, language)
        worried = entry.state in _worrying
        for column, text in (
            (kind_column, kind),
            (state_column, state),
            (origin_column, origin),
            (version_column, entry.version or "–"),
            (time_column, seconds),
        ):
            line.setText(column, text)
            room = _icon_size + 4 if worried and column == state_column else 0
            wide = self.fontMetrics().horizontalAdvance(text) + room
            self._widest[column] = max(wide, self._widest.get(column, 0))
        line.setToolTip(state_column, meaning)
        line.setTextAlignment(time_column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if worried:
            shade = colors.error if entry.state in ("refused", "aside") else colors.warning
            line.setForeground(state_column, QBrush(shade))
            line.setIcon(state_column, self._icon("triangle-alert", shade))
        elif entry.state == "disabled":
            for column in range(self.columnCount()):
                line.setForeground(column, QBrush(colors.muted))
        if info is not None:
            self._fill_grade(line, info)
            self._components.setdefault((info.kind, info.id), []).append(line)
        self._lines[self._key(line)] = line
        return line

    def _words(self, entry: FileEntry) -> tuple[str, str, str]:
        """Returns origin, state and what the state means, worded once for all lines of a plugin."""
        if entry.path not in self._said:
            language = self._context.language
            words = (origin_words(entry.origin, language), state_words(entry, language), state_tip(entry, language))
            self._said[entry.path] = words
        return self._said[entry.path]

    def _icon(self, name: str, shade: QColor) -> QIcon:
        key = name, shade.name()
        if key not in self._drawn:
            made = icon(name, self._context.theme, shade)
            chosen = self.palette().highlightedText().color()
            made.addPixmap(pixmap(name, chosen, _icon_size, self.devicePixelRatioF()), QIcon.Mode.Selected)
            self._drawn[key] = made
        return self._drawn[key]

    def _fill_grade(self, line: QTreeWidgetItem, info: ComponentInfo) -> None:
        language, colors = self._context.language, self._context.theme.colors
        grade = self._grade_of(info)
        if grade is None:
            line.setText(grade_column, "…" if self._waits(info) else "–")
            return
        shade = {"good": colors.accent, "warning": colors.warning, "wrong": colors.error}[grade.verdict]
        line.setText(grade_column, verdict_words(grade.verdict, language))
        line.setIcon(grade_column, self._icon(signs[grade.verdict], shade))
        line.setToolTip(grade_column, "\n".join(language.problem(one) for one in grade.findings[:3]))

    def _word_header(self) -> None:
        tr = self._context.language.tr
        titles = [tr("Name"), tr("Kind"), tr("State"), tr("Grade"), tr("From"), tr("Version"), tr("Import")]
        self.setHeaderLabels(titles)
        self.setAccessibleName(tr("Plugins and components"))
        self.setColumnHidden(kind_column, self._by_kind)

    # ---- choosing

    @staticmethod
    def _key(line: QTreeWidgetItem | None) -> Key:
        data = line.data(0, _role) if line is not None else None
        if data is None:
            return ()
        entry, info = data
        return ("file", entry.path) if info is None else ("component", entry.path, info.kind, info.id)

    def _choose(self, line: QTreeWidgetItem | None, _before: object = None) -> None:
        self.chosen.emit(*self.present)

    def _fold(self, line: QTreeWidgetItem, closed: bool) -> None:
        key = line.data(1, _role)
        if key and not self._typed:
            (self._closed.add if closed else self._closed.discard)(key)


class _Roomy(QStyledItemDelegate):
    """Lines with a little air."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + 8, option.fontMetrics.height() + 8)
