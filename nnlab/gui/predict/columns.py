"""One line for each column: slide, type or choose. Of very many, those that a search finds."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from nnlab.experiment.arithmetic import number_of
from nnlab.experiment.facts import DataFacts
from nnlab.experiment.questions import Field, fields_of
from nnlab.gui._fields import Elided, QuietCombo, ValueSlider
from nnlab.gui._scale import Scale, compact
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.formula_line import FormulaLine
from nnlab.gui.language import Language
from nnlab.gui.predict.fields import Extent, extent_of
from nnlab.gui.predict.row import Row
from nnlab.gui.theme import small_font
from nnlab.records import Problem, ProblemError

_most, _at_once = 60, 10  # lines that are there, and that are made in one turn of the event loop
_searched = 12  # with more there is a search
_height = 24


class Line(QWidget):
    """One question, and what stands there now.

    Signals:
        changed(values): the user chose other numbers for its columns.
    """

    changed = Signal(object)

    def __init__(
        self,
        field: Field,
        extent: Extent,
        language: Language,
        parent: QWidget | None = None,
        *,
        filled: float = math.nan,
    ) -> None:
        super().__init__(parent)
        self.field, self._extent, self._language = field, extent, language
        self._filled = filled  # what a missing number becomes
        self.setFixedHeight(large(_height))
        self.label = Elided(self)
        self.slider: ValueSlider | None = None
        self.box: FormulaLine | None = None
        self.combo: QuietCombo | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.label)
        if field.words or extent.values:
            self._make_combo(line)
        else:
            self._make_slider(line)
        self._word()

    def _make_combo(self, line: QHBoxLayout) -> None:
        self.combo = QuietCombo(self)
        self.combo.setObjectName("predict_choice")
        for text in self.field.words or tuple(compact(value) for value in self._extent.values):
            self.combo.addItem(text)
        self.combo.activated.connect(self._choose)
        line.addWidget(self.combo, 1)

    def _make_slider(self, line: QHBoxLayout) -> None:
        extent = self._extent
        scale = Scale(extent.low, extent.high, whole=extent.whole, step=1.0 if extent.whole else None)
        self.slider = ValueSlider(scale, self)
        self.slider.moved.connect(lambda value: self.changed.emit((float(value),)))
        self.box = FormulaLine(self._language, _unreadable, self)
        self.box.setObjectName("predict_number")
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.box.setFixedWidth(self.fontMetrics().horizontalAdvance("-0000.000") + large(8))
        self.box.committed.connect(self._read)
        self.box.stepped.connect(lambda steps: self.changed.emit((float(scale.stepped(self._value, steps)),)))
        line.addWidget(self.slider, 1)
        line.addWidget(self.box)

    def show_values(self, values: tuple[float, ...]) -> None:
        """Shows the numbers of its columns without echo."""
        if self.combo is not None:
            self.combo.setCurrentIndex(self._chosen(values))
            return
        assert self.box is not None
        assert self.slider is not None
        self._value = values[0] if math.isfinite(values[0]) else self._filled
        missing = not math.isfinite(values[0])
        self.box.show_text("" if missing else compact(float(f"{values[0]:.6g}")))
        self.box.setPlaceholderText(
            "? \N{RIGHTWARDS ARROW} " + compact(float(f"{self._filled:.4g}")) if missing else ""
        )
        self.slider.show_value(self._value if math.isfinite(self._value) else self._extent.low)

    def _chosen(self, values: tuple[float, ...]) -> int:
        if self.field.words:
            place = max(range(len(values)), key=lambda at: values[at])
            return place if values[place] > 0 else -1
        known = self._extent.values
        return known.index(values[0]) if values[0] in known else -1

    def _choose(self, place: int) -> None:
        if self.field.words:
            self.changed.emit(tuple(float(at == place) for at in range(len(self.field.words))))
        else:
            self.changed.emit((self._extent.values[place],))

    def _read(self, text: str) -> None:
        assert self.box is not None
        if not text and math.isfinite(self._filled):
            self.changed.emit((math.nan,))
            return
        try:
            self.changed.emit((number_of(text),))
        except ProblemError:
            self.box.refuse()

    def _word(self) -> None:
        name, extent, tr = self.field.name, self._extent, self._language.tr
        tip = ""
        if not self.field.words:
            tip = tr("{low} to {high} in the data").format(low=compact(extent.low), high=compact(extent.high))
            if math.isfinite(self._filled):
                filled = compact(float(f"{self._filled:.6g}"))
                tip += "\n" + tr("Left empty it is missing, and filled in as in the data: {value}").format(value=filled)
        self.label.word(name, tip)
        for control in (self.slider, self.box, self.combo):
            if control is not None:
                control.setAccessibleName(name)
                control.setToolTip("\n".join(part for part in (name, tip) if part))


class Columns(QWidget):
    """The lines of a row's columns, which scroll; with many columns a search stands above them."""

    def __init__(self, context: Context, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._row = context, row
        self._data: DataFacts | None = None
        self._fields: tuple[Field, ...] = ()
        self.lines: list[Line] = []
        self._waiting: list[Field] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._make_some)
        self.search = QLineEdit(self)
        self.search.setObjectName("predict_search")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.more = QLabel(self)
        self.more.setFont(small_font(self))
        self.more.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, large(6), 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.area.setWidget(self._inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        for widget, stretch in ((self.search, 0), (self.area, 1), (self.more, 0)):
            whole.addWidget(widget, stretch)
        context.language.changed.connect(self._fill)
        row.changed.connect(self._show)

    def show_data(self, data: DataFacts) -> None:
        """Takes the columns of other data."""
        known, self._data = self._data, data
        if known is None or known.columns != data.columns:
            self._fields = fields_of(data.columns)
            with QSignalBlocker(self.search):
                self.search.clear()
            self._fill()
        elif (known.low, known.high, known.filled) != (data.low, data.high, data.filled):
            self._fill()

    def _fill(self) -> None:
        """Makes the lines that are looked for."""
        data, tr = self._data, self._context.language.tr
        if data is None:
            return
        self._later.stop()
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        words = self.search.text().strip().casefold()
        found = [field for field in self._fields if words in field.name.casefold()]
        self.lines, self._waiting = [], found[:_most]
        self._make_some()
        left = len(found) - _most
        self.search.setVisible(len(self._fields) > _searched)
        self.search.setPlaceholderText(tr("Find one of {n} columns").format(n=len(self._fields)))
        self.search.setAccessibleName(tr("Find a column"))
        self.search.setToolTip(tr("A part of a column's name"))
        self.more.setVisible(left > 0 or not found)
        text = tr("No column is called so.") if not found else tr("{n} more: type a part of a name").format(n=left)
        self.more.setText(text)

    def _make_some(self) -> None:
        """Makes some of the lines that are waited for; the others follow in turns of the event loop."""
        data, x = self._data, self._row.train_x
        assert data is not None
        some, self._waiting = self._waiting[:_at_once], self._waiting[_at_once:]
        for field in some:
            column = field.columns[0]
            extent = extent_of(x[:, column], data.low[column], data.high[column])
            filled = data.filled[column] if data.filled else math.nan
            line = Line(field, extent, self._context.language, self._inside, filled=filled)
            line.changed.connect(self._putting(field))
            self._column.insertWidget(len(self.lines), line)
            self.lines.append(line)
        self._align()
        self._show()
        if self._waiting:
            self._later.start()

    def _align(self) -> None:
        """Gives all names one width."""
        metrics = self.fontMetrics()
        wide = max((metrics.horizontalAdvance(line.field.name) for line in self.lines), default=0) + large(8)
        most = max(large(90), round(self.width() * 0.42))
        for line in self.lines:
            line.label.setFixedWidth(min(wide, most))

    def _putting(self, field: Field) -> Callable[[tuple[float, ...]], None]:
        return lambda values: self._row.put(field.columns, values)

    def _show(self) -> None:
        values = self._row.values
        for line in self.lines:
            if line.field.columns[-1] < len(values):
                line.show_values(tuple(values[column] for column in line.field.columns))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._align()


def _unreadable(text: str) -> Problem | None:
    try:
        number_of(text)
    except ProblemError as error:
        return error.problem
    return None
