"""The choice of one component with the form of its parameters below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnlab.experiment import edits
from nnlab.experiment.document import Chosen
from nnlab.gui._fields import Elided, QuietCombo
from nnlab.gui.badges import Badge
from nnlab.gui.enlarging import large
from nnlab.gui.forms import Form, combo_height, combo_label_width
from nnlab.gui.icons import icon
from nnlab.gui.panels.section import Section
from nnlab.gui.remark import tell
from nnlab.gui.steps import Words
from nnlab.records import ComponentInfo, Kind, ParamSpec, Value


class ComponentField(QWidget):
    """A combo box of all components of a kind, for one place of the experiment, and the chosen one's parameters.

    `none` words the empty choice of a place that may be empty. A component nobody knows is kept and shown as missing.

    Signals:
        moved(): another component or value was chosen here.
    """

    moved = Signal()

    def __init__(
        self,
        section: Section,
        slot: str,
        kind: Kind,
        label: Words,
        change: Words,
        none: Words | None = None,
    ) -> None:
        super().__init__(section)
        self._section = section
        self._slot, self._kind, self._label, self._change, self._none = slot, kind, label, change, none
        self._items: tuple[object, ...] = ()
        self._shown: Chosen | None = None
        context = section.context
        self.label = Elided(self)
        self.label.setFixedWidth(combo_label_width(self))
        self.combo = QuietCombo(self)
        self.combo.setFixedHeight(large(combo_height))
        self.combo.activated.connect(self._choose)
        self.form = Form(context.language, self, indent=10)
        self.form.changed.connect(self._set)
        self.form.settled.connect(context.document.end_merge)
        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(6)
        self.line.addWidget(self.label)
        self.line.addWidget(self.combo, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(self.line)
        column.addWidget(self.form)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        context.theme.changed.connect(self.word)
        context.badges.changed.connect(self.word)

    @property
    def _infos(self) -> tuple[ComponentInfo, ...]:
        return tuple(info for info in self._section.context.document.catalog if info.kind == self._kind)

    # ---- showing

    def show_chosen(self, chosen: Chosen | None) -> None:
        """Shows the document's choice without echo."""
        self._shown = chosen
        known = self._fill(chosen)
        self.combo.setCurrentIndex(max(0, self.combo.findData(chosen.id if chosen else "")))
        info = self._info(chosen)
        if info is not None and chosen is not None:
            self.form.show_values(info.params, chosen.values)
        else:
            self.form.show_values((), {})
        missing = chosen is not None and not known and bool(self._infos)
        if bool(self.combo.property("wrong")) != missing:
            self.combo.setProperty("wrong", missing)
            self.combo.update()
        self._word_tip(info, missing)

    def _info(self, chosen: Chosen | None) -> ComponentInfo | None:
        return next((info for info in self._infos if chosen is not None and info.id == chosen.id), None)

    def _fill(self, chosen: Chosen | None) -> bool:
        """Lists what can be chosen, and the chosen one if it is unknown; tells whether it is known."""
        language, badges = self._section.context.language, self._section.context.badges
        infos = self._infos
        entries = [(language.text(info.name), info.id) for info in infos]
        signs = [(info.id, badges.of(info.kind, info.id)) for info in infos]
        known = chosen is None or any(info.id == chosen.id for info in infos)
        if self._none is not None:
            entries.insert(0, (self._none(), ""))
        if chosen is not None and not known:
            text = language.tr("{id} (missing)").format(id=chosen.id) if infos else chosen.id
            entries.append((text, chosen.id))
        items = (*entries, *signs, known, self._section.context.theme.name)
        if items != self._items:
            self._items = items
            self.combo.clear()
            for text, id in entries:
                self.combo.addItem(text, id)
            for id, badge in signs:
                if badge is not None:
                    self._mark(self.combo.findData(id), badge)
            if not known and infos:
                theme = self._section.context.theme
                self.combo.setItemIcon(len(entries) - 1, icon("triangle-alert", theme, theme.colors.warning))
        return known

    def _mark(self, place: int, badge: Badge) -> None:
        """Puts a component's sign beside its name, and what it means into the tool tip."""
        theme = self._section.context.theme
        colors = theme.colors
        shade = {"error": colors.error, "warning": colors.warning, "note": colors.accent}[badge.level]
        self.combo.setItemIcon(place, icon(badge.icon, theme, shade))
        self.combo.setItemData(place, badge.text, Qt.ItemDataRole.ToolTipRole)
        self.combo.setItemData(place, badge.text, Qt.ItemDataRole.AccessibleDescriptionRole)

    def word(self) -> None:
        """Words everything in the present language."""
        self.label.word(self._label())
        self.combo.setAccessibleName(self._label())
        self.show_chosen(self._shown)

    def _word_tip(self, info: ComponentInfo | None, missing: bool) -> None:
        language = self._section.context.language
        tip = language.text(info.help) if info is not None else ""
        badge = self._section.context.badges.of(info.kind, info.id) if info is not None else None
        if badge is not None:
            tip = f"{tip}\n{badge.text}".strip()
        if missing and self._shown is not None:
            tip = language.tr(
                "No plugin brings “{id}”. Choose another one, or put its plugin into the plugin folder."
            ).format(id=self._shown.id)
        self.combo.setToolTip(tip)
        self.combo.setAccessibleDescription(tip)
        self.label.word(self._label(), tip)

    # ---- choosing

    def _choose(self, place: int) -> None:
        id = self.combo.itemData(place)
        infos = self._section.context.document.catalog
        if id == (self._shown.id if self._shown else ""):
            return
        self._section.attempt(
            self._change,
            lambda experiment: edits.choose(experiment, self._slot, id, infos),
            lambda sentence: tell(self.combo, sentence),
        )
        self.show_chosen(self._shown)
        self.moved.emit()

    def _set(self, name: str, value: Value, moving: bool) -> None:
        spec = self._spec(name)
        language = self._section.context.language
        infos = self._section.context.document.catalog
        self._section.attempt(
            lambda: language.tr("Change {name}").format(name=language.text(spec.label) if spec is not None else name),
            lambda experiment: edits.set_param(experiment, self._slot, name, value, infos),
            lambda sentence: self.form.refuse(name, sentence),
            f"{self._slot}.{name}" if moving else "",
        )
        self.moved.emit()

    def _spec(self, name: str) -> ParamSpec | None:
        info = self._info(self._shown)
        return info.param(name) if info is not None else None
