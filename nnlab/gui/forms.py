"""Forms made of declared parameters: one row for each, showing the document's values and owning none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnlab.gui._fields import CommitLine, Elided, QuietCombo, ValueSlider
from nnlab.gui._scale import Scale, compact, number
from nnlab.gui.enlarging import large
from nnlab.gui.fold import Fold
from nnlab.gui.formula_line import FormulaLine
from nnlab.gui.language import Language
from nnlab.gui.remark import tell
from nnlab.records import ParamSpec, Problem, ProblemError, Value
from nnlab.records.formulas import read_rule

row_height = 22
most_rows = 4  # a form of more parameters shows all but the last of these rows, and folds the others
combo_height = 24
_subscripts = str.maketrans("aehijklmnoprstuvx0123456789", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₀₁₂₃₄₅₆₇₈₉")


def label_text(spec: ParamSpec, language: Language) -> str:
    """Returns a row's label: the formula's letter and the name, or the name with a capital; "η_min" becomes "ηₘᵢₙ"."""
    name = language.text(spec.label)
    if not spec.symbol:
        return name[:1].upper() + name[1:]
    letter, _, below = spec.symbol.partition("_")
    return f"{letter}{below.strip('{}').translate(_subscripts)} {name}"


def rule_problem(text: str) -> Problem | None:
    """Returns what is wrong with a rule, or None."""
    try:
        read_rule(text)
    except ProblemError as error:
        return error.problem
    return None


class Row(QWidget):
    """A label and the control behind it.

    Signals:
        changed(value, moving): the user chose a value; `moving` while a slider is on its way.
        settled(): a slider was let go.
    """

    changed = Signal(object, bool)
    settled = Signal()

    def __init__(self, spec: ParamSpec, language: Language, parent: QWidget | None = None, *, indent: int = 0) -> None:
        super().__init__(parent)
        self.spec = spec
        self._language = language
        self._value: Value = spec.default
        self.spoken: dict[str, Value] = {}  # words that stand for a number, such as "all"
        self.label = Elided(self)
        self._indent = indent
        self.setFixedHeight(large(combo_height if spec.kind == "choice" else row_height))
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(large(indent), 0, 0, 0)
        self._line.setSpacing(6)
        self._line.addWidget(self.label)
        self._make()
        self.word()
        self.show_value(spec.default)

    @property
    def value(self) -> Value:
        """The document's value."""
        return self._value

    # ---- what each kind needs

    def _make(self) -> None:
        self.slider: ValueSlider | None = None
        self.box: CommitLine | None = None
        self.check: QCheckBox | None = None
        self.combo: QuietCombo | None = None
        if self.spec.kind == "bool":
            self._make_check()
        elif self.spec.kind == "choice":
            self._make_combo()
        else:
            self._make_box()

    def _make_check(self) -> None:
        self.check = QCheckBox(self)
        self.check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.check.clicked.connect(lambda on: self._choose(bool(on)))
        self._line.addStretch(1)
        self._line.addWidget(self.check)

    def _make_combo(self) -> None:
        self.combo = QuietCombo(self)
        self.combo.activated.connect(lambda place: self._choose(self.combo.itemData(place)))
        self._line.addWidget(self.combo, 1)

    def _make_box(self) -> None:
        self.box = FormulaLine(self._language, rule_problem, self) if self._formula else CommitLine(self)
        scale = Scale.of(self.spec)
        if scale is not None:
            self.slider = ValueSlider(scale, self)
            self.slider.moved.connect(lambda value: self._choose(value, moving=True))
            self.slider.settled.connect(self.settled)
            self._line.addWidget(self.slider, 1)
        elif self.spec.kind in ("float", "int"):
            self._line.addStretch(1)
        self._line.addWidget(self.box, 0 if self._narrow else 1)
        side = Qt.AlignmentFlag.AlignLeft if self._formula else Qt.AlignmentFlag.AlignRight
        self.box.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.box.committed.connect(self._read)
        self.box.stepped.connect(self._step)

    @property
    def _formula(self) -> bool:
        return self.spec.kind == "formula"

    @property
    def _narrow(self) -> bool:
        return self.spec.kind in ("float", "int")

    # ---- showing

    def take_spec(self, spec: ParamSpec) -> None:
        """Takes other words or bounds for the same kind of parameter."""
        if spec == self.spec:
            return
        self.spec = spec
        scale = Scale.of(spec)
        if self.slider is not None and scale is not None and scale != self.slider.scale:
            self.slider.take_scale(scale)
        self.word()

    def word(self) -> None:
        """Words label, help and choices in the present language."""
        spec, language = self.spec, self._language
        text, unit = label_text(spec, language), language.text(spec.unit)
        parts = [language.text(spec.help)]
        if spec.low is not None and spec.high is not None and spec.kind in ("float", "int"):
            bounds = language.tr("{low} to {high}").format(low=compact(spec.low), high=compact(spec.high))
            parts.append(f"{bounds} {unit}".strip())
        tip = "\n".join(part for part in parts if part)
        self.label.word(text, tip)
        self.label.setFixedWidth(self._label_width(unit))
        for control in (self.slider, self.box, self.check, self.combo):
            if control is not None:
                control.setAccessibleName(text)
                control.setAccessibleDescription(tip)
                control.setToolTip(tip)
        if self.box is not None and self._narrow:
            metrics = self.box.fontMetrics()
            wide = ("0000 " + unit if unit else "0.00001") if self.slider is not None else "00000000"
            self.box.setFixedWidth(metrics.horizontalAdvance(wide) + large(8))
        if self.combo is not None:
            self._fill_combo()
        self.show_value(self._value)

    def _label_width(self, unit: str) -> int:
        if self.spec.kind == "choice":
            return combo_label_width(self) - large(self._indent)
        width = label_width(self) - large(self._indent)
        if len(unit) <= 2:
            return width
        return min(width, self.label.sizeHint().width() + 2)  # a long unit needs the room

    def _fill_combo(self) -> None:
        self.combo.blockSignals(True)
        self.combo.clear()
        for choice in self.spec.choices:
            self.combo.addItem(self._language.text(choice.label), choice.value)
        self.combo.blockSignals(False)

    def show_value(self, value: Value) -> None:
        """Shows the document's value without echo."""
        self._value = value
        if self.check is not None:
            self.check.setChecked(bool(value))
        elif self.combo is not None:
            self.combo.setCurrentIndex(self.combo.findData(value))
        elif self.box is not None:
            self.box.show_text(compact(value), self._language.text(self.spec.unit))
            if self.slider is not None and isinstance(value, (int, float)):
                self.slider.show_value(value)

    def refuse(self, sentence: str) -> None:
        """Goes back to the document's value and says why the chosen one is not possible."""
        target: QWidget = self.box or self.combo or self.check or self
        self.show_value(self._value)
        if self.box is not None:
            self.box.refuse()
        tell(target, sentence)

    # ---- choosing

    def _choose(self, value: Value, moving: bool = False) -> None:
        shown = self._value
        self.changed.emit(value, moving)
        if self._value == shown and value != shown:
            self.show_value(shown)  # nobody took it

    def _read(self, text: str) -> None:
        try:
            self._choose(self._parsed(text))
        except ValueError:
            tr = self._language.tr
            several = self.spec.kind == "tuple"
            sentence = tr("“{text}” is no list of numbers.") if several else tr("“{text}” is not a number.")
            self.refuse(sentence.format(text=text))

    def _parsed(self, text: str) -> Value:
        if self.spec.kind in ("text", "formula"):
            return text
        if self.spec.kind == "tuple":
            return tuple(float(part) for part in text.replace(";", ",").replace("，", ",").split(",") if part.strip())
        if text.strip().lower() in self.spoken:
            return self.spoken[text.strip().lower()]
        value = number(text)
        whole = self.spec.kind == "int" and value.is_integer()
        return int(value) if whole else value

    def _step(self, steps: int) -> None:
        if isinstance(self._value, bool) or not isinstance(self._value, (int, float)):
            return
        if self.slider is not None:
            self._choose(self.slider.scale.stepped(self._value, steps), moving=True)
        elif self.spec.kind == "int":
            self._choose(int(self._value) + steps, moving=True)


class Form(QWidget):
    """One row for each declared parameter; where they are many, all but the first are folded.

    Signals:
        changed(name, value, moving): the user chose a value; `moving` while a slider is on its way.
        settled(): a slider was let go.
    """

    changed = Signal(str, object, bool)
    settled = Signal()

    def __init__(
        self, language: Language, parent: QWidget | None = None, *, indent: int = 0, most: int = most_rows
    ) -> None:
        super().__init__(parent)
        self._language = language
        self._indent, self._most = indent, most
        self._specs: tuple[ParamSpec, ...] = ()
        self.rows: dict[str, Row] = {}
        self.fold = Fold(self, indent=indent)
        self.fold.toggled.connect(self._unfold)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        language.changed.connect(self._word)

    def show_values(self, specs: Sequence[ParamSpec], values: Mapping[str, Value]) -> None:
        """Shows these parameters; those without a value stand at their default. Rows are made anew only for others."""
        if tuple(specs) != self._specs:
            self._rebuild(tuple(specs))
        for spec in specs:
            self.rows[spec.name].show_value(values.get(spec.name, spec.default))
        self._word_fold()

    def _rebuild(self, specs: tuple[ParamSpec, ...]) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._specs, self.rows = specs, {}
        self._column.removeWidget(self.fold)
        folded = self._folded
        self.fold.setVisible(bool(folded))
        for spec in specs:
            if folded and spec == folded[0]:
                self._column.addWidget(self.fold)
            row = Row(spec, self._language, self, indent=self._indent)
            row.changed.connect(lambda value, moving, name=spec.name: self.changed.emit(name, value, moving))
            row.settled.connect(self.settled)
            self.rows[spec.name] = row
            self._column.addWidget(row)
        self._unfold(self.fold.isChecked())
        if self.parentWidget() is not None:
            self.setVisible(bool(specs))

    @property
    def _folded(self) -> tuple[ParamSpec, ...]:
        return self._specs[self._most - 1 :] if len(self._specs) > self._most else ()

    def _unfold(self, on: bool) -> None:
        for spec in self._folded:
            self.rows[spec.name].setVisible(on)
        self._word_fold()

    def _word_fold(self) -> None:
        """Says what is folded, and which of it stands at another value than usual."""
        language, folded = self._language, self._folded
        names = ", ".join(label_text(spec, language) for spec in folded)
        moved = [self.rows[spec.name] for spec in folded if self.rows[spec.name].value != spec.default]
        parts = [f"{label_text(row.spec, language)} {_brief(row.value)}" for row in moved]
        self.fold.show_words(language.tr("More"), "" if self.fold.isChecked() else ", ".join(parts), names)

    def refuse(self, name: str, sentence: str) -> None:
        """Says why a value is not possible, at its row."""
        if name in self.rows:
            self.rows[name].refuse(sentence)

    def _word(self) -> None:
        for row in self.rows.values():
            row.word()
        self._word_fold()


def _brief(value: Value) -> str:
    return "\N{CHECK MARK}" if value is True else "\N{BALLOT X}" if value is False else compact(value)


def label_width(widget: QWidget) -> int:
    """Returns the width that the labels of all rows with a slider share."""
    return widget.fontMetrics().horizontalAdvance("η learning rate") + large(14)


def combo_label_width(widget: QWidget) -> int:
    """Returns the width that the labels of all combo boxes share."""
    return widget.fontMetrics().horizontalAdvance("Initial weights") + 4
