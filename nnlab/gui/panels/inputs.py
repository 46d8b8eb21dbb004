"""Which columns of the data and formulas over them feed the network: chips to switch, and a line to type in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnlab.experiment.inputs import unreadable
from nnlab.gui._fields import Elided
from nnlab.gui.context import Context
from nnlab.gui.enlarging import large
from nnlab.gui.formula_line import AddLine
from nnlab.gui.formulas import formula_label
from nnlab.gui.icons import icon
from nnlab.gui.panels.flow import Flow
from nnlab.gui.theme import small_font
from nnlab.records import Problem
from nnlab.records.formulas import quoted


def offered(columns: tuple[str, ...], chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the inputs to choose from: columns; for two of them squares, product and sines; other chosen ones."""
    made = list(columns)
    if len(columns) == 2:
        first, second = columns
        made += [f"{first}^2", f"{second}^2", f"{first}*{second}", f"sin({first})", f"sin({second})"]
    known = set(made)
    return (*made, *(name for name in chosen if name not in known))


_most_chips = 60  # of the data's columns, and of formulas; a table may have thousands of columns


class Inputs(QWidget):
    """One chip for each input, and below a line for any formula: Enter adds it, a click on its chip changes it.

    Signals:
        changed(inputs): the user wants these inputs.
    """

    changed = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.chips: dict[str, Chip] = {}
        self._columns: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()  # all that can be chosen, with or without a chip
        self._chosen: tuple[str, ...] = ()
        self._changing = ""  # the formula that the line changes
        self.flow = Flow(self, gap=3)
        self.rest = Elided(self)
        self.line = AddLine(context.language, self._wrong, self)
        self.line.setObjectName("formula_line")
        self.line.setProperty("look", None)
        self.line.setFont(small_font(self))
        self.line.added.connect(self._take)
        self.line.left.connect(self._leave)
        self.remove = QAction(self)
        self.remove.triggered.connect(lambda: self._remove(self._changing))
        self.line.addAction(self.remove, QLineEdit.ActionPosition.TrailingPosition)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        for widget in (self.flow, self.rest, self.line):
            column.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        context.theme.changed.connect(self._draw)
        self._draw()
        self.word()

    def show_inputs(self, columns: tuple[str, ...], chosen: tuple[str, ...]) -> None:
        """Shows the document's inputs without echo."""
        if (columns, chosen) != (self._columns, self._chosen):
            self._names, common = offered(columns, chosen), offered(columns, ())
            self._columns, self._chosen = columns, chosen
            self._show_chips(common[:_most_chips], self._names[len(common) :][:_most_chips])
        on = set(chosen)
        for name, chip in self.chips.items():
            chip.setChecked(name in on)
        if self._changing and self._changing not in chosen:
            self._leave()
        self.line.check_again()

    def _show_chips(self, common: tuple[str, ...], own: tuple[str, ...]) -> None:
        """Makes the chips of columns and of formulas anew, where they are others."""
        if (*common, *own) != tuple(self.chips) or any(chip.own != (name in own) for name, chip in self.chips.items()):
            self.chips = {name: self._chip(name, own=False) for name in common}
            self.chips.update((name, self._chip(name, own=True)) for name in own)
            self.flow.take(list(self.chips.values()))
            self.word()
        self._word_rest()

    def _word_rest(self) -> None:
        """Says how many inputs have no chip."""
        trn, hidden = self._context.language.trn, len(self._names) - len(self.chips)
        self.rest.setVisible(hidden > 0)
        on = sum(name not in self.chips for name in self._chosen)
        words = trn("and {n} more, {on} of them on", "and {n} more, {on} of them on", hidden)
        tip = self._context.language.tr("All columns of a table are chosen among on its sheet: press “Change…” above")
        self.rest.word(words.format(n=f"{hidden:,}", on=f"{on:,}"), tip)

    def word(self) -> None:
        """Words tooltips in the present language."""
        tr = self._context.language.tr
        self._word_rest()
        for name, chip in self.chips.items():
            text = tr("Change or remove {input}") if chip.own else tr("Feed {input} to the network")
            chip.setToolTip(text.format(input=formula_label(name)))
            chip.setAccessibleName(formula_label(name))
        self.line.setPlaceholderText(tr("Formula, such as {formula}").format(formula=self._example()))
        self.line.setAccessibleName(tr("Formula of an input"))
        self.line.setToolTip(
            tr(
                "Any formula over the columns: + - * / ^, brackets, sin, cos, tan, exp, log, log1p, sqrt, abs, sign, "
                "min, max, floor, round, tanh, relu, step, pi, e; names of several words in braces. Enter adds it."
            )
        )
        self.remove.setText(tr("Remove this input"))
        self.remove.setToolTip(tr("Remove this input"))

    def _example(self) -> str:
        names = [quoted(name) for name in self._columns[:2]] or ["x1", "x2"]
        return f"exp(-{names[0]}^2)" if len(names) == 1 else f"sin({names[0]}*{names[1]})"

    def _draw(self) -> None:
        self.remove.setIcon(icon("trash-2", self._context.theme))
        self.remove.setVisible(bool(self._changing))

    # ---- choosing

    def _chip(self, name: str, *, own: bool) -> Chip:
        chip = Chip(name, self.flow, own=own)
        chip.clicked.connect(lambda on, name=name: self._clicked(name, on))
        chip.removed.connect(lambda name=name: self._remove(name))
        return chip

    def _clicked(self, name: str, on: bool) -> None:
        if not self.chips[name].own:
            wanted = {*self._chosen, name} if on else {*self._chosen} - {name}
            self.changed.emit(tuple(known for known in self._names if known in wanted))
        else:
            self._changing = name
            self.line.put(name)
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.line.selectAll()
        self._settle()

    def _remove(self, name: str) -> None:
        self.changed.emit(tuple(known for known in self._chosen if known != name))
        self._settle()

    def _take(self, text: str) -> None:
        """Adds what was typed, or puts it in the place of the formula that is changed."""
        if not text:
            if self._changing:
                self._remove(self._changing)
            return
        now = self._changing
        if text != now:
            known = [text if one == now else one for one in self._chosen]
            self.changed.emit(tuple(known if now else (*known, text)))
        if text in self._chosen:
            self._leave()

    def _leave(self) -> None:
        self._changing = ""
        self.line.put("")
        self._settle()

    def _settle(self) -> None:
        self.remove.setVisible(bool(self._changing))
        for name, chip in self.chips.items():
            chip.setChecked(name in self._chosen)

    def _wrong(self, text: str) -> Problem | None:
        clean = text.strip()
        if clean in self._chosen and clean != self._changing:
            return Problem(code="edit.same_input", values={"input": clean})
        problem = unreadable(clean, self._columns)
        if problem is None:
            return None
        lead = len(text) - len(text.lstrip())
        values = {name: value for name, value in problem.values.items() if name != "input"}  # it stands there already
        place = values.get("place")
        return Problem(code=problem.code, values={**values, "place": place + lead if isinstance(place, int) else 1})


class Chip(QToolButton):
    """An input of the network, on or off; one with a formula of the user's `own` is on as long as it is there.

    Signals:
        removed: Delete was pressed on a formula of the user's own.
    """

    removed = Signal()

    def __init__(self, name: str, parent: QWidget, *, own: bool) -> None:
        super().__init__(parent)
        self.own = own
        self.setProperty("look", "chip")
        self.setFont(small_font(self))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._label = formula_label(name)
        self.setText(self._label)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        wide = max(large(24), metrics.horizontalAdvance(self._label) + large(10))
        room = self.parentWidget().width() if self.parentWidget() is not None else 0
        return QSize(min(wide, room) if room > 60 else wide, metrics.height() + large(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = self.fontMetrics().elidedText(self._label, Qt.TextElideMode.ElideRight, self.width() - large(6))
        if shown != self.text():
            self.setText(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.own and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif self.own and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.click()
        else:
            super().keyPressEvent(event)
