"""Where the columns beside the shown pair stand: said in a line, which opens to a slider for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from nnlab.experiment.facts import DataFacts
from nnlab.gui._fields import CommitLine, Elided, ValueSlider
from nnlab.gui._scale import Scale, number
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.fold import Fold
from nnlab.gui.plots.chip import Chip
from nnlab.gui.plots.ticks import short
from nnlab.gui.slicing import data_of
from nnlab.gui.theme import small_font

_most = 24  # sliders at a time; others are searched
_said = 30  # columns that the tooltip names
_seen = 3.4  # rows before they scroll: the next one shows that there are more


class _Row:
    """A column's name, slider and value."""

    def __init__(self, fixed: FixedColumns, grid: QGridLayout, place: int) -> None:
        self._fixed, self.column = fixed, -1
        self._scale: tuple[float, float] | None = None
        self.name, self.value = Elided(fixed), CommitLine(fixed)
        self.slider = ValueSlider(Scale(0.0, 1.0), fixed)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        for place_in, widget in enumerate((self.name, self.slider, self.value)):
            grid.addWidget(widget, place, place_in)
        self.slider.moved.connect(lambda value: fixed.put(self.column, float(value)))
        self.value.committed.connect(self._type)
        self.value.stepped.connect(lambda steps: self._step(steps))

    def show_column(self, column: int, data: DataFacts, value: float, read: bool, words: tuple[str, str]) -> None:
        """Shows a column of the data."""
        self.column = column
        name, (tip, unread) = data.columns[column], words
        self.name.word(name, tip if read else unread)
        ends = data.low[column], data.high[column]
        if ends != self._scale:
            self._scale = ends
            self.slider.take_scale(Scale(*ends) if ends[1] > ends[0] else Scale(ends[0] - 1, ends[0] + 1))
        self.slider.show_value(value)
        self.value.show_text(short(value))
        for widget in (self.name, self.slider, self.value):
            widget.setEnabled(read)
            widget.setVisible(True)
        for control in (self.slider, self.value):
            control.setAccessibleName(name)
            control.setToolTip(tip if read else unread)

    def hide(self) -> None:
        """Shows nothing."""
        for widget in (self.name, self.slider, self.value):
            widget.hide()

    def _type(self, text: str) -> None:
        try:
            value = number(text)
        except ValueError:
            self.value.refuse()
            return
        self._fixed.put(self.column, value)

    def _step(self, steps: int) -> None:
        row = self._fixed.row
        self._fixed.put(self.column, float(self.slider.scale.stepped(row[self.column], steps)))


class FixedColumns(QWidget):
    """Says where all other columns of the data stand, and lets them slide.

    Signals:
        opened(bool): the sliders were opened or closed.
    """

    opened = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[_Row] = []
        tr, actions, slicing = context.language.tr, context.actions, context.slicing
        self._sample: tuple[float, ...] | None = None
        self._from_sample = False
        if "view.at_means" not in actions:
            actions.add("view.at_means", lambda: tr("Fix all other columns at their means"), slicing.put_means)
            actions.add("view.at_sample", lambda: tr("Fix all other columns at the clicked sample"), self._put_sample)
        self._means, self._at_sample = actions.get("view.at_means"), actions.get("view.at_sample")
        self.fold = Fold(self)
        self.fold.toggled.connect(self._open)
        self.chips = Chip(self._at_sample, self), Chip(self._means, self)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.fold, 1)
        for chip in self.chips:
            head.addWidget(chip)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setFont(small_font(self))
        self.search.textChanged.connect(self._fill)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 2, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        for place, stretch in enumerate((4, 5, 2)):
            self._grid.setColumnStretch(place, stretch)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.search)
        column.addWidget(self._area)
        slicing.changed.connect(self.follow)
        context.language.changed.connect(self.follow)
        context.theme.changed.connect(self.follow)
        self._open(False)

    @property
    def room(self) -> int:
        """How much height the open sliders take, whatever is searched among them; 0 while they are closed."""
        if self.isHidden() or not self.fold.isChecked():
            return 0
        count, gap = len(self._context.slicing.fixed), self.layout().spacing()
        searched = self.search.sizeHint().height() + gap if count > _most else 0
        return searched + self._high(count) + gap

    @property
    def row(self) -> tuple[float, ...]:
        """Where all columns stand."""
        return self._context.slicing.row

    def put(self, column: int, value: float) -> None:
        """Puts a column at a value."""
        self._context.slicing.put(column, value)

    def take_sample(self, row: tuple[float, ...] | None) -> None:
        """Takes the values of the clicked sample, None where none is."""
        self._sample = row
        self._allow()

    def _put_sample(self) -> None:
        if self._sample is not None:
            self._context.slicing.put_row(self._sample)

    # ---- what is shown

    def follow(self) -> None:
        """Shows where the columns stand now."""
        data, row = data_of(self._context.document), self.row
        self._allow()
        if data is None or len(row) != len(data.columns):
            return
        self._word(data, row)
        if self.fold.isChecked():
            self._fill()

    def _allow(self) -> None:
        now, sample = self._context.slicing.now, self._sample
        self._means.setEnabled(bool(now.at))
        self._at_sample.setEnabled(sample is not None and now.at != sample)
        for chip in self.chips:
            chip.setVisible(chip.isEnabled())

    def _word(self, data: DataFacts, row: tuple[float, ...]) -> None:
        tr, slicing = self._context.language.tr, self._context.slicing
        self.chips[0].setText(tr("at this sample"))
        self.chips[1].setText(tr("means"))
        if not slicing.now.at:
            title = tr("Fixed at their means:")
        else:
            title = tr("Fixed at this sample:") if slicing.now.at == self._sample else tr("Fixed:")
        fixed = slicing.fixed
        pairs = [f"{data.columns[column]} {short(row[column])}" for column in fixed[:_said]]
        said = tr(", ").join(pairs) + (" …" if len(fixed) > _said else "")
        self.fold.show_words(title, said, tr("Open it and drag: output and maps follow."))
        count = len(fixed)
        self.search.setPlaceholderText(tr("Search {count} columns").format(count=count))
        self.search.setAccessibleName(tr("Search columns"))
        self.search.setToolTip(tr("Shows the sliders of columns whose names hold these letters"))
        self.search.setVisible(self.fold.isChecked() and count > _most)

    def _open(self, opened: bool) -> None:
        self._area.setVisible(opened)
        self.follow()
        self.opened.emit(opened)

    def _fill(self, *_: object) -> None:
        """Shows a slider for each column that is asked for, the first ones of many."""
        data, row, slicing = data_of(self._context.document), self.row, self._context.slicing
        if data is None or len(row) != len(data.columns):
            return
        sought = self.search.text().strip().casefold()
        found = slicing.fixed
        if sought:
            found = tuple(column for column in found if sought in data.columns[column].casefold())
        shown = found[:_most]
        while len(self._rows) < len(shown):
            self._rows.append(_Row(self, self._grid, len(self._rows)))
        tr, read = self._context.language.tr, slicing.read
        stands = tr("Where this column stands, in the data's own units")
        words = stands, tr("No input of the network reads this column.")
        for each, column in zip(self._rows, shown, strict=False):
            each.show_column(column, data, row[column], column in read, words)
        for each in self._rows[len(shown) :]:
            each.hide()
        self._area.setFixedHeight(self._high(len(shown)))

    def _high(self, count: int) -> int:
        """Returns how high the sliders of so many columns are: those that are seen before they scroll."""
        high = max((each.slider.sizeHint().height() for each in self._rows[:1]), default=0)
        high = max(high, self.fontMetrics().height() + large(4)) + 2
        return round(min(count, _seen) * high) + 2
